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
        self._text: list[str] = []
        self._filled = self._error = self._in_cell = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == f"{_TABLE}table":
            self._depth += 1
            if self._depth == 1:
                self._reset()
                self._name = attributes.get(f"{_TABLE}name", "")
        elif self._depth != 1:
            return
        elif tag == f"{_TABLE}table-column":
            repeat = self._times(attributes.get(f"{_TABLE}number-columns-repeated"))
            if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
                self._hidden_columns.append((self._columns_told, self._columns_told + repeat - 1))
            self._columns_told += repeat
        elif tag == f"{_TABLE}table-row":
            self._row_repeat = self._times(attributes.get(f"{_TABLE}number-rows-repeated"))
            self._column = 0
            if attributes.get(f"{_TABLE}visibility") in _HIDDEN:
                last = min(self._row + self._row_repeat, self.limits.rows)
                self._hidden_rows.extend(range(self._row, last))
        elif tag in _CELLS:
            self._repeat = self._times(attributes.get(f"{_TABLE}number-columns-repeated"))
            self._filled = f"{_OFFICE}value-type" in attributes
            self._error = attributes.get(_ERROR_TYPE) == "error"
            self._text = []
            self._in_cell = True

    def text(self, text: str) -> None:
        if self._in_cell:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if tag == f"{_TABLE}table":
            if self._depth == 1:
                self.sheets.append(
                    SheetFacts(self._rows, self._columns, self._faults, self._hidden_rows, self._hidden_columns)
                )
            self._depth -= 1
        elif self._depth != 1:
            return
        elif tag == f"{_TABLE}table-row":
            self._row += self._row_repeat
        elif tag in _CELLS:
            self._in_cell = False
            self._end_cell()
            self._column += self._repeat

    def _end_cell(self) -> None:
        text = "".join(self._text).strip()
        if not text and not self._filled:
            return
        row, column = self._row + self._row_repeat - 1, self._column + self._repeat - 1
        check_place(row, column, sheet=self._name, limits=self.limits)
        self._rows, self._columns = max(self._rows, row + 1), max(self._columns, column + 1)
        if self._rows * self._columns > self.limits.cells:
            raise Refused("cells", cells=self.limits.cells)
        if self._error:
            for r in range(self._row, row + 1):
                for c in range(self._column, column + 1):
                    self._faults[r, c] = ("error", text or "#ERROR")

    def _times(self, told: str | None) -> int:
        if told is None:
            return 1
        if not told.isascii() or not told.isdigit() or not 0 < int(told[:9]) <= 1 << 21 or len(told) > 9:
            raise Refused("damaged")
        return int(told)
