"""The columns that several families of layout have: a header, and what stands below it in a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from tests.renderings.pen import Column, Pen
from tests.renderings.rows import PUPIL, Row, is_bge
from tests.renderings.spellings import WITH_PERIOD


def pupil_columns(pen: Pen, *, without: Sequence[str] = ()) -> list[Column]:
    return [(pen.header(pen.word(name)), partial(pen.pupil, name=name)) for name in PUPIL if name not in without]


def value_columns(pen: Pen, heading: Callable[[str], str], names: Iterable[str]) -> list[Column]:
    return [(heading(name), partial(pen.value, name=name)) for name in names]


def level_columns(pen: Pen, heading: Callable[[str], str], *, two: bool) -> list[Column]:
    if not two:
        return [(heading("level"), pen.level_and_progress)]
    return [(heading("level"), pen.level), (heading("progress"), partial(pen.value, name="progress"))]


def comments(pen: Pen) -> list[Column]:
    """Up to three columns that say nothing of a flag."""
    columns: list[Column] = [(pen.header(pen.word("comment")), lambda _: pen.comment())]
    columns += [("Locker", lambda _: pen.random.randint(1, 99)), ("Concern Level", lambda _: "")]
    return columns[: pen.random.randint(0, 3)]


def as_it_stands(pen: Pen, name: str) -> Column:
    """A column whose texts are written in one way only."""
    return pen.header(pen.word(name)), lambda row: row[name]


def period_column(pen: Pen) -> Column:
    return pen.header(pen.word("period")), pen.period


def two_columns(rows: Sequence[Row], pen: Pen) -> bool:
    """Whether a level and its progress code stand in two columns: where all rows are of BGE they may."""
    return pen.random.random() < 0.5 and all(map(is_bge, rows))


def plain(pen: Pen) -> Callable[[str], str]:
    """Headings of one word each."""
    return lambda name: pen.header(pen.word(name))


def under_period(pen: Pen, period: str) -> Callable[[str], str]:
    """Headings of a word and the period, all in the same way."""
    way = pen.random.choice(WITH_PERIOD)
    return lambda name: pen.header(way.format(word=pen.word(name, short=True), n=period))
