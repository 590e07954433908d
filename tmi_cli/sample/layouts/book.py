"""Workbooks that come out the same, byte for byte, on each run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from tmi_cli.sample.model import SampleSchool

Cell = str | int | float | None

INVENTED = "Every pupil, teacher and mark in this workbook is made up."
# Without a fixed date the properties would hold the time of the run.
CREATED = datetime(2025, 8, 18, 9, 0, tzinfo=UTC)
WIDTHS = {
    "Forename": 13,
    "First Name": 13,
    "Known As": 13,
    "Surname": 18,
    "Subject": 24,
    "Teacher": 20,
    "Tracking Point": 16,
    "Comment": 60,
    "Next Steps": 60,
    "Teacher Comment": 60,
}
NUMBER_HEADINGS = frozenset({"SCN", "Candidate Number"})


@contextmanager
def new_book(path: Path, *, school: SampleSchool) -> Iterator[Workbook]:
    """A workbook to write sheets into, saved as `path` on leaving; folders are made."""
    # Not at the top: whoever imports the sample without writing it need not load XlsxWriter.
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    book = Workbook(str(path), {"in_memory": True})
    book.set_properties(
        {
            "title": f"{path.stem}: invented pupils",
            "author": school.name,
            "comments": INVENTED,
            "created": CREATED,
        }
    )
    yield book
    book.close()


def write_table(
    book: Workbook,
    sheet: Worksheet,
    *,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    top: int = 0,
    frozen_columns: int = 0,
) -> None:
    """Headings in bold in row `top` (from 0), the rows below, the headings frozen."""
    write_headings(book, sheet, headings=headings, row=top)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, column_width(heading))
    sheet.freeze_panes(top + 1, frozen_columns)
    write_rows(sheet, rows, top=top + 1)


def write_headings(book: Workbook, sheet: Worksheet, *, headings: Sequence[str], row: int) -> None:
    """A row of bold headings; an empty heading is left out."""
    bold = book.add_format({"bold": True, "bottom": 1})
    for column, heading in enumerate(headings):
        if heading:
            sheet.write_string(row, column, heading, bold)


def write_rows(sheet: Worksheet, rows: Iterable[Sequence[Cell]], *, top: int) -> None:
    """Rows from row `top` (from 0): text as text, numbers as numbers, blanks as no cell."""
    write_string, write_number = sheet.write_string, sheet.write_number
    for number, row in enumerate(rows, start=top):
        for column, cell in enumerate(row):
            if cell is None or cell == "":
                continue
            if isinstance(cell, str):
                write_string(number, column, cell)
            else:
                write_number(number, column, cell)


def column_width(heading: str) -> int:
    """Characters a column needs for its heading and the values usual under it."""
    if heading in NUMBER_HEADINGS:
        return 11
    return WIDTHS.get(heading, max(6, len(heading) + 2))
