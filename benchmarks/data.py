"""The workbooks that are measured: a period and a session of a made-up school, and one of 1,000 pupils."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tmi_cli.sample import SampleSchool, make_school
from tmi_cli.sample.layouts.book import new_book, write_table
from tmi_cli.sample.layouts.long import HEADINGS, long_row


def write_exports(folder: Path) -> None:
    """Write ``period.xlsx`` (about 9,000 rows), ``session.xlsx`` (about 36,000) and ``school.xlsx``.

    The last has 1,000 pupils and three periods: what snapshots are measured on.
    """
    school = make_school(pupils=900, periods=4)
    _write(folder / "period.xlsx", school, periods=[1])
    _write(folder / "session.xlsx", school, periods=[1, 2, 3, 4])
    _write(folder / "school.xlsx", make_school(pupils=1000, periods=3), periods=[1, 2, 3])


def _write(path: Path, school: SampleSchool, *, periods: Sequence[int]) -> None:
    with new_book(path, school=school) as book:
        rows = (long_row(pupil, e) for p in periods for pupil, e in school.entries_of(period=p))
        sheet = book.add_worksheet("Tracking")
        write_table(book, sheet, headings=HEADINGS, rows=rows, top=0, frozen_columns=3)
