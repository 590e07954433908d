"""Looks into the zip of any workbook tmi writes and complains of what a reader, a printer or Excel would.

Written from reliability's requirements, without a line of the code that it judges.
"""

from __future__ import annotations

import getpass
import io
import re
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINK = re.compile(r"'((?:[^']|'')+)'!([A-Z]{1,3}[1-9]\d*)")
_TABLE_NAME = re.compile(r"[A-Za-z_]\w*")
_LOOKS_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[RrCc]\d*([RrCc]\d*)?")
_FORBIDDEN_MEMBERS = ("pivot", "externalLinks", "comments", "vbaProject", "customXml", "embeddings", "connections")


class Workbook:
    """The members of a workbook, its sheets by name, and its shared strings."""

    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.members = {name: archive.read(name) for name in archive.namelist()}
        self.book = self.xml("xl/workbook.xml")
        targets = {e.get("Id"): e.get("Target") for e in self.xml("xl/_rels/workbook.xml.rels")}
        self.paths = {
            str(e.get("name")): f"xl/{targets[e.get(REL + 'id')]}" for e in self.book.iter(f"{MAIN}sheet")
        }
        self.sheets = {name: self.xml(path) for name, path in self.paths.items()}
        strings = self.xml("xl/sharedStrings.xml")
        self.strings = ["".join(t.text or "" for t in si.iter(f"{MAIN}t")) for si in strings]

    def xml(self, member: str) -> Element:
        found: Element = fromstring(self.members[member])
        return found

    def tables(self, sheet: str) -> list[Element]:
        rels = self.paths[sheet].replace("worksheets/", "worksheets/_rels/") + ".rels"
        if rels not in self.members:
            return []
        targets = [str(e.get("Target")) for e in self.xml(rels) if str(e.get("Type")).endswith("/table")]
        return [self.xml(target.replace("../", "xl/")) for target in targets]

    def text(self, cell: Element) -> str:
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            return ""
        return self.strings[int(value.text)] if cell.get("t") == "s" else value.text

    def cells(self, sheet: str) -> dict[str, str]:
        return {str(c.get("r")): self.text(c) for c in self.sheets[sheet].iter(f"{MAIN}c")}


def complaints(data: bytes, *, run_id: str) -> list[str]:
    """Everything that is wrong with a workbook; empty where it is right."""
    book = Workbook(data)
    found = [*_members(book), *_properties(book), *_styles(book), *_names(book)]
    table_names: list[str] = []
    for name in book.sheets:
        found += [f"{name}: {what}" for what in _sheet(book, name, run_id=run_id)]
        found += [f"{name}: {what}" for what in _tables(book, name, seen=table_names)]
    return found


def _members(book: Workbook) -> Iterator[str]:
    for member in book.members:
        if any(word in member for word in _FORBIDDEN_MEMBERS):
            yield f"SEC-30: member {member}"
    if book.size > 1_000_000:
        yield f"XL-14: {book.size} bytes"
    private = {getpass.getuser(), socket.gethostname(), str(Path.home()), str(Path.cwd())} - {"root", "localhost"}
    for member, content in book.members.items():
        for word in private:
            if len(word) > 3 and word.encode() in content:
                yield f"SEC-31: {member} names this machine"
    if list(book.book.iter(f"{MAIN}externalReference")):
        yield "SEC-30: external reference"


def _properties(book: Workbook) -> Iterator[str]:
    core = {e.tag.rpartition("}")[2]: e.text or "" for e in book.xml("docProps/core.xml")}
    if not core.get("title"):
        yield "XL-12: no title"
    for who in ("creator", "lastModifiedBy"):
        if not re.fullmatch(r"tmi \d+\.\d+\.\d+", core.get(who, "")):
            yield f"SEC-31: {who} is not tmi"
    if "docProps/custom.xml" in book.members:
        yield "SEC-30: custom properties"


def _styles(book: Workbook) -> Iterator[str]:
    styles = book.xml("xl/styles.xml")
    sizes = [float(str(e.get("val"))) for font in styles.iter(f"{MAIN}font") for e in font.findall(f"{MAIN}sz")]
    if min(sizes) < 11:
        yield f"XL-12: font of {min(sizes)} points"
    formats = styles.find(f"{MAIN}cellXfs")
    if formats is None or len(formats) > 40:
        yield "XL-14: more than 40 formats"


def _names(book: Workbook) -> Iterator[str]:
    sheets = list(book.sheets)
    if sheets[0] != "Summary":
        yield "XL-09: the first sheet is not the summary"
    defined = {
        (str(e.get("name")), sheets[int(str(e.get("localSheetId")))]) for e in book.book.iter(f"{MAIN}definedName")
    }
    for sheet in sheets:
        if ("_xlnm.Print_Area", sheet) not in defined:
            yield f"XL-01: {sheet} has no print area"
        if book.tables(sheet) and ("_xlnm.Print_Titles", sheet) not in defined:
            yield f"XL-01: {sheet} repeats no header"
    if any(e.get("state") for e in book.book.iter(f"{MAIN}sheet")):
        yield "SEC-30: hidden sheet"
    views = list(book.book.iter(f"{MAIN}workbookView"))
    if any(int(view.get("activeTab", "0")) for view in views):
        yield "XL-02: does not open at the first sheet"


