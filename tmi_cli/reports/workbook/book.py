"""A workbook in the making: its properties, its sheets, and how each prints."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any, NamedTuple

from tmi_cli.reports.handling import Handling
from tmi_cli.reports.workbook.names import safe_sheet_name
from tmi_cli.reports.workbook.style import Styles
from tmi_cli.reports.workbook.write import Cells, clean
from tmi_cli.version import __version__

SUMMARY = "Summary"
MAKER = f"tmi {__version__}"

# The same inputs give the same bytes, so the time of the run must not stand in the file.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  XlsxWriter takes no time zone
_A4 = 9
_FOOTER_LONGEST = 255
_SMALL = 8
_SEPARATORS = re.compile(r"\s+")


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, its place from 1, what writes into it, and the writer's own object."""

    name: str
    number: int
    cells: Cells
    worksheet: Any


class Book:
    """A workbook for one recipient; ``title`` is what it is about, ``handling`` stands at its top and in print.

    The first sheet is its summary; every other leads back there.
    """

    def __init__(self, *, title: str, handling: Handling, run_id: str) -> None:
        # Imported here, so that a command which writes no workbook does not pay for it.
        import xlsxwriter

        self.title = title
        self.run_id = run_id
        self.handling = handling
        self._stream = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._workbook = xlsxwriter.Workbook(self._stream, options)
        self._workbook.set_properties({"title": clean(title), "author": MAKER, "created": _CREATED})
        self._styles = Styles(self._workbook)
        self._taken: set[str] = set()

    def add_sheet(self, name: str) -> Sheet:
        """A new sheet, ready to print on A4, under a name that is as close to ``name`` as Excel allows."""
        safe = safe_sheet_name(name, self._taken)
        worksheet = self._workbook.add_worksheet(safe)
        worksheet.set_landscape()
        worksheet.set_paper(_A4)
        worksheet.fit_to_pages(1, 0)
        worksheet.set_margins(left=0.35, right=0.35, top=0.45, bottom=0.7)
        worksheet.set_footer(self._footer())
        return Sheet(safe, len(self._taken), Cells(worksheet, self._styles), worksheet)

    def style(self, name: str) -> Any:
        """A format of the theme, for what is not a cell's value."""
        return self._styles.of(name)

    def chart(self, kind: str, *, stacked: bool, name: str) -> Any:
        """A new chart (``column``, ``bar`` or ``line``) called ``name``, to be put onto one sheet."""
        subtype = {"subtype": "stacked"} if stacked else {}
        chart = self._workbook.add_chart({"type": kind, "name": name, **subtype})
        go_on = chart._write_axis_pos

        def axis_is_shown(*args: Any) -> None:
            chart._write_delete(0)
            go_on(*args)

        # The writer leaves out what was the default in Excel 2007. Where these are not said, some programs hide
        # the axes, and draw a blank as nought.
        chart._write_axis_pos = axis_is_shown
        chart._write_disp_blanks_as = lambda: chart._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])
        return chart

    def to_bytes(self) -> bytes:
        """Close the workbook and return it; the same content gives the same bytes."""
        self._workbook.close()
        return self._stream.getvalue()

    def _footer(self) -> str:
        run = _footer_text(self.run_id)[:60]
        start = f"&L&{_SMALL}&A – page &P of &N – run {run}\n"
        room = _FOOTER_LONGEST - len(start)
        return start + self.handling.within(room, written=_footer_text)


def _footer_text(text: str) -> str:
    """A text in which a footer sees no command of its own."""
    return _SEPARATORS.sub(" ", clean(text)).replace("&", "&&")
