"""What ``tmi check`` found: every problem with whom it is about, and what is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tmi_cli.analysis import ABOUT_A_CLASS, Completeness
from tmi_cli.cohort import Cohort
from tmi_cli.exports import cell_text
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy, School
from tmi_cli.records import Entry, Problem, Pupil


class CheckItem(NamedTuple):
    """A problem with the pupil and the course it is about, where it is about one; else None and empty texts."""

    problem: Problem
    pupil: Pupil | None = None
    subject: str = ""
    level: str = ""
    class_code: str = ""
    teachers: tuple[str, ...] = ()
    faculty: str = ""

    @property
    def teacher(self) -> str:
        """The teacher, or the teachers who share the class."""
        return ", ".join(self.teachers)


class Review(NamedTuple):
    """A comment about a pupil with additional support needs, to be read again by a person."""

    pupil: Pupil
    subject: str
    class_code: str
    teacher: str
    comment: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Every problem and question of all periods, gravest first, and the completeness of the reported period.

    ``passed_over`` are files in the folders given that were not read: name and reason; ``unread`` those that
    could not be, as in the manifest. No sheet of interventions is read ``beside`` the exports. ``settings`` is
    the school file.
    """

    session: str
    school: str | None
    out: Path
    policy: Policy
    periods: Mapping[str, int]
    period: int
    sources: Sequence[Mapping[str, Any]]
    passed_over: Sequence[tuple[str, str]]
    items: Sequence[CheckItem]
    completeness: Sequence[Completeness]
    reviews: Sequence[Review]
    settings: School = field(default_factory=School)
    pseudonymised: bool = False
    unread: Sequence[Mapping[str, Any]] = ()
    beside: int = 0

    def count(self, severity: str) -> int:
        """The number of problems of one severity."""
        return sum(item.problem.severity == severity for item in self.items)


def check_items(problems: Sequence[Problem], cohort: Cohort) -> list[CheckItem]:
    """Put beside each problem the pupil, course, teacher and faculty of the entry whose cell it names."""
    entries: dict[tuple[str, str | None, int], list[tuple[str, Entry]]] = defaultdict(list)
    for key, subjects in cohort.history.items():
        for history in subjects.values():
            for found in history.values():
                for entry in found:
                    for spot, row in ((entry.spot, entry.row), *entry.also):
                        entries[spot.file, spot.sheet, row].append((key, entry))
    return [_item(problem, cohort, entries) for problem in problems]


def comments_to_review(cohort: Cohort, policy: Policy) -> list[Review]:
    """The comments of the reported period about pupils in the policy's group of additional support needs."""
    names = {group.name for group in policy.groups if group.field == "asn"}
    return [
        Review(
            pupil=pupil,
            subject=entry.course.subject,
            class_code=entry.course.class_code or "",
            teacher=", ".join(entry.teachers),
            comment=cell_text(comment),
            origin=origin,
        )
        for pupil, entry in cohort.reported_entries()
        if names & set(pupil.groups)
        for comment, origin in entry.comments
        if cell_text(comment)
    ]


def _item(
    problem: Problem,
    cohort: Cohort,
    entries: Mapping[tuple[str, str | None, int], Sequence[tuple[str, Entry]]],
) -> CheckItem:
    origin = problem.origin
    if origin is None or origin.row is None:
        return CheckItem(problem)
    here = entries.get((origin.file, origin.sheet, origin.row), ())
    # In a wide sheet a row holds many entries: the one whose own columns hold the cell is meant.
    own = [
        (key, entry)
        for key, entry in here
        if problem.field and entry.spot.columns.get(problem.field) == origin.column
    ]
    found = own or here
    if not found:
        return CheckItem(problem)
    key, entry = found[0]
    if len(found) > 1:
        return CheckItem(problem, cohort.pupils[key])
    return CheckItem(
        problem,
        None if problem.code in ABOUT_A_CLASS else cohort.pupils[key],
        subject=entry.course.subject,
        level=entry.course.level or "",
        class_code=entry.course.class_code or "",
        teachers=entry.teachers,
        faculty=entry.faculty or "",
    )
