"""Which of several values is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """A value that came back, the file, and its cell."""

    value: str
    file: str
    place: str


class Decider:
    """Decides by ``prefer`` (see ``collect``); ``changed`` says when each file was changed last."""

    def __init__(self, prefer: str | None, changed: Mapping[str, float]) -> None:
        self._prefer = prefer
        self._changed = changed

    def decide(self, stored: str, written: Sequence[Candidate]) -> str:
        """The value to be stored: what all agree on, else what is preferred, else what is stored."""
        values = {candidate.value for candidate in written}
        if len(values | {stored} - {""}) == 1:
            return written[0].value
        if self._prefer in (None, "stored"):
            return stored
        wanted = [c for c in written if c.file == self._prefer]
        if self._prefer == "newest":
            newest = max(self._changed.get(c.file, 0.0) for c in written)
            wanted = [c for c in written if self._changed.get(c.file, 0.0) == newest]
        preferred = {candidate.value for candidate in wanted}
        return preferred.pop() if len(preferred) == 1 else stored
