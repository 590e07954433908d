"""What lies in the inbox, and whether a run was made of just that already."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tmi_cli.errors import ExportError, RequestError
from tmi_cli.exports import search_exports
from tmi_cli.policy import Policy, School
from tmi_cli.runs.published import runs_in


class Inbox(NamedTuple):
    """The files that a run reads: name -> SHA-256, and what stands for them together with all that is set."""

    files: Mapping[str, str]
    fingerprint: str


def look_into(folders: Sequence[Path], *, policy: Policy, school: School, words: Sequence[str]) -> Inbox | None:
    """What lies in the ``folders`` (files and folders); None where there is no export.

    ``words`` are those of the command, which say what is made. RequestError where a folder does not exist;
    ExportError where a file cannot be opened.
    """
    missing = [folder for folder in folders if not folder.exists()]
    if missing:
        raise RequestError(
            f"There is no file or folder {missing[0].name}.",
            where=str(missing[0]),
            hint="Make it and put the exports into it, or correct inbox in tmi.toml; tmi init makes all folders.",
        )
    try:
        found = search_exports(folders).files
    except RequestError:
        return None
    files = {name: _hash(path, name) for path, name in found}
    told = (sorted(files.items()), policy.sha256, school.model_dump_json(), tuple(words))
    return Inbox(files, hashlib.sha256(repr(told).encode()).hexdigest())


def made_before(out: Path, fingerprint: str) -> Path | None:
    """The folder of the last complete unattended run, if it was made of just this; None otherwise."""
    made = [(run.folder, run.manifest.fingerprint) for run in runs_in(out) if run.manifest]
    last = next(((folder, of) for folder, of in reversed(made) if of), None)
    return last[0] if last and last[1] == fingerprint else None


def refuse_changed(inbox: Inbox, sources: Sequence[Mapping[str, Any]]) -> None:
    """ExportError where a file that was read is not one that was looked at: it is still being copied."""
    looked_at = set(inbox.files.values())
    for source in sources:
        if source["sha256"] not in looked_at:
            raise ExportError(
                f"{source['file']} changed while it was read.",
                where=source["file"],
                hint="Wait until it has been copied as a whole, and run again.",
            )


def _hash(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ExportError(
            f"{name} cannot be opened ({error.strerror}).",
            where=name,
            hint="Check that you may read it and that no other program holds it.",
        ) from None
