"""The manifest of a run: what went in, what came out, and how to make the same again."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

SCHEMA = "tmi.manifest/1"

GivenAs = Literal["exports", "groups", "lists"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0)]


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


def is_within(name: str) -> bool:
    """Whether the name of an output stays in its folder, on every system."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and not set(name) & set("\\:\0")
