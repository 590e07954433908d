"""Web pages that are called ``.xls``: SEEMiS, SSRS and many other programs "export to Excel" this way."""

from __future__ import annotations

import codecs
import re
from html import unescape
from html.parser import HTMLParser

from tmi_cli.exports.encoding import decode
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.table import SourceFile, Table

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# A non-breaking space is what an export writes for an empty cell: it is no space between words.
_SPACES = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(r" ?\x1e ?")
_BREAK = "\x1e"
_PLAIN_ROWS = re.compile(
    r"(?:<tr(?:\s[^<>]*+)?>\s*+(?:<t[dh](?:\s[^<>]*+)?>[^<>]*+</t[dh]>\s*+)++</tr>\s*+)++", re.IGNORECASE
)
_PLAIN_CELL = re.compile(r"<t([rdh])(\s[^<>]*+)?>(?:([^<>]*+)</t[dh]>)?+", re.IGNORECASE)
_SPANS = re.compile(r"\b(col|row)span\s*=\s*[\"']?\s*(\d{1,8})", re.IGNORECASE)
_NOT_SHOWN = ("script", "style", "head", "title")
_WIDEST_SPAN = 1_000


def read_html(file: SourceFile, data: bytes, limits: Limits) -> list[Table]:
    """Return a table for each table of a web page that has more than one cell, in the page's order.

    The only table has no sheet name, several are called ``Table 1`` and so on. Of a cell that spans others
    only the first place holds the text. Refused where there is no table, or where they are too big.
    """
    page = Page(limits)
    page.read(_text(data))
    found = [grid for grid in page.done if sum(map(len, grid.rows)) > 1]
    if not found:
        raise Refused("web-page")
    tables = []
    for number, grid in enumerate(found, 1):
        width = max(map(len, grid.rows))
        for row in grid.rows:
            row.extend([""] * (width - len(row)))
        sheet = None if len(found) == 1 else f"Table {number}"
        tables.append(Table(file, sheet, grid.rows, hidden_rows=grid.hidden_rows))
    return tables


def _text(data: bytes) -> str:
    told = _CHARSET.search(data[:2048])
    if told and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8)):
        name = told.group(1).decode().lower()
        # Pages say latin-1 and mean Windows' superset of it, as every browser knows.
        name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii", "windows-1252") else name
        try:
            if not codecs.lookup(name).name.startswith("utf-16"):
                return data.decode(name)
        except (LookupError, ValueError):
            pass  # not the encoding it says it is in
    return decode(data)[0]


class _Grid:
    """One table as it is read; ``_carried`` are the rows that a cell above still spans, by column."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.hidden_rows = 0
        self._carried: dict[int, int] = {}

    def start_row(self, hidden: bool) -> None:
        self.end_row()
        self.rows.append([])
        self.hidden_rows += hidden

    def end_row(self) -> None:
        if self.rows:
            self._skip_spanned()

    def put(self, text: str, across: int, down: int) -> None:
        if not self.rows:
            self.rows.append([])
        self._skip_spanned()
        row = self.rows[-1]
        if down > 1:
            for column in range(len(row), len(row) + across):
                self._carried[column] = down - 1
        row.append(text)
        row.extend([""] * (across - 1))

    def _skip_spanned(self) -> None:
        row = self.rows[-1]
        while self._carried.get(len(row)):
            self._carried[len(row)] -= 1
            row.append("")


class Page(HTMLParser):
    """The tables of a web page in ``done``, as far as it was fed. Refused where they have too many cells."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[_Grid] = []
        self._limits = limits
        self._cells = self._silent = 0
        self._open: list[_Grid] = []
        # A cell of an outer table waits while a table inside it is read.
        self._cell: list[list[str] | None] = []
        self._spans: list[tuple[int, int]] = []

    def read(self, page: str) -> None:
        """Read a whole page. Rows of nothing but cells of nothing but text, which most are, go past the parser."""
        at = 0
        for rows in _PLAIN_ROWS.finditer(page):
            self.feed(page[at : rows.start()])
            at = rows.end()
            # Inside a comment, a script or an open cell the rows are none: the parser sees to that.
            waiting = self.rawdata.strip() or self.cdata_elem or self._silent
            if waiting or not self._open or self._cell[-1] is not None:
                self.feed(rows[0])
            else:
                self._put_rows(rows[0])
        self.feed(page[at:])
        self.close()

    def _put_rows(self, rows: str) -> None:
        grid = self._open[-1]
        for kind, about, text in _PLAIN_CELL.findall(rows):
            if kind in "rR":
                grid.start_row(bool(about and _HIDDEN.search(about)))
                continue
            across = down = 1
            if about and "span" in about.casefold():
                spans = {name.casefold(): _span(size) for name, size in _SPANS.findall(about)}
                across, down = spans.get("col", 1), spans.get("row", 1)
            self._count(across)
            grid.put(_SPACES.sub(" ", unescape(text)).strip(" "), across, down)
        grid.end_row()

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limits.cells:
            raise Refused("cells", cells=self._limits.cells)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            grid = _Grid()
            self.done.append(grid)
            self._open.append(grid)
            self._cell.append(None)
            self._spans.append((1, 1))
        elif tag in _NOT_SHOWN:
            self._silent += tag != "head"
        elif not self._open:
            return
        elif tag == "tr":
            self._end_cell()
            self._open[-1].start_row(bool(_HIDDEN.search(dict(attrs).get("style") or "")))
        elif tag in ("td", "th"):
            self._end_cell()
            told = dict(attrs)
            self._cell[-1] = []
            self._spans[-1] = (_span(told.get("colspan")), _span(told.get("rowspan")))
        elif tag in ("br", "p", "div", "li"):
            cell = self._cell[-1]
            if cell is not None and (cell or tag == "br"):
                cell.append(_BREAK)

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_SHOWN:
            self._silent = max(0, self._silent - (tag != "head"))
        elif not self._open:
            return
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_cell()
            self._open[-1].end_row()
        elif tag == "table":
            self._end_cell()
            self._open.pop()
            self._cell.pop()
            self._spans.pop()

    def handle_data(self, data: str) -> None:
        if self._cell and self._cell[-1] is not None and not self._silent:
            self._cell[-1].append(data)

    def close(self) -> None:
        super().close()
        while self._open:
            self.handle_endtag("table")

    def _end_cell(self) -> None:
        cell = self._cell[-1]
        if cell is None:
            return
        self._cell[-1] = None
        across, down = self._spans[-1]
        self._count(across)
        text = _SPACES.sub(" ", "".join(cell)).strip(" ")
        if _BREAK in text:
            text = _AROUND_BREAK.sub("\n", text).strip("\n")
        self._open[-1].put(text, across, down)


def _span(told: str | None) -> int:
    text = (told or "1").strip()
    return min(max(int(text), 1), _WIDEST_SPAN) if text.isascii() and text.isdigit() and len(text) < 9 else 1
