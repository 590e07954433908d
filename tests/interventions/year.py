"""A made-up year of three periods with interventions, and what became of every flag, to be counted by hand."""

from __future__ import annotations

from pathlib import Path

from tests.small_school import csv_text, table, with_numbers
from tmi_cli import pipeline
from tmi_cli.analysis.study import Study
from tmi_cli.reports.report import Report

PERIODS = {
    1: """
        pupil  | reg | subject     | level | grade | effort | behaviour | homework
        Ailsa  | 4A1 | Mathematics | N5    | 3     | 4      | 1         | 1
        Ailsa  | 4A1 | English     | N5    | 3     | 3      | 1         | 1
        Calum  | 4A2 | Mathematics | N5    | 3     | 3      | 1         | 1
        Calum  | 4A2 | French      | N5    | 3     | 1      | 1         | 1
        Eilidh | 4A2 | Biology     | N5    | 7     | 1      | 1         | 1
        Fergus | 4A1 | English     | N5    | 3     | 1      | 1         | 1
        """,
    2: """
        pupil  | reg | subject     | level | grade | effort | behaviour | homework
        Ailsa  | 4A1 | Mathematics | N5    | 3     | 3      | 1         | 1
        Ailsa  | 4A1 | English     | N5    | 3     | 4      | 1         | 1
        Calum  | 4A2 | Mathematics | N5    | 3     | 3      | 1         | 1
        Calum  | 4A2 | French      | N5    | 3     | 3      | 1         | 1
        Eilidh | 4A2 | Biology     | N5    | 4     | 1      | 1         | 1
        Fergus | 4A1 | English     | N5    | 3     | 1      | 1         | 1
        """,
    3: """
        pupil  | reg | subject     | level | grade | effort | behaviour | homework
        Ailsa  | 4A1 | Mathematics | N5    | 3     | 1      | 1         | 1
        Ailsa  | 4A1 | English     | N5    | 3     | 4      | 1         | 1
        Calum  | 4A2 | Mathematics | N5    | 3     |        |           |
        Calum  | 4A2 | French      | N5    | 3     | 3      | 1         | 1
        Eilidh | 4A2 | Biology     | N5    | 4     | 1      | 1         | 1
        Fergus | 4A1 | English     | N5    | 3     | 1      | 1         | 1
        """,
}

SHEET = """
    Pupil          | Reg | Subject  | Action            | Tier    | By   | Date       | Due        | Outcome | TP
    Sample, Ailsa  | 4A1 | Maths    | call home         | 1       | Mr A | 03/11/2025 | 01/12/2025 |         |
    Sample, Ailsa  | 4A1 |          | Mentoring group   | Stage 3 | Ms B | 5.11.25    | 2026-02-01 |         |
    Sample, Calum  | 4A2 | N5 Maths | Call home         | 1       | Mr A | 2026-01-26 | 2026-02-10 | Fine    |
    Sample, Eilidh | 4A2 | Biology  | Peer tutoring     | 1       | Dr C |            |            |         | 1
    Sample, Fergus | 4A1 | English  | Feedback          | 1       | Ms D | 3 Nov 2025 |            |         |
    Sample, Ailsa  | 4A1 | English  | Learning contract | 2       | Ms D | 2026-03-30 | 2026-05-01 |         |
    Sample, Calum  | 4A2 | Maths    | Call home         | 1       | Mr A | 01/09/2025 |            | Done    |
    Sample, Calum  | 4A2 | All      | Call home         | 3       | Ms B | 10/11/2025 |            |         |
    Sample, Fergus | 4A1 |          | Letter of concern |         |      |            |            |         |
    """

SCHOOL = """
session = "2025-26"
[period_dates]
1 = 2025-10-31
2 = 2026-01-23
3 = 2026-03-27
"""


def write_year(folder: Path, *, sheet: str = SHEET, school: str = SCHOOL) -> None:
    """Write ``exports/TP1.csv`` to ``TP3.csv``, ``sheet.csv`` and ``tmi.toml``."""
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    for period, text in PERIODS.items():
        rows = [{**row, "period": str(period)} for row in with_numbers(table(text))]
        (folder / "exports" / f"TP{period}.csv").write_text(csv_text(rows), encoding="utf-8")
    (folder / "sheet.csv").write_text(csv_text(table(sheet)), encoding="utf-8")
    (folder / "tmi.toml").write_text(school, encoding="utf-8")


def study_year(folder: Path, *, sheet: str = SHEET, school: str = SCHOOL) -> tuple[Report, Study]:
    """The year studied under the standard policy, with the sheet's interventions."""
    write_year(folder, sheet=sheet, school=school)
    options = pipeline.Options(
        [folder / "exports"], school=folder / "tmi.toml", interventions=[folder / "sheet.csv"]
    )
    return pipeline.study(options, acted=True)
