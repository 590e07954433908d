"""One run at a time in a folder, and nothing left behind of one that was killed."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from tmi_cli.errors import BusyError, OutputError
from tmi_cli.runs.modes import GROUP_READS, OWNER_ONLY, OWNER_ONLY_FILE, make_folder

LOCK = ".tmi.lock"
HOLDER = ".tmi.holder"
ASIDE = ".tmi-"
"""How the name of everything begins that is not finished."""


@contextmanager
def hold(folder: Path, *, group_readable: bool = False) -> Iterator[tuple[str, ...]]:
    """Hold ``folder`` for this process, and yield what a stopped run had left half-written there and is now gone.

    The system lets go of the lock when its holder ends, however it ends: nobody has to clean up after a kill.
    The folder is made where there is none (the owner's group may read it where ``group_readable``), and taken away
    again where nothing was written. BusyError, at once,
    where another process holds it, with what that one told of itself; OutputError where it cannot be written to.
    """
    # Imported here: a command that writes nothing does not pay for it.
    from filelock import FileLock, Timeout

    made = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        make_folder(folder, mode=GROUP_READS if group_readable else OWNER_ONLY)
        before = {path.name for path in folder.iterdir()}
        lock = FileLock(folder / LOCK, timeout=0, mode=OWNER_ONLY_FILE)
        lock.acquire()
    except Timeout:
        raise BusyError(
            "Another run of tmi is writing here; nothing was done.",
            where=f"{folder} (held by {_holder(folder)})",
            hint="Wait until it has ended and run again, or choose another folder with --out.",
        ) from None
    except OSError as error:
        what = (
            "something else, no folder, has this name"
            if isinstance(error, FileExistsError | NotADirectoryError)
            else error.strerror or type(error).__name__
        )
        raise OutputError(
            f"The folder could not be written to ({what}).",
            where=str(folder),
            hint="Choose another folder with --out, make room, or ask for permission; "
            "earlier results are untouched.",
        ) from None
    try:
        _tell_who(folder)
        yield tuple(sweep(folder))
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink(missing_ok=True)
            if LOCK not in before:
                _leave_no_trace(folder, before)
        lock.release()
        with suppress(OSError):
            for each in made:
                each.rmdir()


def _leave_no_trace(folder: Path, before: Collection[str]) -> None:
    """Take the lock away again where nothing was written beside it; filelock sees that it has gone."""
    if {path.name for path in folder.iterdir()} <= {LOCK, *before}:
        (folder / LOCK).unlink()


def sweep(folder: Path) -> list[str]:
    """Take away what stopped runs left half-written in a folder that is held; return its names, in order."""
    gone = []
    for path in leftovers(folder):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()
        if not path.exists():
            gone.append(path.relative_to(folder).as_posix())
    return gone


def leftovers(folder: Path) -> list[Path]:
    """What stopped runs left half-written in a folder and in those directly in it."""
    return sorted((*folder.glob(f"{ASIDE}*"), *folder.glob(f"[!.]*/{ASIDE}*")))


def _tell_who(folder: Path) -> None:
    """Write down who holds the folder, for the one who comes second; of no use to the lock itself."""
    told = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with suppress(OSError):
        (folder / HOLDER).unlink(missing_ok=True)
        handle = os.open(folder / HOLDER, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(told, file)


def _holder(folder: Path) -> str:
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"process {told['pid']} on {told['host']} since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not told who it is"
