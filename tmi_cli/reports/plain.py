"""Text that is safe on a terminal and in a pipe, whatever stood in a cell."""

from __future__ import annotations

import unicodedata

from tmi_cli.reports.report import Report
from tmi_cli.reports.rows import flag_columns, flag_rows

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """A text without control characters and writing-direction marks; each is shown as ``?``.

    Line breaks and tabs become a space.
    """
    if text.isprintable():
        return text
    return "".join(
        " "
        if letter in "\n\r\t"
        else "?"
        if letter in _BIDI or unicodedata.category(letter) in ("Cc", "Cs")
        else letter
        for letter in text
    )


def to_tab_separated(report: Report) -> str:
    """One line a flag, fields separated by tabs, nothing cut: for pipes and logs."""
    lines = ["\t".join(flag_columns(report))]
    lines += ["\t".join(printable(text) for text in row) for row in flag_rows(report)]
    return "\n".join(lines) + "\n"