def _sheet(book: Workbook, name: str, *, run_id: str) -> Iterator[str]:
    sheet = book.sheets[name]
    yield from _printing(sheet, run_id=run_id)
    for what in ("row", "col"):
        if any(e.get("hidden") for e in sheet.iter(f"{MAIN}{what}")):
            yield f"SEC-30: hidden {what}"
    if any(float(e.get("width", "0")) > 61 for e in sheet.iter(f"{MAIN}col")):
        yield "XL-02: column wider than 60"
    for tag, rule in (
        ("f", "XL-07"),
        ("mergeCell", "XL-12"),
        ("autoFilter", "XL-03"),
        ("conditionalFormatting", "XL-05"),
        ("legacyDrawing", "SEC-30"),
        ("sheetProtection", "XL-10"),
    ):
        if list(sheet.iter(f"{MAIN}{tag}")):
            yield f"{rule}: {tag}"
    cells = book.cells(name)
    if not cells.get("A1"):
        yield "XL-12: no title in A1"
    rows = [int(str(e.get("r"))) for e in sheet.iter(f"{MAIN}row")]
    if rows != list(range(1, len(rows) + 1)):
        yield "XL-12: blank rows"
    links = [_LINK.fullmatch(str(e.get("location"))) for e in sheet.iter(f"{MAIN}hyperlink")]
    reached = [link.group(1).replace("''", "'") if link else "" for link in links]
    if any(target not in book.sheets for target in reached):
        yield "XL-09: a link leads nowhere"
    if name == "Summary" and set(reached) != set(book.sheets) - {"Summary"}:
        yield "XL-09: the contents lack a sheet"
    if name != "Summary" and "Summary" not in reached:
        yield "XL-09: no way back to the summary"
    if any(not cells.get(str(e.get("ref"))) for e in sheet.iter(f"{MAIN}hyperlink")):
        yield "XL-12: link without words"


def _printing(sheet: Element, *, run_id: str) -> Iterator[str]:
    setup, fit = sheet.find(f"{MAIN}pageSetup"), sheet.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    wanted = {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"}
    if setup is None or {key: setup.get(key) for key in wanted} != wanted or setup.get("fitToWidth", "1") != "1":
        yield "XL-01: not A4 landscape, one page wide"
    if fit is None or fit.get("fitToPage") != "1":
        yield "XL-01: fitToPage is not set"
    if sheet.find(f"{MAIN}pageMargins") is None:
        yield "XL-01: no margins"
    footer = sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter") or ""
    for part in ("&A", "&P", "&N", run_id.replace("&", "&&"), "personal data about pupils"):
        if part not in footer:
            yield f"XL-01: the footer lacks {part}"
    if len(footer) > 255:
        yield "XL-01: the footer is longer than Excel allows"


def _tables(book: Workbook, name: str, *, seen: list[str]) -> Iterator[str]:
    tables = book.tables(name)
    if len(tables) > 1:
        yield "XL-03: more than one table"
    for table in tables:
        label = str(table.get("name"))
        if not _TABLE_NAME.fullmatch(label) or _LOOKS_LIKE_A_CELL.fullmatch(label) or label.casefold() in seen:
            yield f"XL-03: table name {label}"
        seen.append(label.casefold())
        headers = [str(e.get("name")) for e in table.iter(f"{MAIN}tableColumn")]
        if len({h.casefold() for h in headers}) < len(headers) or not all(h.strip() for h in headers):
            yield "XL-03: headers are blank or doubled"
        first, last = str(table.get("ref")).split(":")
        row, last_row = int(re.sub(r"\D", "", first)), int(re.sub(r"\D", "", last))
        shown = [text for ref, text in book.cells(name).items() if int(re.sub(r"\D", "", ref)) == row]
        if shown != headers:
            yield "XL-03: the headers of the table are not those in the cells"
        sheet = book.sheets[name]
        if last_row != len(list(sheet.iter(f"{MAIN}row"))):
            yield "XL-03: the table does not end where the rows do"
        panes = list(sheet.iter(f"{MAIN}pane"))
        if [(pane.get("state"), pane.get("ySplit")) for pane in panes] != [("frozen", str(row))]:
            yield "XL-02: the header is not frozen"
        if table.find(f"{MAIN}autoFilter") is None:
            yield "XL-02: no filter"
        if not any(e.get("numberStoredAsText") for e in sheet.iter(f"{MAIN}ignoredError")):
            yield "XL-02: green triangles on numbers kept as text"
