"""A sheet to read from top to bottom: headings, sentences, small tables and links, no row left blank."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tmi_cli.reports.workbook.book import SUMMARY, Book
from tmi_cli.reports.workbook.style import MARKS

Value = str | int | None

WIDTHS = (28.0, *[11.0] * 9)
"""The columns of a page that nobody says otherwise for, in characters."""

LINE_HEIGHT = 15.0
LETTERS_PER_DIGIT = 1.1
"""Letters are narrower than the digits in which widths are measured."""

_HEADING_HEIGHT = 30.0
_TITLE_HEIGHT = 26.0
_FIELD_HEIGHT = 21.0
# What the margins leave of A4 landscape, in points; other fonts than Excel's own take a little more.
_PAPER_WIDTH = 791.0
_PAPER_HEIGHT = 512.0 * 0.97
# A page that would stay emptier than this is filled rather than ended.
_EMPTIEST = 0.25
# What is no higher is a heading with a sentence or two, which should not end a page.
_LEAD = 90.0


class Page:
    """Fills a new sheet of a book from the top; ``widths`` are those of the columns that are printed.

    By default the first column is wide, and nine narrow ones follow.
    """

    def __init__(self, book: Book, name: str, *, widths: Sequence[float] = WIDTHS) -> None:
        self.name, _, self.cells, self.sheet = book.add_sheet(name)
        self.row = 0
        self.widths = widths
        self._heights: dict[int, float] = {}
        self._blocks: list[int] = []
        for at, width in enumerate(widths):
            self.sheet.set_column(at, at, width)

    def title(self, text: str) -> None:
        """The title of the page."""
        self.tall(_TITLE_HEIGHT)
        self.cells.text(self.row, 0, text, "title")
        self.row += 1

    def heading(self, text: str) -> None:
        """A heading; its row is higher, so that no blank row is needed."""
        self.tall(_HEADING_HEIGHT)
        self.cells.text(self.row, 0, text, "heading")
        self.row += 1

    def sentence(self, text: str, style: str = "plain", *, first: str = "", rest: str = "") -> None:
        """A sentence over the width of the page, in as many rows as it takes.

        ``first`` stands before its first line (a bullet), ``rest`` before the others.
        """
        letters = round(sum(self.widths) * LETTERS_PER_DIGIT)
        lines = textwrap.wrap(text, letters, initial_indent=first, subsequent_indent=rest)
        for line in lines or [""]:
            self.cells.text(self.row, 0, line, style)
            self.row += 1

    def fact(self, label: str, text: str) -> None:
        """A label and what belongs to it."""
        self.cells.text(self.row, 0, label, "label")
        self._beside(text)

    def link(self, sheet: str, text: str) -> None:
        """The name of a sheet that leads there, and what it holds."""
        self.cells.link(self.row, 0, sheet, words=sheet)
        self._beside(text)

    def back(self) -> None:
        """The way back to the summary."""
        self.cells.link(self.row, 0, SUMMARY, words=f"Back to {SUMMARY}")
        self.row += 1

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[Value]], *, after: Sequence[str] = ()) -> None:
        """A small table of figures; ``after`` is a sentence behind each row."""
        for at, header in enumerate(headers):
            is_number = bool(rows) and isinstance(rows[0][at], int)
            self.cells.text(self.row, at, header, "header of numbers" if is_number else "header")
        self.row += 1
        for number, row in enumerate(rows):
            for at, value in enumerate(row):
                if isinstance(value, int):
                    self.cells.number(self.row, at, value)
                elif value in MARKS:
                    self.cells.mark(self.row, at, str(value))
                else:
                    self.cells.text(self.row, at, value or "", "text")
            if after:
                self.cells.text(self.row, len(row), after[number], "beside")
            self.row += 1

    def fields(self, labels: Sequence[str], *, lines: int) -> None:
        """Empty boxes of some lines to write into, each with what belongs there: beside it, if that is short."""
        is_short = all(len(label) <= self.widths[0] for label in labels)
        for label in labels:
            self.keep()
            if not is_short:
                self.tall(_FIELD_HEIGHT)
                self.sentence(label, "label")
            for line in range(lines):
                self.tall(_FIELD_HEIGHT)
                if is_short:
                    self.cells.texts(self.row, 0, [label if line == 0 else ""], style="label")
                for at in range(is_short, len(self.widths)):
                    self.cells.texts(self.row, at, [""], style="field")
                self.row += 1

    def tall(self, points: float) -> None:
        """Make the row that is filled next higher than a line."""
        self.sheet.set_row(self.row, points)
        self._heights[self.row] = points

    def keep(self) -> None:
        """Keep what follows on one page, up to the next call."""
        self._blocks.append(self.row)

    def finish(self) -> None:
        """Say what is printed, and where a page ends; nothing can be added afterwards."""
        self.sheet.print_area(0, 0, self.row - 1, len(self.widths) - 1)
        breaks = self._breaks()
        if breaks:
            self.sheet.set_h_pagebreaks(breaks)

    def _breaks(self) -> list[int]:
        """The rows that begin a page, so that no block which fits on one is split."""
        wide = sum(map(pixels, self.widths)) * 0.75
        room = _PAPER_HEIGHT * max(1.0, wide / _PAPER_WIDTH)
        used = self._points(0, self._blocks[0]) if self._blocks else 0.0
        blocks: list[tuple[int, float]] = []
        is_lead = False
        for row, end in zip(self._blocks, [*self._blocks, self.row][1:], strict=True):
            height = self._points(row, end)
            if is_lead:
                blocks[-1] = (blocks[-1][0], blocks[-1][1] + height)
            else:
                blocks.append((row, height))
            is_lead = not is_lead and height <= _LEAD
        found = []
        for row, height in blocks:
            if used > room * _EMPTIEST and used + height > room:
                found.append(row)
                used = 0.0
            used = (used + height) % room
        return found

    def _points(self, start: int, end: int) -> float:
        return sum(self._heights.get(row, LINE_HEIGHT) for row in range(start, end))

    def _beside(self, text: str) -> None:
        letters = round(sum(self.widths[1:]) * LETTERS_PER_DIGIT) - 1
        for line in textwrap.wrap(text, letters) or [""]:
            self.cells.text(self.row, 1, line, "plain")
            self.row += 1


def pixels(width: float) -> int:
    """How wide a column of so many characters is on a screen, as Excel reckons it."""
    return int(width * 7 + 5.5)
