"""Native charts: drawn from the cells of a table on the same sheet, fit for a printer without colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tmi_cli.reports.paper import ChartKind, ChartPart, Head, Kind, TablePart, Value, numbers, shown
from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.page import Page, pixels
from tmi_cli.reports.workbook.style import series_look
from tmi_cli.reports.workbook.write import clean

MOST = 2
"""The charts of one sheet (XL-08)."""

_TYPES: Mapping[ChartKind, str] = {"columns": "column", "bars": "bar", "stacked": "bar", "lines": "line"}
_FORMATS: Mapping[Kind, str] = {"percent": '0" %"', "points": "+0.0;-0.0;0.0", "number": "0.0"}

_TEXT = {"size": 10, "bold": False, "color": "#262626"}
_STRONG = {**_TEXT, "bold": True}
_TITLE = {"size": 12, "bold": True, "color": "#1F3864"}

# In pixels: the line of the caption, a chart, the highest one (Excel has no row over 545), its axes and legend.
_CAPTION = 20
_HEIGHT = 300
_TALLEST = 510
_AROUND = 140
_BAR = 18
_LINE = 60
_EDGE = 3
# So many labels fit above the columns of a chart that takes half the width.
_LABELS_BESIDE = 14
_LINES_BESIDE = 2
# So many labels, one upon another, fill the height of a chart.
_LABELS_HIGH = 9


class Drawn(NamedTuple):
    """A table on a sheet, and its first row of values."""

    table: TablePart
    row: int

    def place(self, key: str) -> int:
        """The column of a key, from 0."""
        return [head.key for head in self.table.heads].index(key)

    def head(self, key: str) -> Head:
        """The head of a key."""
        return self.table.heads[self.place(key)]

    def values(self, key: str) -> tuple[Value, ...]:
        """What is drawn of a column: no total."""
        values = self.table.column(key)
        return values[:-1] if self.table.total else values


class Placed(NamedTuple):
    """A chart, the table it is drawn from, and the columns it covers: from ``start`` up to before ``end``."""

    chart: ChartPart
    drawn: Drawn
    start: int
    end: int

    @property
    def series(self) -> list[list[float | None]]:
        """The numbers of each series."""
        return [numbers(self.drawn.values(key)) for key in self.chart.series]

    @property
    def rows(self) -> int:
        """How many categories there are."""
        return len(self.drawn.values(self.chart.category))

    @property
    def lies(self) -> bool:
        """Whether the categories stand below one another."""
        return self.chart.kind in ("bars", "stacked")

    @property
    def height(self) -> int:
        """How high the chart is, in pixels: bars that lie need room for each, and so do lines with figures."""
        bars = self.rows * (len(self.chart.series) if self.chart.kind == "bars" else 1)
        wanted = _AROUND + bars * _BAR
        if self.chart.kind == "lines":
            wanted = _AROUND + len(self.chart.series) * _LINE
        return max(_HEIGHT, min(_TALLEST, wanted)) if self.chart.kind != "columns" else _HEIGHT

    def caption(self, widths: Sequence[float]) -> str:
        """What is to be seen, where a line holds it; else what the chart is called."""
        says = self.chart.says
        return says if len(says) < sum(widths[self.start : self.end]) else self.chart.title

    def fits(self, widths: Sequence[float]) -> bool:
        """Whether its caption and its labels can be read on the columns it covers."""
        labels = self.rows * (1 if self.lies else len(self.chart.series))
        if self.chart.kind == "lines" and len(self.chart.series) > _LINES_BESIDE:
            return False
        return labels <= _LABELS_BESIDE and len(self.chart.title) < sum(widths[self.start : self.end])


def bands(charts: Iterable[tuple[ChartPart, Drawn]], widths: Sequence[float]) -> list[list[Placed]]:
    """The charts in the rows in which they stand: two side by side where both can be read at half the width.

    A chart without a single number is left out; its table says why.
    """
    middle = min(range(1, len(widths)), key=lambda at: abs(sum(widths[:at]) - sum(widths[at:])))
    found: list[list[Placed]] = []
    for chart, drawn in charts:
        placed = Placed(chart, drawn, 0, len(widths))
        if all(number is None for line in placed.series for number in line):
            continue
        right = placed._replace(start=middle)
        if found and len(found[-1]) == 1 and right.fits(widths):
            left = found[-1][0]._replace(end=middle)
            if left.fits(widths):
                found[-1] = [left, right]
                continue
        found.append([placed])
    return found


def add_band(book: Book, page: Page, band: Sequence[Placed]) -> None:
    """Put charts over one high row, each below its caption in that row's cells."""
    page.keep()
    height = max(placed.height for placed in band)
    page.tall((height + _CAPTION + _EDGE) * 0.75)
    for placed in band:
        page.cells.text(page.row, placed.start, placed.caption(page.widths), "label")
        chart = _made(book, page, placed)
        wide = sum(map(pixels, page.widths[placed.start : placed.end]))
        chart.set_size({"width": wide - 2 * _EDGE, "height": height})
        options = {
            "x_offset": _EDGE,
            "y_offset": _CAPTION,
            "object_position": 1,
            "description": clean(placed.chart.says),
            "decorative": False,
        }
        page.sheet.insert_chart(page.row, placed.start, chart, options)
    page.row += 1


