"""The sheets of an ``.xlsb``: binary records, of which only the few are looked at that tell where cells are."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import Found, Place, SheetFacts, check_place

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""Excel's error codes, in ``.xlsb`` and ``.xls`` alike."""

_ROW, _COLUMN_INFO, _SHEET = 0, 60, 156
_VALUES = range(2, 12)
_ERROR_VALUES = (3, 11)


def sheets_of_binary(book: bytes) -> list[tuple[str, str]]:
    """Return the name and the relation of each sheet of a ``workbook.bin``, in order."""
    sheets = []
    for kind, body in _records(book):
        if kind == _SHEET:
            key, rest = _text(body[8:])
            name, _ = _text(rest)
            sheets.append((name, key))
    return sheets


def scan_binary_sheet(part: bytes, *, sheet: str, limits: Limits) -> SheetFacts:
    """Return the facts of a sheet's records. Refused where they are damaged or reach too far."""
    row = rows = columns = 0
    faults: dict[Place, Found] = {}
    hidden_rows: list[int] = []
    hidden_columns: list[tuple[int, int]] = []
    for kind, body in _records(part):
        if kind == _ROW and len(body) >= 12:
            row = int.from_bytes(body[:4], "little")
            if body[11] & 0x10:
                hidden_rows.append(row)
        elif kind in _VALUES and len(body) >= 8:
            column = int.from_bytes(body[:4], "little")
            check_place(row, column, sheet=sheet, limits=limits)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in _ERROR_VALUES and len(body) > 8:
                faults[row, column] = ("error", ERRORS.get(body[8], "#ERROR"))
        elif kind == _COLUMN_INFO and len(body) >= 18 and body[16] & 1:
            first, last = struct.unpack_from("<2L", body)
            hidden_columns.append((first, last))
    return SheetFacts(rows, columns, faults, hidden_rows, hidden_columns)


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The (kind, body) pairs of a part; both the kind and the size are numbers of seven bits a byte."""
    at, end = 0, len(part)
    try:
        while at < end:
            kind = part[at]
            at += 1
            if kind & 0x80:
                kind = (kind & 0x7F) | (part[at] & 0x7F) << 7
                at += 1
            size = shift = 0
            while True:
                byte = part[at]
                at += 1
                size |= (byte & 0x7F) << shift
                shift += 7
                if not byte & 0x80 or shift == 28:
                    break
            if at + size > end:
                raise Refused("damaged")
            yield kind, part[at : at + size]
            at += size
    except IndexError:
        raise Refused("damaged") from None


def _text(body: bytes) -> tuple[str, bytes]:
    """A text that begins a body, and what follows it."""
    size = 4 + 2 * int.from_bytes(body[:4], "little")
    return body[4:size].decode("utf-16-le", errors="replace"), body[size:]
