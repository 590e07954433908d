"""``--pseudonymise``: whatever could name a person is replaced between the cohort and everything that shows it.

Pupils are matched by their real names and numbers first, so nothing is judged otherwise than without it; what
comes after this place never sees a name, and so can show none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.exports import Table
from tmi_cli.layouts import SheetReading
from tmi_cli.origin import Origin
from tmi_cli.pipeline.masking import LEFT_OUT, may_stay
from tmi_cli.pipeline.reading import Read
from tmi_cli.pipeline.renaming import origin_of, renamed
from tmi_cli.pipeline.tokens import Tokens
from tmi_cli.policy import School
from tmi_cli.records import Problem

_ENDING = re.compile(r" \(\.[^)]*\)$")


class Pseudonymised(NamedTuple):
    """What was read, its cohort and the doubts about it, with tokens for people, files and sheets."""

    read: Read
    cohort: Cohort
    doubts: list[Problem]


def pseudonymised(read: Read, cohort: Cohort, doubts: Sequence[Problem], *, key: bytes) -> Pseudonymised:
    """Return the same with tokens for pupils, staff, files and sheets, without names, numbers and free text.

    Stages, registration classes, houses, groups, subjects and class codes stay, and so do codes and places.
    RequestError where two would share a token.
    """
    tokens = Tokens(key)
    told = _Messages(tokens, read, known={subject for history in cohort.history.values() for subject in history})
    made = renamed(cohort, read.policy, tokens, told.problem)
    return Pseudonymised(_read(read, tokens, told.problem), made, list(map(told.problem, doubts)))


def pseudonymised_read(read: Read, key: bytes) -> Read:
    """What was read, with tokens for files, sheets and staff; of which pupils it tells is forgotten."""
    tokens = Tokens(key)
    return _read(read, tokens, _Messages(tokens, read).problem)


def _read(read: Read, tokens: Tokens, tell: Callable[[Problem], Problem]) -> Read:
    return read._replace(
        school=_school(read.school, tokens),
        readings=[_reading(reading, tokens, tell) for reading in read.readings],
        problems=list(map(tell, read.problems)),
        passed_over=[(tokens.file(name), _ENDING.sub("", reason)) for name, reason in read.passed_over],
        unread=[{**file, "file": tokens.file(file["file"])} for file in read.unread],
    )


class _Messages:
    """Problems again, with tokens for files and sheets, and without values that may name anybody."""

    def __init__(self, tokens: Tokens, read: Read, *, known: Iterable[str] = ()) -> None:
        self._tokens = tokens
        self._policy = read.policy
        self._known = frozenset(known)
        tables = {(r.table.file.name, r.table.sheet) for r in read.readings}
        places = [Origin(file, sheet) for file, sheet in tables] + [Origin(file) for file, _ in tables]
        # The longest first: a name may be the end of another.
        self._places = {
            str(place): str(origin_of(place, tokens))
            for place in sorted(places, key=lambda p: (-len(str(p)), str(p)))
        }

    def problem(self, problem: Problem) -> Problem:
        """The same problem, told without names."""
        place = problem.origin and origin_of(problem.origin, self._tokens)
        if problem.code == "file-unread":
            why = f"{place} could not be read."
            return Problem.of(problem.code, place, sentence=why, todo="Run without --pseudonymise to be told why.")
        value, shown = problem.value, problem.value
        if value is not None and value not in self._known and not may_stay(value, self._policy):
            shown = LEFT_OUT
        texts = {
            name: self._scrubbed(text.replace(f"“{value}”", f"“{shown}”"))
            for name, text in (("message", problem.message), ("hint", problem.hint))
        }
        return problem.model_copy(update={"origin": place, "value": shown, **texts})

    def _scrubbed(self, text: str) -> str:
        for place, token in self._places.items():
            text = text.replace(place, token)
        return text


def _reading(reading: SheetReading, tokens: Tokens, tell: Callable[[Problem], Problem]) -> SheetReading:
    table = reading.table
    place = origin_of(Origin(table.file.name, table.sheet), tokens)
    file = replace(table.file, path=Path(place.file), name=place.file)
    # Of a sheet without a header nobody knows which row would show a pupil.
    rows = table.rows if reading.shape else []
    return replace(
        reading,
        table=Table(
            file,
            place.sheet,
            rows,
            table.hidden,
            table.hidden_rows,
            table.hidden_columns,
            table.notes,
            table.fields,
        ),
        entries=[],
        blanks=[],
        list_rows=[],
        problems=list(map(tell, reading.problems)),
    )


def _school(school: School, tokens: Tokens) -> School:
    staff = {
        role: {unit: tokens.person(name) for unit, name in named.items()} for role, named in school.staff.items()
    }
    return school.model_copy(update={"staff": staff, "addresses": {}})
