"""The floor: reading, validating and writing alone, with the fastest libraries, and nothing judged.

Run as ``python -m benchmarks.floor read|all EXPORT.xlsx FOLDER``. ``read`` is python-calamine alone; ``all``
also makes a frozen pydantic record of every row and writes the rows with a rating of 3 or 4 in the last period
three times over, into as many workbooks as ``tmi flag`` writes for this school.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

WORKBOOKS = 20


def read(export: Path) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(export.read_bytes()))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def main(export: Path, folder: Path) -> None:
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
        comment: str

    names = list(Row.model_fields)
    rows = [Row(**dict(zip(names, row, strict=True))) for row in read(export)[1:]]
    last = rows[-1].period
    wanted = [r for r in rows if r.period == last and {r.effort, r.behaviour, r.homework} & {3.0, 4.0}]
    share = len(wanted) * 2 // (WORKBOOKS - 1)
    for number in range(WORKBOOKS):
        book = xlsxwriter.Workbook(str(folder / f"{number}.xlsx"), {"in_memory": True})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        for line, row in enumerate(wanted if number == 0 else wanted[:share], 1):
            for column, name in enumerate(names):
                sheet.write_string(line, column, str(getattr(row, name)))
        book.close()


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(Path(sys.argv[2]))
    else:
        main(Path(sys.argv[2]), Path(sys.argv[3]))
