"""The facts of an ``.xlsx`` sheet in any form XML allows: slower than ``sheet_scan``, and exact."""

from __future__ import annotations

import re

from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import UNCALCULATED, Found, Place, SheetFacts, check_place
from tmi_cli.exports.xml_events import parse_xml

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,9})")
_TRUE = ("1", "true")


def walk_sheet(xml: bytes, *, sheet: str, limits: Limits) -> SheetFacts:
    """Return the facts of a sheet's XML. Refused where it holds a DOCTYPE, is damaged or reaches too far."""
    walk = _Walk(sheet, limits)
    parse_xml(xml, start=walk.start, end=walk.end, text=walk.text)
    return SheetFacts(walk.rows, walk.columns, walk.faults, walk.hidden_rows, walk.hidden_columns)


class _Walk:
    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet, self.limits = sheet, limits
        self.rows = self.columns = 0
        self.faults: dict[Place, Found] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._row = self._column = -1
        self._type = ""
        self._inside: str | None = None
        self._formula = self._valued = False
        self._value: list[str] = []
        self._cells = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._start_cell(attributes)
        elif tag == "row":
            self._row = _number(attributes.get("r"), self._row + 2) - 1
            self._column = -1
            if attributes.get("hidden") in _TRUE:
                self.hidden_rows.append(self._row)
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            first, last = _number(attributes.get("min"), 1), _number(attributes.get("max"), 0)
            self.hidden_columns.append((first - 1, last - 1))
        elif tag == "f":
            self._formula = True
        elif tag in ("v", "t", "is"):
            self._inside, self._valued = tag, True

    def text(self, text: str) -> None:
        if self._inside in ("v", "t"):
            self._value.append(text)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._inside = None
        elif tag == "c":
            self._end_cell()

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            place = _REFERENCE.fullmatch(reference)
            if place is None:
                raise Refused("damaged")
            self._row = int(place.group(2)) - 1
            self._column = 0
            for letter in place.group(1).upper():
                self._column = self._column * 26 + ord(letter) - ord("A") + 1
            self._column -= 1
        self._type = attributes.get("t", "n")
        self._formula = self._valued = False
        self._value = []

    def _end_cell(self) -> None:
        value = "".join(self._value)
        if not value and not self._formula and self._type != "e":
            return
        check_place(self._row, self._column, sheet=self.sheet, limits=self.limits)
        self._cells += 1
        if self._row < 0 or self._cells > self.limits.cells:
            raise Refused("cells", cells=self.limits.cells)
        self.rows, self.columns = max(self.rows, self._row + 1), max(self.columns, self._column + 1)
        if self._type == "e":
            self.faults[self._row, self._column] = ("error", value or "#ERROR")
        elif self._formula and not value and not (self._valued and self._type == "str"):
            self.faults[self._row, self._column] = ("formula", UNCALCULATED)


def _number(text: str | None, missing: int) -> int:
    if text is None:
        return missing
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Refused("damaged")
    return int(text)
