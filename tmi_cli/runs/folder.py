"""A run's folder: filled aside, its manifest written last, published by one rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tmi_cli.errors import OutputError

MANIFEST = "manifest.json"
_ASIDE = ".tmi-run-"
_OWNER_ONLY_FOLDER = 0o700
_OWNER_ONLY_FILE = 0o600


def publish(parent: Path, *, name: str, files: Mapping[str, bytes], manifest: bytes) -> Path:
    """Write ``files`` (paths within the folder) and the manifest to ``parent/name`` and return that folder.

    Where the folder exists already a number is put behind its name: a run never touches an earlier one.
    Files and folders are readable by their owner only. OutputError, with nothing left behind, where any of
    it cannot be written.
    """
    aside = parent / f"{_ASIDE}{name}-{os.getpid()}"
    try:
        parent.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_FOLDER)
        aside.mkdir(mode=_OWNER_ONLY_FOLDER)
        for path, data in files.items():
            _write(aside, path, data)
        _write(aside, MANIFEST, manifest)
        settle(aside)
        folder = _free(parent, name)
        aside.rename(folder)
        settle(parent)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise OutputError(
            f"The results could not be written ({error.strerror or type(error).__name__}).",
            where=str(parent),
            hint="Choose another folder with --out, make room, or ask for permission; "
            "earlier results are untouched.",
        ) from None
    except BaseException:
        # Stopped by the user in mid-writing: the half-written folder goes with the run.
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return folder


def _free(parent: Path, name: str) -> Path:
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name}-{number}", number + 1
    return folder


def _write(folder: Path, path: str, data: bytes) -> None:
    target = folder / PurePosixPath(path)
    if not target.resolve().is_relative_to(folder.resolve()):
        raise OSError(f"{path} would be outside the run's folder")
    target.parent.mkdir(parents=True, exist_ok=True, mode=_OWNER_ONLY_FOLDER)
    write_new(target, data)


def write_new(target: Path, data: bytes) -> None:
    """Write a file that must not be there yet, readable by its owner only, and see it onto the disk."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _OWNER_ONLY_FILE)
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
