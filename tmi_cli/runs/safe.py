"""Texts in CSV that no spreadsheet takes for formulas (SEC-02), and the way back."""

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
