"""How a run of ``tmi run`` ended, on stdout: one line, or JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tmi_cli.runs.last_run import Outcome, plain
from tmi_cli.version import __version__

SCHEMA = "tmi.run/1"


def to_text(outcome: Outcome, out: Path, *, shape: str, folder: Path | None) -> str:
    """The text for stdout; where no folder was written (``--dry-run``), also each file that would be.

    ``folder`` is the run's as it is told to a person, ``out`` the one that JSON tells it from.
    """
    if shape == "json":
        told = {
            "schema": SCHEMA,
            "version": __version__,
            **plain(outcome, out),
            "dry_run": outcome.how == "published" and outcome.folder is None,
            "files": list(outcome.files),
        }
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    if outcome.how != "published":
        return outcome.message + "\n"
    if folder is not None:
        return f"{outcome.message} Written to {folder}\n"
    would = "".join(f"  {name}\n" for name in (*outcome.files, "manifest.json"))
    return f"{outcome.message} Nothing was written; {len(outcome.files) + 1} files would be:\n{would}"
