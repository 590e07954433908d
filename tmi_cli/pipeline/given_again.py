"""The inputs of a run laid out as they were given, so that every name comes out the same."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tmi_cli.runs.manifest import Manifest
from tmi_cli.runs.modes import make_folder

_MARKS = {"is open in Excel": "~${}", "is open in LibreOffice": ".~lock.{}#"}


class Laid(NamedTuple):
    """Where the inputs lie, by what they are given as: folders and files."""

    exports: list[Path]
    groups: list[Path]
    lists: list[Path]

    @property
    def words(self) -> list[str]:
        """The words by which a command is given them."""
        words = [str(place) for place in self.exports]
        for option, places in (("--groups", self.groups), ("--pupils", self.lists)):
            for place in places:
                words += [option, str(place)]
        return words


def lay_out(manifest: Manifest, found: Mapping[str, Sequence[tuple[str, Path]]], folder: Path) -> Laid:
    """Copy the inputs of a run into ``folder``, and return where they lie.

    ``found`` are files by their hash: the name each is told by, and where it is. Every input stands under the
    name it was told by, in a folder named for what it was given as; a second one of the same name stands in
    another. Of files that were passed over only the names are there: nothing else of them was told.
    """
    files = manifest.files
    last = max((at for at, file in enumerate(files) if file.given_as == "exports"), default=-1)
    places: dict[str, list[Path]] = {"exports": [], "groups": [], "lists": []}
    alone: dict[str, list[Path]] = {"groups": [], "lists": []}
    for at, file in enumerate(files):
        # What is a list and stands among the exports was found there too: exports are read first.
        is_among = at < last and file.given_as != "exports"
        source = found[file.sha256][0][1]
        kind = "exports" if is_among else file.given_as
        target = _place(places[kind], folder / kind, file.file)
        make_folder(target.parent)
        shutil.copyfile(source, target)
        if is_among:
            alone[file.given_as].append(target)
    for sheet in manifest.inputs:
        for note in sheet.notes:
            for said, mark in _MARKS.items():
                if note.startswith(said):
                    for path in folder.rglob(PurePosixPath(sheet.file).name):
                        path.with_name(mark.format(path.name)).touch()
    for passed in manifest.passed_over:
        target = _place(places["exports"], folder / "exports", passed.file)
        make_folder(target.parent)
        if passed.reason.startswith("is a link to a folder"):
            target.symlink_to(folder, target_is_directory=True)
        else:
            target.touch()
    return Laid(places["exports"], places["groups"] + alone["groups"], places["lists"] + alone["lists"])


def _place(places: list[Path], folder: Path, name: str) -> Path:
    """Where a file of this name goes: the first of the folders in which there is none."""
    for place in places:
        if not (place / name).exists():
            return place / name
    places.append(folder.with_name(f"{folder.name}{len(places)}"))
    return places[-1] / name
