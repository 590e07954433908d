"""Papers as one HTML page that holds all it shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tmi_cli.reports.handling import shared
from tmi_cli.reports.html.view import PaperView, paper_view
from tmi_cli.reports.html.words import css_string, legal
from tmi_cli.reports.paper import Paper
from tmi_cli.reports.workbook.style import MARKS, SHADES, STYLES

if TYPE_CHECKING:
    from jinja2 import Template


def to_html(papers: Sequence[Paper]) -> str:
    """One HTML5 document for one or more papers; the same papers give the same text.

    One paper's title heads the page; several have a heading and a contents list in common, and each starts on a
    sheet of its own when printed. ValueError where there is none.
    """
    if not papers:
        raise ValueError("a page needs at least one paper")
    views = [paper_view(paper, id=f"p{number}") for number, paper in enumerate(papers, 1)]
    title = _title(views)
    handling = shared(view.handling for view in views)
    css = "\n".join([_style(), *_sheets(views, title=title, handling=handling)])
    return _template().render(
        papers=views, title=title, handling=handling, published=all(view.published for view in views), css=css
    )


def _title(views: Sequence[PaperView]) -> str:
    """What the page is called: what all its papers are called after their colon, or how many there are."""
    if len(views) == 1:
        return views[0].title
    common = {view.title.partition(": ")[2] for view in views}
    same = common.pop() if len(common) == 1 else ""
    return f"{same[0].upper()}{same[1:]}" if same else f"{len(views)} papers"


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("tmi_cli.reports.html"),
        autoescape=True,
        undefined=StrictUndefined,
        # The one place that every text passes; what is marked as safe is our own.
        finalize=lambda value: legal(value) if type(value) is str else value,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("page.html.j2")


@cache
def _style() -> str:
    """The style sheet, with the workbook's tints for states and heat columns."""
    sheet = resources.files("tmi_cli.reports.html").joinpath("style.css").read_text(encoding="utf-8")
    styles = sorted({mark.style for mark in MARKS.values()})
    tints = [f"td.{style}, th.{style} {{ background: {STYLES[style]['bg_color']}; }}" for style in styles]
    tints += [f"td.heat-{step} {{ background: {shade}; color: #000; }}" for step, shade in enumerate(SHADES, 1)]
    return "\n".join([sheet.rstrip(), *tints])


def _sheets(views: Sequence[PaperView], *, title: str, handling: str) -> list[str]:
    """What stands at the head and the foot of each printed page; lists with many columns lie on their side."""
    rules = [_sheet("", title=title, handling=handling)]
    for view in views:
        if len(views) > 1:
            rules += [
                _sheet(view.id, title=view.title, handling=view.handling.sentence),
                f"#{view.id} {{ page: {view.id}; }}",
            ]
        if any(section.wide for section in view.sections):
            name = f"{view.id}-wide"
            rules += [_sheet(name, title=view.title, handling=view.handling.sentence, lies=True)]
            rules += [f"#{view.id} .wide {{ page: {name}; }}"]
            if view.sections[0].wide:
                # The head of a paper would otherwise have an upright page to itself.
                head = f"#{view.id} > header" if len(views) > 1 else ".top"
                rules += [f"{head} {{ page: {name}; }}"]
    return rules


def _sheet(name: str, *, title: str, handling: str, lies: bool = False) -> str:
    return (
        f"@page {name} {{ size: A4 {'landscape' if lies else 'portrait'};"
        f" @top-right {{ content: {css_string(title)}; }}"
        f" @bottom-left {{ content: {css_string(handling)}; }}"
        ' @bottom-right { content: counter(page) " / " counter(pages); } }'
    )
