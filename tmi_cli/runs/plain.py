"""Text that is safe on a terminal and in a pipe, whatever stood in a cell or in the name of a file."""

from __future__ import annotations

import unicodedata

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """A text of one line without control characters and writing-direction marks; each is shown as ``?``.

    Line breaks and tabs become a space.
    """
    if text.isprintable():
        return text
    return "".join(
        " "
        if letter in "\n\r\t\x85\u2028\u2029"
        else "?"
        if letter in _BIDI or unicodedata.category(letter) in ("Cc", "Cs")
        else letter
        for letter in text
    )
