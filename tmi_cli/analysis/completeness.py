"""What was entered and what is missing, against the courses that are known."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Literal, NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.records import Entry, Record

Unit = Literal["faculty", "subject", "class", "teacher"]
UNITS: tuple[Unit, ...] = ("faculty", "subject", "class", "teacher")


class Completeness(Record):
    """How complete one faculty, subject, class or teacher is in the reported period.

    ``due`` counts courses: those with an entry, and those an earlier period knows of a pupil who is still
    there. ``entered`` counts those with effort, behaviour, and a working grade (senior phase) or a level (BGE).
    ``missing`` is field -> how many of those due lack it; homework counts only where the class has any.
    """

    unit: Unit
    name: str
    due: int
    entered: int
    missing: dict[str, int]

    @property
    def sentence(self) -> str:
        """As a person says it: ``27 of 31 entered; missing: homework 4, effort 1``."""
        told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in self.missing.items())
        return f"{self.entered} of {self.due} entered" + (f"; missing: {told}" if told else "")


class _Due(NamedTuple):
    """A course that is due in the reported period: its entry there (None where there is none), and who.

    ``homework`` says whether its class was given any.
    """

    entry: Entry | None
    known: Entry
    homework: bool


def completeness_of(cohort: Cohort) -> list[Completeness]:
    """The completeness of every faculty, subject, class and teacher, in this order and by name."""
    due: dict[tuple[Unit, str], list[_Due]] = defaultdict(list)
    courses = list(_courses_due(cohort))
    given = {known.course[::2] for entry, known in courses if entry and entry.homework}
    for entry, known in courses:
        item = _Due(entry, known, known.course[::2] in given)
        for unit in UNITS:
            for name in _names(unit, item.known):
                due[unit, name].append(item)
    return [
        _count(unit, name, due[unit, name])
        for unit, name in sorted(due, key=lambda key: (UNITS.index(key[0]), key[1]))
    ]


def _courses_due(cohort: Cohort) -> Iterator[tuple[Entry | None, Entry]]:
    """Each course that is due: its entry in the reported period, and the one by which it is known."""
    for pupil in sorted(cohort.pupils.values(), key=lambda p: p.order):
        period = cohort.reported_period(pupil)
        history = cohort.history[pupil.key]
        if period is None or not any(history[subject].get(period) for subject in history):
            continue
        for subject in sorted(history):
            here = history[subject].get(period, [])
            yield from ((None if entry.empty else entry, entry) for entry in here)
            before = max((number for number in history[subject] if number < period), default=None)
            if not here and before is not None:
                yield from ((None, entry) for entry in history[subject][before])


def _names(unit: Unit, entry: Entry) -> tuple[str, ...]:
    if unit == "teacher":
        return entry.teachers or ("(no teacher)",)
    if unit == "faculty":
        return (entry.faculty or "(no faculty)",)
    return (entry.course.subject if unit == "subject" else entry.course.class_code or "(no class)",)


def _count(unit: Unit, name: str, due: list[_Due]) -> Completeness:
    missing: Counter[str] = Counter()
    entered = 0
    for item in due:
        wanted = ["effort", "behaviour", "level_code" if item.known.phase == "bge" else "working_grade"]
        lacks = [f for f in wanted if item.entry is None or getattr(item.entry, f) is None]
        entered += not lacks
        missing.update("level" if name == "level_code" else name for name in lacks)
        if item.homework and (item.entry is None or item.entry.homework is None):
            missing["homework"] += 1
    return Completeness(unit=unit, name=name, due=len(due), entered=entered, missing=dict(sorted(missing.items())))
