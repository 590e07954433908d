"""Which texts of an export name nobody and may stay under ``--pseudonymise``; all others are left out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from tmi_cli.exports import Fault, cell_text
from tmi_cli.layouts.codes import is_nothing
from tmi_cli.policy import Policy
from tmi_cli.policy.scale import KINDS_OF_COURSE
from tmi_cli.records import Entry, KeptCells, Spot
from tmi_cli.records.entry import NAMING, RAW, VALUES

LEFT_OUT = "(left out)"
"""What stands for a text that might name somebody."""

_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{1,4})? ?%?|\d{1,7} of \d{1,7}|#[A-Z/0]{1,8}[!?]?")


def may_stay(text: str, policy: Policy) -> bool:
    """Whether a text can name nobody: a code of the policy, a level, a short figure, a spreadsheet error."""
    return not text or text in KINDS_OF_COURSE or _FIGURE.fullmatch(text) is not None or _is_code(text, policy)


def _is_code(text: str, policy: Policy) -> bool:
    return is_nothing(text) or any(scale.read(text) is not None for scale in policy.scales.values())


class CellMask:
    """The kept cells of sheets, masked: codes and figures stay, of names and comments only that they are there."""

    def __init__(self, policy: Policy) -> None:
        self._may_stay = lru_cache(maxsize=None)(lambda text: may_stay(text, policy))
        self._rows: dict[int, tuple[KeptCells, list[list[Any]]]] = {}

    def kept(self, spot: Spot) -> KeptCells:
        """The masked cells of a sheet: those of the rows that were added before or will be."""
        return KeptCells(self._masked(spot.kept), spot.kept.places)

    def add(self, entry: Entry, spot: Spot, row: int) -> None:
        """Mask the cells in which one row tells of an entry."""
        rows, places = self._masked(spot.kept), spot.kept.places
        line = rows[row] or [""] * len(places)
        rows[row] = line
        for field in RAW:
            place = places.get(spot.columns.get(field, -1))
            if place is not None:
                cell = spot.raw(field, row)
                line[place] = cell if cell == "" else self._cell(field, cell, _code(entry, field, spot, row))

    def _masked(self, kept: KeptCells) -> list[list[Any]]:
        found = self._rows.get(id(kept))
        if found is None:
            # What was masked is held on to: its identity stands for it.
            found = self._rows[id(kept)] = (kept, [[] for _ in kept.rows])
        return found[1]

    def _cell(self, field: str, cell: Any, code: str | None) -> Any:
        text = cell_text(cell)
        if field in NAMING:
            # Whether a number stands there tells which cell names the pupil (Spot.pupil_origin).
            told = str(cell).strip()
            return ("9" if any(map(str.isdigit, told)) else "x") if told else ""
        if isinstance(cell, Fault):
            return Fault(cell.kind, "")
        if field == "comment":
            return LEFT_OUT if text else ""
        return text if self._may_stay(text) else code or LEFT_OUT


def _code(entry: Entry, field: str, spot: Spot, row: int) -> str | None:
    """The code that an entry read out of a cell, or None where it did not."""
    meant = "level_code" if field in ("level", "progress_code") else field
    if meant not in VALUES or entry.place(meant) != (spot, row):
        return None
    code: str | None = getattr(entry, meant)
    return code
