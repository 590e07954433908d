"""The cells of a sheet that are still needed once it was read; all others are forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple, Self


class KeptCells(NamedTuple):
    """Some columns of a sheet: ``rows`` holds their cells alone, ``places`` where each column stands in a row.

    Rows and columns are counted as in the sheet, from 0.
    """

    rows: Sequence[Sequence[Any]]
    places: Mapping[int, int]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], columns: Iterable[int]) -> Self:
        """Keep some columns of all rows; of a row that is too short for a column, an empty text."""
        wanted = sorted(set(columns))
        places = {column: place for place, column in enumerate(wanted)}
        if not wanted:
            return cls([()] * len(rows), places)
        # A getter of one column would return the bare cell; the last one twice does no harm.
        pick, width = itemgetter(*wanted, wanted[-1]), wanted[-1] + 1
        return cls([pick(row if len(row) >= width else [*row, *[""] * width]) for row in rows], places)

    def cell(self, row: int, column: int | None) -> Any:
        """What stands in a cell; an empty text where its column was not kept."""
        place = None if column is None else self.places.get(column)
        return "" if place is None else self.rows[row][place]
