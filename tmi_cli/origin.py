"""Where a value came from: the place that every flag and every problem can name."""

from __future__ import annotations

from typing import NamedTuple


def column_letters(column: int) -> str:
    """Return the letters a spreadsheet shows for a column counted from 0 (0 -> ``A``, 26 -> ``AA``)."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Origin(NamedTuple):
    """A file, and within it a sheet and a cell, as a person would look it up.

    ``row`` and ``column`` count from 0. A CSV row is its record, an HTML row the row of the table.
    ``sheet`` is None where a file has none; ``row`` and ``column`` are None where the whole file or
    sheet is meant.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    column: int | None = None

    @property
    def cell(self) -> str | None:
        """The cell as a spreadsheet names it (``K14``), or None where no cell is meant."""
        if self.row is None or self.column is None:
            return None
        return f"{column_letters(self.column)}{self.row + 1}"

    def __str__(self) -> str:
        return " › ".join(part for part in (self.file, self.sheet, self.cell) if part)
