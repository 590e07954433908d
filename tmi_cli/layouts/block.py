"""Reading one block of a row: its period, its course, and the codes that stand in it.

A sheet says the same few things over and over; what was understood once is looked up afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from tmi_cli.exports import cell_text
from tmi_cli.layouts.codes import CodeReader, CodeReading
from tmi_cli.layouts.context import Context
from tmi_cli.layouts.courses import CourseReader, CourseReading
from tmi_cli.layouts.shape import Block
from tmi_cli.records import Spot, period_in_text
from tmi_cli.records.entry import RATINGS

_COURSE_FIELDS = ("subject", "level", "class", "faculty")
_GRADES = ("working_grade", "prelim", "predicted")
_TARGETS = ("target", "new_target")


class Values(NamedTuple):
    """What stands in the cells of one entry, by field; fields without a column are left out.

    ``codes`` holds the code of each field that has one, ``unreadable`` names those with a problem, ``filled``
    says whether anything stands in any of them.
    """

    readings: Mapping[str, CodeReading]
    codes: Mapping[str, str | None]
    unreadable: frozenset[str]
    filled: bool


class _Plan(NamedTuple):
    """How the values of one kind of course are read: fields, columns and readers; and what was read before."""

    columns: tuple[int, ...]
    fields: tuple[tuple[str, slice, Callable[..., CodeReading]], ...]
    known: dict[tuple[Any, ...], Values]


class BlockReader:
    """Reads the cells of one block in every row of a sheet.

    ``around`` is the period told around the table, for rows that tell none themselves.
    """

    def __init__(
        self,
        block: Block,
        spot: Spot,
        *,
        codes: CodeReader,
        courses: CourseReader,
        context: Context,
        around: int | None,
    ) -> None:
        self.spot = spot
        self._block = block
        self._codes = codes
        self._courses = courses
        self._context = context
        self._around = around
        columns = block.columns
        self._course_columns = [columns.get(field) for field in _COURSE_FIELDS]
        self._period_column = columns.get("period")
        self._teacher_column = columns.get("teacher")
        self._known_periods: dict[Any, tuple[int | None, str | None]] = {}
        self._known_courses: dict[tuple[Any, ...], CourseReading | None] = {}
        self._plans: dict[tuple[str | None, str], _Plan] = {}

    def period(self, row: Sequence[Any]) -> tuple[int | None, str | None]:
        """The period of a row, and what in the sheet tells it: None where only its surroundings do."""
        if self._block.period is not None:
            return self._block.period, "header"
        if self._period_column is None:
            return self._around, None
        cell = row[self._period_column]
        known = self._known_periods.get(cell)
        if known is None:
            text = cell_text(cell)
            told = period_in_text(text, bare=True) if text else None
            known = (told, "Tracking Point column") if told else (self._around, None)
            self._known_periods[cell] = known
        return known

    def course(self, row: Sequence[Any], stage: str | None) -> CourseReading | None:
        """The course of a row, or None where nothing tells the subject."""
        cells = [row[column] if column is not None else "" for column in self._course_columns]
        key = (stage, *cells)
        if key not in self._known_courses:
            subject, level, class_code, faculty = map(cell_text, cells)
            self._known_courses[key] = self._courses.read(
                self._block.subject or subject,
                level=level,
                class_code=class_code or self._context.class_code or "",
                faculty=faculty,
                stage=stage,
                context=self._context,
            )
        return self._known_courses[key]

    def teachers(self, row: Sequence[Any]) -> tuple[str, ...]:
        """The teacher of a row, from its column or from around the table."""
        told = cell_text(row[self._teacher_column]) if self._teacher_column is not None else ""
        teacher = told or self._context.teacher
        return (teacher,) if teacher else ()

    def values(self, row: Sequence[Any], course: CourseReading) -> Values:
        """What stands in the cells of one entry."""
        key = (course.course.level, course.phase)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(*key)
        cells = tuple([row[column] for column in plan.columns])
        # TRUE and 1 are equal to Python and not to a teacher.
        if bool in map(type, cells):
            return _values(plan, cells)
        values = plan.known.get(cells)
        if values is None:
            values = plan.known[cells] = _values(plan, cells)
        return values

    def _plan(self, level: str | None, phase: str) -> _Plan:
        columns, codes = self._block.columns, self._codes
        readers: dict[str, Callable[..., CodeReading]] = dict.fromkeys(RATINGS, codes.rating)
        if level is None or phase == "bge":
            readers |= dict.fromkeys((*_GRADES, *_TARGETS), codes.filled)
        else:
            readers |= dict.fromkeys(_GRADES, partial(codes.grade, level=level))
            readers |= dict.fromkeys(_TARGETS, partial(codes.target, level=level))
        found = [(field, [columns[field]], read) for field, read in readers.items() if field in columns]
        places = [columns[field] for field in ("level", "progress_code") if field in columns]
        if phase == "bge" and places:
            progress = codes.progress if "level" in columns else partial(codes.progress, "")
            found.append(("level_code", places, progress))
        order: list[int] = []
        fields = []
        for field, own, reader in found:
            fields.append((field, slice(len(order), len(order) + len(own)), reader))
            order += own
        return _Plan(tuple(order), tuple(fields), {})


def _values(plan: _Plan, cells: tuple[Any, ...]) -> Values:
    readings = {field: read(*cells[own]) for field, own, read in plan.fields}
    return Values(
        readings,
        {field: reading.code for field, reading in readings.items() if reading.code is not None},
        frozenset(field for field, reading in readings.items() if reading.problem),
        any(reading.filled for reading in readings.values()),
    )