def _made(book: Book, page: Page, placed: Placed) -> Any:
    chart, drawn = placed.chart, placed.drawn
    made = book.chart(_TYPES[chart.kind], stacked=chart.kind == "stacked", name=clean(chart.title)[:200])
    for number, key in enumerate(chart.series):
        made.add_series(
            {
                "name": [page.name, drawn.row - 1, drawn.place(key)],
                "name_data": [clean(drawn.head(key).header)],
                "categories": _range(page, placed, chart.category),
                "categories_data": [
                    clean(shown(value, drawn.head(chart.category).kind)) for value in drawn.values(chart.category)
                ],
                "values": _range(page, placed, key),
                "values_data": placed.series[number],
                "data_labels": _labels(placed, number),
                **series_look(chart.kind, number),
            }
        )
    made.set_title({"name": _words(chart.title), "name_font": _TITLE})
    horizontal = {"name": _words(chart.x_title), "name_font": _STRONG, "num_font": _TEXT}
    vertical = {"name": _words(chart.y_title), "name_font": _STRONG, "num_font": _TEXT}
    if placed.lies:
        # The first row of the table is on top, as it is read; the scale stays below.
        made.set_x_axis({**horizontal, **_scale(placed)})
        made.set_y_axis({**vertical, "label_position": "low", "reverse": True, "crossing": "max"})
    else:
        made.set_x_axis({**horizontal, "label_position": "low"})
        made.set_y_axis({**vertical, **_scale(placed)})
    made.set_legend({"position": "bottom", "font": _TEXT} if len(chart.series) > 1 else {"none": True})
    made.set_chartarea({"border": {"color": "#BFBFBF"}})
    return made


def _range(page: Page, placed: Placed, key: str) -> str:
    """The cells of a column; words among the numbers are passed by, for Excel would draw them as nought."""
    # Imported here, so that a command which writes no workbook does not pay for it.
    from xlsxwriter.utility import quote_sheetname, xl_range_abs

    def area(row: int, column: int, *, rows: int = 1) -> str:
        return f"{quote_sheetname(page.name)}!{xl_range_abs(row, column, row + rows - 1, column)}"

    values, top, at = placed.drawn.values(key), placed.drawn.row, placed.drawn.place(key)
    words = [number for number, value in enumerate(values) if isinstance(value, str)]
    if key == placed.chart.category or not words:
        return f"={area(top, at, rows=len(values))}"
    # A cell below the chart that is empty stands for each of them.
    empty = len(page.widths) - 1
    page.cells.texts(page.row, empty, [""], style="plain")
    areas, start = [], 0
    for number in words:
        if start < number:
            areas.append(area(top + start, at, rows=number - start))
        areas.append(area(page.row, empty))
        start = number + 1
    if start < len(values):
        areas.append(area(top + start, at, rows=len(values) - start))
    return f"=({','.join(areas)})"


def _labels(placed: Placed, number: int) -> dict[str, Any]:
    """The figures that stand beside the points, or upon the bars, of one series."""
    chart, line = placed.chart, placed.series[number]
    labels: dict[str, Any] = {"value": True, "num_format": _format(placed, chart.series[number]), "font": _TEXT}
    if chart.kind == "lines":
        labels["position"] = _beside_points(placed.series, line)
    elif chart.kind == "stacked":
        # On a pattern only a label with a ground of its own can be read; nought has no bar to stand on.
        labels |= {"position": "center", "fill": {"color": "#FFFFFF"}}
        if 0 in line:
            labels["custom"] = [{"delete": True} if value == 0 else None for value in line]
    else:
        labels["position"] = "outside_end"
    return labels


def _beside_points(lines: Sequence[Sequence[float | None]], line: Sequence[float | None]) -> str:
    """Where the labels of a line stand: above, unless the next line is too near there and further off below."""
    drawn = [[value for value in row if value is not None] for row in zip(*lines, strict=True)]
    highest = max(value for row in drawn for value in row)
    above, below = [], []
    for value, row in zip(line, drawn, strict=True):
        if value is not None:
            above.append(min((other - value for other in row if other > value), default=highest))
            below.append(min((value - other for other in row if other < value), default=value))
    return "above" if sum(above) >= min(sum(below), len(above) * highest / _LABELS_HIGH) else "below"


def _scale(placed: Placed) -> dict[str, Any]:
    """The axis of the numbers: from nought for what can be counted, lest a difference look too large."""
    chart = placed.chart
    kind = placed.drawn.head(chart.series[0]).kind
    scale: dict[str, Any] = {
        "num_format": _format(placed, chart.series[0]),
        "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9", "width": 0.75}},
        "line": {"none": True},
        "major_tick_mark": "none",
    }
    found = [value for line in placed.series for value in line if value is not None]
    if min(found) < 0 or (chart.kind == "lines" and kind not in ("count", "percent")):
        return scale
    stacks = [sum(value or 0 for value in row) for row in zip(*placed.series, strict=True)]
    if kind == "count" and max(stacks if chart.kind == "stacked" else found) <= 5:
        scale["major_unit"] = 1
    if kind == "percent" and chart.kind == "stacked":
        scale["max"] = 100
    return {**scale, "min": 0}


def _format(placed: Placed, key: str) -> str:
    return _FORMATS.get(placed.drawn.head(key).kind, "#,##0")


def _words(text: str) -> str:
    """A title as words: the writer takes ``a!B1`` for a cell; an invisible space between tells it otherwise."""
    return clean(text).replace("!", "!\u200b")
