"""``tmi check`` on stdout: JSON ``tmi.check/1``, CSV, tables at a terminal, and lines in a pipe."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

from tmi_cli.records import KINDS
from tmi_cli.reports.as_csv import csv_text
from tmi_cli.reports.as_json import problem_plain, pupil_plain
from tmi_cli.reports.check_report import CheckItem, CheckReport
from tmi_cli.runs import printable
from tmi_cli.version import __version__

SCHEMA = "tmi.check/1"

COLUMNS = (
    "severity", "code", "where", "field", "value", "message", "hint", "period", "stage", "faculty",
    "subject", "class", "teacher",
)  # fmt: skip


def to_stdout(report: CheckReport, *, shape: str, colour: bool) -> None:
    """Show a check on stdout: tables for a person at a terminal, else text of the format asked for."""
    if shape == "table" and sys.stdout.isatty():
        from tmi_cli.reports.check_terminal import show

        show(report, colour=colour)
        return
    texts = {"json": to_json, "csv": to_csv, "table": to_tab_separated}
    sys.stdout.write(texts[shape](report))


def to_json(report: CheckReport) -> str:
    """The check as one JSON object on one line (docs/json.md)."""
    plain = {
        "schema": SCHEMA,
        "version": __version__,
        "session": report.session,
        "period": report.period,
        "periods": dict(report.periods),
        "pseudonymised": report.pseudonymised,
        "policy": {"name": report.policy.name, "sha256": report.policy.sha256},
        "sources": [dict(source) for source in report.sources],
        "passed_over": [{"file": name, "reason": reason} for name, reason in report.passed_over],
        "counts": {severity: report.count(severity) for severity in ("error", "warning", "info")},
        "problems": [_item(item) for item in report.items],
        "completeness": [{**unit.model_dump(), "sentence": unit.sentence} for unit in report.completeness],
        "comments_to_review": [
            {
                "pupil": pupil_plain(review.pupil),
                "subject": review.subject,
                "class": review.class_code or None,
                "teacher": review.teacher or None,
                "file": review.origin.file,
                "sheet": review.origin.sheet,
                "cell": review.origin.cell,
            }
            for review in report.reviews
        ],
    }
    return json.dumps(plain, ensure_ascii=False) + "\n"


def _item(item: CheckItem) -> dict[str, Any]:
    return {
        **problem_plain(item.problem),
        "stage": item.problem.stage,
        "question": KINDS[item.problem.code].question,
        "pupil": pupil_plain(item.pupil) if item.pupil else None,
        "subject": item.subject or None,
        "level": item.level or None,
        "class": item.class_code or None,
        "teacher": item.teacher or None,
        "faculty": item.faculty or None,
    }


def rows(report: CheckReport) -> list[tuple[str, ...]]:
    """A row of text for each problem, under ``COLUMNS``; no pupil is named."""
    return [
        (
            item.problem.severity,
            item.problem.code,
            str(item.problem.origin or ""),
            item.problem.field or "",
            item.problem.value or "",
            item.problem.message,
            item.problem.hint,
            str(item.problem.period or ""),
            item.problem.stage or "",
            item.faculty,
            item.subject,
            item.class_code,
            item.teacher,
        )
        for item in report.items
    ]


def to_csv(report: CheckReport) -> str:
    """One record a problem, every field quoted and safe in a spreadsheet."""
    return csv_text(COLUMNS, rows(report))


def to_tab_separated(report: CheckReport) -> str:
    """One line a problem, fields separated by tabs, nothing cut."""
    lines = ["\t".join(COLUMNS)]
    lines += ["\t".join(printable(text) for text in row) for row in rows(report)]
    return "\n".join(lines) + "\n"


def kinds_of(report: CheckReport) -> list[tuple[str, str, int, CheckItem]]:
    """Severity, code, how often, and the first item of each kind of problem, gravest and most frequent first."""
    counts = Counter(item.problem.code for item in report.items)
    firsts: dict[str, CheckItem] = {}
    for item in report.items:
        firsts.setdefault(item.problem.code, item)
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(
        ((first.problem.severity, code, counts[code], first) for code, first in firsts.items()),
        key=lambda kind: (order[kind[0]], -kind[2], kind[1]),
    )
