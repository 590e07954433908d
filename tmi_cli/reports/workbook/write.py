"""The one place where a value enters a sheet: text stays text, whatever it says (SEC-01)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from tmi_cli.reports.workbook.style import MARKS, Figure, Styles

LONGEST = 32_767
"""What a cell of Excel holds, in UTF-16 units."""

# A writer turns control characters into _x000B_, which nobody wants to read.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SURELY_FITS = LONGEST // 2


def clean(text: str) -> str:
    """A text that a cell can hold.

    What XML cannot hold becomes U+FFFD. A text over 32,767 UTF-16 units is cut, and its end says so: a run
    must not fail over one long comment, and nobody should take the rest for the whole.
    """
    legal = _ILLEGAL.sub("\ufffd", text)
    if len(legal) <= _SURELY_FITS:
        return legal
    units = legal.encode("utf-16-le")
    if len(units) // 2 <= LONGEST:
        return legal
    said = f" … [cut: {len(legal):,} characters]"
    return units[: 2 * (LONGEST - len(said))].decode("utf-16-le", "ignore") + said


def is_trigger(text: str) -> bool:
    """Whether a spreadsheet might take a text for a formula when somebody edits the cell."""
    return text.startswith(_TRIGGERS) or text.lstrip().startswith(_TRIGGERS)


def _is_plain(text: str) -> bool:
    """Whether a text can be written as it stands, as nearly every one can; spares it the closer look."""
    return text[:1].isalnum() and text.isprintable() and len(text) <= _SURELY_FITS


class Cells:
    """Writes values into one sheet; rows and columns count from 0, ``style`` is a name of the theme."""

    def __init__(self, worksheet: Any, styles: Styles) -> None:
        self._sheet = worksheet
        self._styles = styles

    def text(self, row: int, column: int, value: str, style: str = "text") -> None:
        """Write a text as text."""
        told = clean(value)
        self._sheet.write_string(row, column, told, self._styles.of(style, quoted=is_trigger(told)))

    def number(self, row: int, column: int, value: int, style: str = "number") -> None:
        """Write a number as a number."""
        self._sheet.write_number(row, column, value, self._styles.of(style))

    def figure(
        self,
        row: int,
        column: int,
        value: str | float | None,
        *,
        kind: Figure,
        shade: int = 0,
        bold: bool = False,
    ) -> None:
        """Write a number as a number, words in its place as text on the right, None as an empty cell."""
        if value is None:
            self._sheet.write_blank(row, column, None, self._styles.figure(kind, bold=bold))
        elif isinstance(value, str):
            told = clean(value)
            look = self._styles.figure(None, bold=bold, quoted=is_trigger(told))
            self._sheet.write_string(row, column, told, look)
        else:
            self._sheet.write_number(row, column, value, self._styles.figure(kind, shade=shade, bold=bold))

    def mark(self, row: int, column: int, state: str) -> None:
        """Write a state or a severity with its symbol and its colour; other words as they are."""
        mark = MARKS.get(state)
        if mark is None:
            self.texts(row, column, [state])
            return
        self._sheet.write_string(row, column, mark.text, self._styles.of(mark.style))

    def link(self, row: int, column: int, sheet: str, *, words: str) -> None:
        """Write words that lead to the top of another sheet of the workbook."""
        place = sheet.replace("'", "''")
        self._sheet.write_url(row, column, f"internal:'{place}'!A1", self._styles.of("link"), clean(words))

    def texts(self, row: int, column: int, values: Sequence[str], *, style: str = "text") -> None:
        """Write texts below one another, an empty one as an empty cell of the same style."""
        plain = self._styles.of(style)
        at = row
        # Columns say the same few things over and over: each different text is looked at once.
        kinds = {value: _is_plain(value) for value in set(values)}
        for is_plain, run in groupby(values, kinds.__getitem__):
            same = list(run)
            if is_plain:
                for number, text in enumerate(same, at):
                    self._sheet.write_string(number, column, text, plain)
            else:
                for number, value in enumerate(same, at):
                    if value:
                        self.text(number, column, value, style)
                    else:
                        self._sheet.write_blank(number, column, None, plain)
            at += len(same)

    def numbers(self, row: int, column: int, values: Iterable[int | None]) -> None:
        """Write numbers below one another, None as an empty cell."""
        plain = self._styles.of("number")
        for at, value in enumerate(values, row):
            if value is None:
                self._sheet.write_blank(at, column, None, plain)
            else:
                self._sheet.write_number(at, column, value, plain)

    def marks(self, row: int, column: int, states: Iterable[str]) -> None:
        """Write states and severities below one another."""
        for at, state in enumerate(states, row):
            self.mark(at, column, state)

    def days(self, row: int, column: int, values: Iterable[str]) -> None:
        """Write days (``2026-03-12``) below one another as days, other words as text, for a person to change."""
        for at, value in enumerate(values, row):
            try:
                day = dt.date.fromisoformat(value)
            except ValueError:
                told = clean(value)
                style = self._styles.day(quoted=is_trigger(told))
                if told:
                    self._sheet.write_string(at, column, told, style)
                else:
                    self._sheet.write_blank(at, column, None, style)
            else:
                self._sheet.write_datetime(at, column, day, self._styles.day())

    def blanks(self, row: int, column: int, *, count: int) -> None:
        """Leave ``count`` cells below one another for a person to fill in."""
        entry = self._styles.of("entry")
        for at in range(row, row + count):
            self._sheet.write_blank(at, column, None, entry)
