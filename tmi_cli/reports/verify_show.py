"""What ``tmi verify`` found, run by run: in words, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tmi_cli.runs import printable
from tmi_cli.runs.published import Run
from tmi_cli.runs.verify import Difference
from tmi_cli.version import __version__

SCHEMA = "tmi.verify/1"


@dataclass(frozen=True, slots=True)
class Verified:
    """A run and what is not as its manifest has it.

    ``made_again`` says whether it was made again from its inputs with every byte the same, ``why_not`` why it
    was not made again where that was asked for.
    """

    run: Run
    differences: Sequence[Difference]
    made_again: bool = False
    why_not: str = ""


def to_text(verified: Sequence[Verified], half: Sequence[str]) -> str:
    """A line for each run, and one below it for each difference; ``half`` are folders without a manifest."""
    lines = []
    for one in verified:
        name = printable(one.run.name)
        if not one.differences:
            count = len(one.run.manifest.outputs) if one.run.manifest else 0
            again = "; made again, every byte the same" if one.made_again else ""
            lines.append(f"{name}: {_files(count)} as written{again}")
        else:
            counts = Counter(difference.what for difference in one.differences)
            lines.append(f"{name}: {', '.join(f'{count} {what}' for what, count in sorted(counts.items()))}")
        lines += [f"  {each.what}: {printable(each.file)} {each.says}".rstrip() for each in one.differences]
        lines += [f"  not made again: {one.why_not}"] if one.why_not else []
    lines += [f"{printable(name)}: no manifest: not a whole run" for name in half]
    return "\n".join(lines) + "\n"


def to_json(verified: Sequence[Verified], half: Sequence[str]) -> str:
    """The same as one JSON object."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "runs": [
            {
                "run": one.run.name,
                "run_id": one.run.manifest.run_id if one.run.manifest else None,
                "files": len(one.run.manifest.outputs) if one.run.manifest else None,
                "made_again": one.made_again,
                "why_not": one.why_not or None,
                "differences": [each._asdict() for each in one.differences],
            }
            for one in verified
        ],
        "without_manifest": list(half),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
