"""Two readers that have nothing in common give the same cells of every workbook that is kept here."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tmi_cli.exports import Fault, Table, read_export

HERE = Path(__file__).parent
WORKBOOKS = sorted([*(HERE / "cases").rglob("*.xlsx"), *(HERE.parent / "sample_data").rglob("*.xlsx")])


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: "-".join(path.relative_to(HERE.parent).parts[1:]))
def test_openpyxl_reads_the_same_tables(path: Path) -> None:
    values = openpyxl.load_workbook(path, data_only=True)
    formulas = openpyxl.load_workbook(path) if _holds_formulas(path) else values
    tables = read_export(path, path.name)
    assert [table.sheet for table in tables] == values.sheetnames
    for table in tables:
        sheet = values[str(table.sheet)]
        assert table.hidden == (sheet.sheet_state != "visible")
        for place, ours, theirs in _cells(table, sheet, formulas[str(table.sheet)]):
            assert ours == theirs, place


def _holds_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(re.search(rb"<(?:\w+:)?f[\s/>]", archive.read(name)) for name in sheets)


def _cells(table: Table, values: Worksheet, formulas: Worksheet) -> Iterator[tuple[str, Any, Any]]:
    """Each place that either reader knows, with what the one and what the other says of it."""
    assert len({len(row) for row in table.rows}) < 2
    height = max(len(table.rows), values.max_row)
    width = max(max(map(len, table.rows), default=0), values.max_column)
    area = {"max_row": height, "max_col": width}
    for number, (row, told) in enumerate(zip(values.iter_rows(**area), formulas.iter_rows(**area), strict=True)):
        ours = table.rows[number] if number < len(table.rows) else []
        ours = [*ours, *[""] * (width - len(ours))]
        for cell, value, formula in zip(ours, row, told, strict=True):
            place = f"{table.file.name} › {table.sheet} › {value.coordinate}"
            yield place, _ours(cell), _theirs(value.value, value.data_type, formula.data_type)


def _ours(cell: Any) -> tuple[str, Any]:
    if isinstance(cell, Fault):
        return (cell.kind, cell.shown if cell.kind == "error" else "")
    return _kind(cell), _day(cell)


def _theirs(value: Any, kind: str, told: str) -> tuple[str, Any]:
    """What openpyxl says: None for a blank and for a formula without a value, and an error as its text."""
    if kind == "e":
        return "error", value
    if value is None:
        return ("formula", "") if told == "f" else ("text", "")
    return _kind(value), _day(value)


def _kind(cell: Any) -> str:
    """What a cell is: a number is no text, whatever it looks like, and a truth no number."""
    for kind, types in (("truth", bool), ("text", str), ("number", (int, float)), ("day", dt.date)):
        if isinstance(cell, types):
            return kind
    return type(cell).__name__


def _day(cell: Any) -> Any:
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    # XML keeps no carriage return before a line feed, unless it is escaped.
    return cell.replace("\r\n", "\n") if isinstance(cell, str) else cell
