"""A table with its header rows, how its columns become one, and what stands around it in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tests.renderings.pen import Cell, Column, Pen
from tests.renderings.rows import Row
from tests.renderings.spellings import WORDS

Taken = dict[tuple[str, str, str], Row]
"""What stands in one line of a sheet that holds several entries a line: by subject, level and period."""
PlaceCell = Callable[[Row, Taken], Cell]
PlaceColumn = tuple[str, PlaceCell]

_SURNAMES = [word.casefold() for word in WORDS["surname"]]


@dataclass(frozen=True)
class Sheet:
    """A table with its header rows; ``title`` tells what the name of its sheet or file has to tell."""

    title: str
    header: list[list[Cell]]
    body: list[list[Cell]]
    banner: Sequence[str] = ()
    merged: Sequence[tuple[int, int]] = ()
    title_over: int = 0


def of_pupil(cell: Callable[[Row], Cell]) -> PlaceCell:
    """The cell of a column about the pupil: any entry of the line tells it."""
    return lambda one, _: cell(one)


def in_block(pen: Pen, key: tuple[str, str], period: str, cell: Callable[[Row], Cell]) -> PlaceCell:
    """The cell of a column about one entry of the line, blank where the line has no such entry."""

    def of(_: Row, taken: Taken) -> Cell:
        there = taken.get((*key, period))
        return pen.blank() if there is None else cell(there)

    return of


def _folded(header: str) -> str:
    return " ".join(header.split()).casefold()


def flat_sheet(
    pen: Pen,
    title: str,
    columns: Iterable[PlaceColumn],
    lines: Iterable[tuple[Row, Taken]],
    banner: Sequence[str] = (),
) -> Sheet:
    """A sheet of one header row, its columns and lines in any order."""
    mixed = list(columns)
    pen.random.shuffle(mixed)
    body = [[cell(one, taken) for _, cell in mixed] for one, taken in lines]
    pen.random.shuffle(body)
    headers = [header for header, _ in mixed]
    # A title that names a subject over a column of values cannot be told from a band over it.
    surname = next(place for place, header in enumerate(headers) if _folded(header) in _SURNAMES)
    return Sheet(title, [[*headers]], body, banner, title_over=surname)


def tabular(
    pen: Pen, title: str, columns: Iterable[Column], rows: Iterable[Row], banner: Sequence[str] = ()
) -> Sheet:
    placed = [(header, of_pupil(cell)) for header, cell in columns]
    return flat_sheet(pen, title, placed, ((row, {}) for row in rows), banner)


class Grid(NamedTuple):
    """A sheet as it lies in a file; ``merged`` cells are (row, first column, last column)."""

    title: str
    rows: list[list[Cell]]
    merged: list[tuple[int, int, int]]


def dressed(sheet: Sheet, pen: Pen) -> Grid:
    """The sheet with banners above its header, blank rows, the header again on each page, and footers."""
    random = pen.random
    rows: list[list[Cell]] = []
    merged: list[tuple[int, int, int]] = []

    def put_header() -> None:
        merged.extend((len(rows), first, last) for first, last in sheet.merged)
        rows.extend(sheet.header)

    above = [
        *sheet.banner,
        *random.sample(("Tracking of a made-up school", "Session 2025-26", ""), random.randint(0, 3)),
    ]
    random.shuffle(above)
    rows.extend([*[""] * sheet.title_over, text] if text else [] for text in above)
    put_header()
    for line in sheet.body:
        if random.random() < 0.1:
            rows.append([])
        if random.random() < 0.1:
            put_header()
        rows.append(line)
    rows.extend([] for _ in range(random.randint(0, 2)))
    for footer in random.sample(("Total", "Page 1 of 1", "Printed on 1 May 2026"), random.randint(0, 3)):
        rows.append([footer])
    width = len(sheet.header[0])
    return Grid(sheet.title, [[*row, *[""] * (width - len(row))] for row in rows], merged)
