"""A sheet to read from top to bottom: headings, sentences, small tables and links, no row left blank."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.style import MARKS

Value = str | int | None

_FIRST_WIDTH = 28
_WIDTH = 11
_COLUMNS = 10
_LINE = 140
_LINE_BESIDE = 108
_HEADING_HEIGHT = 30
_TITLE_HEIGHT = 26


class Page:
    """Fills a new sheet of a book from the top; the first column is wide, nine narrow ones follow."""

    def __init__(self, book: Book, name: str) -> None:
        self.name, _, self._cells, self._sheet = book.add_sheet(name)
        self._row = 0
        self._sheet.set_column(0, 0, _FIRST_WIDTH)
        self._sheet.set_column(1, _COLUMNS - 1, _WIDTH)

    def title(self, text: str) -> None:
        """The title of the page."""
        self._sheet.set_row(self._row, _TITLE_HEIGHT)
        self._cells.text(self._row, 0, text, "title")
        self._row += 1

    def heading(self, text: str) -> None:
        """A heading; its row is higher, so that no blank row is needed."""
        self._sheet.set_row(self._row, _HEADING_HEIGHT)
        self._cells.text(self._row, 0, text, "heading")
        self._row += 1

    def sentence(self, text: str, style: str = "plain") -> None:
        """A sentence over the width of the page, in as many rows as it takes."""
        for line in textwrap.wrap(text, _LINE) or [""]:
            self._cells.text(self._row, 0, line, style)
            self._row += 1

    def fact(self, label: str, text: str) -> None:
        """A label and what belongs to it."""
        self._cells.text(self._row, 0, label, "label")
        self._beside(text)

    def link(self, sheet: str, text: str) -> None:
        """The name of a sheet that leads there, and what it holds."""
        self._cells.link(self._row, 0, sheet, words=sheet)
        self._beside(text)

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Value]], *, after: Sequence[str] = ()) -> None:
        """A small table of figures; ``after`` is a sentence behind each row."""
        for at, header in enumerate(headers):
            is_number = bool(rows) and isinstance(rows[0][at], int)
            self._cells.text(self._row, at, header, "header of numbers" if is_number else "header")
        self._row += 1
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if isinstance(value, int):
                    self._cells.number(self._row, at, value)
                elif value in MARKS:
                    self._cells.mark(self._row, at, str(value))
                else:
                    self._cells.text(self._row, at, value or "", "text")
            if after:
                self._cells.text(self._row, len(row), after[number], "beside")
            self._row += 1

    def finish(self) -> None:
        """Say what is printed; nothing can be added afterwards."""
        self._sheet.print_area(0, 0, self._row - 1, _COLUMNS - 1)

    def _beside(self, text: str) -> None:
        for line in textwrap.wrap(text, _LINE_BESIDE) or [""]:
            self._cells.text(self._row, 1, line, "plain")
            self._row += 1
