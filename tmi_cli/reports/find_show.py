"""Where ``tmi find`` found a pupil, in words and as JSON; neither says a name."""

from __future__ import annotations

import json

from tmi_cli.mentions.find import Found
from tmi_cli.runs import printable
from tmi_cli.version import __version__

SCHEMA = "tmi.find/1"


def to_text(found: Found) -> str:
    """A line a file: the run (or where else it lies), the file, in how many places, and the first."""
    lines = []
    for one in found.mentions:
        places = f"{one.places} place{'' if one.places == 1 else 's'}"
        lines.append("\t".join((one.run or one.place, one.file, places, f"first: {one.first}")))
    return "".join(printable_line(line) + "\n" for line in lines) or "nowhere\n"


def printable_line(line: str) -> str:
    """A line whose columns are apart by tabs, each safe at a terminal."""
    return "\t".join(printable(part) for part in line.split("\t"))


def to_json(found: Found) -> str:
    """The same as one JSON object."""
    told = {
        "schema": SCHEMA,
        "version": __version__,
        "files": found.files,
        "pupils": found.pupils,
        "found": [
            {"in": one.place, "run": one.run or None, "file": one.file, "places": one.places, "first": one.first}
            for one in found.mentions
        ],
        "not_looked_into": [{"file": name, "reason": reason} for name, reason in found.not_looked],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
