"""The floor: reading, validating and writing alone, with the fastest libraries, and nothing judged.

Run as ``python -m benchmarks.floor read|all EXPORT.xlsx CELLS.json FOLDER``. ``read`` is python-calamine alone;
``all`` also makes a frozen pydantic record of every row, and writes the cells that ``tmi flag`` wrote for the
same export (``CELLS.json``: workbooks of sheets of rows), each as text or number in one format.
"""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def read(export: Path) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.read_bytes()))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def main(export: Path, cells: Path, folder: Path) -> None:
    import xlsxwriter
    from pydantic import BaseModel, ConfigDict

    class Row(BaseModel):
        model_config = ConfigDict(frozen=True)

        scn: str
        forename: str
        surname: str
        stage: str
        registration: str
        house: str
        subject: str
        level: str
        class_code: str
        teacher: str
        period: str
        target: float | str
        new_target: float | str
        working_grade: float | str
        effort: float | str
        behaviour: float | str
        homework: float | str
        prelim: float | str
        predicted: float | str
        comment: str

    names = list(Row.model_fields)
    rows = [Row(**dict(zip(names, row, strict=True))) for row in read(export)[1:]]
    assert rows
    for number, sheets in enumerate(json.loads(cells.read_text(encoding="utf-8"))):
        book = xlsxwriter.Workbook(str(folder / f"{number}.xlsx"), {"in_memory": True})
        style = book.add_format({"border": 1})
        for lines in sheets:
            sheet = book.add_worksheet()
            for line, row in enumerate(lines):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(line, column, value, style)
                    else:
                        sheet.write_number(line, column, value, style)
        book.close()


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
