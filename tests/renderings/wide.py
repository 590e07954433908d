"""The wide families: a row per pupil, the subjects beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from tests.renderings.columns import level_columns, period_column, pupil_columns, two_columns, value_columns
from tests.renderings.pen import Cell, Column, Pen
from tests.renderings.rows import GRADES, RATINGS, Row, by, is_whole
from tests.renderings.sheet import PlaceCell, PlaceColumn, Sheet, Taken, flat_sheet, in_block, of_pupil
from tests.renderings.spellings import WITH_PERIOD


class _Block(NamedTuple):
    """What stands under or behind one subject heading of a wide sheet, and whose rows."""

    heading: str
    columns: list[Column]
    key: tuple[str, str]


def _blocks(rows: Sequence[Row], pen: Pen, *, two: bool) -> tuple[Callable[[Row], tuple[str, str]], list[_Block]]:
    """The blocks of a wide sheet, and in which one a row stands: its level is in the heading or in a column."""
    in_heading = pen.random.random() < 0.5

    def key(row: Row) -> tuple[str, str]:
        told = in_heading and row["level"] != "BGE"
        return row["subject"], row["level"] if told else ""

    blocks = []
    for (subject, level), part in by(rows, key):
        heading = pen.subject(part[0])
        if level:
            heading = pen.random.choice(("{0} {1}", "{1} {0}")).format(pen.in_heading(level), heading)
        bge = any(row["level"] == "BGE" for row in part)
        names = [*(GRADES if any(row["level"] != "BGE" for row in part) else ()), *RATINGS]
        short = partial(pen.word, short=True)
        columns = value_columns(pen, short, names)
        if bge or any(row["level"] != level for row in part):
            columns = [*level_columns(pen, short, two=two), *columns]
        blocks.append(_Block(heading, pen.shuffled(columns), (subject, level)))
    pen.random.shuffle(blocks)
    return key, blocks


def _wide_parts(rows: Sequence[Row], pen: Pen) -> tuple[bool, list[tuple[str, list[Row]]]]:
    """The sheets of a wide book: per period, per stage or both; without a period in the title it has a column."""
    by_period = pen.random.random() < 0.6
    by_stage = pen.random.random() < 0.6

    def title(row: Row) -> str:
        told = ([row["stage"]] if by_stage else []) + ([f"TP{row['period']}"] if by_period else [])
        return " ".join(told) or "Tracking"

    return not by_period, by(rows, title)


def _lines(
    rows: Sequence[Row], key: Callable[[Row], tuple[str, str]], *, by_period: bool
) -> list[tuple[Row, Taken]]:
    """The pupils of a wide sheet: any row of each, and all of them by block and period."""
    found = []
    for _, part in by(rows, lambda row: (row["scn"], row["period"] if by_period else "")):
        found.append((part[0], {(*key(row), row["period"] if not by_period else ""): row for row in part}))
    return found


def wide_two_row(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A row per pupil, subjects merged over their values."""
    with_column, parts = _wide_parts(rows, pen)
    sheets = []
    for title, part in parts:
        key, blocks = _blocks(part, pen, two=two_columns(part, pen))
        upper: list[Cell] = []
        lower: list[Cell] = []
        merged = []
        cells: list[PlaceCell] = []
        pupils = pen.shuffled([*pupil_columns(pen), *([period_column(pen)] if with_column else [])])
        at_left = pen.random.randint(1, len(pupils))
        above = pen.random.random() < 0.5
        groups: list[_Block | Column] = [*pupils[:at_left], *_mixed(pen, blocks, pupils[at_left:])]
        for group in groups:
            if isinstance(group, _Block):
                merged.append((len(upper), len(upper) + len(group.columns) - 1))
                upper += [pen.spaced(group.heading), *[""] * (len(group.columns) - 1)]
                lower += [pen.header(header) for header, _ in group.columns]
                cells += [in_block(pen, group.key, "", cell) for _, cell in group.columns]
            else:
                header, cell = group
                # Beside a merged subject only a header in the upper row says where the subject ends.
                up = above or len(upper) >= at_left
                upper.append(header if up else "")
                lower.append("" if up else header)
                cells.append(of_pupil(cell))
        body = [[cell(one, taken) for cell in cells] for one, taken in _lines(part, key, by_period=True)]
        pen.random.shuffle(body)
        sheets.append(Sheet(title, [upper, lower], body, merged=merged))
    return sheets


def _mixed(pen: Pen, blocks: Sequence[_Block], columns: Sequence[Column]) -> list[_Block | Column]:
    groups: list[_Block | Column] = [*blocks, *columns]
    pen.random.shuffle(groups)
    return groups


def wide_flat(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A row per pupil, the subject in front of each header; the period in the title, a column or the header."""
    if is_whole(rows) and pen.random.random() < 0.5:
        periods: list[str] = sorted({row["period"] for row in rows})
        with_column, parts = False, by(rows, lambda row: row["stage"])
    else:
        periods = [""]
        with_column, parts = _wide_parts(rows, pen)
    sheets = []
    for title, part in parts:
        key, blocks = _blocks(part, pen, two=two_columns(part, pen))
        columns: list[PlaceColumn] = []
        pupils = [*pupil_columns(pen), *([period_column(pen)] if with_column else [])]
        columns += [(header, of_pupil(cell)) for header, cell in pupils]
        for block in blocks:
            for period in periods:
                way = pen.random.choice(WITH_PERIOD)
                columns += [
                    (
                        pen.header(block.heading, way.format(word=word, n=period) if period else word),
                        in_block(pen, block.key, period, cell),
                    )
                    for word, cell in block.columns
                ]
        sheets.append(flat_sheet(pen, title, columns, _lines(part, key, by_period=periods == [""])))
    return sheets
