"""The school file ``tmi.toml``: what one school sets for itself."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import field_validator

from tmi_cli.policy.toml_file import read_toml, validate
from tmi_cli.records import Record

SCHOOL_FILE = "tmi.toml"


class School(Record):
    """What ``tmi.toml`` may hold; everything has a default.

    ``policy`` and ``out`` are as ``--policy`` and ``--out``; ``store`` is the folder for what people wrote (RAG,
    interventions), which is kept from run to run; paths are taken from the folder of the file.
    ``faculties`` is the school's own map, faculty -> subjects. ``staff`` names who holds a role: role ->
    faculty, house or stage -> name. ``headers`` says what a header means that tmi does not know, or reads
    otherwise: header -> field, or ``ignore``; ``intervention_headers`` does so for sheets of interventions.
    ``period_dates`` says on which day each tracking period was taken.
    """

    name: str | None = None
    policy: str | None = None
    session: str | None = None
    out: str | None = None
    store: str = "store"
    faculties: dict[str, tuple[str, ...]] = {}
    staff: dict[str, dict[str, str]] = {}
    headers: dict[str, str] = {}
    intervention_headers: dict[str, str] = {}
    period_dates: dict[int, date] = {}

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

    PolicyError where it holds a mistake. A policy or output folder named by a relative path is taken
    from the folder of the file, so that the same file works from everywhere.
    """
    if path is None:
        return School()
    school = validate(School, read_toml(path), paths=[path])
    places: dict[str, str] = {}
    if school.policy and school.policy.endswith(".toml"):
        places["policy"] = str(path.parent / school.policy)
    if school.out:
        places["out"] = str(path.parent / school.out)
    places["store"] = str(path.parent / school.store)
    return school.model_copy(update=places)
