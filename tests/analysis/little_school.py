"""Rows of a little school, given to ``tmi check`` and ``tmi flag`` as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.small_school import Row, csv_text, scn
from tmi_cli import pipeline
from tmi_cli.records import Problem
from tmi_cli.reports.check_report import CheckReport
from tmi_cli.reports.report import Report

Files = Mapping[str, Sequence[Row]]


def row(number: int, **cells: str) -> dict[str, str]:
    """The entry of the ``number``-th pupil in 4MA1, period 1, with other cells where they are given.

    Its ratings are such that nobody would ask about them, whatever the class.
    """
    return {
        "scn": scn(number),
        "forename": f"P{number}",
        "surname": "Sample",
        "stage": "S4",
        "period": "1",
        "subject": "Mathematics",
        "level": "N5",
        "class": "4MA1",
        "teacher": "M. Kirk",
        "target": "3",
        "grade": "3",
        "effort": "2",
        "behaviour": str(1 + number % 2),
        "homework": str(1 + number // 2 % 2),
        "comment": "Works well.",
        **cells,
    }


def options(folder: Path, files: Files, *, accept: Sequence[str] = ()) -> pipeline.Options:
    """Write the files into ``folder / "exports"`` and ask for them, with an empty school file."""
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    for name, rows in files.items():
        (exports / name).write_text(csv_text(rows), encoding="utf-8")
    (folder / "tmi.toml").touch()
    return pipeline.Options(exports=[exports], session="2025-26", school=folder / "tmi.toml", accept=accept)


def check(folder: Path, files: Files) -> CheckReport:
    return pipeline.check(options(folder, files))


def flag(folder: Path, files: Files, *, accept: Sequence[str] = ()) -> Report:
    return pipeline.flag(options(folder, files, accept=accept))


def problems(report: CheckReport) -> list[Problem]:
    return [item.problem for item in report.items]
