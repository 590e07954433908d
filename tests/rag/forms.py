"""A little school whose forms are sent, filled in as a person would, and collected."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.analysis.in_process import Said, tmi_here
from tests.analysis.little_school import row
from tests.small_school import csv_text

PUPILS = 4

Values = Mapping[str, Any]
"""Cells of a row, by header."""


def school(folder: Path, *, period: str = "1") -> None:
    """Pupils 0 to 3 in Mathematics and 0 and 1 in History; 0 is flagged in Mathematics, 1 in History."""
    rows = [row(n, period=period, effort="4" if n == 0 else "2") for n in range(PUPILS)]
    rows += [
        row(n, period=period, subject="History", effort="4" if n == 1 else "2", **{"class": "4HI1"})
        for n in range(2)
    ]
    (folder / "exports").mkdir(parents=True, exist_ok=True)
    (folder / "exports" / f"TP{period}.csv").write_text(csv_text(rows), encoding="utf-8")
    (folder / "tmi.toml").write_text('policy = "balerno"\nsession = "2025-26"\n', encoding="utf-8")


def send(folder: Path, *args: str) -> dict[str, Path]:
    """Send the forms and return them by the name of their file."""
    said = tmi_here("rag", "send", "exports", *args, cwd=folder)
    assert said.returncode == 0, said.stderr
    newest = max(folder.glob("out/*/rag-*"), key=lambda path: path.stat().st_mtime_ns)
    return {path.stem: path for path in newest.rglob("*.xlsx")}


def collect(folder: Path, *args: str | Path) -> Said:
    return tmi_here("rag", "collect", *args, cwd=folder)


def fill(path: Path, target: Path, change: Callable[[Worksheet], None]) -> Path:
    """Save a form elsewhere with its sheet RAG changed."""
    book = load_workbook(path)
    change(book["RAG"])
    data = io.BytesIO()
    book.save(data)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data.getvalue())
    return target


def headers(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[4]}


def line_of(sheet: Worksheet, forename: str) -> int:
    at = headers(sheet)["First name"]
    return next(r for r in range(5, sheet.max_row + 1) if sheet.cell(r, at).value == forename)


def write(sheet: Worksheet, forename: str, values: Values) -> None:
    """Fill in cells of a pupil's row."""
    columns, at = headers(sheet), line_of(sheet, forename)
    for header, value in values.items():
        sheet.cell(at, columns[header]).value = value
