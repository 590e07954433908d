"""What a sheet tells that a reader of values hides: error cells, uncalculated formulas, hidden rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.table import Fault

Place = tuple[int, int]
Found = tuple[Literal["error", "formula"], str]

_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
"""The size of a sheet in Excel and in LibreOffice."""

UNCALCULATED = "=…"
"""What a formula without a value shows: the formula itself would mislead more than it tells."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What was seen of a sheet before its values are read.

    ``rows`` and ``columns`` reach from A1 to the last cell in use (or a little further: they are bounds);
    formatted cells without a value are not in use. ``faults`` are by (row, column) from 0, each as its kind
    and what the cell shows. ``hidden_rows`` are row numbers from 0, ``hidden_columns`` (first, last) pairs.
    ``plain`` says that the sheet is written as Excel writes it, so that no reader can take it otherwise.
    """

    rows: int = 0
    columns: int = 0
    faults: Mapping[Place, Found] = field(default_factory=dict)
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[tuple[int, int]] = ()
    plain: bool = False

    def count_hidden(self, rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
        """Return how many of a table's rows and columns are hidden; those outside of it hide nothing."""
        width = max((len(row) for row in rows), default=0)
        columns = {c for first, last in self.hidden_columns for c in range(first, min(last + 1, width))}
        return len({row for row in self.hidden_rows if row < len(rows)}), len(columns)


def cell_name(row: int, column: int) -> str:
    """Return how a spreadsheet calls the cell in a row and column from 0: ``K14``."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def check_place(row: int, column: int, *, sheet: str, limits: Limits) -> None:
    """Refused where a cell in use (row and column from 0) lies beyond the limits, or where no cell can be."""
    if not (0 <= row < _MOST_ROWS and 0 <= column < _MOST_COLUMNS):
        raise Refused("damaged")
    if row >= limits.rows or column >= limits.columns:
        raise Refused("far-cell", cell=cell_name(row, column), sheet=sheet)


def check_area(sheets: Sequence[SheetFacts], limits: Limits) -> None:
    """Refused where the sheets of a workbook together take more cells than the limits allow."""
    if sum(facts.rows * facts.columns for facts in sheets) > limits.cells:
        raise Refused("cells", cells=limits.cells)


def put_faults(rows: list[list[Any]], facts: SheetFacts) -> None:
    """Put a ``Fault`` into each blank cell of a table that is an error or an uncalculated formula."""
    width = max((len(row) for row in rows), default=0)
    if facts.faults:
        height = max(row for row, _ in facts.faults) + 1
        wide = max(width, max(column for _, column in facts.faults) + 1)
        rows.extend([""] * width for _ in range(height - len(rows)))
        if wide > width:
            for line in rows:
                line.extend([""] * (wide - len(line)))
    for (row, column), fault in facts.faults.items():
        # OpenDocument files may show an error as a text, which a reader takes for one.
        if fault[0] == "error" or rows[row][column] == "":
            rows[row][column] = Fault(*fault)
