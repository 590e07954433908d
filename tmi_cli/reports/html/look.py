"""How a chart looks, in colour and in grey."""

from __future__ import annotations

from typing import Any, NamedTuple

INK = "#222222"
AXIS = "#666666"


class Look(NamedTuple):
    """How one series is told from the others: by its colour, and without it by hatch, or marker and dashes."""

    colour: str
    hatch: str
    marker: str
    dashes: str


# Okabe and Ito's colours. Only straight hatches: matplotlib writes a quarter of a megabyte for dots.
_LOOKS = (
    Look("#0072B2", "", "o", "-"),
    Look("#E69F00", "////", "s", "--"),
    Look("#009E73", "\\\\\\\\", "^", "-."),
    Look("#CC79A7", "xxxx", "D", ":"),
    Look("#56B4E9", "----", "v", "-"),
    Look("#D55E00", "++++", "P", "--"),
    Look("#F0E442", "||||", "X", "-."),
    Look("#999999", "//", "*", ":"),
)


def look(number: int) -> Look:
    """The look of a chart's series, counted from 0; they come again after the eighth."""
    return _LOOKS[number % len(_LOOKS)]


STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tmi",
    "text.parse_math": False,
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, and is wider than what a page will use
    "font.size": 9.0,
    "axes.labelsize": 9.0,
    "axes.titlesize": 9.0,
    "axes.labelcolor": INK,
    "axes.edgecolor": AXIS,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": "#D9D9D9",
    "grid.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "lines.linewidth": 1.8,
    "lines.markersize": 6.0,
    "text.color": INK,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}
"""What matplotlib is told, on top of its defaults."""
