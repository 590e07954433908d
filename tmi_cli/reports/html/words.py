"""Text as a page can hold it."""

from __future__ import annotations

import re

# Tab and line breaks are space; the other control characters, lone surrogates and noncharacters are no text.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def legal(text: str) -> str:
    """A text of which what HTML and XML cannot hold has become U+FFFD."""
    return text if text.isprintable() else _ILLEGAL.sub("\ufffd", text)


def one_line(text: str) -> str:
    """A legal text without line breaks and runs of space."""
    return " ".join(legal(text).split())


def css_string(text: str) -> str:
    """A text as a string of CSS that no quote, bracket or ``</style>`` in it can end."""
    letters = (
        letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):x} " for letter in one_line(text)
    )
    return f'"{"".join(letters)}"'
