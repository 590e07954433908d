"""The files of ``tmi check``: check.xlsx, a fix list per teacher, JSON, and the manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tmi_cli.reports.check_report import CheckReport
from tmi_cli.reports.check_show import to_csv, to_json
from tmi_cli.reports.files import publish_run
from tmi_cli.reports.workbook.check import check_workbooks
from tmi_cli.runs import Stamp, csv_bytes, json_bytes
from tmi_cli.version import __version__


def run_id(report: CheckReport) -> str:
    """Twelve hexadecimal digits that stand for the same inputs, policy and version."""
    inputs = sorted({(source["file"], source["sha256"]) for source in report.sources})
    told = ("check", __version__, report.session, report.policy.sha256, inputs)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:12]


def check_files(report: CheckReport) -> dict[str, bytes]:
    """Every file of a check but the manifest, by its path within the run's folder."""
    return {
        **check_workbooks(report, run_id=run_id(report)),
        "check.csv": csv_bytes(to_csv(report)),
        "check.json": json_bytes(to_json(report)),
    }


def write_check(report: CheckReport, stamp: Stamp) -> Path:
    """Write a check into a new folder ``<out>/<session>-P<n>/check-<date>-<time>/`` and return it.

    OutputError where it cannot be written; then nothing half-written is left.
    """
    files = check_files(report)
    counts = {severity: report.count(severity) for severity in ("error", "warning", "info")}
    return publish_run(report, files, stamp, kind="check", run_id=run_id(report), counts={"problems": counts})
