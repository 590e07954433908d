"""The families of layout, and those that have a row per pupil and course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from tests.renderings.columns import (
    as_it_stands,
    comments,
    level_columns,
    period_column,
    plain,
    pupil_columns,
    two_columns,
    under_period,
    value_columns,
)
from tests.renderings.pen import Pen
from tests.renderings.rows import GRADES, RATINGS, Row, by, course, is_bge, moves
from tests.renderings.sheet import PlaceColumn, Sheet, flat_sheet, in_block, of_pupil, tabular
from tests.renderings.wide import wide_flat, wide_two_row


def long(rows: Sequence[Row], pen: Pen, *, two: bool | None = None) -> list[Sheet]:
    """A row per pupil, course and period; all in one sheet, or a sheet per period."""
    two = two_columns(rows, pen) if two is None else two
    by_period = pen.random.random() < 0.5
    sheets = []
    for title, part in by(rows, lambda row: f"TP{row['period']}" if by_period else "Tracking"):
        columns = [*pupil_columns(pen), *level_columns(pen, plain(pen), two=two), *comments(pen)]
        columns += value_columns(pen, plain(pen), (*GRADES, *RATINGS))
        columns += [(pen.header(pen.word("subject")), pen.subject)]
        columns += [as_it_stands(pen, "class"), as_it_stands(pen, "teacher")]
        if not by_period:
            columns.append(period_column(pen))
        sheets.append(tabular(pen, title, columns, part))
    return sheets


def across(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A row per pupil and course, the periods' values beside each other."""
    courses = [(part[0], {("", "", row["period"]): row for row in part}) for _, part in by(rows, course)]
    # A level that changes, and every BGE level, stands in each period; else the level may stand once.
    once = not moves(rows) and not any(map(is_bge, rows)) and pen.random.random() < 0.5
    about = [*pupil_columns(pen), *comments(pen), (pen.header(pen.word("subject")), pen.subject)]
    about += [as_it_stands(pen, "class"), as_it_stands(pen, "teacher")]
    if once:
        about.append((pen.header(pen.word("level")), pen.level_and_progress))
    columns: list[PlaceColumn] = [(header, of_pupil(cell)) for header, cell in about]
    two = two_columns(rows, pen)
    for period in sorted({row["period"] for row in rows}):
        under = under_period(pen, period)
        block = value_columns(pen, under, (*GRADES, *RATINGS))
        block += [] if once else level_columns(pen, under, two=two)
        columns += [(header, in_block(pen, ("", ""), period, cell)) for header, cell in block]
    return [flat_sheet(pen, "Tracking", columns, courses)]


def per_class(rows: Sequence[Row], pen: Pen) -> list[Sheet]:
    """A sheet per class and period; what all of its rows share is told above the table or by its name."""
    sheets = []
    parts = by(rows, lambda row: (row["subject"], row["class"], row["period"]))
    for number, (_, part) in enumerate(parts):
        first = part[0]
        levels, stages = {row["level"] for row in part}, {row["stage"] for row in part}
        known = first["subject"] != "Beekeeping"
        subject = pen.subject(first)
        told = {"subject": subject if known else f"Subject: {subject}"}
        with_level = "BGE" in levels or len(levels) > 1
        if not with_level and first["level"]:
            told["subject"] = f"{pen.in_heading(first['level'])} {subject}"
            told["subject"] = told["subject"] if known else f"Subject: {told['subject']}"
        with_stage = len(stages) > 1 or pen.random.random() < 0.5
        if not with_stage:
            told["stage"] = first["stage"]
        told["period"] = pen.random.choice(("TP{}", "Tracking Point {}", "Report {}")).format(first["period"])
        told["class"] = f"Class {first['class']}"
        title = f"{told.get('stage', '')} {told['subject']} {told['period']} - {told['class']}".strip()
        title = title.replace(":", "")
        banner: list[str] = []
        if len(title) > 31 or pen.random.random() < 0.5:
            # A name that tells nothing: "Part H" would tell of a Higher.
            title = f"Part x{chr(ord('a') + number % 26)}{'x' * (number // 26)}"
            banner = [*told.values(), f"Teacher: {first['teacher']}"]
            pen.random.shuffle(banner)
            if pen.random.random() < 0.5:
                banner = [", ".join(banner)]
        columns = pupil_columns(pen, without=() if with_stage else ("stage",))
        columns += value_columns(pen, plain(pen), (*GRADES, *RATINGS))
        if with_level:
            columns += level_columns(pen, plain(pen), two=two_columns(part, pen))
        sheets.append(tabular(pen, title, [*columns, *comments(pen)], part, banner=banner))
    return sheets


def _bge(rows: Sequence[Row], pen: Pen, *, two: bool) -> list[Sheet]:
    """S1-S3 in a file of their own, the level in one column or in two; the senior phase in a long one."""
    bge = [row for row in rows if is_bge(row)]
    senior = [row for row in rows if not is_bge(row)]
    return [
        *(replace(sheet, title=f"BGE {sheet.title}") for sheet in long(bge, pen, two=two)),
        *(replace(sheet, title=f"Senior {sheet.title}") for sheet in long(senior, pen, two=False)),
    ]


class Family(NamedTuple):
    """How a family is rendered, whether it tells classes, and what may be missing: a row, a pupil, or nothing."""

    render: Callable[[Sequence[Row], Pen], list[Sheet]]
    classes: bool
    gaps: str


FAMILIES = {
    "long": Family(long, True, "row"),
    "across": Family(across, True, "none"),
    "wide-two-row": Family(wide_two_row, False, "pupil"),
    "wide-flat": Family(wide_flat, False, "pupil"),
    "per-class": Family(per_class, True, "row"),
    "BGE one column": Family(lambda rows, pen: _bge(rows, pen, two=False), True, "row"),
    "BGE two columns": Family(lambda rows, pen: _bge(rows, pen, two=True), True, "row"),
}
