"""A chart as SVG, drawn from the table beside it; the same chart gives the same bytes."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from tmi_cli.reports.html.drawing import draw
from tmi_cli.reports.html.look import STYLE
from tmi_cli.reports.html.plan import plan
from tmi_cli.reports.html.svg import inlined
from tmi_cli.reports.paper import ChartPart, TablePart


def to_svg(table: TablePart, chart: ChartPart, *, name: str) -> str:
    """The chart as an ``<svg>`` element for a page; ``name`` is its own there: letters, digits, hyphens.

    Figures that are None or ``HIDDEN`` are gaps, a total row is not drawn. ``columns`` that have no room for
    their labels lie down. KeyError where the table lacks one of the chart's columns.
    """
    planned = plan(table, chart)
    with _quiet():
        import matplotlib

        with matplotlib.rc_context():
            matplotlib.rcdefaults()  # not the reader's own settings: the same paper is the same everywhere
            matplotlib.rcParams.update(STYLE)
            drawing = draw(planned)
    return inlined(drawing, name=name, title=chart.title, says=chart.says)


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on stderr about a cache of fonts, or about a letter that only the reader's font has."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r".*(Glyph|natively supports)")
            yield
    finally:
        log.setLevel(level)
