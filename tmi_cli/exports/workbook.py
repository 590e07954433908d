"""Workbooks: python-calamine reads the cells, and the sheets' XML tells what it cannot."""

from __future__ import annotations

import io
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from tmi_cli.errors import ExportError
from tmi_cli.exports.sheet_xml import SheetFacts, sheet_facts
from tmi_cli.exports.table import Fault, SourceFile, Table


def read_workbook(file: SourceFile, data: bytes) -> list[Table]:
    """Return a table for each worksheet of a workbook, in the workbook's order.

    ExportError where calamine cannot open it. calamine gives an empty text for an error cell and for a
    formula without a value; in ``.xlsx`` both are found in the sheet's XML and become a ``Fault``.
    """
    facts = sheet_facts(data) if file.kind == "xlsx" else {}
    try:
        # By content and not by path: calamine believes the suffix of a path.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        tables = []
        for sheet in workbook.sheets_metadata:
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            rows: list[list[Any]] = workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            seen = facts.get(sheet.name, SheetFacts())
            _put_faults(rows, seen)
            tables.append(
                Table(
                    file,
                    sheet.name,
                    rows,
                    hidden=sheet.visible is not SheetVisibleEnum.Visible,
                    hidden_rows=seen.hidden_rows,
                    hidden_columns=seen.hidden_columns,
                )
            )
    except (CalamineError, ValueError, OSError) as error:
        raise ExportError(
            f"{file.name} cannot be read as a workbook ({type(error).__name__}).",
            where=file.name,
            hint="Open it in Excel, save it as .xlsx, and run again.",
        ) from None
    return tables


def _put_faults(rows: list[list[Any]], facts: SheetFacts) -> None:
    width = max((len(row) for row in rows), default=0)
    for (row, column), fault in facts.faults.items():
        while row >= len(rows):
            rows.append([""] * width)
        line = rows[row]
        line.extend([""] * (column + 1 - len(line)))
        if line[column] == "":
            line[column] = Fault(*fault)
