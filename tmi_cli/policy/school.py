"""The school file ``tmi.toml``: what one school sets for itself."""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Field, field_validator, model_validator

from tmi_cli.policy.toml_file import MisplacedError, read_toml, validate
from tmi_cli.records import Record
from tmi_cli.records.period import last_day_of

SCHOOL_FILE = "tmi.toml"


def _listed(told: object) -> object:
    return [told] if isinstance(told, str) else told


Paths = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]
"""Some paths; a single one may be told without brackets."""


class Unattended(Record):
    """What tmi run makes, and when it rather makes nothing."""

    check: bool = Field(default=True, description="Check the data, and write the fix list of each teacher.")
    snapshots: bool = Field(default=True, description="Make the snapshot of each faculty.")
    rag: tuple[Literal["faculty", "house", "stage"], ...] = Field(
        default=("faculty",),
        description="For whom RAG forms are made: faculty, house, stage; [] for nobody.",
    )
    mail: bool = Field(default=True, description="Write the e-mails to those under [addresses]; none is sent.")
    accept: tuple[str, ...] = Field(
        default=(),
        description="Doubts about the files that were looked into once and for all, by their codes.",
        examples=[["roll-halved"]],
    )
    strict: bool = Field(default=True, description="Whether one file that cannot be read stops the run.")
    most_errors: float = Field(
        default=10.0,
        ge=0,
        description="How many errors in the data for a hundred courses are borne; with more, none is published.",
    )


class Privacy(Record):
    """How what is written is kept."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"encrypt": {"const": True}}, "required": ["encrypt"]},
            "then": {"required": ["password_file"]},
        }
    )

    keep_days: int | None = Field(
        default=None,
        ge=1,
        description="For how many days after the last day of its session (31 July) what is made is kept. tmi "
        "purge lists what is older, and every workbook says when it is to be deleted. The council's records "
        "manager decides this; without it nothing is ever old.",
        examples=[400],
    )
    group_readable: bool = Field(
        default=False, description="Whether the owner's group may read what is written, as in a shared folder."
    )
    encrypt: bool = Field(
        default=False, description="Lock every workbook with a password; this needs password_file."
    )
    password_file: str | None = Field(
        default=None,
        description="A file whose first line is the password of the workbooks.",
        examples=["private/password.txt"],
    )
    key_file: str | None = Field(
        default=None,
        description="A file with the key of --pseudonymise. Keep it apart from what is written.",
        examples=["private/pseudonyms.key"],
    )
    names_on_screen: bool = Field(
        default=True,
        description="Whether tables at the terminal name pupils; where false, only with --show-names.",
    )

    @model_validator(mode="after")
    def _has_a_password(self) -> Privacy:
        if self.encrypt and self.password_file is None:
            raise MisplacedError("encrypt needs a password_file, whose first line is the password", "encrypt")
        return self


class Logs(Record):
    """The logs of tmi run, one file a run."""

    folder: str = Field(default="logs", description="The folder in which they stand.")
    keep: int = Field(default=200, ge=1, description="How many of them stay, the newest.")
    days: int = Field(default=400, ge=1, description="For how many days a log stays at the longest.")
    json_lines: bool = Field(
        default=False, description="Whether each line is an object of JSON; else a line to read."
    )


class School(Record):
    """What tmi.toml may hold; everything has a default. Paths are taken from the folder of the file."""

    PAGE: ClassVar[str] = "docs/school-folder.md"

    name: str | None = Field(
        default=None, description="The school, as the reports name it.", examples=["Craiglarnoch Academy"]
    )
    policy: str | None = Field(
        default=None,
        description="The policy: a shipped name (tmi policy list) or a .toml file; as --policy. Without one: "
        "standard.",
        examples=["standard"],
    )
    session: str | None = Field(
        default=None,
        description="The session, as --session. Without one: that of the day, August to July.",
        examples=["2025-26"],
    )
    out: str | None = Field(
        default=None,
        description="The folder for what is written, as --out. Without one: out.",
        examples=["out"],
    )
    store: str = Field(
        default="store",
        description="The folder for what people wrote (RAG, interventions), which is kept from run to run.",
    )
    inbox: Paths = Field(default=("exports",), description="The folders in which tmi run looks for exports.")
    groups: Paths = Field(
        default=(),
        description="Lists of vulnerable groups, as --groups.",
        examples=[["lists/Vulnerable groups.xlsx"]],
    )
    faculties: dict[str, tuple[str, ...]] = Field(
        default={},
        description="The school's own faculties, each with its subjects, in place of tmi's map. A Faculty column "
        "in an export wins over it.",
        examples=[{"Science": ["Biology", "Chemistry", "Physics"]}],
    )
    staff: dict[str, dict[str, str]] = Field(
        default={},
        description="Who holds a role: under each role of the policy's ladder, faculty, house or stage = name.",
        examples=[{"CL": {"Science": "A. Teacher"}}],
    )
    addresses: dict[str, dict[str, str]] = Field(
        default={},
        description="Where e-mail for them goes: under each role, faculty, house or stage = address.",
        examples=[{"CL": {"Science": "science@school.example"}}],
    )
    headers: dict[str, str] = Field(
        default={},
        description="What a header of an export means that tmi does not know or reads otherwise: header = field, "
        "or ignore (tmi inspect --write-mapping writes them).",
        examples=[{"Now at": "working_grade", "Concern Level": "ignore"}],
    )
    intervention_headers: dict[str, str] = Field(
        default={},
        description="The same for sheets of interventions.",
        examples=[{"Done": "strategy"}],
    )
    period_dates: dict[int, date] = Field(
        default={},
        description="On which day each tracking period was taken, 1 to 9.",
        examples=[{1: date(2025, 10, 31), 2: date(2026, 1, 23)}],
        json_schema_extra={"propertyNames": {"pattern": "^[1-9]$"}},
    )
    run: Unattended = Unattended()
    privacy: Privacy = Privacy()
    logs: Logs = Logs()

    @property
    def results_sha256(self) -> str:
        """The hash of what results depend on, whatever the folder: not where things lie, nor how they are kept."""
        places = {"policy", "out", "store", "inbox", "groups", "run", "privacy", "logs"}
        return hashlib.sha256(self.model_dump_json(exclude=places).encode()).hexdigest()

    def out_folder(self, asked: Path | None) -> Path:
        """The folder for what is written: the one ``asked`` for, else the school's own, else ``out``."""
        return asked or Path(self.out or "out")

    def inputs_there(self) -> list[Path]:
        """Where exports and lists are kept, as far as these places exist."""
        return [path for path in map(Path, (*self.inbox, *self.groups)) if path.exists()]

    def delete_by(self, session: str) -> date | None:
        """The day by which what is made of a session is to be deleted, or None where nobody has said."""
        days = self.privacy.keep_days
        return None if days is None else last_day_of(session) + timedelta(days=days)

    @field_validator("period_dates")
    @classmethod
    def _one_after_another(cls, dates: dict[int, date]) -> dict[int, date]:
        days = [dates[period] for period in sorted(dates)]
        if any(period not in range(1, 10) for period in dates):
            raise ValueError("period_dates names a period that is not one of 1 to 9")
        if any(later <= sooner for sooner, later in pairwise(days)):
            raise ValueError("period_dates must be later from period to period")
        return dates


