"""One sheet of interventions, as SEEMiS exports it or a school keeps it: every row read, rejected or ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from tmi_cli.exports import Table, cell_text
from tmi_cli.interventions.dates import read_date
from tmi_cli.interventions.words import ACTION_WORDS, ActionWords
from tmi_cli.layouts.codes import is_nothing
from tmi_cli.layouts.context import Context
from tmi_cli.layouts.header import LOOK_AT
from tmi_cli.layouts.level_text import read_course
from tmi_cli.layouts.pupil_cells import PupilCells
from tmi_cli.origin import Origin
from tmi_cli.policy import Menu, SubjectMap
from tmi_cli.records import Intervention, period_in_text
from tmi_cli.records.period import session_of

_EVERYWHERE = frozenset({"all", "all subjects", "whole school", "wholeschool", "general", "pastoral", "none"})
_DATES = ("started", "review", "reviewed")
_SAID = tuple(name for name in ACTION_WORDS if name not in ("number", "by"))


class Remark(NamedTuple):
    """A sentence about a cell; it names no pupil."""

    origin: Origin
    says: str


@dataclass(slots=True)
class ActionSheet:
    """A sheet of interventions; ``rows = len(read) + len(rejected) + len(ignored)``, rows below its header.

    Of a sheet that is none, ``reason`` says why and all rows are ignored. ``remarks`` are about cells that could
    not be used in rows that were read; ``unknown`` are headers that mean nothing to tmi.
    """

    file: str
    sheet: str | None
    rows: int = 0
    read: list[Intervention] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    ignored: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    unknown: tuple[str, ...] = ()
    reason: str | None = None


def read_sheet(table: Table, *, words: ActionWords, menu: Menu, subjects: SubjectMap, session: str) -> ActionSheet:
    """Read a table. An intervention with a date is of that day's session, one without of ``session``."""
    made = ActionSheet(table.file.name, table.sheet)
    header = _find_header(table, words)
    if header is None:
        made.rows = len(table.rows)
        made.reason = "no row is a header with a pupil (SCN, Surname, Name) and a strategy (Intervention, Action)"
        made.ignored = [Remark(Origin(made.file, made.sheet, row, 0), "no header") for row in range(made.rows)]
        return made
    at, columns = header
    titles = [cell_text(cell) for cell in table.rows[at]]
    used = set(columns.values())
    made.unknown = tuple(t for i, t in enumerate(titles) if t and i not in used and not words.ignores(t))
    reader = _Rows(made, columns, menu=menu, subjects=subjects, session=session)
    for row in range(at + 1, len(table.rows)):
        made.rows += 1
        reader.read(row, table.rows[row], titles)
    return made


def _find_header(table: Table, words: ActionWords) -> tuple[int, dict[str, int]] | None:
    """The row in which most columns are understood, with a pupil and a strategy; the first of equals."""
    best: tuple[int, dict[str, int]] | None = None
    for row in range(min(LOOK_AT, len(table.rows))):
        ranked: dict[str, tuple[int, int]] = {}
        for column, cell in enumerate(table.rows[row]):
            known = words.field(cell_text(cell))
            if known and (known[0] not in ranked or known[1] < ranked[known[0]][0]):
                ranked[known[0]] = (known[1], column)
        columns = {name: column for name, (_, column) in ranked.items()}
        is_header = "strategy" in columns and columns.keys() & {"scn", "surname", "name"}
        if is_header and (best is None or len(columns) > len(best[1])):
            best = (row, columns)
    return best


class _Rows:
    """Reads the rows of one sheet into it."""

    def __init__(
        self, made: ActionSheet, columns: Mapping[str, int], *, menu: Menu, subjects: SubjectMap, session: str
    ) -> None:
        self._made, self._columns = made, columns
        self._menu, self._subjects, self._session = menu, subjects, session
        self._pupils = PupilCells(columns, Context())

    def read(self, row: int, cells: Sequence[Any], titles: Sequence[str]) -> None:
        texts = [cell_text(cell) for cell in cells]
        first = next((column for column, text in enumerate(texts) if text), None)
        if first is None:
            self._made.ignored.append(Remark(self._origin(row, 0), "blank"))
            return
        if texts == list(titles):
            self._made.ignored.append(Remark(self._origin(row, first), "the header again"))
            return
        if not any(self._text(texts, name) for name in _SAID):
            self._made.ignored.append(Remark(self._origin(row, first), "nothing is recorded"))
            return
        told, number = self._pupils.read(cells)
        if told is None:
            lost = "the SCN is damaged and there is no name" if number.damage == "lost" else "no pupil is named"
            self._made.rejected.append(Remark(self._place(row, "scn", "surname", "name"), lost))
            return
        strategy = " ".join(self._text(texts, "strategy").split())
        if not strategy:
            self._made.rejected.append(Remark(self._place(row, "strategy"), "no strategy is named"))
            return
        days = {name: self._day(row, cells, name) for name in _DATES}
        stage = self._text(texts, "intervention_stage")
        period = self._text(texts, "period")
        self._made.read.append(
            Intervention(
                session=session_of(days["started"]) if days["started"] else self._session,
                pupil=told,
                subject=self._subject(self._text(texts, "subject")),
                strategy=self._menu.strategy_named(strategy) or strategy,
                stage=self._menu.stage_named(stage) or stage,
                by_whom=self._text(texts, "by"),
                **days,
                outcome=self._text(texts, "outcome"),
                note=self._text(texts, "note"),
                period=period_in_text(period, bare=True) if period else None,
                source=self._place(row, "strategy"),
            )
        )

    def _text(self, texts: Sequence[str], name: str) -> str:
        column = self._columns.get(name)
        text = texts[column] if column is not None and column < len(texts) else ""
        return "" if is_nothing(text) else text

    def _day(self, row: int, cells: Sequence[Any], name: str) -> date | None:
        column = self._columns.get(name)
        if column is None or is_nothing(cell_text(cells[column])):
            return None
        day = read_date(cells[column])
        if day is None:
            self._made.remarks.append(Remark(self._origin(row, column), f"the {_title(name)} is no date"))
        return day

    def _subject(self, text: str) -> str | None:
        if not text or text.casefold() in _EVERYWHERE:
            return None
        return self._subjects.subject(read_course(text).subject or text)

    def _place(self, row: int, *names: str) -> Origin:
        return self._origin(row, next((self._columns[name] for name in names if name in self._columns), 0))

    def _origin(self, row: int, column: int) -> Origin:
        return Origin(self._made.file, self._made.sheet, row, column)


def _title(name: str) -> str:
    return {"started": "start date", "review": "review date", "reviewed": "date of the review"}[name]
