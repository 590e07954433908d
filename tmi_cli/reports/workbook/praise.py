"""The sheet of praise: for a faculty its classes with their names, for others the pupils with their subjects.

Half of all courses can be worth some praise, so a line a course would bury the pupils and outgrow the flags.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tmi_cli.flags import Praised
from tmi_cli.flags.praised import by_pupil
from tmi_cli.records import Pupil
from tmi_cli.reports.workbook import columns
from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.lines import Who
from tmi_cli.reports.workbook.sheet import Column, Table, add_table

_TITLE = "Praise: resolved, better, risen, above target, all ratings the best"
_HEADINGS: Mapping[str, str] = {
    "resolved": "no longer flagged",
    "better": "better, though still flagged",
    "risen": "working grade risen",
    "above target": "working grade above target",
    "best ratings": "all ratings the best",
}
_REASONS = Column("Reasons", "reasons", "number")
_NAMES_A_LINE = 40
_PUPILS = (
    *columns.PUPIL, columns.HOUSE, _REASONS,
    Column("Praise for", "why", "text", 30, 60),
)  # fmt: skip
_CLASSES = (
    *columns.COURSE, columns.TEACHER, Column("Praise for", "why", "text", 16, 26),
    Column("Pupils", "pupils", "number"), Column("Names", "names", "text", 30, 60),
)  # fmt: skip


class PraisedPupil(NamedTuple):
    """A pupil with how many reasons there are for praise, and which in which subjects."""

    who: Who
    reasons: int
    why: str


class PraisedClass(NamedTuple):
    """A class with pupils to praise for one reason, by name."""

    subject: str
    level: str
    class_code: str
    teacher: str
    why: str
    pupils: int
    names: str


def add_praised_pupils(book: Book, praise: Sequence[Praised], *, found: str) -> tuple[str, str]:
    """Add the sheet of pupils to praise; return its name and what it holds. ``found`` says what was checked."""
    lines = [_pupil_line(pupil, courses) for pupil, courses in by_pupil(praise)]
    return _add(book, praise, _PUPILS, lines, order="Most reasons first.", found=found)


def add_praised_classes(book: Book, praise: Sequence[Praised], *, found: str) -> tuple[str, str]:
    """Add the sheet of classes with the pupils to praise; return its name and what it holds."""
    named: dict[tuple[str, ...], list[Pupil]] = defaultdict(list)
    for item in praise:
        subject, level, class_code = item.entry.course
        place = (subject, level or "", class_code or "", ", ".join(item.entry.teachers))
        for kind in dict.fromkeys(reason.kind for reason in item.reasons):
            named[*place, kind].append(item.pupil)
    lines = [line for place in sorted(named, key=_by_reason) for line in _class_lines(place, named[place])]
    return _add(book, praise, _CLASSES, lines, order="By reason, then by class.", found=found)


def _add(
    book: Book,
    praise: Sequence[Praised],
    shown: Sequence[Column],
    lines: Sequence[NamedTuple],
    *,
    order: str,
    found: str,
) -> tuple[str, str]:
    told = f"{len({item.pupil.key for item in praise}):,} pupils to praise, in {len(praise):,} courses."
    note = f"{told} {order} No ladder counts it."
    table = Table("Praise", _TITLE, note, shown, lines, f"Nothing to praise was found. {found}")
    return add_table(book, table), told


def _by_reason(place: tuple[str, ...]) -> tuple[object, ...]:
    return (list(_HEADINGS).index(place[-1]), place)


def _class_lines(place: tuple[str, ...], pupils: Sequence[Pupil]) -> Iterator[PraisedClass]:
    """A line a class and reason; several where there are more names than a row of Excel can show."""
    subject, level, class_code, teacher, kind = place
    why = _HEADINGS[kind]
    names = [
        f"{pupil.forename} {pupil.surname}".strip() for pupil in sorted(pupils, key=lambda pupil: pupil.order)
    ]
    for first in range(0, len(names), _NAMES_A_LINE):
        here = names[first : first + _NAMES_A_LINE]
        told = ", ".join(here)
        yield PraisedClass(subject, level, class_code, teacher, why[:1].upper() + why[1:], len(here), told)


def _pupil_line(pupil: Pupil, courses: Sequence[Praised]) -> PraisedPupil:
    subjects: dict[str, dict[str, None]] = {kind: {} for kind in _HEADINGS}
    for item in courses:
        for reason in item.reasons:
            subjects[reason.kind][item.entry.course.subject] = None
    told = "; ".join(f"{_HEADINGS[kind]}: {', '.join(names)}" for kind, names in subjects.items() if names)
    return PraisedPupil(
        who=Who.of(pupil),
        reasons=sum(len(item.reasons) for item in courses),
        why=told[:1].upper() + told[1:],
    )
