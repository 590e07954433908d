"""Texts in CSV that no spreadsheet takes for formulas (SEC-02), and the way back; texts as bytes of a file.

Half a surrogate pair, as stands in a file name that is no UTF-8 or in a damaged workbook, has no place in UTF-8.
"""

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a ``'`` stands in front of one that it might."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def kept_cell(text: str) -> str:
    """As ``safe_cell``, for a file that tmi reads again: ``told_cell`` gives back every text as it was."""
    return f"'{text}" if text.lstrip("'").startswith(_TRIGGERS) else text


def told_cell(text: str) -> str:
    """The text that ``kept_cell`` was given."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_TRIGGERS) else text


def csv_bytes(text: str) -> bytes:
    """CSV as UTF-8 with the mark by which Excel knows it; half a surrogate pair becomes ``?``."""
    return text.encode("utf-8-sig", "replace")


def json_bytes(text: str) -> bytes:
    """JSON as UTF-8; half a surrogate pair stays what it was, as the escape that JSON has for it."""
    return text.encode("utf-8", "backslashreplace")
