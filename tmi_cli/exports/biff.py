"""The sheets of a real ``.xls``: where its cells are, which of them are errors, and what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tmi_cli.exports.compound import compound_of, workbook_of
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import Found, Place, SheetFacts, check_area, check_place
from tmi_cli.exports.xlsb import ERRORS

_BOUND_SHEET, _FILE_PASS, _END, _ROW, _COLUMN_INFO, _MANY = 0x85, 0x2F, 0x0A, 0x208, 0x7D, 0xBD
_BOOL_OR_ERROR = 0x205
_FORMULAS = (0x06, 0x206, 0x406)
_VALUES = frozenset((0x203, 0x27E, 0xFD, 0x204, 0xD6, _BOOL_OR_ERROR, *_FORMULAS))
_STARTS = (0x09, 0x209, 0x409, 0x809)


def inspect_biff(data: bytes, limits: Limits) -> tuple[bytes, list[SheetFacts], tuple[str, ...]]:
    """Return what a reader may be given, the facts of each sheet in order, and notes on what else it holds.

    Refused where it is locked by a password, damaged or reaches too far.
    """
    stream, beside = workbook_of(data)
    places = []
    for kind, body in _records(stream, 0):
        if kind == _FILE_PASS:
            raise Refused("encrypted")
        if kind == _BOUND_SHEET and len(body) >= 4:
            places.append(int.from_bytes(body[:4], "little"))
    if len(places) > limits.members:
        raise Refused("members", members=limits.members)
    facts = [_scan(stream, at, sheet=str(number), limits=limits) for number, at in enumerate(places, 1)]
    check_area(facts, limits)
    notes = ("holds macros: only the values were read",) if "_VBA_PROJECT_CUR" in beside else ()
    return compound_of(stream), facts, notes


def _scan(stream: bytes, at: int, *, sheet: str, limits: Limits) -> SheetFacts:
    rows = columns = 0
    faults: dict[Place, Found] = {}
    hidden_rows: list[int] = []
    hidden_columns: list[tuple[int, int]] = []
    for kind, body in _records(stream, at):
        if kind in _VALUES and len(body) >= 7:
            row, column = struct.unpack_from("<2H", body)
            if kind in _FORMULAS and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
                faults[row, column] = ("error", ERRORS.get(body[8], "#ERROR"))
            elif kind == _BOOL_OR_ERROR and len(body) >= 8 and body[7]:
                faults[row, column] = ("error", ERRORS.get(body[6], "#ERROR"))
        elif kind == _MANY and len(body) >= 6:
            row, column = int.from_bytes(body[:2], "little"), int.from_bytes(body[-2:], "little")
        elif kind == _ROW and len(body) >= 14:
            if body[12] & 0x20:
                hidden_rows.append(int.from_bytes(body[:2], "little"))
            continue
        else:
            if kind == _COLUMN_INFO and len(body) >= 10 and body[8] & 1:
                first, last = struct.unpack_from("<2H", body)
                hidden_columns.append((first, last))
            continue
        check_place(row, column, sheet=sheet, limits=limits)
        rows, columns = max(rows, row + 1), max(columns, column + 1)
    return SheetFacts(rows, columns, faults, hidden_rows, hidden_columns)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The (kind, body) pairs of one substream, from its beginning to its end."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, at)
        at += 4
        if kind in _STARTS:
            depth += 1
        elif kind == _END:
            depth -= 1
        if depth <= 1:
            # A chart inside a sheet has cells of its own.
            yield kind, stream[at : at + size]
        if depth <= 0:
            return
        at += size
    if depth > 0:
        raise Refused("incomplete")
