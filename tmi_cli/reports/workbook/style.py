"""One theme for every workbook: few formats, and states that are told by a word and a symbol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from tmi_cli.reports.paper import ChartKind

Figure = Literal["count", "percent", "points", "decimal"]
"""What a number is: a whole number, 0 to 100, a signed difference of percentages, one with a decimal."""


class Mark(NamedTuple):
    """A state as it is shown: symbol and word, never colour alone, and what it means."""

    text: str
    style: str
    meaning: str


MARKS: Mapping[str, Mark] = {
    "worse": Mark("▲ Worse", "alarm", "Flagged before, and a greater concern now."),
    "new": Mark("● New", "fresh", "Flagged now and clear the time before, or judged for the first time."),
    "continuing": Mark("↻ Continuing", "same", "Flagged as before; Since says from which period on."),
    "better": Mark("▼ Better", "good", "Still flagged, and a lesser concern than before."),
    "resolved": Mark("✓ Resolved", "good", "Flagged the time before and judged clear now."),
    "not seen": Mark("○ Not seen", "faint", "Flagged before and not judged since; nobody knows."),
    "error": Mark("✗ Error", "alarm", "A value that could not be used; what needs it was not judged."),
    "warning": Mark("! Warning", "same", "Used, and should be looked at."),
    "info": Mark("i Note", "faint", "For information."),
}
"""Every state and severity, in the order in which a list of changes shows them."""

# Tints of the Okabe-Ito colours under black text: at least 9:1, and apart in grey by their words.
_EDGE = {"bottom": 1, "bottom_color": "#A6A6A6"}
_RULED = {"top_color": "#A6A6A6", "bottom_color": "#A6A6A6"}
_CELL = {"text_wrap": True, "valign": "top", **_EDGE}
_HEADER = {
    "bold": True,
    "text_wrap": True,
    "valign": "top",
    "font_color": "#FFFFFF",
    "bg_color": "#1F3864",
    "border": 1,
    "border_color": "#A6A6A6",
}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#1F3864"},
    "note": {"font_color": "#404040"},
    "heading": {"bold": True, "font_size": 13, "font_color": "#1F3864", "valign": "bottom"},
    "label": {"bold": True, "valign": "top"},
    "link": {"underline": 1, "font_color": "#0B5394", "valign": "top"},
    "header": _HEADER,
    "header of numbers": {**_HEADER, "align": "right"},
    "plain": {"valign": "top"},
    "beside": {"valign": "top", "align": "left", "indent": 1},
    "text": _CELL,
    "line": {"valign": "top", **_EDGE},
    "strong": {**_CELL, "bold": True},
    "number": {**_CELL, "num_format": "#,##0", "align": "right", "indent": 1},
    "entry": {**_CELL, "bg_color": "#FFFBE6", "border": 1, "border_color": "#A6A6A6", "locked": False},
    "field": {"valign": "top", "bg_color": "#FFFBE6", "top": 1, "bottom": 1, **_RULED},
    "alarm": {**_CELL, "bold": True, "bg_color": "#F7CDB5"},
    "fresh": {**_CELL, "bg_color": "#CFE8F7"},
    "same": {**_CELL, "bg_color": "#FBEFB5"},
    "good": {**_CELL, "bg_color": "#C9EBDD"},
    "faint": {**_CELL, "bg_color": "#EDEDED"},
}
"""The formats by name; sizes in points, 11 where none is said."""

FIGURES: Mapping[Figure, str] = {
    "count": "#,##0",
    "percent": '0" %"',
    "points": "+0.0;-0.0;0.0",
    "decimal": "#,##0.0",
}
"""How each kind of number is shown; it stays a number."""

SHADES = ("#E3EEF7", "#BDD7EC", "#94BDDF", "#6AA3D1")
"""The tints of a heat column from the second of five steps on; the first is white. Black text stands on them."""

# The colours of Okabe and Ito; patterns, dashes and markers tell the series apart without any.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000", "#F0E442")
_PATTERNS = (
    "",
    "dark_upward_diagonal",
    "narrow_horizontal",
    "small_grid",
    "wide_downward_diagonal",
    "large_confetti",
    "light_vertical",
    "diagonal_brick",
)
_DASHES = ("solid", "dash", "round_dot", "long_dash", "dash_dot", "square_dot", "long_dash_dot", "solid")
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "star", "long_dash", "plus")


def series_look(kind: ChartKind, number: int) -> dict[str, Any]:
    """How the series of a chart with this number (from 0) is drawn, as XlsxWriter takes it."""
    at = number % len(_COLOURS)
    colour = _COLOURS[at]
    if kind == "lines":
        marker = {"type": _MARKERS[at], "size": 8, "fill": {"color": colour}, "border": {"color": colour}}
        return {"line": {"color": colour, "width": 2.25, "dash_type": _DASHES[at]}, "marker": marker}
    look: dict[str, Any] = {"border": {"color": "#404040", "width": 0.75}, "gap": 45}
    if kind != "stacked":
        look["overlap"] = 0
    if _PATTERNS[at]:
        look["pattern"] = {"pattern": _PATTERNS[at], "fg_color": colour, "bg_color": "#FFFFFF"}
    else:
        look["fill"] = {"color": colour}
    return look


class Styles:
    """The formats of one workbook, made when first used.

    ``quoted`` is the same format with the mark that keeps a text a text when somebody edits it.
    """

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[object, ...], Any] = {}

    def of(self, name: str, *, quoted: bool = False) -> Any:
        """The format called ``name``; KeyError where the theme has none."""
        made = self._made.get((name, quoted))
        if made is None:
            made = self._workbook.add_format({**STYLES[name], "quote_prefix": quoted})
            self._made[name, quoted] = made
        return made

    def day(self, *, quoted: bool = False) -> Any:
        """The format of a day for a person to fill in, shown as ``12/03/2026``."""
        made = self._made.get(("day", quoted))
        if made is None:
            look = {**STYLES["entry"], "num_format": "dd/mm/yyyy", "align": "left", "quote_prefix": quoted}
            made = self._workbook.add_format(look)
            self._made["day", quoted] = made
        return made

    def figure(self, kind: Figure | None, *, shade: int = 0, bold: bool = False, quoted: bool = False) -> Any:
        """The format of a figure, or with None that of words which stand in its place, on the right too.

        ``shade`` is a step of a heat column: 0 for white, then the tints of ``SHADES``.
        """
        made = self._made.get((kind, shade, bold, quoted))
        if made is None:
            # A figure never wraps; where it may, LibreOffice forgets the indent now and then.
            look = {**STYLES["number"], "num_format": FIGURES[kind] if kind else "General", "text_wrap": False}
            if shade:
                look["bg_color"] = SHADES[shade - 1]
            made = self._workbook.add_format({**look, "bold": bold, "quote_prefix": quoted})
            self._made[kind, shade, bold, quoted] = made
        return made
