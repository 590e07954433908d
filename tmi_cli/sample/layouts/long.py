"""Long: a row per pupil, course and period, a workbook per period."""

from __future__ import annotations

from pathlib import Path

from tmi_cli.sample.layouts.book import Cell, new_book, write_table
from tmi_cli.sample.layouts.wording import level_text
from tmi_cli.sample.model import SampleEntry, SamplePupil, SampleSchool

HEADINGS = (
    "SCN",
    "Forename",
    "Surname",
    "Year Group",
    "Reg Class",
    "House",
    "Subject",
    "Level",
    "Class",
    "Teacher",
    "Tracking Point",
    "Target Grade",
    "New Target Grade",
    "Working Grade",
    "Effort",
    "Behaviour",
    "Homework",
    "Prelim",
    "Predicted Grade",
    "Comment",
)
BANNER_PERIOD = 2


def write_long(school: SampleSchool, folder: Path) -> list[Path]:
    """One workbook per period; the second has two lines and a blank row above its headings."""
    written = []
    for period in range(1, school.periods + 1):
        path = folder / f"Tracking export TP{period}.xlsx"
        with new_book(path, school=school) as book:
            sheet = book.add_worksheet("Tracking")
            top = 0
            if period == BANNER_PERIOD:
                sheet.write_string(0, 0, school.name, book.add_format({"bold": True}))
                sheet.write_string(1, 0, f"Tracking {school.session}, Tracking Point {period}")
                top = 3
            rows = (long_row(pupil, entry) for pupil, entry in school.entries_of(period=period))
            write_table(book, sheet, headings=HEADINGS, rows=rows, top=top, frozen_columns=3)
        written.append(path)
    return written


def long_row(pupil: SamplePupil, entry: SampleEntry) -> list[Cell]:
    """The cells under `HEADINGS`."""
    course = entry.course
    return [
        pupil.scn,
        pupil.forename,
        pupil.surname,
        pupil.stage,
        pupil.registration,
        pupil.house,
        course.subject,
        level_text(entry),
        course.class_code,
        course.teacher,
        f"Tracking Point {entry.period}",
        entry.target,
        entry.new_target,
        entry.working_grade,
        entry.effort,
        entry.behaviour,
        entry.homework,
        entry.prelim,
        entry.predicted,
        entry.comment,
    ]
