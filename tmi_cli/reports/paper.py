"""A paper: what a meeting reads, as plain tables and charts, before anything decides how it looks.

Every figure stands in a table; a chart is drawn from one, so that nobody has to read a picture. The workbook,
the HTML page, the terminal and the JSON all show one ``Paper`` (``workbook.paper``, ``html``, ``paper_terminal``,
``paper_json``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from tmi_cli.reports.handling import Handling

HIDDEN = "*"
"""What stands for a figure that is suppressed: a small number, or one from which such a number follows."""

Value = str | int | float | None

Kind = Literal["text", "strong", "count", "percent", "points", "number", "state", "entry"]
"""What a column holds.

``text`` and ``strong`` (bold) are texts; ``count`` a whole number; ``percent`` a number from 0 to 100;
``points`` a signed difference of two percentages; ``number`` a number with one decimal; ``state`` a key of
``workbook.style.MARKS``; ``entry`` an empty field for a person to fill in.
"""

FIGURE_KINDS: frozenset[Kind] = frozenset({"count", "percent", "points", "number"})
"""The kinds of column that hold numbers."""

ChartKind = Literal["columns", "bars", "stacked", "lines"]
"""``columns`` stand, ``bars`` lie; ``stacked`` are bars that lie and add up; ``lines`` run over periods."""


class Head(NamedTuple):
    """The head of a column: what stands over it, its key in JSON, what it holds, how wide it may get.

    Widths are in characters, as in ``workbook.sheet.Column``. What is not ``on_paper`` is for the screen.
    """

    header: str
    key: str
    kind: Kind = "text"
    least: float = 6.0
    most: float = 20.0
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class TablePart:
    """A table: a title, heads, and rows with one value a head; ``name`` is its key in JSON.

    ``total`` says that the last row sums up the others. ``heat`` names the keys of columns whose numbers are
    shaded, the greater the darker. ``empty`` is the sentence where there is no row.
    """

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    empty: str = "Nothing to show."
    total: bool = False
    heat: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        wrong = [row for row in self.rows if len(row) != len(self.heads)]
        if wrong:
            raise ValueError(f"{self.name} has {len(self.heads)} heads and a row of {len(wrong[0])} values")

    def column(self, key: str) -> tuple[Value, ...]:
        """The values below one head."""
        at = next(at for at, head in enumerate(self.heads) if head.key == key)
        return tuple(row[at] for row in self.rows)

    def header(self, key: str) -> str:
        """What stands over a column."""
        return next(head.header for head in self.heads if head.key == key)

    def shades(self, darkest: int) -> dict[tuple[int, int], int]:
        """The shade of each number in a ``heat`` column, by row and column; 0 is white.

        Columns of one kind share their shades. A total is not shaded.
        """
        rows = self.rows[:-1] if self.total else self.rows
        found = {}
        for kind in FIGURE_KINDS:
            values = {
                (number, at): value
                for at, head in enumerate(self.heads)
                if head.kind == kind and head.key in self.heat
                for number, row in enumerate(rows)
                if isinstance(value := row[at], int | float)
            }
            low, high = min(values.values(), default=0), max(values.values(), default=0)
            if low < high:
                for place, value in values.items():
                    found[place] = min(darkest, int((value - low) / (high - low) * (darkest + 1)))
        return found


@dataclass(frozen=True, slots=True)
class ChartPart:
    """A chart of the table called ``table`` in the same section.

    ``category`` and ``series`` are keys of its heads; a total row is not drawn. ``says`` tells in a sentence
    with figures what is to be seen: it is the alternative text. None and ``HIDDEN`` are gaps.
    """

    table: str
    title: str
    kind: ChartKind
    category: str
    series: tuple[str, ...]
    x_title: str
    y_title: str
    says: str


@dataclass(frozen=True, slots=True)
class TextPart:
    """Some sentences, each a paragraph; with ``bullets`` they are a list."""

    sentences: tuple[str, ...]
    bullets: bool = False


@dataclass(frozen=True, slots=True)
class FieldsPart:
    """Fields for a person to fill in on paper or on screen: what belongs into each, and how many lines."""

    labels: tuple[str, ...]
    lines: int = 2


Part = TablePart | ChartPart | TextPart | FieldsPart


@dataclass(frozen=True, slots=True)
class Section:
    """A section: a sheet of the workbook, a chapter of the page.

    ``name`` is short (a sheet's name). ``long`` says that it is one list of many rows, with its ``TablePart``
    alone: it becomes an Excel table with filters.
    """

    name: str
    title: str
    parts: tuple[Part, ...]
    intro: str = ""
    long: bool = False

    def tables(self) -> tuple[TablePart, ...]:
        """The tables of the section."""
        return tuple(part for part in self.parts if isinstance(part, TablePart))

    def table(self, name: str) -> TablePart:
        """The table that a chart is drawn from. KeyError where the section has none of this name."""
        for part in self.tables():
            if part.name == name:
                return part
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper for one ``recipient`` (as in "For the curriculum leader of Science").

    ``schema`` names its JSON; ``about`` are labels with what belongs to them (school, session, period,
    policy). ``sections[0]`` is what is seen at a glance. ``file`` is what its files are called (any text, never
    a pupil's name; empty where a paper is an answer and no files are written) in the ``folder`` of a run.
    ``one_page`` asks for print small enough to fit one page of A4. ``extra`` are further keys of its JSON.
    ``delete_by`` is the day by which it must be gone, None where nobody has said (``reports.handling``).
    ``pseudonymised`` says that tokens stand for the names.
    """

    schema: str
    title: str
    recipient: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    run_id: str
    file: str = "paper"
    folder: str = ""
    published: bool = False
    one_page: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)
    delete_by: date | None = None
    pseudonymised: bool = False

    @property
    def handling(self) -> Handling:
        """What the reader must know before passing it on."""
        return Handling(self.recipient, self.delete_by, published=self.published, pseudonymised=self.pseudonymised)

    def section(self, name: str) -> Section:
        """The section called ``name``. KeyError where there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)


def share(percent: float) -> str:
    """A percentage as a person reads it; nothing is called all or nothing that is not."""
    if 99.5 <= percent < 100:
        return ">99 %"
    return "<1 %" if 0 < percent < 0.5 else f"{percent:.0f} %"


def shown(value: Value, kind: Kind) -> str:
    """A value as a person reads it, where the medium has no number format of its own."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if kind == "percent":
        return share(value)
    if kind == "points":
        return f"{value:+.1f}" if abs(value) >= 0.05 else "0.0"
    if kind == "number":
        return f"{value:,.1f}"
    return f"{value:,}"


def numbers(rows: Sequence[Value]) -> list[float | None]:
    """The values as numbers to draw, None where there is none."""
    return [float(value) if isinstance(value, int | float) else None for value in rows]
