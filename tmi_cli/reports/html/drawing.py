"""Drawing a plan with matplotlib's objects: no window, no global figure, no word left out."""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tmi_cli.reports.html.look import AXIS, INK, look
from tmi_cli.reports.html.plan import LETTER, PLOT, WIDTH, Plan
from tmi_cli.reports.paper import HIDDEN, Kind

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_HEIGHT = 250.0
_LINE = 11.0
_BAR = 15.0
_LEGEND_ROW = 16.0
_WIDEST_COLUMN = 60.0
_LEAST_SLOT = 30.0
_LABEL_LETTERS = 30


def draw(plan: Plan) -> str:
    """The plan as a whole SVG document; ``look.STYLE`` must be in force."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    slots = max(len(plan.labels), 1)
    width, letters = WIDTH, _LABEL_LETTERS
    if not plan.lies:
        width = max(WIDTH, slots * _LEAST_SLOT + WIDTH - PLOT)
        letters = max(4, int((width - WIDTH + PLOT) / slots / LETTER) - 1)
    wrapped = ["\n".join(textwrap.wrap(label, letters)) for label in plan.labels]
    lines = max((label.count("\n") + 1 for label in wrapped), default=1)
    legend_rows, legend_columns = _legend_grid(plan, width)
    height = _HEIGHT + lines * _LINE + legend_rows * _LEGEND_ROW
    if plan.lies:
        beside = 1 if plan.kind == "stacked" else len(plan.series)
        height = slots * max(beside * _BAR + 9, lines * _LINE + 8) + 54 + legend_rows * _LEGEND_ROW

    figure = Figure(figsize=(width / 72, height / 72), dpi=72, layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    _axes(axes, plan, wrapped)
    _DRAW[plan.kind](axes, plan)
    _limits(axes, plan)
    if legend_rows:
        _add_legend(figure, plan, columns=legend_columns)
    _settle(figure, axes)
    out = io.StringIO()
    nothing: dict[str, Any] = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(out, format="svg", metadata=nothing, transparent=True)
    return out.getvalue()


def _legend_grid(plan: Plan, width: float) -> tuple[int, int]:
    """How many rows and columns the legend has; none where one series needs no name, or nothing is drawn."""
    if len(plan.series) < 2 or not plan.figures():
        return 0, 0
    widest = max(len(one.header) for one in plan.series) * LETTER + 48
    columns = max(1, min(len(plan.series), int(width / widest)))
    return math.ceil(len(plan.series) / columns), columns


def _add_legend(figure: Figure, plan: Plan, *, columns: int) -> None:
    """Put a legend below; matplotlib's own leaves out names with an underscore, and looks of empty series."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Line2D | Patch] = []
    for number in range(len(plan.series)):
        handles.append(Line2D([], [], **_line(number)) if plan.kind == "lines" else Patch(**_bar(number)))
    names = [str(number) for number in range(len(handles))]
    legend = figure.legend(
        handles, names, loc="outside lower center", ncols=columns, handlelength=2.6, columnspacing=2.0
    )
    for text, series in zip(legend.get_texts(), plan.series, strict=True):
        text.set_text(series.header)


