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
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_LINK = re.compile(r"'((?:[^']|'')+)'!([A-Z]{1,3}[1-9]\d*)")
_AREA = re.compile(
    r"(?:'((?:[^']|'')+)'|([^\W\d][\w.]*))!\$([A-Z]{1,3})\$([1-9]\d*)(?::\$([A-Z]{1,3})\$([1-9]\d*))?"
)
_ESCAPED = re.compile("_x([0-9A-F]{4})_")
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
        return [self.xml(member) for member in self.related(self.paths[sheet], "table").values()]

    def related(self, member: str, kind: str) -> dict[str, str]:
        """The members of a kind that a member refers to, by their id there."""
        folder, _, file = member.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        if rels not in self.members:
            return {}
        return {
            str(e.get("Id")): str(e.get("Target")).replace("../", "xl/")
            for e in self.xml(rels)
            if str(e.get("Type")).endswith(f"/{kind}")
        }

    def text(self, cell: Element) -> str:
        value = cell.find(f"{MAIN}v")
        if value is None or value.text is None:
            return ""
        return self.strings[int(value.text)] if cell.get("t") == "s" else value.text

    def cells(self, sheet: str) -> dict[str, str]:
        return {str(c.get("r")): self.text(c) for c in self.sheets[sheet].iter(f"{MAIN}c")}


def complaints(data: bytes, *, run_id: str, published: bool = False) -> list[str]:
    """Everything that is wrong with a workbook; empty where it is right."""
    book = Workbook(data)
    found = [*_members(book), *_properties(book), *_styles(book), *_names(book)]
    if published:
        found += _published(book)
    handling = "No pupil is named" if published else "personal data about pupils"
    table_names: list[str] = []
    for name in book.sheets:
        found += [f"{name}: {what}" for what in _sheet(book, name, stamps=(run_id, handling))]
        found += [f"{name}: {what}" for what in _charts(book, name)]
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


def _published(book: Workbook) -> Iterator[str]:
    if len(book.sheets) > 1:
        yield "DP-22: more than one sheet"
    if any(re.match(r"xl/(charts|drawings|tables)/", member) for member in book.members):
        yield "DP-22: more than values"
    if any(list(sheet.iter(f"{MAIN}hyperlink")) for sheet in book.sheets.values()):
        yield "DP-22: a link"


def _sheet(book: Workbook, name: str, *, stamps: tuple[str, str]) -> Iterator[str]:
    sheet = book.sheets[name]
    yield from _printing(sheet, stamps=stamps)
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
    shaded = _shaded(book)
    for row in sheet.iter(f"{MAIN}row"):
        # A row of empty fields to write into is shaded; any other without a word is a spacer.
        if not any(book.text(c).strip() or int(c.get("s", "0")) in shaded for c in row.iter(f"{MAIN}c")):
            yield f"XL-12: row {row.get('r')} is blank"
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


def _shaded(book: Workbook) -> set[int]:
    """The formats that fill a cell with a colour."""
    styles = book.xml("xl/styles.xml")
    solid = [
        [e.get("patternType") for e in fill.iter(f"{MAIN}patternFill")] == ["solid"]
        for fill in styles.iter(f"{MAIN}fill")
    ]
    formats = styles.find(f"{MAIN}cellXfs")
    return {
        at for at, xf in enumerate(formats if formats is not None else []) if solid[int(xf.get("fillId", "0"))]
    }


def _charts(book: Workbook, name: str) -> Iterator[str]:
    drawings = list(book.related(book.paths[name], "drawing").values())
    frames = [
        (anchor, drawing)
        for drawing in drawings
        for anchor in book.xml(drawing)
        if next(anchor.iter(f"{DRAWING}graphicFrame"), None) is not None
    ]
    if len(frames) > 2:
        yield "XL-08: more than two charts"
    anchored = [(_corner(anchor, "from"), _corner(anchor, "to")) for anchor, _ in frames]
    for at, ((left, top), (right, bottom)) in enumerate(anchored):
        last_column, last_row = _printed(book, name)
        if right > last_column or bottom > last_row:
            yield "XL-08: a chart outside the print area"
        for (start, first), (end, last) in anchored[:at]:
            if left <= end and start <= right and top <= last and first <= bottom:
                yield "XL-08: one chart upon another"
    for anchor, drawing in frames:
        if any(not (e.get("descr") or "").strip() for e in anchor.iter(f"{DRAWING}cNvPr")):
            yield "XL-08: no alternative text"
        charts = book.related(drawing, "chart")
        for reference in anchor.iter(f"{CHART}chart"):
            for what in _chart(book, book.xml(charts[str(reference.get(f"{REL}id"))])):
                yield f"XL-08: {what}"


def _corner(anchor: Element, which: str) -> tuple[int, int]:
    corner = anchor.find(f"{DRAWING}{which}")
    assert corner is not None
    return int(corner.findtext(f"{DRAWING}col") or 0), int(corner.findtext(f"{DRAWING}row") or 0)


