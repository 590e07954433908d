"""What ``tmi purge`` would delete or has deleted, in words and as JSON."""

from __future__ import annotations

import json

from tmi_cli.runs import printable
from tmi_cli.runs.old import Old
from tmi_cli.version import __version__

SCHEMA = "tmi.purge/1"


def to_text(old: Old, *, deleted: bool) -> str:
    """A line for each thing, and one below it for each file that stays."""
    verb = "deleted" if deleted else "old"
    lines = []
    for each in old.runs:
        lines.append(f"{verb}: {printable(each.run.name)} ({len(each.files)} files; {each.reason})")
        lines += [f"  stays: {printable(name)}, which tmi did not write" for name in each.foreign]
    lines += [f"{verb}: log {each.name} ({each.reason})" for each in old.logs]
    lines += [f"{verb}: {printable(each.name)}, left by a stopped run ({each.reason})" for each in old.half]
    lines += [f"stays: {printable(name)}: {why}" for name, why in old.left]
    return "".join(line + "\n" for line in lines) or "Nothing is old.\n"


def to_json(old: Old, *, deleted: bool) -> str:
    """The same as one JSON object."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "deleted": deleted,
        "runs": [
            {
                "run": each.run.name,
                "run_id": each.run.manifest.run_id if each.run.manifest else None,
                "reason": each.reason,
                "files": list(each.files),
                "stays": list(each.foreign),
            }
            for each in old.runs
        ],
        "logs": [{"file": each.name, "reason": each.reason} for each in old.logs],
        "half_written": [{"name": each.name, "reason": each.reason} for each in old.half],
        "left": [{"name": name, "reason": why} for name, why in old.left],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
