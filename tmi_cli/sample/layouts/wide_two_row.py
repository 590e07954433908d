"""Wide, two header rows: a row per pupil, subjects merged over their columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tmi_cli.sample.layouts.book import (
    Cell,
    column_width,
    new_book,
    write_headings,
    write_rows,
)
from tmi_cli.sample.layouts.wording import headed_subject
from tmi_cli.sample.model import SampleEntry, SamplePupil, SampleSchool
from tmi_cli.sample.subjects import BGE, LEVEL_ORDER

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

PUPIL_HEADINGS = ("SCN", "Forename", "Surname", "Stage", "Reg", "House")
RATING_HEADINGS = ("E", "B", "H")

Block = tuple[str, str]  # subject and level


def write_wide_two_row(school: SampleSchool, folder: Path) -> list[Path]:
    """A workbook per stage, a sheet per period, the same blocks on all sheets of a stage.

    TG is the target in force: there is no column for a new one.
    """
    written = []
    for stage in school.stages:
        path = folder / f"{stage} tracking.xlsx"
        taken = {(entry.course.subject, entry.course.level) for _, entry in school.entries_of(stage)}
        blocks = sorted(taken, key=_block_order)
        with new_book(path, school=school) as book:
            for period in range(1, school.periods + 1):
                sheet = book.add_worksheet(f"{stage} TP{period}")
                _write_headings(book, sheet, blocks=blocks)
                write_rows(sheet, _rows(school, stage, period=period, blocks=blocks), top=2)
        written.append(path)
    return written


def block_headings(level: str) -> tuple[str, ...]:
    """The headings under a subject: what its kind of course has."""
    if level == BGE:
        return ("Level", "Code", *RATING_HEADINGS)
    return ("TG", "WG", *RATING_HEADINGS) if level else RATING_HEADINGS


def _block_order(block: Block) -> tuple[bool, str, int]:
    subject, level = block
    return not level, subject, LEVEL_ORDER.index(level)


def _write_headings(book: Workbook, sheet: Worksheet, *, blocks: list[Block]) -> None:
    merged = book.add_format({"bold": True, "align": "center", "left": 1})
    write_headings(book, sheet, headings=PUPIL_HEADINGS, row=0)
    second_row = [""] * len(PUPIL_HEADINGS)
    for subject, level in blocks:
        headings = block_headings(level)
        first = len(second_row)
        second_row += headings
        title = headed_subject(subject, level=level)
        sheet.merge_range(0, first, 0, len(second_row) - 1, title, merged)
    write_headings(book, sheet, headings=second_row, row=1)
    for column, heading in enumerate(PUPIL_HEADINGS):
        sheet.set_column(column, column, column_width(heading))
    sheet.set_column(len(PUPIL_HEADINGS), len(second_row) - 1, 6)
    sheet.freeze_panes(2, 3)


def _rows(school: SampleSchool, stage: str, *, period: int, blocks: list[Block]) -> list[list[Cell]]:
    entries: dict[SamplePupil, dict[Block, SampleEntry]] = {
        pupil: {} for pupil in school.pupils if pupil.stage == stage and pupil.on_roll(period)
    }
    for pupil, entry in school.entries_of(stage, period=period):
        entries[pupil][entry.course.subject, entry.course.level] = entry
    return [
        [
            pupil.scn,
            pupil.forename,
            pupil.surname,
            pupil.stage,
            pupil.registration,
            pupil.house,
            *(cell for block in blocks for cell in _block_cells(taken.get(block), level=block[1])),
        ]
        for pupil, taken in entries.items()
    ]


def _block_cells(entry: SampleEntry | None, *, level: str) -> list[Cell]:
    if entry is None:
        return [None] * len(block_headings(level))
    if level == BGE:
        return [entry.cfe_level, entry.progress, *entry.ratings]
    grades = (entry.target_in_force, entry.working_grade) if level else ()
    return [*grades, *entry.ratings]
