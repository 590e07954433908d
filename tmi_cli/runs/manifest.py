"""The manifest of a run: what went in, what came out, and how to make the same again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from tmi_cli.errors import RequestError
from tmi_cli.runs.folder import DELETIONS, MANIFEST

SCHEMA = "tmi.manifest/1"

GivenAs = Literal["exports", "groups", "lists"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]

_STAMP = re.compile(r"(?:(?P<kind>.+?)-)?(?P<time>\d{4}-\d\d-\d\d-\d{6})(?:-\d+)?")


class _Told(BaseModel):
    """What stands in a manifest; keys of a later version are passed over, and no message shows a value."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class InputFile(_Told):
    """A file that was given: its name as it was told, its hash and size in bytes, and by what it was given.

    ``exports`` are the EXPORTS of the command, ``groups`` what ``--groups`` or the school file name, ``lists``
    what ``--pupils`` and ``--attendance`` do.
    """

    file: str
    sha256: Sha256
    size: Count
    given_as: GivenAs


class Sheet(InputFile):
    """A sheet that was read, and the account of its rows: ``rows = read + rejected + ignored``."""

    sheet: str | None
    kind: str
    layout: str
    period: int | None
    rows: Count
    read: Count
    rejected: Count
    ignored: Count
    hidden_rows: Count
    hidden_columns: Count
    encoding: str | None = None
    separator: str | None = None
    notes: tuple[str, ...] = ()
    reason: str | None = None


class PassedOver(_Told):
    """A file in a folder given that was not read, and why: what continues a sentence begun by its name."""

    file: str
    reason: str


class PolicyUsed(_Told):
    """The policy: the hash of its file and those it extends, and of what they mean when read."""

    name: str
    sha256: Sha256
    meaning_sha256: Sha256


class Output(_Told):
    """A file that was written, by the hash and size of what is on disk.

    ``plain_sha256`` is the hash of what is inside a locked workbook: a lock is another one every time.
    """

    sha256: Sha256
    bytes: Count
    plain_sha256: Sha256 | None = None


class Manifest(_Told):
    """``manifest.json``. It names no pupil and no path.

    ``command`` are the words that do the same again; ``as_of`` is the day taken for today; ``delete_by`` the day
    by which the run is to be deleted. ``unread`` are inputs that could not be read, ``passed_over`` what else lay
    in the folders given. ``beside`` counts sheets of interventions read beside the exports. ``school_sha256`` is
    the hash of what the school file sets for results; ``store`` has those of what people wrote (file -> hash).
    ``fingerprint`` stands for all that went into ``tmi run``.
    """

    told_schema: Literal["tmi.manifest/1"] = Field(alias="schema")
    run_id: str = Field(pattern=r"^[0-9a-f]{12}$")
    command: tuple[str, ...]
    as_of: date
    delete_by: date | None
    version: str
    python: str
    libraries: dict[str, str]
    session: str = Field(pattern=r"^20\d\d-\d\d$")
    period: int
    periods: dict[str, int]
    policy: PolicyUsed
    pseudonymised: bool = False
    school_sha256: Sha256
    store: dict[str, Sha256]
    settings: dict[str, dict[str, Any]]
    exit_code: int
    inputs: tuple[Sheet, ...]
    unread: tuple[InputFile, ...]
    passed_over: tuple[PassedOver, ...]
    beside: Count
    counts: dict[str, Any]
    outputs: dict[str, Output]
    fingerprint: Sha256 | None = None

    @field_validator("outputs")
    @classmethod
    def _stand_within_the_folder(cls, outputs: dict[str, Output]) -> dict[str, Output]:
        if not all(is_within(name) for name in outputs):
            raise ValueError("a name leads out of the folder")
        return outputs

    @property
    def is_encrypted(self) -> bool:
        """Whether the workbooks are locked by a password."""
        return any(output.plain_sha256 for output in self.outputs.values())

    @property
    def files(self) -> tuple[InputFile, ...]:
        """Every input once, read or not, in the order in which they were read."""
        found = {(one.given_as, one.file, one.sha256): one for one in (*self.inputs, *self.unread)}
        return tuple(found.values())


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
        """The kind of run by the folder's name; empty for ``tmi flag``."""
        found = _STAMP.fullmatch(self.folder.name)
        return (found["kind"] or "") if found else ""

    @property
    def made(self) -> date | None:
        """The day in the folder's name, else the one the run took for today; None where neither is known."""
        when = self._time()
        if when is not None:
            return when.date()
        return self.manifest.as_of if self.manifest else None

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


def is_within(name: str) -> bool:
    """Whether the name of an output stays in its folder, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not set(name) & set("\\:\0")


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


def find_runs(place: Path) -> list[Run]:
    """The run in a folder, or those of an out folder, the earliest first. RequestError where there is none."""
    if (place / MANIFEST).is_file():
        return [read_run(place)]
    runs = sorted((read_run(folder, within=place) for folder in _folders(place)), key=lambda run: run.order)
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
