"""The files of a run of papers: a workbook each, a page each where HTML is asked for, JSON, CSV, the manifest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from tmi_cli.reports.files import publish_run
from tmi_cli.reports.paper import Paper
from tmi_cli.reports.paper_text import to_csv, to_json
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.names import safe_file_name
from tmi_cli.reports.workbook.paper import paper_workbook
from tmi_cli.runs import Stamp, csv_bytes, json_bytes

Kind = Literal[
    "snapshot", "pupil", "gaps", "attainment", "meeting", "changes", "interventions", "impact", "simulation",
    "backtest",
]  # fmt: skip


def paper_files(papers: Sequence[Paper], kind: Kind, *, html: bool) -> dict[str, bytes]:
    """Every file of a run but the manifest, by its path within the run's folder."""
    files: dict[str, bytes] = {}
    taken: dict[str, set[str]] = {}
    for paper in papers:
        name = safe_file_name(paper.file, taken.setdefault(paper.folder, {kind}))
        path = f"{paper.folder}/{name}" if paper.folder else name
        files[f"{path}.xlsx"] = paper_workbook(paper)
        if html:
            from tmi_cli.reports.html.page import to_html

            files[f"{path}.html"] = to_html([paper]).encode("utf-8")
    files[f"{kind}.csv"] = csv_bytes(to_csv(papers))
    files[f"{kind}.json"] = json_bytes(to_json(papers))
    return files


def dated(papers: Sequence[Paper], report: Report) -> list[Paper]:
    """The papers with the day by which the school wants them deleted, and whether tokens stand for the names."""
    day = report.settings.delete_by(report.session)
    return [replace(paper, delete_by=day, pseudonymised=report.pseudonymised) for paper in papers]


def write_papers(report: Report, papers: Sequence[Paper], kind: Kind, *, html: bool, stamp: Stamp) -> Path:
    """Write papers into a new folder ``<out>/<session>-P<n>/<kind>-<date>-<time>/`` and return it.

    OutputError where it cannot be written; then nothing half-written is left.
    """
    files = paper_files(papers, kind, html=html)
    counts = {"papers": len(papers)}
    return publish_run(report, files, stamp, kind=kind, run_id=papers[0].run_id, counts=counts)
