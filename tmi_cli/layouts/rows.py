"""Which rows of a sheet hold data, and which are blank, headers again, or footers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tmi_cli.exports import Table, cell_text
from tmi_cli.layouts.shape import Shape
from tmi_cli.origin import Origin
from tmi_cli.records import KeptCells, Problem
from tmi_cli.records.entry import RAW

_FOOTER = re.compile(
    r"(?:grand |sub ?)?totals?\b|averages?\b|count\b|printed (?:on|by)\b|page \d+|report (?:run|date)\b|"
    r"end of report|generated\b|exported\b|seemis\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{8}")


def last_used_row(rows: Sequence[Sequence[Any]]) -> int:
    """The number of rows up to the last one in which anything stands."""
    for number in range(len(rows), 0, -1):
        if any(cell != "" and cell is not None for cell in rows[number - 1]):
            return number
    return 0


def kept_cells(rows: Sequence[Sequence[Any]], *columns: Mapping[str, int]) -> KeptCells:
    """The cells of a sheet that are needed once it was read; ``columns`` are the fields of each of its blocks."""
    return KeptCells.of(rows, (index for block in columns for field, index in block.items() if field in RAW))


class RowJudge:
    """Says of each row below the header why it is ignored, if it is."""

    def __init__(self, shape: Shape, rows: Sequence[Sequence[Any]]) -> None:
        self._headers = [
            {c: text for c, cell in enumerate(rows[r]) if (text := cell_text(cell).casefold())}
            for r in shape.header_rows
        ]
        self._number = shape.row_columns.get("scn")
        about = shape.row_columns.items()
        self._pupil = {index for name, index in about if name in ("scn", "surname", "name")}
        self._names = {index for name, index in about if name in ("surname", "forename", "name")}

    def ignored(self, row: Sequence[Any]) -> str | None:
        """The reason to ignore a row (blank, repeated header, footer), or None where it holds data."""
        # Almost every row begins with a pupil's number and needs no closer look.
        if self._number is not None and _NUMBER.match(str(row[self._number])):
            return None
        filled = [(c, text) for c, cell in enumerate(row) if (text := cell_text(cell))]
        if not filled:
            faults = any(cell != "" and not isinstance(cell, str) for cell in row)
            return None if faults else "blank row"
        for header in self._headers:
            same = sum(header.get(c) == text.casefold() for c, text in filled)
            if header and same > len(header) / 2:
                return "header repeated"
        # A footer says its piece in the first cell that is filled, and names no pupil of its own.
        named = any(c in self._names and not text.isnumeric() for c, text in filled[1:])
        if _FOOTER.match(filled[0][1]) and not named:
            return "total or footer"
        if len(filled) == 1 and filled[0][0] not in self._pupil:
            return "title or note"
        return None


def shifted(table: Table, row: int, header: int) -> Problem:
    """The problem of a row of delimited text that has more or fewer fields than its header."""
    return Problem.of(
        "row-shifted",
        Origin(table.file.name, table.sheet, row, 0),
        fields=table.fields[row],
        header=table.fields[header],
    )
