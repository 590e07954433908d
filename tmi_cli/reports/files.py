"""The files of a run: the workbooks, the flags as CSV and JSON, and the manifest."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from tmi_cli.interventions.store import FILE as INTERVENTIONS
from tmi_cli.policy import Policy, School
from tmi_cli.rag.store import STORE
from tmi_cli.reports.as_csv import to_csv
from tmi_cli.reports.as_json import to_json
from tmi_cli.reports.encrypt import lock_files
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import workbooks
from tmi_cli.runs import Stamp, csv_bytes, json_bytes, publish
from tmi_cli.runs.digest import sha256_of
from tmi_cli.runs.manifest import SCHEMA
from tmi_cli.version import __version__

_LIBRARIES = (
    "click", "jinja2", "matplotlib", "openpyxl", "pandas", "pydantic", "python-calamine", "rich", "xlsxwriter",
)  # fmt: skip


class Reported(Protocol):
    """What every report that is written has."""

    @property
    def out(self) -> Path: ...
    @property
    def settings(self) -> School: ...
    @property
    def session(self) -> str: ...
    @property
    def period(self) -> int: ...
    @property
    def periods(self) -> Mapping[str, int]: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def pseudonymised(self) -> bool: ...
    @property
    def sources(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def unread(self) -> Sequence[Mapping[str, Any]]: ...
    @property
    def passed_over(self) -> Sequence[tuple[str, str]]: ...
    @property
    def beside(self) -> int: ...


def run_files(report: Report) -> dict[str, bytes]:
    """Every file of a run but the manifest, by its path within the run's folder."""
    return {
        **workbooks(report, run_id=report.run_id),
        "flags.csv": csv_bytes(to_csv(report)),
        "flags.json": json_bytes(to_json(report)),
    }


def manifest_of(
    report: Reported,
    files: Mapping[str, bytes],
    stamp: Stamp,
    *,
    run_id: str,
    counts: Mapping[str, Any],
    plain_sha256: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What went in, by which policy, and what came out, with hashes; no names and no numbers of pupils.

    ``plain_sha256`` are the hashes of what is inside locked files.
    """
    inside = plain_sha256 or {}
    delete_by = report.settings.delete_by(report.session)
    return {
        "schema": SCHEMA,
        "run_id": run_id,
        "command": list(stamp.command),
        "as_of": stamp.as_of.isoformat(),
        "delete_by": delete_by.isoformat() if delete_by else None,
        "version": __version__,
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "session": report.session,
        "period": report.period,
        "periods": dict(report.periods),
        "pseudonymised": report.pseudonymised,
        "policy": {
            "name": report.policy.name,
            "sha256": report.policy.sha256,
            "meaning_sha256": sha256_of(report.policy.model_dump_json().encode()),
        },
        "school_sha256": report.settings.results_sha256,
        "store": store_hashes(Path(report.settings.store)),
        "settings": {name: dict(setting) for name, setting in stamp.settings.items()},
        "exit_code": stamp.exit_code,
        "inputs": [dict(source) for source in report.sources],
        "unread": [dict(file) for file in report.unread],
        "passed_over": [{"file": name, "reason": reason} for name, reason in report.passed_over],
        "beside": report.beside,
        "counts": dict(counts),
        "outputs": {
            name: {
                "sha256": sha256_of(data),
                "bytes": len(data),
                **({"plain_sha256": inside[name]} if name in inside else {}),
            }
            for name, data in sorted(files.items())
        },
    }


def store_hashes(store: Path) -> dict[str, str]:
    """The hashes of what people wrote, as far as results show it: by them a run can tell that it has changed."""
    found = {}
    for path in (store / INTERVENTIONS, store / STORE):
        # One that is not there, or that nobody may read, was not shown.
        with suppress(OSError):
            found[path.name] = sha256_of(path.read_bytes())
    return found


def publish_run(
    report: Reported,
    files: Mapping[str, bytes],
    stamp: Stamp,
    *,
    kind: str,
    run_id: str,
    counts: Mapping[str, Any],
    fingerprint: str | None = None,
    more: Callable[[Mapping[str, bytes]], Mapping[str, bytes]] | None = None,
) -> Path:
    """Write some files and their manifest into a new folder ``<out>/<session>-P<n>/<kind>-<date>-<time>/``.

    ``more`` makes further files of those as they are written. ``fingerprint`` stands for all that went in.
    With the password of the ``stamp`` the workbooks are locked, and what cannot be locked is left out.
    Returns the folder. OutputError where it cannot be written; then nothing half-written is left.
    """
    inside: dict[str, str] = {}
    if stamp.password is not None:
        plain = files
        files, inside = lock_files(plain, stamp.password)
        # What holds locked files is another one every time, too: its hash is that of one that holds them plain.
        inside |= {name: sha256_of(data) for name, data in (more(plain) if more else {}).items()}
    if more is not None:
        files = {**files, **more(files)}
    manifest = manifest_of(report, files, stamp, run_id=run_id, counts=counts, plain_sha256=inside)
    if fingerprint is not None:
        manifest["fingerprint"] = fingerprint
    told = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return publish(
        report.out / f"{report.session}-P{report.period}",
        name=stamp.folder(kind),
        files=files,
        manifest=json_bytes(told),
        group_readable=stamp.group_readable,
    )


def write_run(report: Report, stamp: Stamp) -> Path:
    """Write a run into a new folder ``<out>/<session>-P<n>/<date>-<time>/`` and return it.

    OutputError where it cannot be written; then nothing half-written is left.
    """
    files = run_files(report)
    return publish_run(report, files, stamp, kind="", run_id=report.run_id, counts=counts_of(report))


def counts_of(report: Report) -> dict[str, Any]:
    """How many pupils and courses were judged, and what was found, flags by rule."""
    return {
        "pupils": report.pupils_judged,
        "courses": report.courses_judged,
        "flagged_pupils": len(report.cases),
        "flags": {c.rule: c.flagged for c in report.findings.counts},
        "problems": len(report.problems),
    }
