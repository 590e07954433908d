"""Papers as the templates want them: every decision made, nothing left but to write it down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tmi_cli.reports.handling import Handling
from tmi_cli.reports.html.charts import to_svg
from tmi_cli.reports.html.table import TableView, table_view
from tmi_cli.reports.paper import ChartPart, FieldsPart, Paper, Section, TablePart, TextPart

_WIDEST_UPRIGHT = 92
_LONG_LABEL = 40
_TERMS = ("Policy", "Assumed")


class ChartView(NamedTuple):
    """A chart: its title, the sentence that tells what is to be seen, and the drawing."""

    title: str
    says: str
    svg: str
    id: str


class TextView(NamedTuple):
    """Sentences."""

    sentences: tuple[str, ...]
    bullets: bool


class FieldsView(NamedTuple):
    """Fields to fill in: the labels, how many lines each has, and whether they stand below one another."""

    labels: tuple[str, ...]
    lines: int
    below: bool


PartView = TableView | ChartView | TextView | FieldsView


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section; ``parts`` are its parts with the name of the macro that writes each."""

    id: str
    title: str
    intro: str
    long: bool
    wide: bool
    parts: tuple[tuple[str, PartView], ...]

    def tables(self) -> Iterator[TableView]:
        """The tables of the section."""
        return (part for _, part in self.parts if isinstance(part, TableView))


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper; ``hides`` says that a figure in it is suppressed.

    ``about`` stands at its head, ``terms`` (policy, what is assumed, the run) at its end.
    """

    id: str
    title: str
    handling: Handling
    about: tuple[tuple[str, str], ...]
    terms: tuple[tuple[str, str], ...]
    published: bool
    dense: bool
    sections: tuple[SectionView, ...]
    hides: bool


def paper_view(paper: Paper, *, id: str) -> PaperView:  # noqa: A002 - it is an HTML id
    """A paper under an id of its own; all ids in it begin with that."""
    sections = tuple(_section(section, f"{id}-s{number}") for number, section in enumerate(paper.sections, 1))
    return PaperView(
        id=id,
        title=paper.title,
        handling=paper.handling,
        about=tuple(fact for fact in paper.about if fact[0] not in _TERMS),
        terms=(*(fact for fact in paper.about if fact[0] in _TERMS), ("Run", paper.run_id)),
        published=paper.published,
        dense=paper.one_page,
        sections=sections,
        hides=any(table.hides for section in sections for table in section.tables()),
    )


def _section(section: Section, name: str) -> SectionView:
    parts: list[tuple[str, PartView]] = []
    for number, part in enumerate(section.parts, 1):
        own = f"{name}-{number}"
        if isinstance(part, TablePart):
            parts.append(("table", table_view(part, id=own, section=section.title)))
        elif isinstance(part, ChartPart):
            svg = to_svg(section.table(part.table), part, name=own)
            parts.append(("chart", ChartView(part.title, part.says, svg, own)))
        elif isinstance(part, FieldsPart):
            below = any(len(label) > _LONG_LABEL for label in part.labels)
            parts.append(("fields", FieldsView(part.labels, part.lines, below)))
        elif isinstance(part, TextPart):
            parts.append(("text", TextView(part.sentences, part.bullets)))
    wide = any(view.letters > _WIDEST_UPRIGHT for _, view in parts if isinstance(view, TableView))
    return SectionView(name, section.title, section.intro, section.long, wide, tuple(parts))
