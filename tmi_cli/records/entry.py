"""Courses, and what one teacher entered for one of them in one period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pydantic import Field, InstanceOf

from tmi_cli.origin import Origin
from tmi_cli.records.kept import KeptCells
from tmi_cli.records.model import Record
from tmi_cli.records.period import Period
from tmi_cli.records.pupil import PupilAsTold

Phase = Literal["bge", "senior"]

RatingField = Literal["effort", "behaviour", "homework"]

RATINGS: tuple[RatingField, ...] = ("effort", "behaviour", "homework")
"""The fields that hold ratings."""

VALUES = ("target", "new_target", "working_grade", "level_code", *RATINGS, "prelim", "predicted")
"""The fields of an entry that a teacher fills in and a rule may read."""

NAMING = ("scn", "surname", "name", "forename", "known_as")
"""The fields that name the pupil of a row, the surest first."""

RAW = (*NAMING, *VALUES, "level", "progress_code", "comment", "faculty")
"""The fields whose cells are kept as they stand: to point at a pupil, to show evidence, to be read by people, and
to tell whether a row says its faculty itself."""


class Course(NamedTuple):
    """A subject at a level in a class: with the pupil, what is judged.

    ``level`` is ``BGE``, ``N2`` .. ``N5``, ``H``, ``AH``, ``SCQF2`` .. ``SCQF7`` or None where no place
    tells it; ``class_code`` is None where the file has no classes.
    """

    subject: str
    level: str | None
    class_code: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """A sheet and the columns in which it holds each field: enough to name the cell of any value.

    One spot serves every row of a sheet (of a block of columns, in wide sheets). ``kept`` holds the cells that
    are still needed: those of ``RAW`` fields.
    """

    file: str
    sheet: str | None
    columns: Mapping[str, int]
    kept: KeptCells

    def origin(self, field: str, row: int) -> Origin:
        """The cell of ``field`` in ``row`` (from 0); the sheet alone where the field has no column."""
        column = self.columns.get(field)
        if column is None:
            return Origin(self.file, self.sheet)
        return Origin(self.file, self.sheet, row, column)

    def pupil_origin(self, row: int) -> Origin:
        """The cell that names the pupil in ``row``: the SCN if it stands there, else the surname."""
        for field in NAMING:
            cell = str(self.raw(field, row)).strip()
            if cell and (field != "scn" or any(letter.isdigit() for letter in cell)):
                return self.origin(field, row)
        return self.origin("surname", row)

    def raw(self, field: str, row: int) -> Any:
        """What stands in the cell of a ``RAW`` field in ``row``; an empty text where there is none."""
        return self.kept.cell(row, self.columns.get(field))


class Entry(Record):
    """What was entered for one pupil's course in one period.

    Values are codes of the policy's scales, or None where nothing (readable) stands. ``unreadable`` names
    the fields in which something stands that cannot be used, ``conflicting`` those in which two rows of
    the course disagree. ``elsewhere`` names the row of a value that another row of the same course gave.
    ``also`` names the other rows that were merged into it. ``empty`` is True where no value was entered.
    """

    told: PupilAsTold
    course: InstanceOf[Course]
    phase: Phase
    period: Period
    counts: bool
    faculty: str | None = None
    teachers: tuple[str, ...] = ()
    target: str | None = None
    new_target: str | None = None
    working_grade: str | None = None
    level_code: str | None = None
    effort: str | None = None
    behaviour: str | None = None
    homework: str | None = None
    prelim: str | None = None
    predicted: str | None = None
    unreadable: frozenset[str] = frozenset()
    conflicting: frozenset[str] = frozenset()
    empty: bool = False
    spot: Spot
    row: int
    elsewhere: Mapping[str, tuple[Spot, int]] = Field(default_factory=dict)
    also: tuple[tuple[Spot, int], ...] = ()

    def place(self, field: str) -> tuple[Spot, int]:
        """The spot and the row which hold the value of ``field``."""
        return self.elsewhere.get(field, (self.spot, self.row))

    def origin(self, field: str) -> Origin:
        """The cell which holds the value of ``field``."""
        spot, row = self.place(field)
        return spot.origin(field, row)

    @property
    def comments(self) -> list[tuple[Any, Origin]]:
        """The comment in each row that was merged into this entry, with its cell; blank ones included."""
        rows = ((self.spot, self.row), *self.also)
        return [(spot.raw("comment", row), spot.origin("comment", row)) for spot, row in rows]

    @property
    def pupil_origin(self) -> Origin:
        """The cell which names the pupil."""
        return self.spot.pupil_origin(self.row)
