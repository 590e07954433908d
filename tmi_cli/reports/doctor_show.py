"""What ``tmi doctor`` shows: a line for each check, and what to do; or JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from tmi_cli.runs import printable
from tmi_cli.runs.verdict import Verdict
from tmi_cli.version import __version__

SCHEMA = "tmi.doctor/1"


def to_text(verdicts: Sequence[Verdict]) -> str:
    """A line for each check, the status first, and what to do below it."""
    lines = []
    for verdict in verdicts:
        lines.append(f"{verdict.status:<7}  {verdict.name}: {printable(verdict.sentence)}")
        if verdict.todo:
            lines.append(f"         To do: {printable(verdict.todo)}")
    return "\n".join(lines) + "\n"


def to_json(verdicts: Sequence[Verdict]) -> str:
    """The same as one object; ``status`` is that of the gravest check."""
    gravest = next((status for status in ("failed", "warning") if any(v.status == status for v in verdicts)), "ok")
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "status": gravest,
        "checks": [verdict._asdict() for verdict in verdicts],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many checks went how."""
    count = Counter(verdict.status for verdict in verdicts)
    return f"{len(verdicts)} checks: {count['ok']} ok, {count['warning']} warnings, {count['failed']} failed."
