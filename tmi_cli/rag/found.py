"""What collecting tells: who returned, and everything that a person should look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tmi_cli.rag.store import RagEntry

KINDS: Mapping[str, str] = {
    "file-unread": "A file in which no form was found",
    "files-disagree": "Files that disagree about one pupil: what was not stored",
    "differs-from-store": "Differs from what was stored before: what was not stored",
    "value-outside": "Values outside the list",
    "row-added": "Rows added, or without their key: nothing of them was stored",
    "row-moved": "Rows in which the key is another pupil's or subject's: nothing of them was stored",
    "row-removed": "Rows removed",
    "cell-altered": "Cells altered where nothing should be altered",
    "column-missing": "Columns that are gone",
    "date-unread": "Review dates that cannot be read as a day: stored as written",
    "emptied": "Cells emptied: what was stored stays",
    "question": "Questions",
}
"""Every kind of finding in the order in which they are told, and what it is."""


Left = tuple[tuple[str, str], ...]
"""Written cells (field and words) that were not stored."""


class Found(NamedTuple):
    """One thing to look at.

    ``found`` is what stands in the file, ``instead`` what is stored or was sent in its place. ``left`` are the
    written cells that were not stored because of it.
    """

    kind: str
    unit: str = ""
    pupil: str = ""
    subject: str = ""
    field: str = ""
    found: str = ""
    instead: str = ""
    place: str = ""
    left: Left = ()


class UnitReturn(NamedTuple):
    """A unit's form: the files in which rows of it came back (none: not now), and what is stored of it now.

    ``earlier`` is True where it did not come back now and something of it is stored. ``rows`` were sent,
    ``seen`` came back; ``red``, ``amber`` and ``green`` are stored.
    """

    session: str
    period: int
    by: str
    unit: str
    files: tuple[str, ...]
    earlier: bool
    rows: int
    seen: int
    red: int
    amber: int
    green: int


class Collected(NamedTuple):
    """What is to be stored, who returned, what was found, and how many entries are new or changed."""

    entries: tuple[RagEntry, ...]
    units: tuple[UnitReturn, ...]
    found: tuple[Found, ...]
    new: int
    changed: int

    @property
    def problems(self) -> int:
        """How many findings are no questions."""
        return sum(item.kind != "question" for item in self.found)
