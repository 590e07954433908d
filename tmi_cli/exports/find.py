"""Which files are meant by the paths on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tmi_cli.errors import RequestError
from tmi_cli.exports.read import SUFFIXES

_OF_TMI = "manifest.json"
_LOCKS = ("~$", ".~lock.")
_TEMPORARY = (".tmp", ".crdownload", ".part")


class PassedOver(NamedTuple):
    """A file or folder in a folder given that is not read: ``name`` as it is told, and the ``reason``.

    ``reason`` continues a sentence that begins with the name. ``worth_telling`` is False for what nobody takes
    for an export: hidden files and the marks that programs leave beside open files.
    """

    name: str
    reason: str
    worth_telling: bool = True


class Found(NamedTuple):
    """The exports, each with the name it is told by, and everything else in the folders given."""

    files: list[tuple[Path, str]]
    passed_over: list[PassedOver]


def find_exports(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the exports that ``paths`` mean, without what was passed over; see ``search_exports``."""
    return search_exports(paths).files


def search_exports(paths: Sequence[Path]) -> Found:
    """Return the exports that ``paths`` (files and folders) mean, and what was passed over in the folders.

    A folder is searched through; lock files, hidden, temporary and empty files, files of other kinds and run
    folders of tmi are passed over, each with its reason. A file named in a folder is told relative to it.
    Sorted by name, each file once. RequestError where a path does not exist or nothing is found.
    """
    found: dict[Path, str] = {}
    passed: dict[Path, PassedOver] = {}
    for path in paths:
        if not path.exists():
            raise RequestError(
                f"There is no file or folder {path}.",
                hint="Check the spelling; a path with spaces needs quotation marks.",
            )
        if not path.is_dir():
            found.setdefault(path.resolve(), path.name)
            continue
        for file, name, why in _within(path, path):
            if why is None:
                found.setdefault(file.resolve(), name)
            else:
                passed.setdefault(file.resolve(), PassedOver(name, *why))
    if not found:
        empty = [item.name for item in passed.values() if item.reason == _EMPTY[0]]
        raise RequestError(
            f"No export was found in {', '.join(str(path) for path in paths)}"
            + (f"; empty (0 bytes): {', '.join(sorted(empty))}." if empty else "."),
            hint=f"Give a file or a folder that holds files ending in {', '.join(SUFFIXES)}.",
        )
    return Found(
        sorted(found.items(), key=lambda item: (item[1], str(item[0]))),
        # A file that was also named by itself is read.
        sorted(item for path, item in passed.items() if path not in found),
    )


_Why = tuple[str, bool]
_EMPTY: _Why = ("is empty (0 bytes): export it again", True)


def _within(folder: Path, top: Path) -> Iterable[tuple[Path, str, _Why | None]]:
    """Everything in a folder and the folders in it: its path, its name, and why it is no export, if so."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        yield folder, folder.relative_to(top).as_posix(), (f"cannot be opened ({error.strerror})", True)
        return
    for path in paths:
        name = path.relative_to(top).as_posix()
        if path.is_dir() and not path.name.startswith("."):
            if (path / _OF_TMI).exists():
                yield path, name, ("is a folder of results that tmi wrote", False)
            elif path.is_symlink():
                yield path, name, ("is a link to a folder: give that folder itself", True)
            else:
                yield from _within(path, top)
        else:
            yield path, name, _why_not(path)


def _why_not(path: Path) -> _Why | None:
    if path.name.startswith(_LOCKS):
        return ("is the mark of a program that has a file open", False)
    if path.name.startswith("."):
        return ("is hidden", False)
    if path.suffix.casefold() in _TEMPORARY:
        return ("is a temporary file", True)
    if path.suffix.casefold() not in SUFFIXES:
        return (f"is of no kind that is read ({path.suffix or 'no ending'})", True)
    try:
        return None if path.stat().st_size else _EMPTY
    except OSError as error:
        return (f"cannot be opened ({error.strerror})", True)
