"""Reports of the example cases, their workbooks, and workbooks read back as rows."""

from __future__ import annotations

import dataclasses
import io
from functools import cache
from typing import Any

from openpyxl import load_workbook

from tests.conformance import CASES, case_options
from tmi_cli import pipeline
from tmi_cli.escalation import Case
from tmi_cli.flags import Findings
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import workbooks

NAMES = ["groups-and-attendance", "irvine-royal", "seven-faults"]
RUN = "2026-01-05 & 1"

Rows = list[dict[str, Any]]


@cache
def report_of(name: str) -> Report:
    return pipeline.flag(case_options(name, CASES / name))


@cache
def books_of(name: str) -> dict[str, bytes]:
    return workbooks(report_of(name), run_id=RUN)


@cache
def sheets(data: bytes) -> dict[str, Rows]:
    """Each sheet with a table as rows by header."""
    book = load_workbook(io.BytesIO(data))
    found = {}
    for sheet in book:
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        if sheet.tables:
            found[sheet.title] = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    return found


def with_pupil(report: Report, **changes: Any) -> Report:
    """The report with other texts for the pupil of its first case."""
    key = report.cases[0].pupil.key

    def changed(item: Any) -> Any:
        if item.pupil.key != key:
            return item
        pupil = item.pupil.model_copy(update=changes)
        if isinstance(item, Case):
            flags = tuple(flag.model_copy(update={"pupil": pupil}) for flag in item.flags)
            return item.model_copy(update={"pupil": pupil, "flags": flags})
        return item.model_copy(update={"pupil": pupil})

    return dataclasses.replace(report, cases=[changed(case) for case in report.cases])


def without_flags(report: Report) -> Report:
    counts = tuple(c._replace(flagged=0, clear=c.flagged + c.clear) for c in report.findings.counts)
    findings = Findings((), counts, (), (), ())
    return dataclasses.replace(report, cases=(), near_misses=(), problems=(), findings=findings)
