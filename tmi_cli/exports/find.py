"""Which files are meant by the paths on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tmi_cli.errors import RequestError
from tmi_cli.exports.read import SUFFIXES

_NEVER = ("~$", ".", "._")
_OF_TMI = "manifest.json"


def find_exports(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Return the exports that ``paths`` (files and folders) mean, each with the name it is told by.

    A folder is searched through; lock files (``~$``), hidden files, empty files and run folders of tmi are
    passed over, and a file named in a folder is told relative to it. Sorted by name, each file once.
    RequestError where a path does not exist or nothing is found.
    """
    found: dict[Path, str] = {}
    for path in paths:
        if not path.exists():
            raise RequestError(
                f"There is no file or folder {path}.",
                hint="Check the spelling; a path with spaces needs quotation marks.",
            )
        if path.is_dir():
            for file in _within(path):
                found.setdefault(file.resolve(), file.relative_to(path).as_posix())
        else:
            found.setdefault(path.resolve(), path.name)
    if not found:
        raise RequestError(
            f"No export was found in {', '.join(str(path) for path in paths)}.",
            hint=f"Give a file or a folder that holds files ending in {', '.join(SUFFIXES)}.",
        )
    return sorted(found.items(), key=lambda item: (item[1], str(item[0])))


def _within(folder: Path) -> Iterable[Path]:
    """The exports in a folder and the folders in it."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(_NEVER):
            continue
        if path.is_dir():
            if not (path / _OF_TMI).exists():
                yield from _within(path)
        elif path.suffix.casefold() in SUFFIXES and path.stat().st_size:
            yield path
