"""What people wrote, kept from run to run: ``rag.csv`` in the store (its columns: docs/rag.md)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tmi_cli.errors import RequestError
from tmi_cli.rag.form import read_date, read_rag
from tmi_cli.runs import csv_bytes

STORE = "rag.csv"

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


class RagEntry(NamedTuple):
    """What one author wrote about a pupil's course in a period; empty text where nothing was written.

    The author is a ``unit``: a faculty, a house or a stage (``by``). ``pupil`` is the SCN, or what the pupil is
    known by where there is none. ``rag`` is ``Red``, ``Amber`` or ``Green``; ``review_date`` is a day as
    ``2026-03-12``, or what was written where that is no day. ``returned_in`` names the files it came from.
    """

    key: str
    session: str
    period: int
    by: str
    unit: str
    pupil: str
    surname: str
    forename: str
    subject: str
    level: str
    class_code: str
    rag: str = ""
    comment: str = ""
    note: str = ""
    action: str = ""
    by_whom: str = ""
    review_date: str = ""
    returned_in: str = ""


COLUMNS = tuple("class" if name == "class_code" else name for name in RagEntry._fields)
"""The columns of the file."""


def _order(entry: RagEntry) -> tuple[object, ...]:
    place = (entry.session, entry.period, entry.by, entry.unit, entry.pupil)
    return (*place, entry.subject, entry.level, entry.class_code, entry.key)


def store_bytes(entries: Iterable[RagEntry]) -> bytes:
    """The entries as CSV in their order: the same entries give the same bytes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for entry in sorted(entries, key=_order):
        writer.writerow([_shielded(str(value)) for value in entry])
    return csv_bytes(out.getvalue())


def read_store(folder: Path) -> tuple[RagEntry, ...]:
    """The entries kept in a folder; none where it holds no such file.

    RequestError where the file is there and cannot be read as one, so that nobody writes over it.
    """
    path = folder / STORE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError):
        raise _damaged(path, "it is no text that can be read") from None
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise _damaged(path, "it is no CSV") from None
    if not rows or set(COLUMNS) - set(rows[0]):
        raise _damaged(path, "it lacks columns")
    entries: dict[str, RagEntry] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        entry = _entry(rows[0], row)
        if entry is None or entry.key in entries:
            raise _damaged(path, f"record {number} is no entry, or one that was there before")
        entries[entry.key] = entry
    return tuple(sorted(entries.values(), key=_order))


def _entry(header: Sequence[str], row: Sequence[str]) -> RagEntry | None:
    if len(row) != len(header):
        return None
    told: Mapping[str, str] = dict(zip(header, map(_unshielded, row), strict=True))
    rag = read_rag(told["rag"]) if told["rag"] else ""
    if not told["key"] or not told["period"].isdecimal() or rag is None:
        return None
    texts = {name: told["class" if name == "class_code" else name] for name in RagEntry._fields}
    # Whoever saves the file in Excel gets other words for a day, and the same day.
    date = read_date(texts["review_date"]) or texts["review_date"]
    return RagEntry(**{**texts, "period": int(told["period"]), "rag": rag, "review_date": date})  # type: ignore[arg-type]


def _shielded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that can be told from one that began with ``'``."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def _unshielded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_TRIGGERS) else text


def _damaged(path: Path, why: str) -> RequestError:
    return RequestError(
        f"What was collected before cannot be read: {why}.",
        where=f"{path.parent.name}/{path.name}",
        hint="Put the file right (docs/rag.md tells its columns), or bring back an earlier copy; "
        "nothing was written.",
    )
