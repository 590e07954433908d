"""XML spreadsheets of Excel 2003 (SpreadsheetML), which programs write and call ``.xls``."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import UNCALCULATED, SheetFacts, check_place
from tmi_cli.exports.table import Fault, SourceFile, Table
from tmi_cli.exports.xml_events import parse_xml

_SS = "urn:schemas-microsoft-com:office:spreadsheet "
_X = "urn:schemas-microsoft-com:office:excel "


def read_spreadsheetml(file: SourceFile, data: bytes, limits: Limits) -> list[Table]:
    """Return a table for each worksheet. Refused where it has none, is damaged, or reaches too far."""
    reading = _Reading(file, limits)
    parse_xml(data, start=reading.start, end=reading.end, text=reading.text, namespaces=True)
    if not reading.tables:
        raise Refused("no-sheet")
    return reading.tables


class _Reading:
    def __init__(self, file: SourceFile, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self.tables: list[Table] = []
        self._area = 0
        self._start_sheet("")

    def _start_sheet(self, name: str) -> None:
        self._name = name
        self._cells: dict[tuple[int, int], Any] = {}
        self._hidden = False
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._row = self._column = self._next_row = self._next_column = self._next_told = 0
        self._type: str | None = None
        self._formula = self._in_visible = False
        self._parts: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        get = attributes.get
        if tag == f"{_SS}Worksheet":
            self._start_sheet(get(f"{_SS}Name", ""))
        elif tag == f"{_SS}Column":
            first = _number(get(f"{_SS}Index"), self._next_told + 1) - 1
            last = first + _number(get(f"{_SS}Span"), 0)
            self._next_told = last + 1
            if get(f"{_SS}Hidden") == "1":
                self._hidden_columns.append((first, last))
        elif tag == f"{_SS}Row":
            self._row = _number(get(f"{_SS}Index"), self._next_row + 1) - 1
            self._next_row = self._row + 1 + _number(get(f"{_SS}Span"), 0)
            self._next_column = 0
            if get(f"{_SS}Hidden") == "1":
                self._hidden_rows.extend(range(self._row, min(self._next_row, self.limits.rows)))
        elif tag == f"{_SS}Cell":
            self._column = _number(get(f"{_SS}Index"), self._next_column + 1) - 1
            self._next_column = self._column + 1 + _number(get(f"{_SS}MergeAcross"), 0)
            self._formula = f"{_SS}Formula" in attributes
        elif tag == f"{_SS}Data":
            self._type, self._parts = get(f"{_SS}Type", "String"), []
        elif tag == f"{_X}Visible":
            self._in_visible, self._parts = True, []

    def text(self, text: str) -> None:
        if self._type is not None or self._in_visible:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag == f"{_SS}Data" and self._type is not None:
            self._put(_value(self._type, "".join(self._parts)))
            self._type, self._formula = None, False
        elif tag == f"{_SS}Cell" and self._formula:
            self._put(Fault("formula", UNCALCULATED))
            self._formula = False
        elif tag == f"{_X}Visible":
            self._hidden = "Hidden" in "".join(self._parts)
            self._in_visible = False
        elif tag == f"{_SS}Worksheet":
            self._end_sheet()

    def _put(self, value: Any) -> None:
        if value == "":
            return
        check_place(self._row, self._column, sheet=self._name, limits=self.limits)
        self._cells[self._row, self._column] = value

    def _end_sheet(self) -> None:
        height = max((row for row, _ in self._cells), default=-1) + 1
        width = max((column for _, column in self._cells), default=-1) + 1
        self._area += height * width
        if self._area > self.limits.cells:
            raise Refused("cells", cells=self.limits.cells)
        rows: list[list[Any]] = [[""] * width for _ in range(height)]
        for (row, column), value in self._cells.items():
            rows[row][column] = value
        facts = SheetFacts(hidden_rows=self._hidden_rows, hidden_columns=self._hidden_columns)
        self.tables.append(Table(self.file, self._name, rows, self._hidden, *facts.count_hidden(rows)))
        self._cells = {}


def _value(kind: str, text: str) -> Any:
    """The value of a cell; a text that is not of the kind it says it is stays a text."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            moment = dt.datetime.fromisoformat(text)
            return moment if moment.time() != dt.time() else moment.date()
        if kind == "Boolean":
            return {"1": True, "0": False}[text.strip()]
    except (ValueError, KeyError):
        return text
    return Fault("error", text) if kind == "Error" else text


def _number(text: str | None, missing: int) -> int:
    if text is None:
        return missing
    if not text.isascii() or not text.isdigit() or len(text) > 7:
        raise Refused("damaged")
    return int(text)
