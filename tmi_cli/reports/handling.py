"""How what is written is to be handled: the one place that makes the sentence (DP-42)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple, Protocol

from tmi_cli.policy import School

FOR_REVIEW = "Flags are for review: a person decides."
PSEUDONYMISED = "Pseudonymised – still personal data."
_EACH = "Each paper names the person it is for."
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


class Handling(NamedTuple):
    """What a reader must know before passing something on: whom it is for, and when it must be gone.

    ``recipient`` is as in "the curriculum leader of Science". Without ``delete_by`` nobody has said when.
    What is ``published`` names no pupil and may go anywhere; what is ``pseudonymised`` may not: who has the
    exports, or the key, can tell who the pupils are.
    """

    recipient: str
    delete_by: date | None = None
    published: bool = False
    pseudonymised: bool = False

    @property
    def sentence(self) -> str:
        """The line that stands on the first page and at the foot of every one."""
        return self._told(f"For {self.recipient}.")

    @property
    def at_length(self) -> str:
        """The line with what it asks of the reader, where there is room for it."""
        if self.published:
            return self.sentence
        if self.delete_by:
            return f"{self.sentence} Show it only to those who need it."
        return (
            f"{self.sentence} Show it only to those who need it; keep and delete it as the school's retention "
            "schedule says."
        )

    def within(self, room: int, *, written: Callable[[str], str]) -> str:
        """The sentence as it is ``written``, in ``room`` UTF-16 units: the recipient is cut, never the date."""
        told = written(self.sentence)
        for kept in range(min(room, len(self.recipient)), -1, -1):
            if len(told.encode("utf-16-le", "surrogatepass")) // 2 <= room:
                break
            told = written(self._told(f"For {self.recipient[:kept].rstrip()}…"))
        return told

    def _told(self, whom: str) -> str:
        if self.published:
            return "Small numbers are suppressed. No pupil is named."
        parts = [PSEUDONYMISED if self.pseudonymised else "Contains personal data about pupils.", whom]
        if self.delete_by:
            parts.append(f"Delete by {day_in_words(self.delete_by)}.")
        return " ".join(parts)


class Kept(Protocol):
    """A report that knows whose school it is of."""

    @property
    def session(self) -> str: ...
    @property
    def settings(self) -> School: ...
    @property
    def pseudonymised(self) -> bool: ...


def handling_of(report: Kept, recipient: str) -> Handling:
    """How what is made of a report for a recipient is to be handled, as the school file says."""
    return Handling(recipient, report.settings.delete_by(report.session), pseudonymised=report.pseudonymised)


def shared(several: Iterable[Handling]) -> str:
    """The sentence over several papers: their own where it is the same, else one that is true of each."""
    told = {handling.sentence: handling for handling in several}
    if len(told) == 1:
        return next(iter(told))
    days = {handling.delete_by for handling in told.values() if not handling.published}
    first = min((day for day in days if day), default=None)
    named = any(not (handling.published or handling.pseudonymised) for handling in told.values())
    return Handling("", first, pseudonymised=not named)._told(_EACH)


def day_in_words(day: date) -> str:
    """A day as a letter has it: 4 September 2027; the same whatever language the computer speaks."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
