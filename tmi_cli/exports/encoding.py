"""In which encoding a text is, by its mark, its pattern of bytes, or by trying."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of some bytes and the name of the encoding they were taken to be in.

    That is the encoding of the byte order mark, else UTF-16 where every second byte is a NUL, else UTF-8 where
    the bytes are valid, else Windows' cp1252.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    unmarked = unmarked_utf16(data)
    if unmarked:
        return data.decode(unmarked, errors="replace"), unmarked
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def unmarked_utf16(data: bytes) -> str | None:
    """Return ``utf-16-le`` or ``utf-16-be`` for Latin text in it without its mark, else None."""
    for encoding, high, low in (
        ("utf-16-le", data[1:400:2], data[:400:2]),
        ("utf-16-be", data[:400:2], data[1:400:2]),
    ):
        if high and high.count(0) > len(high) * 0.9 and not low.count(0):
            return encoding
    return None
