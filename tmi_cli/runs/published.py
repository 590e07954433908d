"""The runs that were published in a folder, by their manifests."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from tmi_cli.runs.folder import MANIFEST

_WHEN = re.compile(r"\d{4}-\d{2}-\d{2}-\d{6}")


class Published(NamedTuple):
    """A run: its folder, when it was made, its session, and the day by which it says it is to be deleted."""

    folder: Path
    made: datetime
    session: str
    delete_by: date | None


def published(out: Path) -> list[Published]:
    """Every run in an out folder, the oldest first. A folder whose manifest cannot be read is no run."""
    return sorted(_found(out), key=lambda run: (run.made, run.folder))


def _found(out: Path) -> Iterator[Published]:
    for manifest in out.glob(f"[!.]*/[!.]*/{MANIFEST}"):
        try:
            told = json.loads(manifest.read_text(encoding="utf-8"))
            until = told.get("delete_by")
            yield Published(
                manifest.parent,
                _made(manifest),
                str(told["session"]),
                date.fromisoformat(until) if until else None,
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue


def _made(manifest: Path) -> datetime:
    """When a run was made: the time in its folder's name, which copies keep, else that of the file."""
    named = _WHEN.search(manifest.parent.name)
    if named:
        return datetime.strptime(named.group(), "%Y-%m-%d-%H%M%S").astimezone()
    return datetime.fromtimestamp(manifest.stat().st_mtime).astimezone()
