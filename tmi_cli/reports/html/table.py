"""A table of a paper as the templates want it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tmi_cli.reports.paper import FIGURE_KINDS, HIDDEN, Head, TablePart, Value, shown
from tmi_cli.reports.workbook.style import MARKS, SHADES, Mark

_SHORT = 25
_UNBROKEN = 12


class Cell(NamedTuple):
    """A value as it is read. ``symbol`` stands before it; ``heads`` the row; ``hides`` a suppressed figure."""

    text: str
    classes: str = ""
    heads: bool = False
    symbol: str = ""
    hides: bool = False


class ColumnView(NamedTuple):
    """The head of a column; ``least`` is how narrow it may get, in characters, 0 where nothing is said."""

    header: str
    classes: str
    least: float


@dataclass(frozen=True, slots=True)
class TableView:
    """A table. ``told`` says that its section has the same title; ``letters`` is how wide it is on paper.

    ``short`` ones stay on one page; ``marks`` are those that occur, to be explained below it.
    """

    id: str
    title: str
    told: bool
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]
    note: str
    empty: str
    marks: tuple[Mark, ...]
    hides: bool
    short: bool
    letters: float


def table_view(table: TablePart, *, id: str, section: str) -> TableView:  # noqa: A002 - it is an HTML id
    """A table under an id of its own, in a section with this title."""
    shades = table.shades(len(SHADES))
    rows = tuple(
        tuple(
            _cell(value, head, first=at == 0, shade=shades.get((number, at), 0))
            for at, (value, head) in enumerate(zip(row, table.heads, strict=True))
        )
        for number, row in enumerate(table.rows)
    )
    has_total = table.total and bool(rows)
    states = {row[at] for at, head in enumerate(table.heads) if head.kind == "state" for row in table.rows}
    return TableView(
        id=id,
        title=table.title,
        told=table.title == section,
        columns=tuple(
            ColumnView(head.header, _classes(head), _least(table, at)) for at, head in enumerate(table.heads)
        ),
        rows=rows[:-1] if has_total else rows,
        total=rows[-1] if has_total else (),
        note=table.note,
        empty=table.empty,
        marks=tuple(mark for state, mark in MARKS.items() if state in states),
        hides=any(cell.hides for row in rows for cell in row),
        short=len(rows) <= _SHORT,
        letters=sum(_letters(table, at) for at, head in enumerate(table.heads) if head.on_paper),
    )


def _cell(value: Value, head: Head, *, first: bool, shade: int) -> Cell:
    classes = _classes(head)
    heads = first and head.kind != "entry"
    if head.kind == "state" and value in MARKS:
        mark = MARKS[str(value)]
        symbol, _, word = mark.text.partition(" ")
        return Cell(word, f"{classes} {mark.style}", heads, symbol)
    if head.kind in FIGURE_KINDS and value == HIDDEN:
        return Cell(HIDDEN, classes, heads, hides=True)
    if shade:
        classes = f"{classes} heat-{shade}"
    return Cell(shown(value, head.kind), classes, heads)


def _classes(head: Head) -> str:
    kind = "figure" if head.kind in FIGURE_KINDS else head.kind
    return kind if head.on_paper else f"{kind} screen"


def _least(table: TablePart, at: int) -> float:
    head = table.heads[at]
    if head.kind in FIGURE_KINDS:
        return 0.0
    longest = max((len(shown(row[at], head.kind)) for row in table.rows), default=0)
    return max(head.least, min(longest, _UNBROKEN))


def _letters(table: TablePart, at: int) -> float:
    """How wide a column wants to be on paper, in characters, its padding among them."""
    head = table.heads[at]
    longest = max((len(shown(row[at], head.kind)) for row in table.rows), default=0)
    word = max(map(len, head.header.split()), default=0)
    if head.kind == "state":
        longest = max(longest, 12)
    return max(word, head.least, min(longest, max(head.most, word))) + 2.5
