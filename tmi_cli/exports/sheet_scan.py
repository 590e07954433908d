"""The facts of an ``.xlsx`` sheet, fast: where it is written as Excel writes sheets, by one expression.

Excel, LibreOffice, openpyxl and XlsxWriter all write rows and cells in one narrow form. A sheet that is in this
form from the first row to the last cannot be read in two ways, so no reader can find a cell elsewhere than it
was found here. Any other sheet is walked through by a real parser (``sheet_walk``), which is slower.
"""

from __future__ import annotations

import re

from tmi_cli.exports.limits import Limits
from tmi_cli.exports.sheet_facts import UNCALCULATED, Found, Place, SheetFacts

# The groups are empty, each behind what it stands for: Python up to 3.12 trips over groups that a possessive
# repetition has entered and not left.
_ROW = re.compile(
    rb"""
    <row\ r="(?P<number>[1-9][0-9]{0,6}+)"(?P<about>[^<>/]*+)(?:/>|>\s*+
    (?:(?:
        # a cell, as far as column RZ: its row is the row's; most often a value stands in it and nothing else
        <c\ r="(?:[A-Z]|[A-R][A-Z](?P<wide>))(?P=number)"
            (?:\ s="[0-9]++")?+(?:\ t="(?:s|e(?P<error>)|[nbd]|str|inlineStr)")?+(?:\ (?:cm|vm|ph)="[0-9]++")*+
            (?:><v>(?P<value>)[^<]*+</v></c>
              |/>
              |>(?:<f(?P<formula>)[^<>/]*+(?:/>|>[^<]*+</f>))?+
                (?:<v>[^<]*+</v>|<v/>
                  |<is>(?P<inline>)<t(?:\ xml:space="preserve")?+>[^<]*+</t></is>
                  |<is><t/></is>)?+</c>)
        # a formatted cell without a value, which may lie anywhere
        | <c\ r="[A-Z]{2,3}+(?P=number)"(?:\ [st]="\w++")*+(?:/>|></c>)
    )\s*+)*+
    </row>)\s*+
    """,
    re.VERBOSE,
)
_ONE_LETTER = 26
_OUTSIDE = re.compile(rb"<(?:[\w.-]+:)?(?:row|c|sheetData)[\s/>]|<!|<\?(?!xml )")
_WIDE_COLUMN = re.compile(rb' r="([A-R][A-Z])[0-9]')
_HIDDEN_COLUMNS = re.compile(rb'<col\b[^<>]*\bhidden="(?:1|true)"[^<>]*>')
_MIN_MAX = re.compile(rb'\b(min|max)="([0-9]{1,6})"')
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^<>]*? t="e"[^<>/]*(?:/>|>(.*?)</c>)', re.DOTALL)
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^<>]*)><f[^<>/]*(?:/>|>[^<]*</f>)(<v></v>|<v/>)?</c>')
_VALUE_SHOWN = re.compile(rb"<v>([^<]*)</v>")


def scan_plain(xml: bytes, limits: Limits) -> SheetFacts | None:
    """Return the facts of a sheet's XML that is in Excel's form and within the limits; None for any other."""
    start = xml.find(b"<sheetData>")
    begin = start + len(b"<sheetData>")
    head, hidden_rows = xml[:start], []
    if start < 0 or not head.startswith((b"<", b"\xef\xbb\xbf<")) or _OUTSIDE.search(head):
        return None
    while xml[begin : begin + 1].isspace():
        begin += 1
    end, before, used = begin, 0, 0
    wide = has_faults = False
    match = _ROW.match
    while found := match(xml, end):
        row, about, far, error, value, formula, inline = found.groups()
        number, end = int(row), found.end()
        if number <= before:
            return None
        before = number
        if value is not None or not (error is formula is inline is None):
            used = number
        if far is not None:
            wide = True
        if not (error is formula is None):
            has_faults = True
        if b" hidden=" in about and (b' hidden="1"' in about or b' hidden="true"' in about):
            hidden_rows.append(number - 1)
    if not xml.startswith(b"</sheetData>", end) or _OUTSIDE.search(xml, end + len(b"</sheetData>")):
        return None
    columns = _ONE_LETTER
    if wide:
        columns = max(map(_column, set(_WIDE_COLUMN.findall(xml, begin, end)))) + 1
    if used > limits.rows or columns > limits.columns:
        return None  # the walk names the cell
    return SheetFacts(
        rows=used,
        columns=columns if used else 0,
        faults=_faults(xml) if has_faults else {},
        hidden_rows=hidden_rows,
        hidden_columns=_hidden_columns(head),
        plain=True,
    )


def _faults(xml: bytes) -> dict[Place, Found]:
    faults: dict[Place, Found] = {}
    for letters, number, content in _ERROR_CELL.findall(xml):
        shown = _VALUE_SHOWN.search(content)
        faults[_place(letters, number)] = ("error", _text(shown.group(1)) if shown else "#ERROR")
    for letters, number, attributes, blank in _FORMULA_CELL.findall(xml):
        # An empty text that a formula gave is written as an empty value of type "str".
        if not (blank and b' t="str"' in attributes):
            faults.setdefault(_place(letters, number), ("formula", UNCALCULATED))
    return faults


def _text(shown: bytes) -> str:
    return shown.decode("utf-8", errors="replace") or "#ERROR"


def _place(letters: bytes, number: bytes) -> Place:
    return int(number) - 1, _column(letters)


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1


def _hidden_columns(head: bytes) -> list[tuple[int, int]]:
    hidden = []
    if b" hidden=" in head:
        for column in _HIDDEN_COLUMNS.findall(head):
            ends = {key: int(number) for key, number in _MIN_MAX.findall(column)}
            hidden.append((ends.get(b"min", 1) - 1, ends.get(b"max", 0) - 1))
    return hidden
