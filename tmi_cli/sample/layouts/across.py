"""Across: a row per pupil and course, the periods side by side; senior phase only."""

from __future__ import annotations

from pathlib import Path

from tmi_cli.sample.layouts.book import Cell, new_book, write_table
from tmi_cli.sample.layouts.wording import BGE_STAGES
from tmi_cli.sample.model import SampleCourse, SampleEntry, SamplePupil, SampleSchool

HEADINGS = (
    "SCN",
    "Forename",
    "Surname",
    "Stage",
    "Reg",
    "House",
    "Subject",
    "Level",
    "Class Code",
    "Teacher",
    "Target",
)
PERIOD_HEADINGS = ("WG", "Eff", "Beh", "Hwk")


def write_across(school: SampleSchool, folder: Path) -> list[Path]:
    """One workbook, a sheet per stage. Target is the one in force in the last period."""
    path = folder / "Senior phase tracking.xlsx"
    periods = range(1, school.periods + 1)
    headings = [*HEADINGS, *(f"{name}{period}" for period in periods for name in PERIOD_HEADINGS)]
    with new_book(path, school=school) as book:
        for stage in school.stages:
            if stage in BGE_STAGES:
                continue
            courses: dict[SampleCourse, list[SampleEntry]] = {}
            for _, entry in school.entries_of(stage):
                courses.setdefault(entry.course, []).append(entry)
            rows = (
                _row(school.by_scn[course.scn], course, entries=entries, periods=periods)
                for course, entries in courses.items()
            )
            sheet = book.add_worksheet(stage)
            write_table(book, sheet, headings=headings, rows=rows, frozen_columns=3)
    return [path]


def _row(pupil: SamplePupil, course: SampleCourse, *, entries: list[SampleEntry], periods: range) -> list[Cell]:
    row: list[Cell] = [
        pupil.scn,
        pupil.forename,
        pupil.surname,
        pupil.stage,
        pupil.registration,
        pupil.house,
        course.subject,
        course.level,
        course.class_code,
        course.teacher,
        entries[-1].target_in_force,
    ]
    by_period = {entry.period: entry for entry in entries}
    for period in periods:
        entry = by_period.get(period)
        row += [None] * 4 if entry is None else [entry.working_grade, *entry.ratings]
    return row
