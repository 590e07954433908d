"""Wide, flat: a row per pupil, `Maths TG, Maths WG, Maths Effort ...` in one header row."""

from __future__ import annotations

from pathlib import Path

from tmi_cli.sample.layouts.book import Cell, new_book, write_table
from tmi_cli.sample.layouts.wording import BGE_STAGES, short_subject
from tmi_cli.sample.model import SampleEntry, SamplePupil, SampleSchool
from tmi_cli.sample.subjects import NO_COURSE

PUPIL_HEADINGS = ("Candidate Number", "Surname", "First Name", "Year Group", "Reg Class", "House")
RATINGS = ("Effort", "Behaviour", "Homework")
BGE_HEADINGS = ("Level", "Code", *RATINGS)
SENIOR_HEADINGS = ("Level", "TG", "WG", *RATINGS)


def write_wide_flat(school: SampleSchool, folder: Path) -> list[Path]:
    """Two workbooks per period, BGE and senior phase, each with a sheet per stage.

    In the senior phase Level is the level of the course; TG is the target in force.
    """
    written = []
    for period in range(1, school.periods + 1):
        for phase, bge in (("BGE", True), ("Senior", False)):
            path = folder / f"{phase} tracking TP{period}.xlsx"
            with new_book(path, school=school) as book:
                for stage in school.stages:
                    if (stage in BGE_STAGES) == bge:
                        headings, rows = _table(school, stage, period=period)
                        sheet = book.add_worksheet(stage)
                        write_table(book, sheet, headings=headings, rows=rows, frozen_columns=3)
            written.append(path)
    return written


def _table(school: SampleSchool, stage: str, *, period: int) -> tuple[list[str], list[list[Cell]]]:
    subjects = sorted(
        {entry.course.subject for _, entry in school.entries_of(stage)},
        key=lambda subject: (subject in NO_COURSE, subject),
    )
    headings = [
        *PUPIL_HEADINGS,
        *(
            f"{short_subject(subject)} {heading}"
            for subject in subjects
            for heading in _subject_headings(subject, stage=stage)
        ),
    ]
    entries: dict[SamplePupil, dict[str, SampleEntry]] = {
        pupil: {} for pupil in school.pupils if pupil.stage == stage and pupil.on_roll(period)
    }
    for pupil, entry in school.entries_of(stage, period=period):
        entries[pupil][entry.course.subject] = entry
    rows = [
        _pupil_cells(pupil)
        + [cell for subject in subjects for cell in _cells(taken.get(subject), subject, stage=stage)]
        for pupil, taken in entries.items()
    ]
    return headings, rows


def _subject_headings(subject: str, *, stage: str) -> tuple[str, ...]:
    if subject in NO_COURSE:
        return RATINGS
    return BGE_HEADINGS if stage in BGE_STAGES else SENIOR_HEADINGS


def _pupil_cells(pupil: SamplePupil) -> list[Cell]:
    return [
        pupil.scn,
        pupil.surname,
        pupil.forename,
        pupil.stage,
        pupil.registration,
        pupil.house,
    ]


def _cells(entry: SampleEntry | None, subject: str, *, stage: str) -> list[Cell]:
    if entry is None:
        return [None] * len(_subject_headings(subject, stage=stage))
    if subject in NO_COURSE:
        return [*entry.ratings]
    if stage in BGE_STAGES:
        return [entry.cfe_level, entry.progress, *entry.ratings]
    return [entry.course.level, entry.target_in_force, entry.working_grade, *entry.ratings]
