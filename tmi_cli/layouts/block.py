"""Reading one block of a row: its period, its course, and the codes that stand in it.

A sheet says the same few things over and over; what was understood once is looked up afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


class _Value(NamedTuple):
    """A field of an entry, the columns it stands in, what was read there before, and how to read it."""

    field: str
    columns: tuple[int, ...]
    known: dict[Any, CodeReading]
    read: Callable[..., CodeReading]


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
        self._plans: dict[tuple[str | None, str], list[_Value]] = {}

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

    def values(self, row: Sequence[Any], course: CourseReading) -> dict[str, CodeReading]:
        """What stands in the cells of one entry, by field; fields without a column are left out."""
        key = (course.course.level, course.phase)
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = self._plan(*key)
        found = {}
        for field, columns, known, read in plan:
            if len(columns) == 1:
                cell = row[columns[0]]
                reading = known.get(cell)
                # TRUE and 1 are equal to Python and not to a teacher.
                if reading is None or cell is True or cell is False:
                    reading = read(cell)
                    if cell.__class__ is not bool:
                        known[cell] = reading
            else:
                reading = read(*[row[column] for column in columns])
            found[field] = reading
        return found

    def _plan(self, level: str | None, phase: str) -> list[_Value]:
        columns, codes = self._block.columns, self._codes
        readers: dict[str, Callable[..., CodeReading]] = dict.fromkeys(RATINGS, codes.rating)
        if level is None or phase == "bge":
            readers |= dict.fromkeys((*_GRADES, *_TARGETS), codes.filled)
        else:
            readers |= dict.fromkeys(_GRADES, partial(codes.grade, level=level))
            readers |= dict.fromkeys(_TARGETS, partial(codes.target, level=level))
        plan = [_Value(field, (columns[field],), {}, read) for field, read in readers.items() if field in columns]
        places = tuple(columns[field] for field in ("level", "progress_code") if field in columns)
        if phase == "bge" and places:
            read = codes.progress if "level" in columns else partial(codes.progress, "")
            plan.append(_Value("level_code", places, {}, read))
        return plan
