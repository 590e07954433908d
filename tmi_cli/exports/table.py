"""Tables of raw cells, and how a cell reads as text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal


class Fault:
    """A cell that looks blank to a reader and is not: a spreadsheet error, or an uncalculated formula."""

    __slots__ = ("kind", "shown")

    def __init__(self, kind: Literal["error", "formula"], shown: str) -> None:
        self.kind = kind
        self.shown = shown

    def __repr__(self) -> str:
        return f"Fault({self.kind!r}, {self.shown!r})"

    def __str__(self) -> str:
        return self.shown


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was given: ``path`` on disk, ``name`` as it is told (relative to the folder given).

    ``kind`` is what its content is (``xlsx``, ``csv`` ...), whatever its suffix says. ``sha256`` is the
    hash of the very bytes that were parsed. Each of ``notes`` continues a sentence that begins with the
    file's name ("holds macros: only the values were read").
    """

    path: Path
    name: str
    kind: str
    sha256: str
    size: int
    encoding: str | None = None
    separator: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One sheet as raw cells: ``rows[r][c]`` is the cell in row r + 1 and column c + 1 of the sheet.

    Rows are as long as the sheet is wide. A cell is text, a number, a boolean, a date or time, a ``Fault``,
    or an empty text; of merged cells the first one holds the value. ``hidden`` says that the whole sheet is;
    ``hidden_rows`` and ``hidden_columns`` count those within it, which are read all the same.
    ``notes`` continue a sentence that begins with the name of the sheet, or of the file where there is none.
    ``fields`` is for delimited text: how many fields each row had before it was made as long as the others
    (see ``misfit``).
    """

    file: SourceFile
    sheet: str | None
    rows: list[list[Any]]
    hidden: bool = False
    hidden_rows: int = 0
    hidden_columns: int = 0
    notes: tuple[str, ...] = field(default=())
    fields: tuple[int, ...] = ()

    def misfit(self, row: int, header: int) -> int:
        """Return how many fields ``row`` has more (or, below 0, fewer) than the row of the ``header``.

        0 for a blank row, and always for workbooks, whose cells cannot shift. Rows count from 0. An empty
        last column that only some rows have does not count.
        """
        if not self.fields or not self.fields[row]:
            return 0
        return self.fields[row] - self.fields[header]


def cell_text(value: Any) -> str:
    """Return a cell as the text a person would read: spaces trimmed, whole numbers without ``.0``.

    Non-breaking spaces count as spaces. A ``Fault`` reads as an empty text.
    """
    if value.__class__ is str:
        return str(value).replace("\xa0", " ").strip()
    if value.__class__ is float:
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if value is None or isinstance(value, Fault):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    return str(value).strip()
