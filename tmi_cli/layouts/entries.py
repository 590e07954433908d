"""The rows of a tracking sheet become entries: one a row in long sheets, one a subject or period in others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tmi_cli.exports import Fault, cell_text
from tmi_cli.layouts.codes import CodeReader, CodeReading, codes_in_words
from tmi_cli.layouts.context import Context, PeriodTold
from tmi_cli.layouts.courses import CourseReader, CourseReading
from tmi_cli.layouts.pupil_cells import PupilCells
from tmi_cli.layouts.reading import Blank, Passed, SheetReading
from tmi_cli.layouts.rows import RowJudge, last_used_row
from tmi_cli.layouts.shape import Block, Shape
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy, SubjectMap
from tmi_cli.records import Entry, Problem, PupilAsTold, ScnReading, Spot, period_in_text
from tmi_cli.records.entry import RATINGS

_BLANK = CodeReading()


class EntryReader:
    """Reads one sheet of a known shape into its ``SheetReading``."""

    def __init__(
        self,
        reading: SheetReading,
        shape: Shape,
        context: Context,
        *,
        policy: Policy,
        subjects: SubjectMap,
        period: int | None,
    ) -> None:
        table = reading.table
        self._reading = reading
        self._shape = shape
        self._context = context
        self._policy = policy
        self._rows = table.rows
        self._codes = CodeReader(policy)
        self._courses = CourseReader(policy, subjects)
        self._pupils = PupilCells(shape.row_columns, context)
        self._spots = [Spot(table.file.name, table.sheet, block.columns, table.rows) for block in shape.blocks]
        told = context.periods[0].period if context.periods else None
        self._around = told or period
        self._from_column: dict[int, str] = {}

    def read(self) -> None:
        """Read every row below the header; each ends as read, rejected or ignored."""
        reading, shape = self._reading, self._shape
        judge = RowJudge(shape, self._rows)
        for number in range(shape.header_rows[-1] + 1, last_used_row(self._rows)):
            reading.rows += 1
            row = self._rows[number]
            why = judge.ignored(row)
            if why:
                reading.ignored.append(Passed(number, why))
            elif self._row(number, row):
                reading.read += 1
        self._compare_periods()

    def _row(self, number: int, row: Sequence[Any]) -> bool:
        """Read one row; False where it was rejected."""
        told, scn = self._pupils.read(row)
        if told is None:
            self._reject(number, "pupil-missing", "no pupil")
            return False
        made = False
        for block, spot in zip(self._shape.blocks, self._spots, strict=True):
            period = self._period(row, block)
            course = self._course(row, block, told)
            if course is None:
                self._reject(number, "subject-missing", "no subject")
                return False
            if period is None:
                self._reject(number, "period-unknown", "no tracking period")
                return False
            self._entry(number, row, block=block, spot=spot, told=told, course=course, period=period)
            if not made:
                self._damage(number, scn, spot=spot, period=period, stage=told.stage)
                made = True
        return True

    def _reject(self, number: int, code: str, reason: str) -> None:
        self._reading.rejected.append(Passed(number, reason))
        self._reading.problems.append(Problem.of(code, self._spots[0].pupil_origin(number)))

    def _damage(self, number: int, scn: ScnReading, *, spot: Spot, period: int, stage: str | None) -> None:
        if scn.damage:
            self._reading.problems.append(
                Problem.of(
                    "scn-damaged",
                    spot.origin("scn", number),
                    severity="warning" if scn.damage == "repaired" else None,
                    field="scn",
                    period=period,
                    stage=stage,
                )
            )

    def _period(self, row: Sequence[Any], block: Block) -> int | None:
        period = block.period
        if period is None:
            column = block.columns.get("period")
            text = cell_text(row[column]) if column is not None else ""
            period = period_in_text(text, bare=True) if text else None
            if period is None:
                period = self._around
            else:
                self._from_column.setdefault(period, "Tracking Point column")
        else:
            self._from_column.setdefault(period, "header")
        if period is not None:
            self._reading.periods.add(period)
        return period

    def _course(self, row: Sequence[Any], block: Block, told: PupilAsTold) -> CourseReading | None:
        columns, context = block.columns, self._context

        def text(field: str) -> str:
            column = columns.get(field)
            return cell_text(row[column]) if column is not None else ""

        return self._courses.read(
            block.subject or text("subject"),
            level=text("level"),
            class_code=text("class") or context.class_code or "",
            faculty=text("faculty"),
            stage=told.stage,
            context=context,
        )

    def _entry(
        self,
        number: int,
        row: Sequence[Any],
        *,
        block: Block,
        spot: Spot,
        told: PupilAsTold,
        course: CourseReading,
        period: int,
    ) -> None:
        read = self._values(row, block, course)
        unreadable = frozenset(field for field, r in read.items() if r.filled and r.code is None)
        column = block.columns.get("teacher")
        teacher = (cell_text(row[column]) if column is not None else "") or self._context.teacher
        teachers = (teacher,) if teacher else ()
        if not any(r.filled for r in read.values()):
            self._reading.blanks.append(
                Blank(
                    told,
                    course.course,
                    course.phase,
                    period,
                    course.counts,
                    course.faculty,
                    teachers,
                    spot,
                    number,
                )
            )
            return
        if course.counts:
            for field, r in read.items():
                if r.problem:
                    self._problem(
                        number,
                        field,
                        r.problem,
                        spot=spot,
                        course=course,
                        period=period,
                        stage=told.stage,
                    )
        self._reading.entries.append(
            Entry(
                told=told,
                course=course.course,
                phase=course.phase,
                period=period,
                counts=course.counts,
                faculty=course.faculty,
                teachers=teachers,
                unreadable=unreadable,
                spot=spot,
                row=number,
                **{field: r.code for field, r in read.items()},
            )
        )

    def _values(self, row: Sequence[Any], block: Block, course: CourseReading) -> dict[str, CodeReading]:
        """Read the cells of one entry, by field; fields without a column are left out."""
        columns, codes, level = block.columns, self._codes, course.course.level
        read: dict[str, CodeReading] = {}
        for rating in RATINGS:
            column = columns.get(rating)
            if column is not None:
                read[rating] = codes.rating(row[column])
        for field in ("working_grade", "target", "new_target"):
            column = columns.get(field)
            if column is None:
                continue
            if level is None or course.phase == "bge":
                read[field] = codes.filled(row[column])
            elif field == "working_grade":
                read[field] = codes.grade(row[column], level)
            else:
                read[field] = codes.target(row[column], level)
        if course.phase == "bge" and ("level" in columns or "progress_code" in columns):
            read["level_code"] = codes.progress(
                row[columns["level"]] if "level" in columns else "",
                row[columns["progress_code"]] if "progress_code" in columns else "",
            )
        return read

    def _problem(
        self,
        number: int,
        field: str,
        code: str,
        *,
        spot: Spot,
        course: CourseReading,
        period: int,
        stage: str | None,
    ) -> None:
        shown = "level" if field == "level_code" else field
        cell = spot.raw(shown, number)
        level = course.course.level
        scale = self._policy.ratings if field in RATINGS else self._policy.scale_of(level)
        self._reading.problems.append(
            Problem.of(
                code,
                spot.origin(shown, number),
                field=shown,
                value=cell.shown if isinstance(cell, Fault) else cell_text(cell),
                period=period,
                stage=stage,
                course=f"{level} courses" if level else "this course",
                codes=codes_in_words(scale, targets=code == "target-not-allowed") if scale else "",
            )
        )

    def _compare_periods(self) -> None:
        """Tell where two places name different periods; the column is believed, then the sheet, then the file."""
        reading, table = self._reading, self._reading.table
        told = list(self._context.periods)
        if self._from_column:
            reading.period_from = next(iter(self._from_column.values()))
            weaker = [p for p in told if p.period not in reading.periods]
            stronger = PeriodTold(min(reading.periods), reading.period_from)
        else:
            reading.period_from = told[0].by if told else "--period"
            weaker = [p for p in told[1:] if p.period != told[0].period]
            stronger = told[0] if told else PeriodTold(0, "")
        for place in weaker:
            reading.problems.append(
                Problem.of(
                    "period-conflict",
                    Origin(table.file.name, table.sheet),
                    period=stronger.period,
                    weaker=place.by,
                    weaker_period=place.period,
                    stronger=stronger.by,
                )
            )
