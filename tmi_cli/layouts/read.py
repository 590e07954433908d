"""One table becomes entries (or rows of a list), problems, and an account of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tmi_cli.exports import Table, cell_text
from tmi_cli.layouts.context import Context, context_of
from tmi_cli.layouts.entries import EntryReader
from tmi_cli.layouts.families import RATED, TRACKING
from tmi_cli.layouts.header import find_shape
from tmi_cli.layouts.level_text import read_course
from tmi_cli.layouts.pupil_cells import PupilCells
from tmi_cli.layouts.reading import ListRow, Passed, SheetReading, Taught
from tmi_cli.layouts.rows import RowJudge, kept_cells, last_used_row, shifted
from tmi_cli.layouts.shape import Shape
from tmi_cli.layouts.words import VALUE_WORDS, Vocabulary
from tmi_cli.origin import Origin
from tmi_cli.policy import Policy, SubjectMap
from tmi_cli.records import Problem, Severity, Spot


def read_table(
    table: Table,
    *,
    policy: Policy,
    subjects: SubjectMap,
    words: Vocabulary | None = None,
    period: int | None = None,
    keep_rows: bool = False,
) -> SheetReading:
    """Return what a table holds, read through a policy.

    ``words`` are the headers that mean something (default: those tmi knows). ``period`` is used where nothing
    in or around the table tells one. A sheet that is hidden, has no header with a pupil, or tells no period or
    subject is left out, with the reason. The reading's own table has no rows, so that cells which nothing needs
    are forgotten, unless ``keep_rows``.
    """
    reading = _read(table, policy=policy, subjects=subjects, words=words, period=period)
    if not keep_rows:
        reading.table = replace(table, rows=[])
    return reading


def _read(
    table: Table, *, policy: Policy, subjects: SubjectMap, words: Vocabulary | None, period: int | None
) -> SheetReading:
    if table.hidden:
        return _left_out(table, "the sheet is hidden")
    shape = find_shape(table, words=words or Vocabulary(policy.groups), subjects=subjects)
    if shape is None:
        return _left_out(table, "no row in the first 30 is a header with a pupil column")
    context = context_of(
        table,
        header_row=shape.header_rows[0],
        subjects=subjects,
        plain_is_graded=policy.plain_levels == "graded",
    )
    reading = SheetReading(table, shape.layout, shape)
    for column in shape.repeated:
        origin = Origin(table.file.name, table.sheet, shape.header_rows[-1], column.index)
        severity: Severity = "error" if column.field in VALUE_WORDS else "warning"
        reading.problems.append(
            Problem.of("header-twice", origin, severity=severity, field=column.field, value=column.header)
        )
    if shape.layout not in TRACKING:
        _read_list(reading, shape, context, subjects=subjects)
        return reading
    if shape.layout == "per-class" and context.subject is None:
        return _left_out(
            table,
            "nothing tells the subject: no column, title, sheet name or file name",
            shape=shape,
        )
    if not {column.field for column in shape.columns} & RATED:
        origin = Origin(table.file.name, table.sheet)
        reading.problems.append(Problem.of("values-missing", origin, unknown=len(shape.unused)))
    EntryReader(reading, shape, context, policy=policy, subjects=subjects, period=period).read()
    if not reading.read and any(p.code == "period-unknown" for p in reading.problems):
        left = _left_out(table, "nothing tells the tracking period", shape=shape)
        left.problems.append(Problem.of("period-unknown", Origin(table.file.name, table.sheet)))
        return left
    return reading


def _read_list(reading: SheetReading, shape: Shape, context: Context, *, subjects: SubjectMap) -> None:
    table, rows = reading.table, reading.table.rows
    judge = RowJudge(shape, rows)
    columns = shape.row_columns
    pupils = PupilCells(columns, context)
    if {"possible", "attended"} <= columns.keys():
        # The share is worked out of two cells; the second stands for it.
        columns = {"attendance": columns["attended"], **columns}
    spot = Spot(table.file.name, table.sheet, columns, kept_cells(rows, columns))
    for number in range(shape.header_rows[-1] + 1, last_used_row(rows)):
        reading.rows += 1
        why = judge.ignored(rows[number])
        if why:
            reading.ignored.append(Passed(number, why))
            continue
        if table.misfit(number, shape.header_rows[-1]):
            reading.rejected.append(Passed(number, "fields shifted"))
            reading.problems.append(shifted(table, number, shape.header_rows[-1]))
            continue
        told, _ = pupils.read(rows[number])
        if told is None:
            reading.rejected.append(Passed(number, "no pupil"))
            reading.problems.append(Problem.of("pupil-missing", spot.pupil_origin(number)))
            continue
        marks = _list_marks(rows[number], shape.row_columns)
        if marks:
            told = told.model_copy(update={"marks": {**told.marks, **marks}})
        reading.read += 1
        reading.list_rows.append(ListRow(told, spot, number, _taught(rows[number], columns, subjects)))


def _taught(row: Sequence[Any], columns: Mapping[str, int], subjects: SubjectMap) -> Taught | None:
    """What a class list tells of a pupil; None where the row names no subject or no teacher."""
    if not {"subject", "teacher"} <= columns.keys():
        return None
    subject, teacher = (cell_text(row[columns[field]]) for field in ("subject", "teacher"))
    if not subject or not teacher:
        return None
    class_code = cell_text(row[columns["class"]]) if "class" in columns else ""
    return Taught(subjects.subject(read_course(subject).subject), class_code, teacher)


def _list_marks(row: Sequence[Any], columns: Mapping[str, int]) -> dict[str, str]:
    """What only a list tells: a group named in a cell, attendance as openings attended of those possible."""
    marks = {}
    if "group" in columns and cell_text(row[columns["group"]]):
        marks[f"named {cell_text(row[columns['group']])}"] = "1"
    if {"possible", "attended"} <= columns.keys():
        try:
            possible, attended = (float(cell_text(row[columns[f]])) for f in ("possible", "attended"))
        except ValueError:
            return marks
        if 0 <= attended <= possible and possible:
            marks["attendance"] = f"{round(attended / possible * 100, 4):g}%"
    return marks


def _left_out(table: Table, reason: str, *, shape: Shape | None = None) -> SheetReading:
    return SheetReading(table, "left-out", shape, reason=reason, rows=last_used_row(table.rows))
