"""One theme for every workbook: few formats, and states that are told by a word and a symbol."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


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
    "entry": {**_CELL, "bg_color": "#FFFBE6", "border": 1, "border_color": "#A6A6A6"},
    "alarm": {**_CELL, "bold": True, "bg_color": "#F7CDB5"},
    "fresh": {**_CELL, "bg_color": "#CFE8F7"},
    "same": {**_CELL, "bg_color": "#FBEFB5"},
    "good": {**_CELL, "bg_color": "#C9EBDD"},
    "faint": {**_CELL, "bg_color": "#EDEDED"},
}
"""The formats by name; sizes in points, 11 where none is said."""


class Styles:
    """The formats of one workbook, made when first used.

    ``quoted`` is the same format with the mark that keeps a text a text when somebody edits it.
    """

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[tuple[str, bool], Any] = {}

    def of(self, name: str, *, quoted: bool = False) -> Any:
        """The format called ``name``; KeyError where the theme has none."""
        made = self._made.get((name, quoted))
        if made is None:
            made = self._workbook.add_format({**STYLES[name], "quote_prefix": quoted})
            self._made[name, quoted] = made
        return made
