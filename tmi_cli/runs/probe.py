"""Whether tmi can work in a folder: tried with a file of its own, which is taken away again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from tmi_cli.errors import BusyError, OutputError
from tmi_cli.runs.folder import write_new
from tmi_cli.runs.lock import ASIDE, hold, leftovers
from tmi_cli.runs.modes import OWNER_ONLY
from tmi_cli.runs.verdict import Verdict

_LITTLE, _VERY_LITTLE = 1_000_000_000, 100_000_000
_STALE = 3600
_LAX = 0o077


def probe(folder: Path) -> Iterator[Verdict]:
    """Whether a folder can be written to, whether renames are whole there, and whether locks hold."""
    if not folder.exists():
        above = next((each for each in folder.parents if each.exists()), folder)
        if above.is_dir() and os.access(above, os.W_OK | os.X_OK):
            yield Verdict("out folder", "ok", f"{folder} is not there yet; the first run makes it.")
        else:
            yield _unwritable(folder, f"cannot be made: {above} may not be written to")
        return
    trial = folder / f"{ASIDE}doctor-{os.getpid()}"
    try:
        trial.mkdir(mode=OWNER_ONLY)
        write_new(trial / "probe", b"probe")
        yield Verdict("out folder", "ok", f"{folder} can be written to.")
        yield renames(trial)
        yield locks(trial)
    except OSError as error:
        yield _unwritable(folder, f"cannot be written to ({error.strerror or type(error).__name__})")
    finally:
        shutil.rmtree(trial, ignore_errors=True)


def _unwritable(folder: Path, why: str) -> Verdict:
    todo = "Ask for permission, or choose another folder with --out or out in tmi.toml."
    return Verdict("out folder", "failed", f"{folder} {why}.", todo)


def renames(trial: Path) -> Verdict:
    """Whether a folder with a file in it changes its name in one step, tried within ``trial``."""
    before, after = trial / "before", trial / "after"
    try:
        before.mkdir()
        write_new(before / "file", b"whole")
        before.rename(after)
        whole = not before.exists() and (after / "file").read_bytes() == b"whole"
    except OSError:
        whole = False
    if whole:
        return Verdict("rename", "ok", "A folder there gets its name in one step.")
    return Verdict(
        "rename",
        "failed",
        "A folder there cannot be renamed, so that no run can be published.",
        "Choose a folder on another disk or share with --out.",
    )


def locks(trial: Path) -> Verdict:
    """Whether a lock keeps a second run out, tried within ``trial``."""
    try:
        with hold(trial):
            try:
                with hold(trial):
                    held = False
            except BusyError:
                held = True
    except OutputError:
        held = False
    if held:
        return Verdict("lock", "ok", "A lock there keeps a second run out.")
    return Verdict(
        "lock",
        "failed",
        "Locks do not hold there: two runs could write at once.",
        "Choose a folder on this machine or on another share with --out.",
    )


def space(folder: Path) -> Verdict:
    """Whether there is room on the disk of a folder, or of the nearest one above it."""
    above = next((each for each in (folder, *folder.parents) if each.exists()), Path.cwd())
    free = shutil.disk_usage(above).free
    told = f"{free / 1e9:.1f} GB are free for {folder}."
    if free >= _LITTLE:
        return Verdict("free space", "ok", told)
    return Verdict("free space", "failed" if free < _VERY_LITTLE else "warning", told, "Make room on that disk.")


def unfinished(folder: Path, now: datetime) -> Verdict:
    """Whether runs that were stopped left anything half-written, more than an hour before ``now``."""
    found = []
    for path in leftovers(folder):
        with suppress(OSError):
            found += [path] if now.timestamp() - path.stat().st_mtime > _STALE else []
    if not found:
        return Verdict("unfinished runs", "ok", "No stopped run has left anything half-written.")
    return Verdict(
        "unfinished runs",
        "warning",
        f"{len(found)} half-written by stopped runs, the first {found[0].relative_to(folder).as_posix()}.",
        "The next run takes them away; until then they may hold pupils' data.",
    )


def secret(name: str, path: Path) -> Verdict:
    """Whether a file with a password or a key can be read, holds something, and is for its owner only."""
    try:
        said = path.read_bytes().strip()
    except OSError as error:
        why = error.strerror or type(error).__name__
        return Verdict(
            name, "failed", f"{path} cannot be read ({why}).", f"Correct {name} in tmi.toml, or make it."
        )
    if not said:
        return Verdict(name, "failed", f"{path} is empty.", "Write it anew.")
    if os.name == "posix" and path.stat().st_mode & _LAX:
        return Verdict(name, "failed", f"{path} may be read by others than its owner.", f"Run chmod 600 {path}")
    return Verdict(name, "ok", f"{path} can be read, by its owner only.")
