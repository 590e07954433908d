"""A run's folder: filled aside, its manifest written last, published by one rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from tmi_cli.errors import OutputError
from tmi_cli.runs.lock import ASIDE
from tmi_cli.runs.modes import GROUP_READS, OWNER_ONLY, OWNER_ONLY_FILE, make_folder
from tmi_cli.runs.patience import patiently

MANIFEST = "manifest.json"
DELETIONS = "deletions.jsonl"
"""In an out folder: what tmi purge deleted, a line each."""


def publish(
    parent: Path, *, name: str, files: Mapping[str, bytes], manifest: bytes, group_readable: bool = False
) -> Path:
    """Write ``files`` (paths within the folder) and the manifest to ``parent/name`` and return that folder.

    Where the folder exists already a number is put behind its name: a run never touches an earlier one.
    Files and folders are readable by their owner only, unless ``group_readable``. Every file is read again
    before the folder gets its name. OutputError, with nothing left behind, where any of it cannot be written.
    """
    aside = parent / f"{ASIDE}run-{name}-{os.getpid()}"
    made = [each for each in (parent, *parent.parents) if not each.exists()]
    mode = GROUP_READS if group_readable else OWNER_ONLY
    try:
        make_folder(parent, mode=mode)
        make_folder(aside, mode=mode)
        for path, data in files.items():
            _write(aside, path, data, mode=mode)
        _write(aside, MANIFEST, manifest, mode=mode)
        for folder in (*(path for path in aside.rglob("*") if path.is_dir()), aside):
            settle(folder)
        folder = _free(parent, name)
        patiently(lambda: aside.rename(folder))
        _make_last(parent, folder, aside)
    except OSError as error:
        _undo(aside, made)
        raise OutputError(
            f"The results could not be written ({error.strerror or error}).",
            where=str(parent),
            hint="Choose another folder with --out, make room, or ask for permission; "
            "earlier results are untouched.",
        ) from None
    except BaseException:
        # Stopped by the user in mid-writing: the half-written folder goes with the run.
        _undo(aside, made)
        raise
    return folder


def _undo(aside: Path, made: Sequence[Path]) -> None:
    """Take away what is half-written, and the folders above it that were ``made`` for it."""
    shutil.rmtree(aside, ignore_errors=True)
    with suppress(OSError):
        for each in made:
            each.rmdir()


def _make_last(parent: Path, folder: Path, aside: Path) -> None:
    """See the folder's name onto the disk, or take the name back: it is there for good or not at all."""
    try:
        settle(parent)
    except BaseException:
        folder.rename(aside)
        raise


def _free(parent: Path, name: str) -> Path:
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name}-{number}", number + 1
    return folder


def _write(folder: Path, path: str, data: bytes, *, mode: int) -> None:
    target = folder / PurePosixPath(path)
    if not target.resolve().is_relative_to(folder.resolve()):
        raise OSError(f"{path} would be outside the run's folder")
    make_folder(target.parent, mode=mode)
    write_new(target, data)
    if target.read_bytes() != data:
        raise OSError(f"{path} does not hold what was written")
    if mode != OWNER_ONLY:
        target.chmod(mode & 0o666)


def write_new(target: Path, data: bytes) -> None:
    """Write a file that must not be there yet, readable by its owner only, and see it onto the disk."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), OWNER_ONLY_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Make the names in a folder last, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
