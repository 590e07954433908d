"""The files of ``tmi rag send``: a form for each unit, the manifest, and what was sent, kept in the store."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tmi_cli.errors import RequestError
from tmi_cli.rag.keys import By
from tmi_cli.rag.sent import Sent, read_sent, sent_again, sent_bytes, sent_name, sent_unit
from tmi_cli.rag.tracked import Unit, tracked_units
from tmi_cli.reports.files import publish_run
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.rag import rag_workbooks
from tmi_cli.runs import Stamp
from tmi_cli.runs.replace import replace_file


def forms_of(report: Report, *, by: By, flagged_only: bool) -> tuple[Unit, ...]:
    """The forms of the reported period. RequestError where no step of the policy's ladder has such a unit."""
    kinds = {step.unit for ladder in report.policy.ladders for step in ladder.steps}
    if by not in ("faculty", *kinds):
        raise RequestError(
            f"Nobody has the overview of a {by} by the policy {report.policy.name}.",
            hint=f"Use --by {' or '.join(sorted(kinds | {'faculty'}))}.",
        )
    return tracked_units(
        report.cohort,
        report.cases,
        report.findings,
        by=by,
        session=report.session,
        stored=report.rag,
        flagged_only=flagged_only,
    )


def form_files(report: Report, units: Sequence[Unit], *, locked: bool) -> tuple[str, dict[str, bytes]]:
    """The forms by their path within the run's folder, and the number of their run."""
    told = ("rag", report.run_id, locked, *units)
    run_id = hashlib.sha256(repr(told).encode()).hexdigest()[:12]
    return run_id, rag_workbooks(report, units, run_id=run_id, locked=locked)


def remember(report: Report, units: Sequence[Unit]) -> None:
    """Keep in the store what is sent: a form that nobody remembers could not be collected.

    OutputError where it cannot be written.
    """
    path = report.store / sent_name(report.session, report.period)
    before = read_sent(path) if path.exists() else None
    sent = Sent(
        session=report.session,
        period=report.period,
        units=tuple(sent_unit(unit, report.policy.rag_comments) for unit in units),
    )
    replace_file(path, sent_bytes(sent_again(before, sent)))


def write_forms(report: Report, units: Sequence[Unit], *, stamp: Stamp, locked: bool) -> Path:
    """Write the forms into a new folder ``<out>/<session>-P<n>/rag-<date>-<time>/`` and return it.

    What is sent is remembered first. OutputError where either cannot be written.
    """
    run_id, files = form_files(report, units, locked=locked)
    remember(report, units)
    counts = {"forms": len(units), "rows": sum(len(unit.rows) for unit in units)}
    return publish_run(report, files, stamp, kind="rag", run_id=run_id, counts=counts)
