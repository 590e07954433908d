"""What a data manager who knows a little Python would write instead: pandas and openpyxl, row by row.

Run as ``python -m benchmarks.naive EXPORT.xlsx FOLDER``. It does a part of the job only: ratings of 3 or 4,
working grades of 7 to 9, grades that fell, faculties counted, one list and a workbook per faculty. It knows no
scales (it flags a National 4's 8), explains nothing and tells no problem.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

FACULTIES = {
    "English": "English", "Mathematics": "Mathematics", "Science": "Science", "Biology": "Science",
    "Chemistry": "Science", "Physics": "Science", "History": "Social", "Geography": "Social",
    "Modern Studies": "Social", "French": "Languages", "Spanish": "Languages", "Music": "Arts",
    "Drama": "Arts", "Art and Design": "Arts",
}  # fmt: skip


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


def write(path: Path, rows: list[list[Any]]) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Owner", "Surname", "Forename", "Stage", "Class", "Subject", "Reason"])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.fill = PatternFill("solid", fgColor="FFF2CC")
    book.save(path)


def main(export: Path, folder: Path) -> None:
    data = pd.read_excel(export, dtype={"SCN": str})
    data["Period"] = data["Tracking Point"].str.extract(r"(\d)").astype(int)
    latest = data["Period"].max()
    before: dict[tuple[str, str, str], Any] = {}
    for _, row in data[data["Period"] < latest].sort_values("Period").iterrows():
        if pd.notna(row["Working Grade"]):
            before[row["SCN"], row["Subject"], row["Level"]] = row["Working Grade"]
    flagged: dict[str, list[Any]] = {}
    for _, row in data[data["Period"] == latest].iterrows():
        found = reasons(row, before)
        if found:
            flagged.setdefault(row["SCN"], []).append((row, found))
    rows, by_faculty = [], {}
    for entries in flagged.values():
        faculties = {FACULTIES.get(row["Subject"], "Other") for row, _ in entries}
        owner = "CL" if len(faculties) == 1 else "PSL" if len(faculties) == 2 else "Year Head"
        for row, found in entries:
            line = [
                owner, row["Surname"], row["Forename"], row["Year Group"], row["Class"],
                row["Subject"], ", ".join(found),
            ]  # fmt: skip
            rows.append(line)
            by_faculty.setdefault(FACULTIES.get(row["Subject"], "Other"), []).append(line)
    write(folder / "escalation.xlsx", rows)
    for faculty, lines in by_faculty.items():
        write(folder / f"{faculty}.xlsx", lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
