"""A form that came back, whatever became of it: sorted, cut, its columns moved, through other programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from tmi_cli.exports import Table
from tmi_cli.exports.table import Fault
from tmi_cli.origin import Origin
from tmi_cli.rag.form import KEY, LOCKED, WRITTEN, words_of
from tmi_cli.rag.keys import read_key

_FIRST_ROWS = 200


class Cell(NamedTuple):
    """What stands in a cell: the value, its words, and where it is."""

    value: Any
    words: str
    origin: Origin


class ReturnedRow(NamedTuple):
    """A row that came back; ``key`` is empty where the cell holds none, and ``key_words`` is what it holds.

    ``locked`` and ``written`` are the cells by header and by field, of the columns that are still there.
    """

    file: str
    key: str
    key_words: str
    locked: Mapping[str, Cell]
    written: Mapping[str, Cell]
    origin: Origin


class Returned(NamedTuple):
    """A file that came back: its rows, the headers it lacks, and when it was changed last (seconds).

    ``why`` says why nothing could be read from it.
    """

    file: str
    rows: tuple[ReturnedRow, ...] = ()
    missing: tuple[tuple[str, Origin], ...] = ()
    changed: float = 0.0
    why: str = ""


def read_returned(file: str, tables: Sequence[Table], *, changed: float = 0.0) -> Returned:
    """Every row of every sheet that has a header with Key and RAG, in whatever row and order."""
    rows: list[ReturnedRow] = []
    missing: list[tuple[str, Origin]] = []
    is_form = False
    for table in tables:
        header = _header(table)
        if header is None:
            continue
        is_form = True
        at, columns = header
        place = Origin(file, table.sheet)
        missing += [(name, place) for name in (*LOCKED, *WRITTEN, KEY) if name not in columns]
        rows += _rows(file, table, at, columns)
    why = "" if is_form else "no sheet has a header with the columns RAG and Key, or RAG, Surname and Subject"
    return Returned(file, tuple(rows), tuple(missing), changed, why)


def _header(table: Table) -> tuple[int, dict[str, int]] | None:
    known = {name.casefold(): name for name in (*LOCKED, *WRITTEN, KEY)}
    for at, row in enumerate(table.rows[:_FIRST_ROWS]):
        columns: dict[str, int] = {}
        for column, value in enumerate(row):
            name = known.get(" ".join(words_of(value).split()).casefold())
            if name:
                columns.setdefault(name, column)
        if "RAG" in columns and (KEY in columns or {"Surname", "Subject"} <= columns.keys()):
            return at, columns
    return None


def _rows(file: str, table: Table, header: int, columns: Mapping[str, int]) -> Iterator[ReturnedRow]:
    for at in range(header + 1, len(table.rows)):
        cells = {
            name: Cell(value, words_of(value), Origin(file, table.sheet, at, column))
            for name, column in columns.items()
            for value in (table.rows[at][column],)
        }
        if not any(cell.words or isinstance(cell.value, Fault) for cell in cells.values()):
            continue
        key = cells.get(KEY)
        yield ReturnedRow(
            file=file,
            key=read_key(key.words) if key else "",
            key_words=key.words if key else "",
            locked={name: cells[name] for name in LOCKED if name in cells},
            written={field: cells[name] for name, field in WRITTEN.items() if name in cells},
            origin=key.origin if key else Origin(file, table.sheet, at, 0),
        )
