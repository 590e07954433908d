"""Broad general education: long files per stage, level and progress in one column or two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tmi_cli.sample.layouts.book import Cell, new_book, write_table
from tmi_cli.sample.layouts.wording import BGE_STAGES
from tmi_cli.sample.model import SampleEntry, SamplePupil, SampleSchool

BEFORE = ("SCN", "Forename", "Surname", "Year Group", "Reg", "Subject", "Class", "Teacher", "TP")
AFTER = ("Effort", "Behaviour", "Home Learning", "Next Steps")
LEVEL_WORDS = {1: "First", 2: "Second", 3: "Third", 4: "Fourth"}


def write_bge_one_column(school: SampleSchool, folder: Path) -> list[Path]:
    """`2C` in S1, `2 C` in S2, `Third C` in S3: each stage's file was somebody else's work."""
    return _write(school, folder, headings=("Level",), cells=_one_column)


def write_bge_two_columns(school: SampleSchool, folder: Path) -> list[Path]:
    """Level 1 to 4 as a number, Progress Code A to D."""
    return _write(school, folder, headings=("Level", "Progress Code"), cells=_two_columns)


def _write(
    school: SampleSchool,
    folder: Path,
    *,
    headings: tuple[str, ...],
    cells: Callable[[SamplePupil, SampleEntry], list[Cell]],
) -> list[Path]:
    written = []
    for stage in school.stages:
        if stage not in BGE_STAGES:
            continue
        path = folder / f"{stage} BGE.xlsx"
        rows = (
            [*_before(pupil, entry), *cells(pupil, entry), *entry.ratings, entry.comment]
            for pupil, entry in school.entries_of(stage)
        )
        with new_book(path, school=school) as book:
            sheet = book.add_worksheet("BGE")
            write_table(book, sheet, headings=(*BEFORE, *headings, *AFTER), rows=rows, frozen_columns=3)
        written.append(path)
    return written


def _before(pupil: SamplePupil, entry: SampleEntry) -> list[Cell]:
    return [
        pupil.scn,
        pupil.forename,
        pupil.surname,
        pupil.stage,
        pupil.registration,
        entry.course.subject,
        entry.course.class_code,
        entry.course.teacher,
        f"TP{entry.period}",
    ]


def _one_column(pupil: SamplePupil, entry: SampleEntry) -> list[Cell]:
    if entry.cfe_level is None:
        return [None]
    if pupil.stage == "S1":
        return [f"{entry.cfe_level}{entry.progress}"]
    level = entry.cfe_level if pupil.stage == "S2" else LEVEL_WORDS[entry.cfe_level]
    return [f"{level} {entry.progress}"]


def _two_columns(pupil: SamplePupil, entry: SampleEntry) -> list[Cell]:
    return [entry.cfe_level, entry.progress]
