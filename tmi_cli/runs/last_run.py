"""How the last unattended run ended, for a person (status.txt) and for a monitor (last-run.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from tmi_cli.runs.replace import replace_file
from tmi_cli.runs.safe import json_bytes
from tmi_cli.version import __version__

LAST_RUN = "last-run.json"
STATUS = "status.txt"
SCHEMA = "tmi.last-run/1"

NOTHING_NEW = 6
WELL = (0, NOTHING_NEW)
"""The exit codes of ``tmi run`` after which nobody has to do anything."""

How = Literal["published", "nothing-new", "refused", "not-written", "stopped", "defect"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run of ``tmi run`` ended.

    ``message`` is one sentence without any name; ``waits_for`` what a person has to do before the next run can
    publish. ``folder`` is the run's folder within the folder for output, ``counts`` what was found, ``files``
    what was (or with ``--dry-run`` would be) written.
    """

    how: How
    exit_code: int
    message: str
    waits_for: str | None = None
    folder: Path | None = None
    run_id: str | None = None
    counts: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()


def record(
    out: Path, outcome: Outcome, *, started: datetime, ended: datetime, group_readable: bool = False
) -> None:
    """Write how a run ended into ``out``. OutputError where it cannot be written."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "started": started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        **plain(outcome, out),
    }
    complete = {name: told[name] for name in ("ended", "folder", "run_id")}
    before = read(out).get("last_complete")
    told["last_complete"] = complete if outcome.how == "published" else before
    lines = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    replace_file(out / LAST_RUN, json_bytes(lines), group_readable=group_readable)
    replace_file(out / STATUS, _for_a_person(told).encode("utf-8", "replace"), group_readable=group_readable)


def plain(outcome: Outcome, out: Path) -> dict[str, Any]:
    """An outcome as plain values; its folder is told from ``out``."""
    folder = outcome.folder
    return {
        "outcome": outcome.how,
        "exit_code": outcome.exit_code,
        "message": outcome.message,
        "waits_for": outcome.waits_for,
        "folder": folder.relative_to(out).as_posix() if folder else None,
        "run_id": outcome.run_id,
        "counts": dict(outcome.counts),
    }


def read(out: Path) -> dict[str, Any]:
    """What stands in ``last-run.json``; empty where there is none, or none that can be read."""
    try:
        told = json.loads((out / LAST_RUN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _for_a_person(told: Mapping[str, Any]) -> str:
    lines = [f"tmi run ended {told['ended']} with {told['exit_code']}.", told["message"]]
    if told["waits_for"]:
        lines.append(f"To do: {told['waits_for']}")
    if told["folder"]:
        lines.append(f"Written to {told['folder']}")
    last = told["last_complete"]
    lines.append(f"Last complete run: {last['ended']}, {last['folder']}" if last else "No run was complete yet.")
    return "\n".join(lines) + "\n"
