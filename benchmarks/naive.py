"""What a data manager who knows some Python would write instead: pandas and openpyxl, row by row.

Run as ``python -m benchmarks.naive EXPORT.xlsx FOLDER``. The same lists as ``tmi flag``: ratings of 3 or 4,
working grades of 7 to 9, grades that fell, what is new since the period before; faculties counted; a sheet per
owner, a workbook per faculty, house and stage, concerns coloured. It knows no scales (it flags a National 4's
8), only this layout, names no cell and tells no problem.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

FACULTIES = {
    "English": "English", "Mathematics": "Mathematics", "Science": "Science", "Biology": "Science",
    "Chemistry": "Science", "Physics": "Science", "History": "Social", "Geography": "Social",
    "Modern Studies": "Social", "French": "Languages", "Spanish": "Languages", "Music": "Arts",
    "Drama": "Arts", "Art and Design": "Arts", "RMPS": "Social", "Technologies": "Technologies",
    "Physical Education": "Health", "Computing Science": "Business",
}  # fmt: skip

COLUMNS = [
    "Owner", "Surname", "Forename", "Year Group", "Reg Class", "House", "SCN", "Faculties", "Faculty",
    "Subject", "Level", "Class", "Teacher", "Target Grade", "Working Grade", "Effort", "Behaviour",
    "Homework", "Reason", "State", "Comment",
]  # fmt: skip

Lines = list[dict[str, Any]]


def reasons(row: Any, before: dict[tuple[str, str, str], Any]) -> list[str]:
    found = []
    for field in ("Effort", "Behaviour", "Homework"):
        if row[field] in (3, 4):
            found.append(f"{field} {int(row[field])}")
    grade = row["Working Grade"]
    if grade in (7, 8, 9):
        found.append(f"Working grade {int(grade)}")
    earlier = before.get((row["SCN"], row["Subject"], row["Level"]))
    if pd.notna(grade) and earlier is not None and grade > earlier:
        found.append(f"Fell from {int(earlier)} to {int(grade)}")
    return found


def write(path: Path, sheets: dict[str, Lines]) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(COLUMNS)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="DDEBF7")
        for line in lines:
            sheet.append([None if pd.isna(line[column]) else line[column] for column in COLUMNS])
            for cell, column in zip(sheet[sheet.max_row], COLUMNS, strict=True):
                cell.border = Border(bottom=Side(style="thin"))
                cell.alignment = Alignment(vertical="top")
                if column in ("Effort", "Behaviour", "Homework") and cell.value in (3, 4):
                    cell.fill = PatternFill("solid", fgColor="F8CBAD")
                if column == "Working Grade" and cell.value in (7, 8, 9):
                    cell.fill = PatternFill("solid", fgColor="F8CBAD")
        sheet.freeze_panes = "D2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def flag(data: pd.DataFrame, latest: int) -> Lines:
    """The lines of one period: every row with a reason, its owner by the number of faculties."""
    before: dict[tuple[str, str, str], Any] = {}
    for _, row in data[data["Period"] < latest].sort_values("Period").iterrows():
        if pd.notna(row["Working Grade"]):
            before[row["SCN"], row["Subject"], row["Level"]] = row["Working Grade"]
    flagged: dict[str, Lines] = defaultdict(list)
    for _, row in data[data["Period"] == latest].iterrows():
        found = reasons(row, before)
        if found and row["Subject"] not in ("PSE", "Core PE"):
            faculty = FACULTIES.get(row["Subject"], "Other")
            flagged[row["SCN"]].append({**row, "Faculty": faculty, "Reason": ", ".join(found)})
    lines = []
    for entries in flagged.values():
        faculties = sorted({entry["Faculty"] for entry in entries})
        owner = {1: "CL", 2: "PSL"}.get(len(faculties), "Year Head")
        for entry in entries:
            lines.append({**entry, "Owner": owner, "Faculties": ", ".join(faculties)})
    return lines


def main(export: Path, folder: Path) -> None:
    data = pd.read_excel(export, dtype={"SCN": str})
    data["Period"] = data["Tracking Point"].str.extract(r"(\d)").astype(int)
    latest = int(data["Period"].max())
    known = {(line["SCN"], line["Subject"]) for line in flag(data, latest - 1)}
    lines = flag(data, latest)
    for line in lines:
        line["State"] = "continuing" if (line["SCN"], line["Subject"]) in known else "new"
    write(
        folder / "escalation.xlsx",
        {role: [x for x in lines if x["Owner"] == role] for role in ("Year Head", "PSL", "CL")}
        | {"New": [x for x in lines if x["State"] == "new"]},
    )
    for column, role in (("Faculty", None), ("House", "PSL"), ("Year Group", "Year Head")):
        groups: dict[str, Lines] = defaultdict(list)
        for line in lines:
            if role is None or line["Owner"] == role:
                groups[line[column]].append(line)
        for name, own in groups.items():
            write(folder / f"{column} {name}.xlsx", {"Flags": own})


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
