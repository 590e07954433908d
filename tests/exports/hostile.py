"""Makes the files that no school means to send: damaged, renamed, locked, and made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = f'<Types xmlns="{_PACKAGE}/content-types"/>'

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>SCN</t></is></c></row>'
"""A row that every reader can read."""


def zipped(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def sheet_xml(rows: str = ROW, *, head: str = "", before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<worksheet xmlns="{_MAIN}">{head}'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def parts_of_book(
    sheets: Mapping[str, str | bytes] | None = None,
    *,
    strings: str | None = None,
    settings: str = "",
    suffix: str = "xml",
    book: bytes | None = None,
) -> dict[str, str | bytes]:
    """The parts of an ``.xlsx`` whose sheets are given as XML by name."""
    sheets = {"Tracking": sheet_xml()} if sheets is None else sheets
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet{number}.{suffix}"/>'
        for number, _ in enumerate(sheets, 1)
    )
    if strings is not None:
        relations += f'<Relationship Id="rIdS" Type="{_DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.{suffix}"/></Relationships>',
        f"xl/workbook.{suffix}": book
        or f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}">{settings}<sheets>{listed}</sheets></workbook>',
        f"xl/_rels/workbook.{suffix}.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f"{relations}</Relationships>",
    }
    for number, xml in enumerate(sheets.values(), 1):
        parts[f"xl/worksheets/sheet{number}.{suffix}"] = xml
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    return parts


def book(rows: str = ROW, **extra: str | bytes) -> bytes:
    """An ``.xlsx`` of one sheet; ``extra`` parts by name, with ``__`` for each slash and ``_dot_`` for the dot."""
    parts = parts_of_book({"Tracking": sheet_xml(rows)})
    parts.update({name.replace("__", "/").replace("_dot_", "."): part for name, part in extra.items()})
    return zipped(parts)


def value(cell: str, shown: str = "1") -> str:
    row = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{cell}"><v>{shown}</v></c></row>'


def shared_text_bomb() -> bytes:
    """One text of 30,000 letters, shown in 40,000 cells: 1.2 GB of values in some kB."""
    strings = f'<sst xmlns="{_MAIN}"><si><t>{"x" * 30_000}</t></si></sst>'
    rows = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" t="s"><v>0</v></c>' for c in "ABCDEFGHIJKLMNOPQRST") + "</row>"
        for r in range(1, 2_001)
    )
    return zipped(parts_of_book({"Tracking": sheet_xml(rows)}, strings=strings), method=zipfile.ZIP_STORED)


def false_size(data: bytes, member: str, size: int) -> bytes:
    """The archive with another unpacked size told for a member, in both of its places."""
    out = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(member)
    out[info.header_offset + 22 : info.header_offset + 26] = struct.pack("<L", size)
    central = data.index(b"PK\x01\x02")
    while data[central + 46 : central + 46 + len(member)] != member.encode():
        central = data.index(b"PK\x01\x02", central + 4)
    out[central + 24 : central + 28] = struct.pack("<L", size)
    return bytes(out)


def ods(table: str, **extra: str | bytes) -> bytes:
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0" xmlns:style="{urn}:style:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" '
        f'office:version="1.3"><office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{kind}"/></manifest:manifest>'
    )
    parts: dict[str, str | bytes] = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest}
    parts.update({name.replace("__", "/").replace("_dot_", "."): part for name, part in extra.items()})
    return zipped(parts)


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def ods_table(rows: str, name: str = "Tracking") -> str:
    return f'<table:table table:name="{name}">{rows}</table:table>'


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE file of some streams, each made longer than the 4,096 bytes below which they lie elsewhere."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    bodies = {
        name: body.ljust(-(-max(len(body), 4_096) // sector) * sector, b"\0") for name, body in streams.items()
    }
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, child=1, start=end, size=0)]
    at = 0
    for number, (name, body) in enumerate(bodies.items(), 1):
        count = len(body) // sector
        right = number + 1 if number < len(bodies) else free
        entries.append(_entry(name, 2, right=right, start=at, size=len(body)))
        fat += [*range(at + 1, at + count), end]
        at += count
    entries += [bytes(128)] * (-len(entries) % 4)
    directory, count = at, len(entries) // 4
    fat += [*range(directory + 1, directory + count), end]
    at += count
    tables = -(-(len(fat) + 8) // 128)
    places = list(range(at, at + tables))
    fat += [0xFFFFFFFD] * tables
    fat += [free] * (tables * 128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, tables, directory, 0, 4_096, end, 0, end, 0)
    header += struct.pack("<109L", *places, *[free] * (109 - tables))
    return header + b"".join(bodies.values()) + b"".join(entries) + struct.pack(f"<{len(fat)}L", *fat)


def _entry(
    name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF, start: int, size: int
) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    return letters.ljust(64, b"\0") + struct.pack(
        "<HBB3L16xL16xLQ", len(letters), kind, 1, 0xFFFFFFFF, right, child, 0, start, size
    )


def _biff(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def biff(*records: tuple[int, bytes], settings: tuple[tuple[int, bytes], ...] = (), **streams: bytes) -> bytes:
    """An ``.xls`` of one sheet, whose records are given as (kind, body)."""
    start = struct.pack("<6H", 0x600, 0x05, 0, 0, 0, 0)
    of_sheet = struct.pack("<6H", 0x600, 0x10, 0, 0, 0, 0)
    name = b"\x08\x00Tracking"
    before = _biff(0x809, start) + b"".join(_biff(*item) for item in settings)
    place = len(before) + 4 + 6 + len(name) + 4
    book = before + _biff(0x85, struct.pack("<LH", place, 0) + name) + _biff(0x0A)
    book += _biff(0x809, of_sheet) + b"".join(_biff(*item) for item in records) + _biff(0x0A)
    return compound({"Workbook": book, **streams})


def biff_number(row: int, column: int, number: float) -> tuple[int, bytes]:
    return 0x203, struct.pack("<3Hd", row, column, 0, number)


def biff_error(row: int, column: int, code: int) -> tuple[int, bytes]:
    return 0x205, struct.pack("<3H2B", row, column, 0, code, 1)


def xlsb(*records: tuple[int, bytes]) -> bytes:
    """An ``.xlsb`` of one sheet; ``records`` are those of its rows and cells."""

    def record(kind: int, body: bytes = b"") -> bytes:
        led = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        size = len(body)
        told = b""
        while True:
            told += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
            size >>= 7
            if not size:
                return led + told + body

    def text(letters: str) -> bytes:
        return struct.pack("<L", len(letters)) + letters.encode("utf-16-le")

    listed = record(156, struct.pack("<2L", 0, 1) + text("rId1") + text("Tracking"))
    whole = record(131) + record(143) + listed + record(144) + record(132)
    sheet = record(129) + record(148, bytes(16)) + record(145)
    sheet += b"".join(record(*item) for item in records) + record(146) + record(130)
    return zipped(parts_of_book({"Tracking": sheet}, suffix="bin", book=whole))


def xlsb_row(row: int, *, hidden: bool = False) -> tuple[int, bytes]:
    return 0, struct.pack("<2LH3BLL", row, 0, 300, 0, 0x10 if hidden else 0, 0, 0, 0)


def xlsb_number(column: int, number: float) -> tuple[int, bytes]:
    return 5, struct.pack("<2Ld", column, 0, number)


def xlsb_error(column: int, code: int) -> tuple[int, bytes]:
    return 3, struct.pack("<2LB", column, 0, code)


def locked(data: bytes, password: str) -> bytes:
    """A workbook locked with a password as Excel locks it."""
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]  # it carries no types

    made = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, made)
    return made.getvalue()


def html(table: str) -> bytes:
    return f'<html><head><meta charset="utf-8"></head><body>{table}</body></html>'.encode()


def spreadsheetml(*worksheets: str) -> bytes:
    return (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{"".join(worksheets)}</Workbook>'
    ).encode()


Made = Callable[[], bytes]
Plain = dict[str, Any]
