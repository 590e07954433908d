"""Workbooks: python-calamine reads the cells, and what was seen before says what it cannot."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from tmi_cli.exports.biff import inspect_biff
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.ods import inspect_ods
from tmi_cli.exports.ooxml import Inspected, inspect_ooxml
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sheet_facts import SheetFacts, put_faults
from tmi_cli.exports.table import SourceFile, Table


def read_ooxml(file: SourceFile, data: bytes, limits: Limits) -> list[Table]:
    """Return a table for each worksheet of an ``.xlsx`` or ``.xlsb``."""
    return read_inspected(file, inspect_ooxml(data, kind=file.kind, limits=limits))


def read_inspected(file: SourceFile, seen: Inspected) -> list[Table]:
    """Return a table for each worksheet of a workbook that passed the preflight."""
    return _tables(_noted(file, seen.notes), seen.data, seen.facts)


def read_ods(file: SourceFile, data: bytes, limits: Limits) -> list[Table]:
    """Return a table for each sheet of an OpenDocument spreadsheet."""
    passed, facts, notes = inspect_ods(data, limits)
    return _tables(_noted(file, notes), passed, facts)


def read_biff(file: SourceFile, data: bytes, limits: Limits) -> list[Table]:
    """Return a table for each worksheet of a real ``.xls``."""
    passed, facts, notes = inspect_biff(data, limits)
    tables = _tables(_noted(file, notes), passed, facts)
    for table in tables:
        for row in table.rows:
            for column, cell in enumerate(row):
                # Some old files come with a NUL between every two letters.
                if cell.__class__ is str and "\0" in cell:
                    row[column] = cell.replace("\0", "")
    return tables


def _noted(file: SourceFile, notes: tuple[str, ...]) -> SourceFile:
    return replace(file, notes=file.notes + notes) if notes else file


def _tables(file: SourceFile, data: bytes, facts: Mapping[str, SheetFacts] | list[SheetFacts]) -> list[Table]:
    """The tables of a workbook, whose facts are by name or in the workbook's order."""
    tables = []
    try:
        # By content and not by path: calamine believes the suffix of a path.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = workbook.sheets_metadata
        if isinstance(facts, list):
            if len(facts) != len(sheets):
                raise Refused("damaged")
            facts = {sheet.name: found for sheet, found in zip(sheets, facts, strict=True)}
        for sheet in sheets:
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            rows: list[list[Any]] = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            seen = facts.get(sheet.name, SheetFacts())
            put_faults(rows, seen)
            if seen.rows and not rows and not seen.plain:
                # Cells were seen and none was read: a form this reader does not know, not an empty sheet.
                raise Refused("unreadable")
            hidden_rows, hidden_columns = seen.count_hidden(rows)
            hidden = sheet.visible is not SheetVisibleEnum.Visible
            tables.append(Table(file, sheet.name, rows, hidden, hidden_rows, hidden_columns))
    except PasswordError:
        raise Refused("encrypted") from None
    except (CalamineError, ValueError, OSError, OverflowError):
        raise Refused("unreadable") from None
    except BaseException as error:
        # A panic of the Rust library is no Exception, so that nobody catches it unawares.
        if type(error).__name__ != "PanicException":
            raise
        raise Refused("crashed") from None
    if not tables:
        raise Refused("no-sheet")
    return tables
