"""The school file ``tmi.toml``: what one school sets for itself."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from tmi_cli.policy.toml_file import MisplacedError, read_toml, validate
from tmi_cli.records import Record
from tmi_cli.records.period import last_day_of

SCHOOL_FILE = "tmi.toml"


class Unattended(Record):
    """``[run]``: what ``tmi run`` makes, and when it rather makes nothing.

    ``check``, ``snapshots`` and ``mail`` switch these parts; ``rag`` says for whom forms are made, nobody where it
    is empty. ``accept`` names doubts that were looked into once and for all. ``strict`` lets one unreadable
    file stop the run. ``most_errors`` is how many errors for a hundred courses are borne: with more, nothing is
    published.
    """

    check: bool = True
    snapshots: bool = True
    rag: tuple[Literal["faculty", "house", "stage"], ...] = ("faculty",)
    mail: bool = True
    accept: tuple[str, ...] = ()
    strict: bool = True
    most_errors: float = Field(default=10.0, ge=0)


class Privacy(Record):
    """``[privacy]``: how what is written is kept.

    ``keep_days`` counts from the last day of the session (31 July): ``tmi purge`` lists what is older, and every
    workbook says so; without one nothing is ever old. ``group_readable`` lets the owner's group read what
    is written, for a shared folder. ``encrypt`` locks every workbook with the first line of ``password_file``.
    ``key_file`` holds the key of ``--pseudonymise``. ``names_on_screen`` may be switched off: tables at the
    terminal then name no pupil, unless ``--show-names`` is given.
    """

    keep_days: int | None = Field(default=None, ge=1)
    group_readable: bool = False
    encrypt: bool = False
    password_file: str | None = None
    key_file: str | None = None
    names_on_screen: bool = True

    @model_validator(mode="after")
    def _has_a_password(self) -> Privacy:
        if self.encrypt and self.password_file is None:
            raise MisplacedError("encrypt needs a password_file, whose first line is the password", "encrypt")
        return self


class Logs(Record):
    """``[logs]``: the logs of ``tmi run``, one file a run.

    They stand in ``folder``; the newest ``keep`` of them stay, none for longer than ``days``. ``json_lines``
    makes each line an object of JSON, ``json_lines = false`` a line to read.
    """

    folder: str = "logs"
    keep: int = Field(default=200, ge=1)
    days: int = Field(default=400, ge=1)
    json_lines: bool = False


class School(Record):
    """What ``tmi.toml`` may hold; everything has a default.

    ``policy`` and ``out`` are as ``--policy`` and ``--out``; ``store`` is the folder for what people wrote (RAG,
    interventions), which is kept from run to run; ``inbox`` are the folders in which ``tmi run`` looks for
    exports; ``groups`` are lists, as ``--groups``; paths are taken from the folder of the file.
    ``faculties`` is the school's own map, faculty -> subjects. ``staff`` names who holds a role: role ->
    faculty, house or stage -> name; ``addresses`` says likewise where e-mail for them goes. ``headers`` says
    what a header means that tmi does not know, or reads otherwise: header -> field, or ``ignore``;
    ``intervention_headers`` does so for sheets of interventions. ``period_dates`` says on which day each
    tracking period was taken.
    """

    name: str | None = None
    policy: str | None = None
    session: str | None = None
    out: str | None = None
    store: str = "store"
    inbox: tuple[str, ...] = ("exports",)
    groups: tuple[str, ...] = ()
    faculties: dict[str, tuple[str, ...]] = {}
    staff: dict[str, dict[str, str]] = {}
    addresses: dict[str, dict[str, str]] = {}
    headers: dict[str, str] = {}
    intervention_headers: dict[str, str] = {}
    period_dates: dict[int, date] = {}
    run: Unattended = Unattended()
    privacy: Privacy = Privacy()
    logs: Logs = Logs()

    def delete_by(self, session: str) -> date | None:
        """The day by which what is made of a session is to be deleted, or None where nobody has said."""
        days = self.privacy.keep_days
        return None if days is None else last_day_of(session) + timedelta(days=days)

    @field_validator("inbox", "groups", mode="before")
    @classmethod
    def _one_or_several(cls, told: object) -> object:
        return [told] if isinstance(told, str) else told

    @field_validator("period_dates")
    @classmethod
    def _one_after_another(cls, dates: dict[int, date]) -> dict[int, date]:
        days = [dates[period] for period in sorted(dates)]
        if any(period not in range(1, 10) for period in dates):
            raise ValueError("period_dates names a period that is not one of 1 to 9")
        if any(later <= sooner for sooner, later in pairwise(days)):
            raise ValueError("period_dates must be later from period to period")
        return dates


def find_school_file(start: Path) -> Path | None:
    """The nearest ``tmi.toml`` in a folder or those above it, or None."""
    folder = start.resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / SCHOOL_FILE).is_file():
            return candidate / SCHOOL_FILE
    return None


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