def _axes(axes: Axes, plan: Plan, labels: Sequence[str]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    category, value = (axes.yaxis, axes.xaxis) if plan.lies else (axes.xaxis, axes.yaxis)
    category.set_ticks(list(range(len(labels))), labels=list(labels))
    category.set_tick_params(length=0, pad=9 if plan.kind == "lines" else 5)
    value.set_tick_params(length=0)
    value.grid(visible=True)
    kind = plan.value_kind
    value.set_major_locator(MaxNLocator(nbins=6, integer=kind in ("count", "percent"), steps=[1, 2, 5, 10]))
    value.set_major_formatter(FuncFormatter(lambda number, _: _tick(number, kind)))
    axes.spines["bottom" if plan.lies else "left"].set_visible(False)
    axes.set_xlabel(textwrap.fill(plan.x_title, 80), labelpad=6)
    if plan.lies:
        axes.set_ylabel(textwrap.fill(plan.y_title, 40), labelpad=8)
        axes.set_ylim(max(len(labels), 1) - 0.5, -0.5)
    else:
        # Over the axis, so that nobody has to turn the head to read it.
        axes.set_title(textwrap.fill(plan.y_title, 80), loc="left", pad=10)
        axes.set_xlim(-0.5, max(len(labels), 1) - 0.5)


def _tick(number: float, kind: Kind) -> str:
    if kind == "percent":
        return f"{number:g} %"
    if kind == "points" and number:
        return f"{number:+g}"
    return f"{number:,.0f}" if number == int(number) else f"{number:,g}"


def _limits(axes: Axes, plan: Plan) -> None:
    """Bars begin at nought; lines may begin above it where all their points are far up."""
    found = plan.sums() if plan.kind == "stacked" else plan.figures()
    if not plan.figures():
        axes.text(0.5, 0.5, "No figures to draw.", transform=axes.transAxes, ha="center", va="center")
    least, most = min([0.0, *found]), max([0.0, *found])
    if plan.kind == "lines" and found and min(found) > most / 2:
        least = min(found) - (most - min(found) or 1) / 4
    if most == least:
        most = least + 1
    room = (most - least) * (0.02 if plan.kind == "stacked" else 0.12)
    (axes.set_xlim if plan.lies else axes.set_ylim)(least - room if least < 0 else least, most + room)
    if least < 0:
        (axes.axvline if plan.lies else axes.axhline)(0, color=AXIS, linewidth=0.8)
        axes.spines["left" if plan.lies else "bottom"].set_visible(False)


def _grouped(axes: Axes, plan: Plan) -> None:
    each = 0.78 / max(len(plan.series), 1)
    if not plan.lies:
        each = min(each, _WIDEST_COLUMN * len(plan.labels) / PLOT)
    for number, series in enumerate(plan.series):
        shift = (number - (len(plan.series) - 1) / 2) * each
        places = [at + shift for at, _ in series.drawn()]
        sizes = [size for _, size in series.drawn()]
        if plan.lies:
            bars = axes.barh(places, sizes, each * 0.92, **_bar(number))
        else:
            bars = axes.bar(places, sizes, each * 0.92, **_bar(number))
        axes.bar_label(bars, labels=[series.label(at) for at, _ in series.drawn()], padding=2.5)
        for at, value in enumerate(series.values):
            if value == HIDDEN:
                spot, beside = ((0, at + shift), (4, -2)) if plan.lies else ((at + shift, 0), (0, 2))
                axes.annotate(HIDDEN, spot, beside, textcoords="offset points", ha="center")


def _stacked(axes: Axes, plan: Plan) -> None:
    ends = [0.0] * len(plan.labels)
    longest = max(plan.sums(), default=0.0)
    for number, series in enumerate(plan.series):
        places = [at for at, _ in series.drawn()]
        sizes = [size for _, size in series.drawn()]
        axes.barh(places, sizes, 0.68, left=[ends[at] for at in places], **_bar(number))
        for at, size in series.drawn():
            text = series.label(at)
            if longest and size / longest * PLOT * 0.75 > len(text) * LETTER + 8:
                under = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                axes.text(ends[at] + size / 2, at, text, ha="center", va="center", bbox=under)
            ends[at] += size


def _bar(number: int) -> dict[str, Any]:
    colour, hatch, *_ = look(number)
    return {"facecolor": colour, "hatch": hatch, "edgecolor": INK, "linewidth": 0.5}


def _line(number: int) -> dict[str, Any]:
    colour, _, marker, dashes = look(number)
    edge = {"markeredgecolor": INK, "markeredgewidth": 0.5}
    return {"color": colour, "marker": marker, "linestyle": dashes, **edge}


def _lines(axes: Axes, plan: Plan) -> None:
    for number, series in enumerate(plan.series):
        heights = [math.nan if height is None else height for height in series.numbers]
        axes.plot(range(len(heights)), heights, clip_on=False, **_line(number))
        if len(plan.series) == 1:
            under = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8}
            for at, height in series.drawn():
                text = series.label(at)
                axes.annotate(text, (at, height), (0, 7), textcoords="offset points", ha="center", bbox=under)


_DRAW = {"columns": _grouped, "bars": _grouped, "stacked": _stacked, "lines": _lines}


def _settle(figure: Figure, axes: Axes) -> None:
    """Fix the layout, and set every wrapped label line by line.

    matplotlib places the lines of one text by their widths in its own font; a line on its own is anchored at
    its middle or its end, and stays there in the reader's font.
    """
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axis in (axes.xaxis, axes.yaxis):
        label = axis.get_label()
        place = label.get_transform().transform(label.get_unitless_position())
        x, y = figure.transFigure.inverted().transform(place)
        axis.set_label_coords(x, y, transform=figure.transFigure)
    for text in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        if "\n" in text.get_text():
            _line_by_line(figure, text)


def _line_by_line(figure: Figure, text: Text) -> None:
    lines = text.get_text().split("\n")
    box = text.get_window_extent().transformed(figure.transFigure.inverted())
    across = text.get_horizontalalignment()
    x = box.x1 if across == "right" else (box.x0 + box.x1) / 2
    for number, line in enumerate(lines):
        y = box.y1 - (number + 0.5) * box.height / len(lines)
        figure.text(x, y, line, ha=across, va="center", size=text.get_fontsize())
    text.set_visible(False)
