"""Rows that are one entry become one: shared classes merge, differing values are a conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from tmi_cli.layouts import Blank
from tmi_cli.records import Course, Entry, Problem, Spot
from tmi_cli.records.entry import VALUES

Subjects = dict[str, dict[int, list[Entry]]]
"""The courses of one pupil: subject -> period -> entries, one a class."""


def merge_rows(entries: Iterable[Entry], problems: list[Problem]) -> Subjects:
    """Return the courses of one pupil, made of every row that counts.

    Rows alike in subject, class and period are one entry. Equal values merge, and a blank does not differ
    from a value; a value that differs is a ``conflicting-entries`` error on the later row and neither
    counts. Rows of the same teacher that differ in nothing are a ``duplicate-entry``.
    """
    alike: dict[tuple[str, int, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        class_code = (entry.course.class_code or "").casefold()
        alike[entry.course.subject, entry.period, class_code].append(entry)
    subjects: Subjects = {}
    for subject, period, class_code in sorted(alike):
        rows = alike[subject, period, class_code]
        merged = rows[0] if len(rows) == 1 else _merge(rows, problems)
        subjects.setdefault(subject, {}).setdefault(period, []).append(merged)
    return subjects


def _place(entry: Entry) -> tuple[str, str, int]:
    return (entry.spot.file, entry.spot.sheet or "", entry.row)


def _merge(rows: list[Entry], problems: list[Problem]) -> Entry:
    rows = sorted(rows, key=_place)
    first = rows[0]
    values: dict[str, str | None] = {field: getattr(first, field) for field in VALUES}
    holder: dict[str, Entry] = dict.fromkeys(VALUES, first)
    unreadable, conflicting = set(first.unreadable), set(first.conflicting)
    elsewhere: dict[str, tuple[Spot, int]] = dict(first.elsewhere)
    level = first.course.level
    for later in rows[1:]:
        differs = []
        for field in VALUES:
            value = getattr(later, field)
            if value is None:
                continue
            if values[field] is None and field not in conflicting:
                values[field], holder[field] = value, later
                elsewhere[field] = later.place(field)
                unreadable.discard(field)
            elif field in conflicting or values[field] != value:
                differs.append(field)
        if later.course.level and level and later.course.level != level:
            differs.append("level")
        level = level or later.course.level
        for field in differs:
            problems.append(_conflict(first, later, field, against=holder.get(field, first)))
            conflicting.add(field)
            if field in values:
                values[field] = None
        if not differs and set(later.teachers) == set(first.teachers):
            problems.append(
                Problem.of(
                    "duplicate-entry",
                    later.pupil_origin,
                    period=later.period,
                    stage=later.told.stage,
                    other_row=_row_of(first, later),
                )
            )
        unreadable |= {field for field in later.unreadable if values.get(field) is None}
    teachers = dict.fromkeys(teacher for row in rows for teacher in row.teachers)
    changed: dict[str, Any] = {
        **values,
        "course": Course(first.course.subject, None if "level" in conflicting else level, first.course.class_code),
        "teachers": tuple(teachers),
        "unreadable": frozenset(unreadable),
        "conflicting": frozenset(conflicting),
        "elsewhere": elsewhere,
        "also": tuple((row.spot, row.row) for row in rows[1:]),
        "faculty": next((row.faculty for row in rows if row.faculty), None),
    }
    return first.model_copy(update=changed)


def _row_of(first: Entry, later: Entry) -> str:
    """The earlier row, with its file where that is another one."""
    here = str(first.row + 1)
    if (first.spot.file, first.spot.sheet) == (later.spot.file, later.spot.sheet):
        return here
    return f"{here} of {' › '.join(part for part in (first.spot.file, first.spot.sheet) if part)}"


def _conflict(first: Entry, later: Entry, field: str, *, against: Entry) -> Problem:
    shown = "level" if field == "level_code" else field
    spot, row = later.place(shown)
    return Problem.of(
        "conflicting-entries",
        spot.origin(shown, row),
        field=shown,
        value=str(getattr(later, field, "") or ""),
        period=later.period,
        stage=later.told.stage,
        other_row=_row_of(against, later),
    )


def add_known_blanks(subjects: Subjects, blanks: Iterable[Blank]) -> None:
    """Add the empty entries of courses that an earlier period knows.

    A blank block of a wide sheet belongs to the course of its own level, and is none where the subject has
    a value on another level in that period. Where the blank tells no level, the course keeps its own.
    """
    for blank in sorted(blanks, key=lambda b: b.period):
        periods = subjects.get(blank.course.subject)
        if periods is None:
            continue
        here = periods.get(blank.period, [])
        class_code = blank.course.class_code
        if any(class_code is None or _same(e.course.class_code, class_code) for e in here):
            continue
        known = _known_course(periods, blank)
        if known is not None:
            periods.setdefault(blank.period, []).append(blank.entry(known))
            subjects[blank.course.subject] = dict(sorted(periods.items()))


def _same(one: str | None, two: str | None) -> bool:
    return (one or "").casefold() == (two or "").casefold()


def _known_course(periods: dict[int, list[Entry]], blank: Blank) -> Course | None:
    """The course that a blank place belongs to, by the most recent earlier period that has the subject."""
    subject, level, class_code = blank.course
    last = max((p for p in periods if p < blank.period), default=None)
    if last is None:
        return None
    before = periods[last]
    alike = [e for e in before if _same(e.course.class_code, class_code)] or before
    levels = [e.course.level for e in alike]
    if level is None or level in levels or class_code is not None:
        return Course(subject, level or levels[0], class_code)
    return None
