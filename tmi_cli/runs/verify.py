"""Whether a run is still what was written: every file hashed again, and what else lies in its folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from tmi_cli.runs.digest import sha256_of
from tmi_cli.runs.folder import MANIFEST
from tmi_cli.runs.published import Run

What = Literal[
    "missing", "altered", "additional", "manifest", "input-missing", "input-changed", "changed", "differs"
]


class Difference(NamedTuple):
    """One thing that is not as the manifest has it: ``what`` it is, the ``file``, and a sentence of it."""

    what: What
    file: str
    says: str


def differences(run: Run) -> list[Difference]:
    """Hash every file of a run again, and name those that are missing, altered or additional."""
    if run.manifest is None:
        return [Difference("manifest", MANIFEST, f"cannot be relied on: {fault}") for fault in run.faults]
    outputs = run.manifest.outputs
    there = dict(files_in(run.folder))
    found: list[Difference] = []
    for name in sorted(outputs.keys() | there.keys() - {MANIFEST}):
        if name not in there:
            found.append(Difference("missing", name, "is not there any more"))
        elif name not in outputs:
            found.append(Difference("additional", name, "was not written by this run"))
        elif there[name].is_symlink():
            found.append(Difference("altered", name, "is a link now"))
        else:
            why = _altered(there[name], outputs[name].sha256, outputs[name].bytes)
            found += [Difference("altered", name, why)] if why else []
    return found


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Everything in a folder but its folders, by its path within; links are not followed."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in (*files, *links):
            path = here / name
            yield path.relative_to(folder).as_posix(), path


def _altered(path: Path, sha256: str, size: int) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        return f"cannot be opened ({error.strerror or type(error).__name__})"
    if len(data) != size:
        return f"is not as it was written: {len(data):,} bytes where {size:,} were written"
    if sha256_of(data) != sha256:
        return "is not as it was written: its contents are others"
    return ""