def _printed(book: Workbook, name: str) -> tuple[int, int]:
    """The last column and row that are printed, from 0."""
    at = str(list(book.sheets).index(name))
    for e in book.book.iter(f"{MAIN}definedName"):
        if e.get("name") == "_xlnm.Print_Area" and e.get("localSheetId") == at:
            area = _AREA.fullmatch(e.text or "")
            assert area, e.text
            return _number(area.group(5) or area.group(3)) - 1, int(area.group(6) or area.group(4)) - 1
    return -1, -1


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _chart(book: Workbook, space: Element) -> Iterator[str]:
    chart = space.find(f"{CHART}chart")
    assert chart is not None
    if not _words(chart):
        yield "no title"
    kinds = [e.tag.removeprefix(CHART) for e in chart.iter() if e.tag.endswith("Chart")]
    if any("3D" in kind for kind in kinds) or chart.find(f"{CHART}view3D") is not None:
        yield "three dimensions"
    axes = [e for tag in ("catAx", "valAx", "dateAx") for e in chart.iter(f"{CHART}{tag}")]
    if len(axes) != 2 or not all(map(_words, axes)):
        yield "an axis without a title"
    if any([e.get("val") for e in axis.findall(f"{CHART}delete")] != ["0"] for axis in axes):
        yield "an axis is not said to be shown"
    if [e.get("val") for e in chart.findall(f"{CHART}dispBlanksAs")] != ["gap"]:
        yield "a blank may be drawn as nought"
    series = list(chart.iter(f"{CHART}ser"))
    legends = list(chart.iter(f"{CHART}legend"))
    if len(legends) != (len(series) > 1):
        yield "a legend for one series, or none for several"
    for one in series:
        labels = one.find(f"{CHART}dLbls")
        shows = None if labels is None else labels.find(f"{CHART}showVal")
        if shows is None or shows.get("val") != "1":
            yield "no data labels"
        if not {"tx", "cat", "val"} <= {child.tag.removeprefix(CHART) for child in one}:
            yield "a series without name, categories or values"
    sizes = [int(e.get("sz", "0")) for e in chart.iter() if e.tag in (f"{TEXT}defRPr", f"{TEXT}rPr")]
    if any(0 < size < 900 for size in sizes):
        yield "a font under 9 points"
    for tag in ("strRef", "numRef"):
        for reference in chart.iter(f"{CHART}{tag}"):
            yield from _reference(book, reference)


def _words(element: Element) -> str:
    """The title of a chart or an axis: its own words, or those of the cell it refers to."""
    title = element.find(f"{CHART}title")
    if title is None:
        return ""
    return "".join(e.text or "" for e in title.iter() if e.tag in (f"{TEXT}t", f"{CHART}v")).strip()


def _unescaped(text: str | None) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text or "")


def _reference(book: Workbook, reference: Element) -> Iterator[str]:
    """What is wrong with the cells a chart refers to: each exists, and holds what the chart remembers of it."""
    formula = reference.findtext(f"{CHART}f") or ""
    areas = list(_AREA.finditer(formula))
    if ",".join(area.group() for area in areas) != formula.removeprefix("(").removesuffix(")"):
        yield f"not a reference: {formula}"
    found: list[str | None] = []
    for area in areas:
        sheet = (area.group(1) or area.group(2)).replace("''", "'")
        if sheet not in book.sheets:
            yield f"no sheet for {formula}"
            return
        cells = book.cells(sheet)
        for row in range(int(area.group(4)), int(area.group(6) or area.group(4)) + 1):
            found.append(cells.get(f"{area.group(3)}{row}"))
    if None in found:
        yield f"no cell for {formula}"
    cache = next((e for e in reference if e.tag in (f"{CHART}strCache", f"{CHART}numCache")), None)
    points = {} if cache is None else {e.get("idx"): e.findtext(f"{CHART}v") for e in cache.iter(f"{CHART}pt")}
    is_number = cache is not None and cache.tag == f"{CHART}numCache"
    for at, cell in enumerate(found):
        kept, held = map(_unescaped, (points.get(str(at)), cell))
        if kept != held and not (is_number and kept and held and float(kept) == float(held)):
            yield f"{formula} remembers {kept!r} for {held!r}"


def _printing(sheet: Element, *, stamps: tuple[str, str]) -> Iterator[str]:
    setup, fit = sheet.find(f"{MAIN}pageSetup"), sheet.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr")
    wanted = {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"}
    if setup is None or {key: setup.get(key) for key in wanted} != wanted or setup.get("fitToWidth", "1") != "1":
        yield "XL-01: not A4 landscape, one page wide"
    if fit is None or fit.get("fitToPage") != "1":
        yield "XL-01: fitToPage is not set"
    if sheet.find(f"{MAIN}pageMargins") is None:
        yield "XL-01: no margins"
    footer = sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter") or ""
    for part in ("&A", "&P", "&N", *(stamp.replace("&", "&&") for stamp in stamps)):
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
