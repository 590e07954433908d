"""Whether the cells that nobody should alter are as they were sent."""

from __future__ import annotations

from collections.abc import Iterator

from tmi_cli.rag.form import LOCKED, WHO
from tmi_cli.rag.returned import Cell, ReturnedRow
from tmi_cli.rag.sent import SentRow

# A writer cuts what is longer than a cell may be.
_SURELY_WHOLE = 32_000


def altered(row: ReturnedRow, sent: SentRow) -> Iterator[tuple[str, Cell, str]]:
    """The locked cells that are others than in any form that was sent: header, cell, and what was sent last."""
    for header in LOCKED:
        cell = row.locked.get(header)
        if cell is not None and not _same(header, cell, sent):
            yield header, cell, sent.locked.get(header, "")


def is_another(row: ReturnedRow, sent: SentRow) -> bool:
    """Whether a row names another pupil or subject than its key: what is written there is about nobody known.

    That is what becomes of a sheet of which only some columns were sorted.
    """
    named = ((header, row.locked[header]) for header in WHO if header in row.locked)
    return any(cell.words and not _same(header, cell, sent) for header, cell in named)


def _same(header: str, cell: Cell, sent: SentRow) -> bool:
    texts = [cells.get(header, "") for cells in (sent.locked, *sent.earlier)]
    if any(len(text) > _SURELY_WHOLE for text in texts):
        return True
    # A number is a number again after some programs, without the noughts in front.
    return _plain(cell.words).lstrip("0") in {_plain(text).lstrip("0") for text in texts}


def _plain(text: str) -> str:
    """A locked text as it is compared: what a program makes of spaces and odd letters does not matter."""
    return " ".join("".join(c if c.isprintable() and c != "\ufffd" else " " for c in text).split()).casefold()
