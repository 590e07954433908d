"""What reading a sheet gives: entries, problems, and an account of every row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tmi_cli.exports import Table
from tmi_cli.layouts.shape import Shape
from tmi_cli.records import Course, Entry, Phase, Problem, PupilAsTold, Spot


class Blank(NamedTuple):
    """A place for an entry in which nothing stands; an entry only where the course is known (see cohort)."""

    told: PupilAsTold
    course: Course
    phase: Phase
    period: int
    counts: bool
    faculty: str | None
    teachers: tuple[str, ...]
    spot: Spot
    row: int

    def entry(self, course: Course) -> Entry:
        """The empty entry of a known course."""
        return Entry(**{**self._asdict(), "course": course}, empty=True)


class Taught(NamedTuple):
    """What a row of a class list tells: who teaches a pupil a subject, in which class."""

    subject: str
    class_code: str
    teacher: str


class ListRow(NamedTuple):
    """A row of a list beside the exports: what it tells of a pupil."""

    told: PupilAsTold
    spot: Spot
    row: int
    taught: Taught | None = None


class Passed(NamedTuple):
    """A row that was ignored or rejected (row from 0), and why."""

    row: int
    reason: str


@dataclass(slots=True)
class SheetReading:
    """One sheet as it was understood.

    ``rows = read + len(rejected) + len(ignored)`` holds for every sheet; of a sheet left out all rows are
    ignored and ``reason`` says why. ``periods`` are those found in the sheet. ``table`` has its rows only where
    whoever asked for the reading asked for them too (``read_table``). ``given_as`` says what its file was given
    as: ``exports``, ``groups`` or ``lists``.
    """

    table: Table
    layout: str
    shape: Shape | None = None
    reason: str | None = None
    rows: int = 0
    read: int = 0
    rejected: list[Passed] = field(default_factory=list)
    ignored: list[Passed] = field(default_factory=list)
    periods: set[int] = field(default_factory=set)
    period_from: str | None = None
    entries: list[Entry] = field(default_factory=list)
    blanks: list[Blank] = field(default_factory=list)
    list_rows: list[ListRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    given_as: str = "exports"

    @property
    def ignored_count(self) -> int:
        """The number of ignored rows; all of them where the sheet was left out."""
        return self.rows if self.layout == "left-out" else len(self.ignored)

    def summary(self) -> dict[str, Any]:
        """The account of the sheet as ``sources`` shows it (interface of ``tmi flag --format json``)."""
        account: dict[str, Any] = {
            "file": self.table.file.name,
            "sheet": self.table.sheet,
            "sha256": self.table.file.sha256,
            "size": self.table.file.size,
            "given_as": self.given_as,
            "kind": self.table.file.kind,
            "layout": self.layout,
            "period": next(iter(self.periods)) if len(self.periods) == 1 else None,
            "rows": self.rows,
            "read": self.read,
            "rejected": len(self.rejected),
            "ignored": self.ignored_count,
            "hidden_rows": self.table.hidden_rows,
            "hidden_columns": self.table.hidden_columns,
        }
        if self.table.file.encoding:
            account["encoding"] = self.table.file.encoding
            account["separator"] = self.table.file.separator
        notes = [*self.table.file.notes, *self.table.notes]
        if self.table.hidden_rows or self.table.hidden_columns:
            hidden = f"{self.table.hidden_rows} hidden rows and {self.table.hidden_columns} hidden columns"
            notes.append(f"holds {hidden}; they were read")
        if notes:
            account["notes"] = notes
        if self.reason:
            account["reason"] = self.reason
        return account