def find_school_file(asked: Path | None) -> Path | None:
    """The school file ``asked`` for, else the nearest ``tmi.toml`` from the working folder upwards, or None."""
    if asked is not None:
        return asked
    here = Path.cwd().resolve()
    return next((path for folder in (here, *here.parents) if (path := folder / SCHOOL_FILE).is_file()), None)


def out_as_told(path: Path) -> Path:
    """The folder for what is written, as far as a school file tells it that holds a mistake somewhere."""
    try:
        # Settings of their own stand above the first table; a mistake further down does not touch them.
        above = re.split(r"(?m)^\s*\[", path.read_text(encoding="utf-8-sig"), maxsplit=1)[0]
        told = tomllib.loads(above).get("out")
    except (OSError, ValueError):
        told = None
    return path.parent / (told if isinstance(told, str) and told else "out")


def load_school(path: Path | None) -> School:
    """Return the settings of a school file, or the defaults where there is none.

    PolicyError where it holds a mistake. A file or folder named by a relative path is taken from
    the folder of the file, so that the same file works from everywhere.
    """
    if path is None:
        return School()
    school = validate(School, read_toml(path), paths=[path])
    here = path.parent

    def placed(told: str | None) -> str | None:
        return str(here / told) if told else told

    privacy = school.privacy.model_copy(
        update={
            "password_file": placed(school.privacy.password_file),
            "key_file": placed(school.privacy.key_file),
        }
    )
    return school.model_copy(
        update={
            "policy": placed(school.policy) if (school.policy or "").endswith(".toml") else school.policy,
            "out": placed(school.out or "out"),
            "store": placed(school.store),
            "inbox": tuple(str(here / folder) for folder in school.inbox),
            "groups": tuple(str(here / folder) for folder in school.groups),
            "privacy": privacy,
            "logs": school.logs.model_copy(update={"folder": placed(school.logs.folder)}),
        }
    )
