"""Delimited text: CSV in the encodings and with the separators that schools' programs write."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from typing import Any

from tmi_cli.exports.encoding import decode
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.table import SourceFile, Table

_SEPARATORS = (",", ";", "\t")
_TOLD = re.compile(r'"?sep=([,;\t|])"?\r?\n', re.IGNORECASE)
_LONGEST_RECORD = 60
"""Lines of one record; a comment of more lines is a quotation mark that was never closed."""
_MOST_STRAY = 1_000


def read_text(file: SourceFile, data: bytes, limits: Limits) -> list[Table]:
    """Return the one table of a delimited text; a row is a record, line breaks in quotes included.

    The separator is the one of comma, semicolon and tab that divides the records most evenly. Every value is
    text as it stands. The table's ``fields`` tell which rows are longer or shorter than the header.
    """
    text, encoding = decode(data)
    notes = []
    nuls = text.count("\0")
    if nuls:
        text = text.replace("\0", "")
        notes.append(f"has {nuls:,} NUL characters, which were left out")
    told = _TOLD.match(text)
    separator = told.group(1) if told else _separator(text)
    rows, stray = _records(text, separator, limits)
    if stray:
        more = f" and {len(stray) - 1:,} more" if len(stray) > 1 else ""
        notes.append(f"has a quotation mark that is never closed in row {stray[0] + 1:,}{more}: read as it stands")
    width = _used_width(rows)
    longer = sum(len(row) > width for row in rows)
    if longer and any(0 < len(row) <= width for row in rows):
        notes.append(f"has {longer:,} rows that end with a separator too many, which was left out")
    fields = tuple(min(len(row), width) for row in rows)
    if width * len(rows) > limits.cells:
        raise Refused("cells", cells=limits.cells)
    for row in rows:
        row[width:] = [""] * (width - len(row))
    read = replace(file, encoding=encoding, separator=separator)
    return [Table(read, None, rows, notes=tuple(notes), fields=fields)]


def _separator(text: str) -> str:
    """The separator that gives the most records the same number of cells, and more than one."""
    sample = text[:100_000]

    def evenness(separator: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
                widths[len(record)] += 1
        except csv.Error:
            pass  # a record longer than any: what was counted until here says enough
        width, records_alike = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda pair: pair[1],
            default=(0, 0),
        )
        return records_alike, width

    return max(_SEPARATORS, key=evenness)


def _records(text: str, separator: str, limits: Limits) -> tuple[list[list[Any]], list[int]]:
    """The records of a text, and which of them (from 0) hold a quotation mark that is never closed."""
    rows: list[list[Any]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            cells += len(row)
            if cells > limits.cells:
                raise Refused("cells", cells=limits.cells)
            rows.append(row)
    except csv.Error:
        return _mended(list(io.StringIO(text, newline="")), separator, limits)
    return rows, []


def _mended(lines: list[str], separator: str, limits: Limits) -> tuple[list[list[Any]], list[int]]:
    """The records of a text whose quotation marks do not pair: one by one, so that none swallows the next.

    Where no record of a sensible length begins with a line, its quotation mark is a stray one, and the line
    stands for itself.
    """
    rows: list[list[Any]] = []
    stray: list[int] = []
    at = cells = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + _LONGEST_RECORD], delimiter=separator, strict=True)
        try:
            row: list[Any] = next(reader)
            at += reader.line_num
        except csv.Error:
            row = [_unquoted(cell) for cell in lines[at].rstrip("\r\n").split(separator)]
            stray.append(len(rows))
            at += 1
        cells += len(row)
        if cells > limits.cells:
            raise Refused("cells", cells=limits.cells)
        if len(stray) > _MOST_STRAY:
            raise Refused("quotes", lines=_MOST_STRAY)
        rows.append(row)
    return rows, stray


def _unquoted(cell: str) -> str:
    if len(cell) > 1 and cell.startswith('"') and cell.endswith('"'):
        return cell[1:-1].replace('""', '"')
    return cell


def _used_width(rows: list[list[Any]]) -> int:
    """The number of columns up to the last one in which anything stands."""
    width = 0
    for row in rows:
        size = len(row)
        while size > width and not row[size - 1]:
            size -= 1
        width = max(width, size)
    return width
