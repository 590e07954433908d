"""The kinds of file: each turns sheets into the names and bytes of files."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Callable, Sequence
from html import escape

import xlsxwriter

from tests.exports.hostile import biff, biff_number, ods, ods_cell, ods_table, spreadsheetml
from tests.renderings.pen import Cell, Pen
from tests.renderings.sheet import Grid

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
SEPARATORS = (",", ";", "\t")


def as_text(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    """Delimited text, a file a sheet; its name tells what the sheet's would."""
    files = {}
    encoding, separator = pen.random.choice(ENCODINGS), pen.random.choice(SEPARATORS)
    suffix = pen.random.choice((".csv", ".txt", ".tsv", ".xls"))
    padded = pen.random.random() < 0.5
    for grid in grids:
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=separator, lineterminator=pen.random.choice(("\r\n", "\n")))
        for row in grid.rows:
            # A line beside the table often ends with its text.
            writer.writerow(row if padded or sum(cell != "" for cell in row) > 1 else _without_tail(row))
        try:
            files[f"{grid.title}{suffix}"] = out.getvalue().encode(encoding)
        except UnicodeEncodeError:
            files[f"{grid.title}{suffix}"] = out.getvalue().encode("utf-8")
    return files


def _without_tail(row: list[Cell]) -> list[Cell]:
    while row and row[-1] == "":
        row = row[:-1]
    return row


def as_xlsx(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    return _as_books(grids, pen, ".xlsx", _xlsx)


def as_ods(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    return _as_books(grids, pen, ".ods", _ods)


def as_spreadsheetml(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    return _as_books(grids, pen, ".xls", _spreadsheetml)


def _as_books(
    grids: Sequence[Grid], pen: Pen, suffix: str, write: Callable[[Sequence[Grid]], bytes]
) -> dict[str, bytes]:
    """All sheets in one workbook, or a workbook each whose name tells what the sheet's would."""
    if pen.random.random() < 0.5:
        lists = Grid("Lists", [["Locker", "Key"], [17, "lent"]], [])
        return {f"Export{suffix}": write([lists, *grids] if pen.random.random() < 0.3 else grids)}
    return {f"{grid.title}{suffix}": write([grid._replace(title="Sheet")]) for grid in grids}


def _xlsx(grids: Sequence[Grid]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for grid in grids:
        sheet = book.add_worksheet(grid.title)
        for number, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell) if cell else None
                else:
                    sheet.write_number(number, column, cell)
        for number, first, last in grid.merged:
            if last > first:
                sheet.merge_range(number, first, number, last, grid.rows[number][first])
    book.close()
    return out.getvalue()


def _ods(grids: Sequence[Grid]) -> bytes:
    return ods("".join(ods_table("".join(map(_ods_row, grid.rows)), escape(grid.title)) for grid in grids))


def _ods_row(row: Sequence[Cell]) -> str:
    cells = []
    for cell in row:
        if isinstance(cell, str):
            cells.append(ods_cell(escape(cell)) if cell else "<table:table-cell/>")
        else:
            cells.append(f'<table:table-cell office:value-type="float" office:value="{cell}"/>')
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _spreadsheetml(grids: Sequence[Grid]) -> bytes:
    sheets = []
    for grid in grids:
        spans = {(number, first): last - first for number, first, last in grid.merged}
        rows = []
        for number, row in enumerate(grid.rows):
            cells, column = [], 0
            while column < len(row):
                across = spans.get((number, column), 0)
                cells.append(_spreadsheetml_cell(row[column], f' ss:MergeAcross="{across}"' if across else ""))
                column += 1 + across
            rows.append(f"<Row>{''.join(cells)}</Row>")
        sheets.append(f'<Worksheet ss:Name="{escape(grid.title)}"><Table>{"".join(rows)}</Table></Worksheet>')
    return spreadsheetml(*sheets)


def _spreadsheetml_cell(cell: Cell, about: str) -> str:
    if cell == "":
        return f"<Cell{about}/>"
    kind = "String" if isinstance(cell, str) else "Number"
    text = escape(str(cell)).replace("\n", "&#10;").replace("\t", "&#9;")
    return f'<Cell{about}><Data ss:Type="{kind}">{text}</Data></Cell>'


def as_html(grids: Sequence[Grid], pen: Pen) -> dict[str, bytes]:
    """A web page named ``.xls``, one a sheet."""
    files = {}
    for grid in grids:
        spans = {(number, first): last - first + 1 for number, first, last in grid.merged}
        rows = []
        for number, row in enumerate(grid.rows):
            cells, column = [], 0
            while column < len(row):
                across = spans.get((number, column), 1)
                text = escape(str(row[column])).replace("\n", "<br>") or pen.random.choice(("", "&nbsp;"))
                cells.append(f'<td colspan="{across}">{text}</td>' if across > 1 else f"<td>{text}</td>")
                column += across
            rows.append(f"<tr>{''.join(cells)}</tr>\n")
        page = f'<html><head><meta charset="utf-8"></head><body><table>{"".join(rows)}</table></body></html>'
        files[f"{grid.title}.xls"] = page.encode()
    return files


def as_xls(grids: Sequence[Grid], _: Pen) -> dict[str, bytes]:
    """A real ``.xls``, one a sheet."""
    return {f"{grid.title}.xls": biff(*_biff_cells(grid.rows)) for grid in grids}


def _biff_cells(rows: Sequence[Sequence[Cell]]) -> list[tuple[int, bytes]]:
    records = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if not isinstance(cell, str):
                records.append(biff_number(number, column, cell))
            elif cell:
                records.append(_biff_label(number, column, cell))
    return records


def _biff_label(row: int, column: int, text: str) -> tuple[int, bytes]:
    return 0x204, struct.pack("<4HB", row, column, 0, len(text), 1) + text.encode("utf-16-le")


KINDS: dict[str, Callable[[Sequence[Grid], Pen], dict[str, bytes]]] = {
    "text": as_text,
    "xlsx": as_xlsx,
    "html": as_html,
    "spreadsheetml": as_spreadsheetml,
    "ods": as_ods,
    "xls": as_xls,
}
"""Every kind of file that can be written here: file names and bytes of some sheets."""
