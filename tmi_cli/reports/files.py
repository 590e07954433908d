"""The files of a run: the workbooks, the flags as CSV and JSON, and the manifest."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from tmi_cli.policy import Policy
from tmi_cli.reports.as_csv import to_csv
from tmi_cli.reports.as_json import to_json
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import workbooks
from tmi_cli.runs import publish
from tmi_cli.version import __version__

MANIFEST_SCHEMA = "tmi.manifest/1"


class Reported(Protocol):
    """What every report that is written has."""

    @property
    def session(self) -> str: ...
    @property
    def periods(self) -> Mapping[str, int]: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def sources(self) -> Sequence[Mapping[str, Any]]: ...


def run_files(report: Report) -> dict[str, bytes]:
    """Every file of a run but the manifest, by its path within the run's folder."""
    return {
        **workbooks(report, run_id=report.run_id),
        # Excel takes a CSV for UTF-8 only where it begins with a byte order mark.
        "flags.csv": to_csv(report).encode("utf-8-sig"),
        "flags.json": to_json(report).encode("utf-8"),
    }


def manifest_of(
    report: Reported, files: Mapping[str, bytes], *, run_id: str, counts: Mapping[str, Any]
) -> dict[str, Any]:
    """What went in, by which policy, and what came out, with hashes; no names and no numbers of pupils."""
    return {
        "schema": MANIFEST_SCHEMA,
        "run_id": run_id,
        "version": __version__,
        "python": platform.python_version(),
        "session": report.session,
        "periods": dict(report.periods),
        "policy": {"name": report.policy.name, "sha256": report.policy.sha256},
        "inputs": [dict(source) for source in report.sources],
        "counts": dict(counts),
        "outputs": {
            name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
            for name, data in sorted(files.items())
        },
    }


def publish_run(parent: Path, *, name: str, files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Path:
    """Write some files and their manifest into the new folder ``parent/name`` and return it."""
    told = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return publish(parent, name=name, files=files, manifest=told.encode("utf-8"))


def write_run(report: Report, *, now: datetime) -> Path:
    """Write a run into a new folder ``<out>/<session>-P<n>/<date>-<time>/`` and return it.

    OutputError where it cannot be written; then nothing half-written is left.
    """
    files = run_files(report)
    counts = {
        "pupils": report.pupils_judged,
        "courses": report.courses_judged,
        "flagged_pupils": len(report.cases),
        "flags": {c.rule: c.flagged for c in report.findings.counts},
        "problems": len(report.problems),
    }
    return publish_run(
        report.out / f"{report.session}-P{report.period}",
        name=now.strftime("%Y-%m-%d-%H%M%S"),
        files=files,
        manifest=manifest_of(report, files, run_id=report.run_id, counts=counts),
    )
