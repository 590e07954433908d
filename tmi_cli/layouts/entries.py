"""The rows of a tracking sheet become entries: one a row in long sheets, one a subject or period in others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tmi_cli.exports import Fault, cell_text
from tmi_cli.layouts.block import BlockReader
from tmi_cli.layouts.codes import CodeReader, CodeReading, codes_in_words
from tmi_cli.layouts.context import Context, PeriodTold
from tmi_cli.layouts.courses import CourseReader, CourseReading
from tmi_cli.layouts.pupil_cells import PupilCells
from tmi_cli.layouts.reading import Blank, Passed, SheetReading
from tmi_cli.layouts.rows import RowJudge, kept_cells, last_used_row, shifted
from tmi_cli.layouts.shape import Shape
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy, SubjectMap
from tmi_cli.records import Entry, Problem, PupilAsTold, ScnReading, Spot
from tmi_cli.records.entry import RATINGS


class EntryReader:
    """Reads one sheet of a known shape into its ``SheetReading``.

    ``period`` is used where nothing in or around the sheet tells one.
    """

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
        codes, courses = CodeReader(policy), CourseReader(policy, subjects)
        self._reading = reading
        self._shape = shape
        self._context = context
        self._policy = policy
        self._pupils = PupilCells(shape.row_columns, context)
        kept = kept_cells(table.rows, *(block.columns for block in shape.blocks))
        self._blocks = [
            BlockReader(
                block,
                Spot(table.file.name, table.sheet, block.columns, kept),
                codes=codes,
                courses=courses,
                context=context,
                around=context.periods[0].period if context.periods else period,
            )
            for block in shape.blocks
        ]
        self._told_by: dict[int, str] = {}

    def read(self) -> None:
        """Read every row below the header; each ends as read, rejected or ignored."""
        reading, table = self._reading, self._reading.table
        rows, header = table.rows, self._shape.header_rows[-1]
        judge = RowJudge(self._shape, rows)
        for number in range(header + 1, last_used_row(rows)):
            reading.rows += 1
            row = rows[number]
            why = judge.ignored(row)
            if why:
                reading.ignored.append(Passed(number, why))
            elif table.misfit(number, header):
                reading.rejected.append(Passed(number, "fields shifted"))
                reading.problems.append(shifted(table, number, header))
            elif self._row(number, row):
                reading.read += 1
        self._compare_periods()

    def _row(self, number: int, row: Sequence[Any]) -> bool:
        """Read one row; False where it was rejected."""
        told, scn = self._pupils.read(row)
        if told is None:
            return self._reject(number, "pupil-missing", "no pupil")
        for block in self._blocks:
            course = block.course(row, told.stage)
            if course is None:
                return self._reject(number, "subject-missing", "no subject")
            period, told_by = block.period(row)
            if period is None:
                return self._reject(number, "period-unknown", "no tracking period")
            self._reading.periods.add(period)
            if told_by:
                self._told_by.setdefault(period, told_by)
            self._entry(number, row, block=block, told=told, course=course, period=period)
            if block is self._blocks[0] and scn.damage:
                self._damaged(number, scn, spot=block.spot, period=period, stage=told.stage)
        return True

    def _reject(self, number: int, code: str, reason: str) -> bool:
        self._reading.rejected.append(Passed(number, reason))
        self._reading.problems.append(Problem.of(code, self._blocks[0].spot.pupil_origin(number)))
        return False

    def _damaged(self, number: int, scn: ScnReading, *, spot: Spot, period: int, stage: str | None) -> None:
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

    def _entry(
        self,
        number: int,
        row: Sequence[Any],
        *,
        block: BlockReader,
        told: PupilAsTold,
        course: CourseReading,
        period: int,
    ) -> None:
        read = block.values(row, course)
        teachers = block.teachers(row)
        if not read.filled:
            self._reading.blanks.append(
                Blank(
                    told,
                    course.course,
                    course.phase,
                    period,
                    course.counts,
                    course.faculty,
                    teachers,
                    block.spot,
                    number,
                )
            )
            return
        entry = Entry(
            told=told,
            course=course.course,
            phase=course.phase,
            period=period,
            counts=course.counts,
            faculty=course.faculty,
            teachers=teachers,
            unreadable=read.unreadable,
            spot=block.spot,
            row=number,
            **read.codes,
        )
        self._reading.entries.append(entry)
        if entry.unreadable and course.counts:
            self._unreadable(entry, read.readings)

    def _unreadable(self, entry: Entry, read: Mapping[str, CodeReading]) -> None:
        """Tell of every value of an entry that something is wrong with."""
        level = entry.course.level
        for field, reading in read.items():
            if reading.problem is None:
                continue
            shown = field
            if field == "level_code":
                shown = "level" if "level" in entry.spot.columns else "progress_code"
            cell = entry.spot.raw(shown, entry.row)
            scale = self._policy.ratings if field in RATINGS else self._policy.scale_of(level)
            targets = reading.problem == "target-not-allowed"
            self._reading.problems.append(
                Problem.of(
                    reading.problem,
                    entry.spot.origin(shown, entry.row),
                    field=shown,
                    value=cell.shown if isinstance(cell, Fault) else cell_text(cell),
                    period=entry.period,
                    stage=entry.told.stage,
                    course=f"{level} courses" if level else "this course",
                    codes=codes_in_words(scale, targets=targets) if scale else "",
                )
            )

    def _compare_periods(self) -> None:
        """Tell where two places name different periods; the column is believed, then the sheet, then the file."""
        reading, table = self._reading, self._reading.table
        told = list(self._context.periods)
        if self._told_by:
            reading.period_from = next(iter(self._told_by.values()))
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
