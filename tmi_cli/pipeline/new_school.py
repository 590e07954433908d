"""A new school's folder: where exports, results and logs go, and a school file that explains itself."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tmi_cli.errors import OutputError, RequestError
from tmi_cli.pipeline.first_look import FirstLook, first_look
from tmi_cli.pipeline.options import Tell, silent
from tmi_cli.policy import DEFAULT_POLICY, Policy, SubjectMap, load_policy
from tmi_cli.policy.ladder import STAGES
from tmi_cli.policy.schema import as_text, policy_schema, school_schema
from tmi_cli.policy.school import SCHOOL_FILE
from tmi_cli.policy.school_text import SCHEMA_FILE, school_text
from tmi_cli.records.period import is_session, session_of
from tmi_cli.runs.modes import make_folder
from tmi_cli.runs.replace import replace_file

POLICY_SCHEMA_FILE = "policy.schema.json"
FOLDERS = ("exports", "out", "store", "logs")


class NewSchool(NamedTuple):
    """What is known of a school, None where nobody has said it.

    ``policy`` is a shipped name or a path, ``exports`` are the first ones, ``keep_days`` is for how many days
    after a session what is made of it is kept.
    """

    name: str | None = None
    policy: str | None = None
    session: str | None = None
    exports: Sequence[Path] = ()
    keep_days: int | None = None


def refuse_known_school(folder: Path) -> None:
    """RequestError where a folder has a school file already, or is none."""
    if folder.exists() and not folder.is_dir():
        raise RequestError(f"{folder} is a file.", hint="Name a folder; it is made where there is none.")
    if (folder / SCHOOL_FILE).exists():
        raise RequestError(
            f"There is a {SCHOOL_FILE} already, which is not overwritten.",
            where=str(folder / SCHOOL_FILE),
            hint="Change it with an editor; or move it away, and run tmi init again.",
        )


def make_school_folder(folder: Path, new: NewSchool, *, today: date, tell: Tell = silent) -> FirstLook | None:
    """Make the folder of a school, or complete one that has no school file yet.

    Returned is what the first exports tell, None without any. The school file is written last, so that whoever is
    stopped may begin again. RequestError where there is one already, OutputError where the folder cannot be
    written; ``TmiError`` for a wrong policy, session or export: then nothing is written.
    """
    refuse_known_school(folder)
    session = new.session or session_of(today)
    if not is_session(session):
        raise RequestError(f"{session} is not a session.", hint="Write a session like 2025-26.")
    policy = load_policy(new.policy or DEFAULT_POLICY)
    look = first_look(new.exports, policy, session=session, tell=tell) if new.exports else None
    text = school_text(
        _given(new, folder, look),
        offered=_offered(policy, look),
        notes=_notes(look),
    )
    try:
        for path in (folder, *(folder / name for name in FOLDERS)):
            make_folder(path)
    except OSError as error:
        raise OutputError(
            f"The folder could not be made ({error.strerror or type(error).__name__}).",
            where=str(folder),
            hint="Choose another folder, or ask for permission.",
        ) from None
    replace_file(folder / SCHEMA_FILE, as_text(school_schema()).encode("utf-8"))
    replace_file(folder / POLICY_SCHEMA_FILE, as_text(policy_schema()).encode("utf-8"))
    replace_file(folder / SCHOOL_FILE, text.encode("utf-8"))
    return look


def _given(new: NewSchool, folder: Path, look: FirstLook | None) -> dict[str, Any]:
    """The settings that the file begins with."""
    policy = new.policy
    if policy and Path(policy).suffix == ".toml" and not Path(policy).is_absolute():
        policy = Path(os.path.relpath(policy, folder)).as_posix()
    return {
        "name": new.name,
        "policy": policy,
        "session": new.session,
        "faculties": _faculties(look) if look and look.faculties else {},
        "privacy": {"keep_days": new.keep_days},
    }


def _faculties(look: FirstLook) -> dict[str, list[str]]:
    """Every faculty with its subjects; those of tmi's own map too, because the school's map stands alone."""
    names = sorted({*look.faculties, *look.guessed})
    return {name: sorted({*look.faculties.get(name, ()), *look.guessed.get(name, ())}) for name in names}


def _offered(policy: Policy, look: FirstLook | None) -> dict[str, Mapping[str, Any]]:
    """An empty place for each faculty, house or stage that a role of the ladder looks after; and the faculties
    that tmi takes without a Faculty column."""
    usual = {"faculty": SubjectMap().faculties, "stage": STAGES, "house": ("Name of a house",)}
    units: Mapping[str, Sequence[str]] = {**usual, **(look.units if look else {})}
    kinds = {step.role: step.unit for ladder in policy.ladders for step in ladder.steps}
    places = {role: dict.fromkeys(units[kind], "") for role, kind in kinds.items()}
    offered: dict[str, Mapping[str, Any]] = {"staff": places, "addresses": places}
    return {**offered, "faculties": look.guessed} if look and not look.faculties else offered


def _notes(look: FirstLook | None) -> dict[str, str]:
    return {"faculties": " ".join(_notes_on_faculties(look))} if look else {}


def _notes_on_faculties(look: FirstLook) -> Iterator[str]:
    if look.faculties:
        yield "These are the faculties of your first export; add subjects that it does not hold."
        for faculty, subjects in look.guessed.items():
            yield f"{', '.join(subjects)} had none there, and stands under {faculty} as in tmi's own map."
    elif look.guessed:
        yield "Your first export has no Faculty column, so tmi takes these; where yours are others, correct them,"
        yield "and take away the # of every line."
    for subject, names in look.doubtful.items():
        told = f"{subject} stood under {' and '.join(names)}" if names else f"No faculty is known for {subject}"
        yield f"{told}: add it where it belongs."
