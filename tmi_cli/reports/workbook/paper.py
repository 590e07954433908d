"""A paper as a workbook: a summary that is read at a glance, then a sheet for each section."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import NamedTuple

from tmi_cli.reports.paper import ChartPart, FieldsPart, Kind, Paper, Part, Section, TablePart, Value, shown
from tmi_cli.reports.workbook.book import SUMMARY, Book
from tmi_cli.reports.workbook.charts import MOST
from tmi_cli.reports.workbook.page import WIDTHS, Page
from tmi_cli.reports.workbook.parts import FIGURE_OF, add_parts, widths_of
from tmi_cli.reports.workbook.sheet import Column, Table, add_table
from tmi_cli.reports.workbook.sheet import Kind as SheetKind
from tmi_cli.reports.workbook.style import MARKS
from tmi_cli.reports.workbook.summary import add_contents, add_handling, add_run
from tmi_cli.reports.workbook.write import clean

_KINDS: dict[Kind, SheetKind] = {
    "text": "text",
    "strong": "strong",
    "state": "mark",
    "entry": "entry",
    **FIGURE_OF,
}
_FIRST = 16.0
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class _Planned(NamedTuple):
    """A sheet to come: the section it is of, the name it asks for, and what of the section it holds."""

    section: Section
    name: str
    title: str
    parts: tuple[Part, ...]


def paper_workbook(paper: Paper) -> bytes:
    """A workbook of a paper; the same paper gives the same bytes.

    The glance stands on the first sheet, with the way to each other section's. A paper that is published has
    one sheet with every table and sentence, and nothing else (DP-22).
    """
    book = Book(title=paper.title, handling=paper.handling, run_id=paper.run_id)
    if paper.published:
        _add_published(book, paper)
        return book.to_bytes()
    glance, *others = paper.sections
    first, *rest = _plan(glance)
    page = _start(book, paper, [part for part in first.parts if isinstance(part, TablePart)])
    add_handling(page, book)
    if glance.intro:
        page.sentence(glance.intro, "note")
    # The figures come first: who opens the paper in a meeting wants them, and not what it is made of.
    add_parts(book, page, first.parts, title=glance.title)
    contents = []
    for planned in [*rest, *(sheet for section in others for sheet in _plan(section))]:
        name = _add_sheet(book, planned)
        contents.append((name, _holds(planned)))
    if contents:
        page.keep()
        add_contents(page, contents)
    _add_about(book, page, paper)
    page.finish()
    return book.to_bytes()


def _start(book: Book, paper: Paper, tables: Sequence[TablePart]) -> Page:
    page = Page(book, SUMMARY, widths=widths_of(tables, first=WIDTHS[0]))
    page.title(paper.title)
    return page


def _add_about(book: Book, page: Page, paper: Paper) -> None:
    """What the paper is about and what it was made with."""
    page.keep()
    page.heading("About this paper")
    for label, told in paper.about:
        page.fact(label, told)
    add_run(page, book)


def _add_published(book: Book, paper: Paper) -> None:
    page = _start(book, paper, [table for section in paper.sections for table in section.tables()])
    page.sentence(paper.handling.sentence, "label")
    for section in paper.sections:
        parts = tuple(part for part in section.parts if not isinstance(part, ChartPart | FieldsPart))
        if parts:
            page.keep()
            page.heading(section.title)
            if section.intro:
                page.sentence(section.intro, "note")
            add_parts(book, page, parts, title=section.title, headings="label")
    _add_about(book, page, paper)
    page.finish()


def _holds(planned: _Planned) -> str:
    return ". ".join(text.rstrip(".") for text in (planned.title, planned.section.intro) if text) + "."


def _plan(section: Section) -> Iterator[_Planned]:
    """The sheets of a section: the first, and others for charts that are too many for it, with their tables."""
    charts = [part for part in section.parts if isinstance(part, ChartPart)]
    here, later = charts[:MOST], charts[MOST:]
    moved = {chart.table for chart in later} - {chart.table for chart in here}
    kept = tuple(
        part
        for part in section.parts
        if not any(part is chart for chart in later) and not (isinstance(part, TablePart) and part.name in moved)
    )
    yield _Planned(section, _uncoded(section.name), section.title, kept)
    for number, start in enumerate(range(0, len(later), MOST), 2):
        some = later[start : start + MOST]
        tables = [section.table(name) for name in dict.fromkeys(chart.table for chart in some)]
        parts: list[Part] = []
        for table in tables:
            parts += [table, *(chart for chart in some if chart.table == table.name)]
        yield _Planned(section, _uncoded(f"{section.name} {number}"), f"{section.title} (continued)", tuple(parts))


def _add_sheet(book: Book, planned: _Planned) -> str:
    """Add the sheet of a section, and return its name."""
    section, parts = planned.section, planned.parts
    intro = section.intro or book.title
    if section.long and len(parts) == 1 and isinstance(parts[0], TablePart):
        return _add_list(book, planned, parts[0], note=" ".join(filter(None, (intro, parts[0].note))))
    tables = [part for part in parts if isinstance(part, TablePart)]
    page = Page(book, planned.name, widths=widths_of(tables, first=_FIRST))
    page.title(planned.title)
    page.sentence(intro, "note")
    page.back()
    add_parts(book, page, parts, title=planned.title)
    page.finish()
    return page.name


def _add_list(book: Book, planned: _Planned, part: TablePart, *, note: str) -> str:
    """Add the sheet of a long list, and return its name."""
    headers: list[str] = []
    for head in part.heads:
        headers.append(_distinct(_header(head.header) or head.key, headers))
    columns = [
        Column(header, f"value_{at}", _KINDS[head.kind], head.least, head.most, head.on_paper)
        for at, (header, head) in enumerate(zip(headers, part.heads, strict=True))
    ]
    lines = [
        SimpleNamespace(**{f"value_{at}": _cell(row[at], head.kind) for at, head in enumerate(part.heads)})
        for row in part.rows
    ]
    frozen = min(2, len(columns) - 1)
    return add_table(book, Table(planned.name, planned.title, note, columns, lines, part.empty, frozen=frozen))


def _cell(value: Value, kind: Kind) -> Value:
    """A value as the lists take it: every text a text."""
    if kind in FIGURE_OF:
        return value
    return str(value) if kind == "state" and value in MARKS else shown(value, kind)


def _header(text: str) -> str:
    """A header that a table and its cell hold alike, in one line."""
    return _uncoded(" ".join(clean(text).split()))


def _uncoded(name: str) -> str:
    """A name that nobody takes for coded: Excel reads ``_x0041_`` as ``A`` in some places and not in others."""
    return _CODE.sub("_ ", name)


def _distinct(header: str, taken: Sequence[str]) -> str:
    """A header that no other column of a table has; Excel mends a file with two."""
    folded = {other.casefold() for other in taken}
    found, number = header, 2
    while found.casefold() in folded:
        found, number = f"{header} ({number})", number + 1
    return found
