"""What is old enough to be deleted, and nothing that tmi did not write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from tmi_cli.runs.folder import MANIFEST
from tmi_cli.runs.journal import logs_in
from tmi_cli.runs.lock import leftovers
from tmi_cli.runs.published import Run, runs_in
from tmi_cli.runs.verify import files_in


class OldRun(NamedTuple):
    """A run that is to go: its files (the manifest last), why, and what in its folder tmi did not write."""

    run: Run
    files: tuple[str, ...]
    reason: str
    foreign: tuple[str, ...]


class OldFile(NamedTuple):
    """A log, or what a stopped run left half-written, and why it is to go."""

    path: Path
    name: str
    reason: str


class Old(NamedTuple):
    """Everything that is to go, and what is left as it is with a sentence of it: a place, and why."""

    runs: tuple[OldRun, ...]
    logs: tuple[OldFile, ...]
    half: tuple[OldFile, ...]
    left: tuple[tuple[str, str], ...]


class _Sorted(NamedTuple):
    runs: list[OldRun]
    left: list[tuple[str, str]]


def find_old(
    out: Path, logs: Path, *, today: date, days: int | None, delete_by: Callable[[date], date | None]
) -> Old:
    """What is to go from an out folder and a folder of logs.

    With ``days``, all that was made more days ago than that; without, runs whose manifest says a day that has
    passed, and logs and half-written runs for whose day ``delete_by`` says one. A link is never followed.
    """

    def why(made: date) -> str | None:
        if days is not None:
            return f"more than {days} days old" if made < today - timedelta(days=days) else None
        last = delete_by(made)
        return f"to be deleted by {last}" if last is not None and last < today else None

    sorted_runs = _runs(out, today=today, days=days, why=why)
    half = [
        OldFile(path, path.relative_to(out).as_posix(), reason)
        for path in (leftovers(out) if out.is_dir() else [])
        if not path.is_symlink() and (reason := why(_day_of(path)))
    ]
    return Old(tuple(sorted_runs.runs), tuple(_logs(logs, why)), tuple(half), tuple(sorted_runs.left))


def _runs(out: Path, *, today: date, days: int | None, why: Callable[[date], str | None]) -> _Sorted:
    found = _Sorted([], [])
    for run in runs_in(out):
        if run.manifest is None:
            found.left.append((run.name, f"its manifest cannot be relied on: {run.faults[0]}"))
            continue
        if days is not None:
            reason = why(run.made.date()) if run.made else None
        else:
            last = run.manifest.delete_by
            reason = f"to be deleted by {last}" if last is not None and last < today else None
        if reason:
            found.runs.append(_old_run(run, reason, run.manifest.outputs))
    return found


def _old_run(run: Run, reason: str, outputs: Iterable[str]) -> OldRun:
    there = {name: path for name, path in files_in(run.folder) if not path.is_symlink()}
    mine = sorted(name for name in outputs if name in there)
    foreign = sorted(dict(files_in(run.folder)).keys() - {*mine, MANIFEST})
    return OldRun(run, (*mine, MANIFEST), reason, tuple(foreign))


def _logs(folder: Path, why: Callable[[date], str | None]) -> Iterator[OldFile]:
    for path, day in logs_in(folder):
        if reason := why(day):
            yield OldFile(path, path.name, reason)


def _day_of(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
