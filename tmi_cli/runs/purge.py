"""Deleting what is old: recorded before it goes, the manifest last, so that a stopped purge can be resumed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tmi_cli.errors import OutputError
from tmi_cli.runs.digest import sha256_of
from tmi_cli.runs.folder import DELETIONS, settle
from tmi_cli.runs.modes import OWNER_ONLY_FILE
from tmi_cli.runs.old import Old, OldRun
from tmi_cli.runs.patience import patiently
from tmi_cli.runs.published import Run, half_runs

SCHEMA = "tmi.deletion/1"


def purge(out: Path, old: Old, *, now: datetime, tell: Callable[[str], None]) -> int:
    """Delete the runs and logs in ``old`` and return how many files went; ``out`` is held.

    What was left half-written has gone when it was held.
    Each deletion is on disk in ``out/deletions.jsonl`` before its first file goes: when, which run, the hashes
    of what was there, and why; no names. OutputError where something cannot be deleted: what is left is whole
    enough for the same purge to be run again.
    """
    gone = 0
    try:
        for number, run in enumerate(old.runs, 1):
            tell(f"Deleting {number} of {len(old.runs)} runs …")
            gone += _delete_run(out, run, now)
        for log in old.logs:
            _record(out, now, None, [log.path], log.reason)
            _unlink(log.path)
            gone += 1
        _remove_empty(out)
    except OSError as error:
        raise OutputError(
            f"Not everything could be deleted ({error.strerror or type(error).__name__}).",
            where=str(error.filename or out),
            hint="Close what is open in Excel, and run tmi purge again: it goes on where it was stopped.",
        ) from None
    return gone


def _delete_run(out: Path, old: OldRun, now: datetime) -> int:
    folder = old.run.folder
    paths = [folder / name for name in old.files]
    _record(out, now, old.run, paths, old.reason)
    for path in paths[:-1]:
        _unlink(path)
    for name in old.run.manifest.outputs if old.run.manifest else ():
        _remove_if_empty((folder / name).parent, below=folder)
    # What went reaches the disk before the manifest goes: without one nobody would look here again.
    settle(folder)
    _unlink(paths[-1])
    _remove_if_empty(folder, below=out)
    return len(paths)


def _record(out: Path, now: datetime, run: Run | None, files: Sequence[Path], reason: str) -> None:
    """Write down that the files of a run, or without one a log, go."""
    told = {
        "schema": SCHEMA,
        "when": now.isoformat(timespec="seconds"),
        "what": "run" if run else "log",
        "run_id": run.manifest.run_id if run and run.manifest else None,
        "folder": run.name if run else None,
        "sha256": sorted(sha256_of(path.read_bytes()) for path in files),
        "reason": reason,
    }
    path = out / DELETIONS
    before = path.exists()
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(path, flags, OWNER_ONLY_FILE)
    with os.fdopen(handle, "ab") as file:
        file.write(json.dumps(told).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if not before:
        settle(out)


def _unlink(path: Path) -> None:
    patiently(path.unlink)


def _remove_empty(out: Path) -> None:
    """Remove the folders of runs that have nothing in them, as a purge leaves them that is stopped at the last."""
    for name in half_runs(out):
        for place, _, _ in os.walk(out / name, topdown=False):
            _remove_if_empty(Path(place), below=out)


def _remove_if_empty(folder: Path, *, below: Path) -> None:
    """Remove a folder that is empty, and those above it that become so, up to ``below``."""
    with suppress(OSError):
        while folder != below:
            folder.rmdir()
            folder = folder.parent
