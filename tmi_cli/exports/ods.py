"""The sheets of an OpenDocument spreadsheet: where its cells are, which of them are errors, what is hidden."""

from __future__ import annotations

from tmi_cli.exports.limits import Limits
from tmi_cli.exports.preflight import active_content, open_zip, repack, unpack
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import Found, Place, SheetFacts, check_area, check_place
from tmi_cli.exports.xml_events import parse_xml

_NEEDED = ("mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml", "settings.xml")
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_COLUMNS, _VISIBILITY = f"{_TABLE}number-columns-repeated", f"{_TABLE}visibility"
_TYPE = f"{_OFFICE}value-type"
_ERROR_TYPE = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 value-type"
_HIDDEN = ("collapse", "filter")


def inspect_ods(data: bytes, limits: Limits) -> tuple[bytes, list[SheetFacts], tuple[str, ...]]:
    """Return what a reader may be given, the facts of each sheet in order, and notes on what else it holds.

    Refused where it is locked by a password, damaged or reaches too far: a cell may say that it stands a
    million times.
    """
    with open_zip(data, limits) as archive:
        names = archive.namelist()
        parts = unpack(archive, limits=limits, keep=lambda name: name in _NEEDED)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Refused("locked-otherwise")
    if "content.xml" not in parts:
        raise Refused("damaged")
    walk = _Walk(limits)
    for name, part in parts.items():
        if name == "content.xml":
            parse_xml(part, start=walk.start, end=walk.end, text=walk.text, namespaces=True)
        elif b"<!DOCTYPE" in part:
            raise Refused("doctype")
    check_area(walk.sheets, limits)
    return repack(parts), walk.sheets, active_content(names, parts)


class _Walk:
    """The sheets of a document, filled as it is parsed. It sees millions of cells, so it does little for each."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheets: list[SheetFacts] = []
        self._name = ""
        self._depth = 0
        self._reset()

    def _reset(self) -> None:
        self._rows = self._columns = 0
        self._faults: dict[Place, Found] = {}
        self._hidden_rows: list[int] = []
        self._hidden_columns: list[tuple[int, int]] = []
        self._row = self._column = self._columns_told = 0
        self._row_repeat = self._repeat = 1
        # Whether a text would tell something: that the cell is in use, or which error it shows.
        self._listens = self._error = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _CELLS:
            if self._depth == 1:
                told = attributes.get(_COLUMNS)
                self._repeat = 1 if told is None else _times(told)
                self._column += self._repeat
                self._error = attributes.get(_ERROR_TYPE) == "error"
                self._listens = self._error or _TYPE not in attributes
                if not self._listens:
                    self._use()
        elif tag == f"{_TABLE}table":
            self._depth += 1
            if self._depth == 1:
                self._reset()
                self._name = attributes.get(f"{_TABLE}name", "")
        elif self._depth != 1:
            return
        elif tag == f"{_TABLE}table-row":
            self._row_repeat = _times(attributes.get(f"{_TABLE}number-rows-repeated", "1"))
            self._column = 0
            if attributes.get(_VISIBILITY) in _HIDDEN:
                last = min(self._row + self._row_repeat, self.limits.rows)
                self._hidden_rows.extend(range(self._row, last))
        elif tag == f"{_TABLE}table-column":
            repeat = _times(attributes.get(_COLUMNS, "1"))
            if attributes.get(_VISIBILITY) in _HIDDEN:
                self._hidden_columns.append((self._columns_told, self._columns_told + repeat - 1))
            self._columns_told += repeat

    def text(self, text: str) -> None:
        if self._listens and not text.isspace():
            self._listens = False
            self._use(text.strip())

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE}table":
            if self._depth == 1:
                self.sheets.append(
                    SheetFacts(self._rows, self._columns, self._faults, self._hidden_rows, self._hidden_columns)
                )
            self._depth -= 1
        elif tag == f"{_TABLE}table-row" and self._depth == 1:
            self._row += self._row_repeat
            self._listens = False
        elif self._error and self._listens and tag in _CELLS:
            self._listens = False
            self._use("#ERROR")

    def _use(self, shown: str = "") -> None:
        row, column = self._row + self._row_repeat, self._column
        if row > self._rows or column > self._columns:
            check_place(row - 1, column - 1, sheet=self._name, limits=self.limits)
            self._rows, self._columns = max(self._rows, row), max(self._columns, column)
            if self._rows * self._columns > self.limits.cells:
                raise Refused("cells", cells=self.limits.cells)
        if self._error:
            for r in range(self._row, row):
                for c in range(column - self._repeat, column):
                    self._faults[r, c] = ("error", shown)


def _times(told: str) -> int:
    if not told.isascii() or not told.isdigit() or len(told) > 7 or not int(told):
        raise Refused("damaged")
    return int(told)
