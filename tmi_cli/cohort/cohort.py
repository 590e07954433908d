"""The cohort: every pupil with every course over the periods of a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tmi_cli.records import Entry, Problem, Pupil

History = Mapping[int, Sequence[Entry]]
"""The entries of one pupil in one subject, by period (ascending)."""


class Earlier(NamedTuple):
    """The entry that another is compared with, or None and the reason why there is none."""

    entry: Entry | None
    reason: str = ""


class Target(NamedTuple):
    """A target in force: its code, and the entry and field that set it."""

    code: str
    entry: Entry
    field: str


def same_class(entry: Entry, others: Sequence[Entry]) -> Entry | None:
    """Of a period's entries on one level, the one in the same class, else the subject's only one."""
    for other in others:
        if other.course.class_code == entry.course.class_code:
            return other
    return others[0] if len(others) == 1 else None


@dataclass(slots=True)
class Cohort:
    """Pupils, their courses over the periods, and which period is reported for each stage.

    ``history`` is pupil key -> subject -> period -> entries; it holds only courses that count, one entry a
    pupil, subject, class and period. ``reported`` is stage -> period. ``targets`` is the target in force for
    an entry (by ``id``).
    """

    pupils: dict[str, Pupil]
    history: dict[str, dict[str, dict[int, list[Entry]]]]
    reported: dict[str | None, int]
    targets: dict[int, Target] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def reported_period(self, pupil: Pupil) -> int | None:
        """The period that is reported for a pupil: that of the stage."""
        return self.reported.get(pupil.stage)

    def as_of(self, period: int) -> Cohort:
        """The same cohort as it was reported in an earlier ``period``: only stages that had got that far."""
        stages = {stage: period for stage, reported in self.reported.items() if period <= reported}
        return replace(self, reported=stages)

    def reported_entries(self) -> Iterator[tuple[Pupil, Entry]]:
        """Every entry of the reported period with its pupil, in the order of the pupils' names."""
        for pupil in sorted(self.pupils.values(), key=lambda p: p.order):
            period = self.reported_period(pupil)
            if period is not None:
                for periods in self.history.get(pupil.key, {}).values():
                    for entry in periods.get(period, ()):
                        yield pupil, entry


def earlier(entry: Entry, history: History, has: Callable[[Entry], bool]) -> Earlier:
    """Find what an entry is compared with: the most recent earlier period that has such a value.

    Only the same subject and level count. First the period is found, then the class in it: the same one,
    else the subject's only one (settled points 12 and 31; see docs/rules.md).
    """
    before = [period for period in sorted(history, reverse=True) if period < entry.period]
    if not before:
        return Earlier(None, "no earlier period")
    other_level = False
    for period in before:
        alike = [e for e in history[period] if e.course.level == entry.course.level]
        other_level = other_level or (bool(history[period]) and not alike)
        if not any(has(e) for e in alike):
            continue
        found = same_class(entry, alike)
        if found is None:
            return Earlier(None, f"several classes in period {period}")
        if has(found):
            return Earlier(found)
        others = [e for e in alike if has(e)]
        return Earlier(None, f"blank in period {period}" if others else "no earlier value")
    return Earlier(None, "level changed" if other_level else "no earlier value")
