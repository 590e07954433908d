"""The parts of a paper's section on a page: tables below one another, sentences, fields, and charts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from tmi_cli.reports.paper import ChartPart, FieldsPart, Head, Kind, Part, TablePart, TextPart, Value, shown
from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.charts import Drawn, add_band, bands
from tmi_cli.reports.workbook.page import LINE_HEIGHT, WIDTHS, Page
from tmi_cli.reports.workbook.style import MARKS, SHADES, Figure

FIGURE_OF: Mapping[Kind, Figure] = {
    "count": "count",
    "percent": "percent",
    "points": "points",
    "number": "decimal",
}
"""How a kind of column is called in a workbook, where it holds figures."""

_NARROWEST = WIDTHS[1]
_NARROWEST_OF_MANY = 8.5
_WIDEST = 60.0
# Beyond this the print gets small; a text column gives way down to its share.
_ROOM = 165.0
# A page takes so much at least: its print is a tenth smaller then, and holds a table with its chart.
_LEAST = 156.0
_TEXT_LEAST = 12.0
_TALLEST = 27
_LETTERS_PER_DIGIT = {"text": 1.1, "strong": 1.02}


def add_parts(
    book: Book, page: Page, parts: Sequence[Part], *, title: str = "", headings: str = "heading"
) -> None:
    """Put the parts of a section onto a page.

    A table that is called like the section (``title``) gets no heading of its own. ``headings`` is the style of
    the others. Charts that follow one another may stand side by side.
    """
    drawn: dict[str, Drawn] = {}
    at = 0
    while at < len(parts):
        part = parts[at]
        if isinstance(part, ChartPart):
            charts = []
            while at < len(parts) and isinstance(chart := parts[at], ChartPart):
                charts.append((chart, drawn[chart.table]))
                at += 1
            for band in bands(charts, page.widths):
                add_band(book, page, band)
            continue
        if isinstance(part, TablePart):
            drawn[part.name] = Drawn(part, _add_table(page, part, heading=headings if part.title != title else ""))
        elif isinstance(part, TextPart):
            for sentence in part.sentences:
                page.sentence(sentence, first="•  " if part.bullets else "", rest="    " if part.bullets else "")
        elif isinstance(part, FieldsPart):
            page.fields(part.labels, lines=part.lines)
        at += 1


def widths_of(tables: Iterable[TablePart], *, first: float) -> tuple[float, ...]:
    """The widths of the columns of a page that holds these tables below one another.

    ``first`` is the least width of the first column. A column fits the widest of every table; where they take
    too much together, texts wrap. There is always room for a sentence and a chart.
    """
    columns: list[list[tuple[Head, float]]] = []
    for table in tables:
        for at, (head, needed) in enumerate(zip(table.heads, _needed(table), strict=True)):
            if head.on_paper:
                columns += [[] for _ in range(at + 1 - len(columns))]
                columns[at].append((head, needed))
    narrowest = _NARROWEST if len(columns) <= len(WIDTHS) else _NARROWEST_OF_MANY
    wanted = [max([narrowest if at else first, *(w for _, w in each)]) for at, each in enumerate(columns)]
    floors = [
        max([narrowest if at else first, *(w for head, w in each if head.kind in FIGURE_OF)])
        for at, each in enumerate(columns)
    ]
    floors = [min(width, max(floor, _TEXT_LEAST)) for width, floor in zip(wanted, floors, strict=True)]
    spread = sum(wanted) - sum(floors)
    share = min(1.0, max(0.0, (_ROOM - sum(floors)) / spread)) if spread else 1.0
    widths = [floor + share * (width - floor) for width, floor in zip(wanted, floors, strict=True)] or [first]
    while sum(widths) < _LEAST:
        widths.append(_NARROWEST)
    return tuple(round(width, 2) for width in widths)


def _needed(table: TablePart) -> list[float]:
    """How wide each column of a table would like to be."""
    found = []
    for at, head in enumerate(table.heads):
        values = [_told(row[at], head.kind) for row in table.rows]
        longest = max(map(len, values), default=0) + 1.5
        word = max(map(len, head.header.split()), default=0) + 2.0
        if head.kind in FIGURE_OF:
            found.append(max(longest + 1.0, word))
        elif head.kind == "state":
            found.append(max(longest, word))
        else:
            found.append(max(head.least, word, min(longest, head.most)))
    return [min(width, _WIDEST) for width in found]


def _told(value: Value, kind: Kind) -> str:
    if kind == "state" and value in MARKS:
        return MARKS[str(value)].text
    return shown(value, kind)


def _add_table(page: Page, table: TablePart, *, heading: str) -> int:
    """Put a table onto a page, and return its first row of values."""
    page.keep()
    if heading == "heading":
        page.heading(table.title)
    elif heading:
        page.sentence(table.title, heading)
    if not table.rows:
        page.sentence(table.empty)
        return page.row
    widths = [*page.widths, *[_NARROWEST] * len(table.heads)]
    _grow(page, {at: (head.header, "strong") for at, head in enumerate(table.heads)}, widths=widths)
    for at, head in enumerate(table.heads):
        page.cells.text(page.row, at, head.header, "header of numbers" if head.kind in FIGURE_OF else "header")
    page.row += 1
    top = page.row
    shades = table.shades(len(SHADES))
    for number, row in enumerate(table.rows):
        is_total = table.total and number == len(table.rows) - 1
        texts = {
            at: (shown(value, head.kind), head.kind)
            for at, (value, head) in enumerate(zip(row, table.heads, strict=True))
            if head.kind in _LETTERS_PER_DIGIT
        }
        _grow(page, texts, widths=widths)
        for at, (value, head) in enumerate(zip(row, table.heads, strict=True)):
            _add_value(page, at, value, head.kind, shade=shades.get((number, at), 0), bold=is_total)
        page.row += 1
    if table.note:
        page.sentence(table.note, "note")
    return top


def _grow(page: Page, texts: Mapping[int, tuple[str, str]], *, widths: Sequence[float]) -> None:
    """Make the next row as high as its texts, by column, need it; previews do not find that by themselves."""
    lines = 1
    for at, (text, kind) in texts.items():
        letters = max(1, int(widths[at] * _LETTERS_PER_DIGIT[kind]))
        if len(text) > letters or "\n" in text:
            lines = max(lines, sum(len(textwrap.wrap(line, letters)) or 1 for line in text.splitlines()))
    if lines > 1:
        page.tall(min(lines, _TALLEST) * LINE_HEIGHT)


def _add_value(page: Page, at: int, value: Value, kind: Kind, *, shade: int, bold: bool) -> None:
    figure = FIGURE_OF.get(kind)
    if figure:
        page.cells.figure(page.row, at, value, kind=figure, shade=shade, bold=bold)
    elif kind == "state" and value in MARKS:
        page.cells.mark(page.row, at, str(value))
    elif kind == "entry":
        page.cells.texts(page.row, at, [shown(value, kind)], style="entry")
    else:
        style = "strong" if bold or kind == "strong" else "text"
        page.cells.texts(page.row, at, [shown(value, kind)], style=style)
