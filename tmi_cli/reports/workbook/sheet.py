"""A sheet that holds one table: title, note, the way back, and an Excel table that prints well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from tmi_cli.reports.workbook.book import SUMMARY, Book, Sheet
from tmi_cli.reports.workbook.style import FIGURES, MARKS
from tmi_cli.reports.workbook.write import Cells, clean

Kind = Literal[
    "text", "strong", "line", "number", "mark", "entry", "open", "day", "count", "percent", "points", "decimal"
]

_HEADER_HEIGHT = 30
_LINE_HEIGHT = 15
# Excel has no row over 409 points.
_TALLEST = 27
# Letters are narrower than the digits in which widths are measured, bold ones less so.
_LETTERS_PER_DIGIT = {"text": 1.15, "strong": 1.05, "open": 1.15}
_WIDEST = 60
# A filter button covers this much of a header.
_BUTTON = 3.0


class Column(NamedTuple):
    """A column: its header, the field of a line that it shows, and how.

    ``entry`` is left empty for a person, ``open`` and ``day`` may hold what was written before, and stay open
    where the sheet is protected; ``line`` never wraps (for a last column); a column of one of ``style.FIGURES``
    may hold words where there is no number. Widths are in characters: from ``least`` up to ``most`` (60 at the
    most), then the text wraps. Columns from the first with ``on_paper`` False onward
    are for the screen.
    """

    header: str
    field: str
    kind: Kind = "text"
    least: float = 6.0
    most: float = 20.0
    on_paper: bool = True


class Table(NamedTuple):
    """A sheet's name, title, note, columns and lines; ``empty`` is the sentence where there is no line.

    The first ``frozen`` columns stay in sight.
    """

    name: str
    title: str
    note: str
    columns: Sequence[Column]
    lines: Sequence[Any]
    empty: str
    frozen: int = 2


HEADER_ROW = 3
"""The row of a table's header, from 0; its lines follow."""


def add_table(book: Book, table: Table) -> str:
    """Add a sheet with a table, and return the sheet's name."""
    return place_table(book, table).name


def place_table(book: Book, table: Table) -> Sheet:
    """Add a sheet with a table, and return the sheet, for what else it is to have."""
    made = book.add_sheet(table.name)
    name, number, cells, sheet = made
    cells.text(0, 0, table.title, "title")
    cells.text(1, 0, table.note if table.lines else table.empty, "note")
    cells.link(2, 0, SUMMARY, words="Back to Summary")
    if not table.lines:
        sheet.set_column(0, 0, _WIDEST)
        sheet.print_area(0, 0, 2, 3)
        return made
    first, last = HEADER_ROW + 1, HEADER_ROW + len(table.lines)
    heights = [1] * len(table.lines)
    for at, column in enumerate(table.columns):
        values = _values(column, table.lines)
        width = _width(column, values)
        sheet.set_column(at, at, width)
        _fill(cells, column, values, first=first, at=at)
        if column.kind in _LETTERS_PER_DIGIT:
            letters = int(width * _LETTERS_PER_DIGIT[column.kind])
            tall = {value: lines for value in set(values) if (lines := _height(value, letters)) > 1}
            if tall:
                heights = [max(height, tall.get(v, 1)) for height, v in zip(heights, values, strict=True)]
    for row, height in enumerate(heights, first):
        if height > 1:
            # Excel would find the height by itself; previews and other programs do not.
            sheet.set_row(row, height * _LINE_HEIGHT)
    sheet.add_table(
        HEADER_ROW,
        0,
        last,
        len(table.columns) - 1,
        {
            "name": _table_name(name, number),
            "style": "Table Style Light 1",
            "columns": [{"header": c.header, "header_format": book.style("header")} for c in table.columns],
            "title": clean(table.title)[:200],
        },
    )
    sheet.set_row(HEADER_ROW, _HEADER_HEIGHT)
    sheet.freeze_panes(first, table.frozen)
    sheet.repeat_rows(HEADER_ROW)
    on_paper = sum(1 for _ in takewhile(lambda c: c.on_paper, table.columns))
    sheet.print_area(0, 0, last, on_paper - 1)
    # Pupils' numbers, classes such as 1E2 and codes are names made of digits, and no sums.
    sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:XFD{last + 1}"})
    return made


def _values(column: Column, lines: Sequence[Any]) -> list[Any]:
    return [None] * len(lines) if column.kind == "entry" else list(map(attrgetter(column.field), lines))


def _fill(cells: Cells, column: Column, values: Sequence[Any], *, first: int, at: int) -> None:
    if column.kind == "entry":
        cells.blanks(first, at, count=len(values))
    elif column.kind == "day":
        cells.days(first, at, values)
    elif column.kind == "number":
        cells.numbers(first, at, values)
    elif column.kind == "mark":
        cells.marks(first, at, values)
    elif column.kind in ("count", "percent", "points", "decimal"):
        for row, value in enumerate(values, first):
            cells.figure(row, at, value, kind=column.kind)
    else:
        cells.texts(first, at, values, style="entry" if column.kind == "open" else column.kind)


def _width(column: Column, values: Sequence[Any]) -> float:
    """The width that the widest value needs, within what the column may have."""
    longest_word = max(len(word) for word in column.header.split()) + 1.0
    least = max(column.least, longest_word, len(column.header) / 2 + _BUTTON)
    different = set(values) - {None}
    if column.kind == "mark":
        different = {MARKS[value].text if value in MARKS else value for value in different}
    elif column.kind in FIGURES:
        different = {value if isinstance(value, str) else f"{value:+,.1f}" for value in different}
    widest = max((len(str(value)) for value in different), default=0) + 1.5
    return min(_WIDEST, max(least, min(widest, column.most)))


def _height(text: str, letters: int) -> int:
    """The number of lines that a text takes in a column which holds so many letters a line."""
    return 1 if len(text) <= letters and "\n" not in text else _wrapped(text, letters)


@lru_cache(maxsize=16384)
def _wrapped(text: str, letters: int) -> int:
    return min(_TALLEST, sum(_lines(line.split(), letters) for line in text.splitlines()))


def _lines(words: Sequence[str], letters: int) -> int:
    """The lines that words take; one that is longer than a line is broken."""
    lines, used = 1, 0
    for word in words:
        length = len(word)
        if used and used + 1 + length > letters:
            lines, used = lines + 1, length
        else:
            used += length + (used > 0)
        if used > letters:
            lines, used = lines + (used - 1) // letters, (used - 1) % letters + 1
    return lines


def _table_name(sheet: str, number: int) -> str:
    """A name for the table of a sheet, no other's; the underline keeps it from being a cell's (TAB1 is one)."""
    return re.sub(r"\W+", "_", f"t_{number}_{sheet}", flags=re.ASCII)
