"""Interventions: what was done for a pupil, by whom, since when, and when it is looked at again."""

from __future__ import annotations

from datetime import date

from tmi_cli.origin import Origin
from tmi_cli.records.model import Record
from tmi_cli.records.period import Period
from tmi_cli.records.pupil import PupilAsTold


class Intervention(Record):
    """One thing that was done for one pupil (source: Irvine Royal: what, who, when, review date).

    ``number`` is its own for ever once it is kept, None until then. ``subject`` is None for what is done across
    the school. ``strategy`` and ``stage`` (of the intervention, not of the pupil) are as told, or as the policy's
    menu spells them. ``started`` is None where no date could be read. ``period`` is the last tracking period
    before it, where the record says so itself. ``source`` is the cell it was read from.
    """

    session: str
    pupil: PupilAsTold
    strategy: str
    subject: str | None = None
    stage: str = ""
    by_whom: str = ""
    started: date | None = None
    review: date | None = None
    reviewed: date | None = None
    outcome: str = ""
    note: str = ""
    period: Period | None = None
    number: int | None = None
    source: Origin | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what came of it."""
        return self.reviewed is None and not self.outcome

    def is_overdue(self, today: date) -> bool:
        """Whether it is open and its review date is before ``today``."""
        return self.is_open and self.review is not None and self.review < today
