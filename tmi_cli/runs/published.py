"""The runs that were published in a folder: found by their manifests, in the order of their time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from tmi_cli.errors import RequestError
from tmi_cli.runs.folder import DELETIONS, MANIFEST
from tmi_cli.runs.manifest import Manifest

_STAMP = re.compile(r"(?:(?P<kind>.+?)-)?(?P<time>\d{4}-\d\d-\d\d-\d{6})(?:-\d+)?")


class Run(NamedTuple):
    """A folder with a manifest: ``name`` is its path within the folder that was looked through.

    ``manifest`` is None where it cannot be understood, and ``faults`` say why.
    """

    folder: Path
    name: str
    manifest: Manifest | None
    faults: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The kind of run by the folder's name; empty for ``tmi flag`` and ``tmi run``."""
        found = _STAMP.fullmatch(self.folder.name)
        return (found["kind"] or "") if found else ""

    @property
    def made(self) -> datetime | None:
        """The time in the folder's name, which copies keep, by the clock of the machine.

        Else the beginning of the day that the run took for today; None where neither is known.
        """
        when = self._time()
        if when is None and self.manifest:
            return datetime.combine(self.manifest.as_of, time())
        return when

    @property
    def order(self) -> tuple[str, str]:
        """The key by which runs are put in order of their time."""
        when = self._time()
        return (when.isoformat() if when else "", self.name)

    def _time(self) -> datetime | None:
        found = _STAMP.fullmatch(self.folder.name)
        try:
            return datetime.strptime(found["time"], "%Y-%m-%d-%H%M%S") if found else None  # noqa: DTZ007  a name
        except ValueError:
            return None


def read_run(folder: Path, *, within: Path | None = None) -> Run:
    """Read the manifest of a folder that has one; what is wrong with it becomes ``faults``."""
    name = folder.relative_to(within).as_posix() if within else folder.name
    try:
        told = json.loads((folder / MANIFEST).read_bytes())
        return Run(folder, name, Manifest.model_validate(told))
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg']}" for one in error.errors())
        return Run(folder, name, None, tuple(faults))
    except (OSError, ValueError) as error:
        why = "it cannot be opened" if isinstance(error, OSError) else "it is no JSON"
        return Run(folder, name, None, (why,))


def runs_in(place: Path) -> list[Run]:
    """The runs in an out folder, the earliest first; none where there is no such folder."""
    return sorted((read_run(folder, within=place) for folder in _folders(place)), key=lambda run: run.order)


def find_runs(place: Path) -> list[Run]:
    """The run in a folder, or those of an out folder, the earliest first. RequestError where there is none."""
    runs = [read_run(place)] if (place / MANIFEST).is_file() else runs_in(place)
    if not runs:
        raise RequestError(
            "There is no run of tmi here: no folder with a manifest.json.",
            where=str(place),
            hint="Give the folder of a run, or the out folder that holds them.",
        )
    return runs


def half_runs(place: Path) -> list[str]:
    """Folders of an out folder that are named as a run is and have no manifest: not whole, by their names.

    Left out are those in which something stayed that tmi did not write when the run was deleted.
    """
    deleted = _deleted(place)
    return sorted(
        name
        for folder in place.glob("*/*")
        if folder.is_dir() and _STAMP.fullmatch(folder.name) and not (folder / MANIFEST).is_file()
        for name in (folder.relative_to(place).as_posix(),)
        if name not in deleted or all(path.is_dir() for path in folder.rglob("*"))
    )


def _deleted(place: Path) -> set[str]:
    try:
        lines = (place / DELETIONS).read_text(encoding="utf-8").splitlines()
        return {str(json.loads(line)["folder"]) for line in lines if line}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _folders(place: Path) -> Iterator[Path]:
    """The folders with a manifest in a folder and in those directly in it; a link is not followed."""
    for pattern in (f"[!.]*/{MANIFEST}", f"[!.]*/[!.]*/{MANIFEST}"):
        for path in place.glob(pattern):
            below = path.relative_to(place).parts
            if not any(place.joinpath(*below[:count]).is_symlink() for count in range(1, len(below) + 1)):
                yield path.parent
