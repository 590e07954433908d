"""The workbooks that are measured: one period and one session of a made-up school, each in one sheet."""

from __future__ import annotations

from pathlib import Path

from tmi_cli.sample import make_school
from tmi_cli.sample.layouts.book import new_book, write_table
from tmi_cli.sample.layouts.long import HEADINGS, long_row

PUPILS = 900
PERIODS = 4


def write_exports(folder: Path) -> dict[str, Path]:
    """Write ``period.xlsx`` (about 9,000 rows) and ``session.xlsx`` (about 36,000) and return them."""
    school = make_school(pupils=PUPILS, periods=PERIODS)
    files = {}
    for name, periods in (("period", (1,)), ("session", range(1, PERIODS + 1))):
        path = folder / f"{name}.xlsx"
        with new_book(path, school=school) as book:
            rows = (long_row(pupil, e) for p in periods for pupil, e in school.entries_of(period=p))
            sheet = book.add_worksheet("Tracking")
            write_table(book, sheet, headings=HEADINGS, rows=rows, top=0, frozen_columns=3)
        files[name] = path
    return files
