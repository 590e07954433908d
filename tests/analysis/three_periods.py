"""A made-up pupil over three periods: a blank, a level that changes and changes back, and every fate of a flag."""

from __future__ import annotations

from pathlib import Path

from tests.small_school import csv_text, run, scn, table
from tmi_cli.analysis.study import Study, study
from tmi_cli.records import Pupil
from tmi_cli.reports.report import Report

PERIODS = {
    1: """
        subject     | level | class | target | grade | effort | behaviour | homework | comment
        Biology     | H     | 5BI1  | 3      | 4     | 3      | 1         | 2        | Could do more.
        English     | H     | 5EN1  | 3      | 4     | 1      | 1         | 2        |
        French      | N5    | 5FR1  | 2      | 2     | 1      | 3         | 1        |
        Geography   | N4    | 5GE1  | 8      | 9     | 2      | 2         |          |
        History     | H     | 5HI1  | 4      | 4     | 2      | 4         | 3        |
        Mathematics | H     | 5MA1  | 4      | 7     | 2      | 2         | 2        | Finds it hard.
        """,
    2: """
        subject     | level | class | target | grade | effort | behaviour | homework | comment
        Biology     | H     | 5BI1  | 3      | 4     | 4      | 1         | 2        |
        English     | H     | 5EN1  |        |       |        |           |          |
        French      | N5    | 5FR1  | 2      | 2     | 1      | 2         | 1        |
        Geography   | N4    | 5GE1  | 8      | 9     | 2      | 2         |          |
        History     | H     | 5HI1  |        |       |        |           |          |
        Mathematics | N5    | 5MA2  | 3      | 7     | 2      | 2         | 2        |
        """,
    3: """
        subject     | level | class | target | grade | effort | behaviour | homework | comment
        Biology     | H     | 5BI1  | 3      | 4     | 4      | 3         | 2        | Much to catch up.
        English     | H     | 5EN2  |        | 6     | 1      | 1         | 2        |
        French      | N5    | 5FR1  | 2      | 1     | 1      | 2         | 1        |
        Geography   | N4    | 5GE1  | 8      | 8     | 2      | 2         |          |
        History     | H     | 5HI1  |        |       |        |           | XX       |
        Mathematics | H     | 5MA1  | 4      | 7     | 2      | 2         | 2        |
        """,
}

WHO = {
    "scn": scn(1), "forename": "Mòrag", "surname": "O'Neill", "stage": "S5", "reg": "5R1", "house": "Rowan",
}  # fmt: skip

TEACHERS = {"Biology": "Ms A. Kirk"}


def report_of(folder: Path, *, policy: str = "standard", changes: str = "", period: int | None = None) -> Report:
    """Mòrag's exports, one file a period, with a list that tells her attendance and groups."""
    exports = {
        f"TP{number}.csv": csv_text(
            [
                {**WHO, "period": str(number), "teacher": TEACHERS.get(row["subject"], ""), **row}
                for row in table(text)
            ]
        )
        for number, text in PERIODS.items()
    }
    groups = {"List.csv": f"SCN,Attendance (%),Care Experienced,ASN\n{scn(1)},88.5,Y,\n"}
    return run(folder, exports, policy=policy, changes=changes, period=period, groups=groups)


def studied(report: Report) -> tuple[Study, Pupil]:
    """The study of a report, and its only pupil."""
    (pupil,) = report.cohort.pupils.values()
    return study(report.cohort, report.policy, report.findings), pupil
