"""What a chart shows, before anything is drawn."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tmi_cli.reports.html.words import one_line
from tmi_cli.reports.paper import ChartKind, ChartPart, Kind, TablePart, Value, numbers, shown

# Points, the unit of the drawing: its width, what of it the columns have, and the width of a letter.
WIDTH = 540.0
PLOT = 470.0
LETTER = 5.8

_MOST_LINES = 3


class Series(NamedTuple):
    """One row of figures: what stands over it in the table, and a value or None for each category."""

    header: str
    kind: Kind
    values: tuple[Value, ...]
    numbers: list[float | None]

    def drawn(self) -> list[tuple[int, float]]:
        """Where there is a number, and the number."""
        return [(at, number) for at, number in enumerate(self.numbers) if number is not None]

    def label(self, at: int) -> str:
        """The value of a category as it stands in the table."""
        return shown(self.values[at], self.kind)


@dataclass(frozen=True, slots=True)
class Plan:
    """The categories, the series and the titles of the axes; ``lies`` says that its bars lie."""

    kind: ChartKind
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    x_title: str
    y_title: str
    lies: bool

    @property
    def value_kind(self) -> Kind:
        """What the axis of the values counts."""
        return self.series[0].kind if self.series else "count"

    def figures(self) -> list[float]:
        """Every number that is drawn."""
        return [number for series in self.series for _, number in series.drawn()]

    def sums(self) -> list[float]:
        """The length of each stacked bar."""
        return [sum(series.numbers[at] or 0.0 for series in self.series) for at in range(len(self.labels))]


def plan(table: TablePart, chart: ChartPart) -> Plan:
    """What ``chart`` shows of ``table``; KeyError where the table lacks a column."""
    rows = slice(None, -1 if table.total else None)
    heads = {head.key: head for head in table.heads}
    found = []
    for key in chart.series:
        values = table.column(key)[rows]
        found.append(Series(one_line(heads[key].header), heads[key].kind, values, numbers(values)))
    category = heads[chart.category]
    labels = tuple(one_line(shown(value, category.kind)) for value in table.column(category.key)[rows])
    x_title, y_title = one_line(chart.x_title), one_line(chart.y_title)
    lies = chart.kind in ("bars", "stacked")
    if chart.kind == "columns" and not _fit(labels, found):
        lies, x_title, y_title = True, y_title, x_title
    return Plan(chart.kind, labels, tuple(found), x_title, y_title, lies)


def _fit(labels: Sequence[str], series: Sequence[Series]) -> bool:
    """Whether every label has room below its columns, and every figure above its own."""
    slot = PLOT / max(len(labels), 1)
    letters = max(1, int(slot / LETTER) - 1)
    longest = max((len(one.label(at)) for one in series for at, _ in one.drawn()), default=1)
    return (
        longest * LETTER * len(series) <= slot * 0.85
        and all(len(word) <= letters for label in labels for word in label.split())
        and all(len(textwrap.wrap(label, letters)) <= _MOST_LINES for label in labels)
    )
