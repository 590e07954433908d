"""What a data manager who knows some Python would write instead: pandas and openpyxl, row by row.

Run as ``python -m benchmarks.naive EXPORT.xlsx FOLDER``. The same lists as ``tmi flag``: ratings of 3 or 4,
working grades of 7 to 9, grades that fell, what is new since the period before; faculties counted; a sheet per
owner, a workbook per faculty, house and stage, concerns coloured; whom to praise, by pupil and by class. It knows
no scales (it flags a National 4's 8), only this layout, names no cell and tells no problem.
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

PRAISED_PUPILS = ["Surname", "Forename", "Year Group", "Reg Class", "House", "Reasons", "Praise for"]
PRAISED_CLASSES = ["Subject", "Level", "Class", "Teacher", "Praise for", "Pupils", "Names"]

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


def praise(data: pd.DataFrame, latest: int) -> Lines:
    """The rows of one period in which something went well, each with its reasons."""
    before = grades_before(data, latest)
    found = []
    for _, row in data[data["Period"] == latest].iterrows():
        grade, target = row["Working Grade"], row["Target Grade"]
        earlier = before.get((row["SCN"], row["Subject"], row["Level"]))
        why = []
        if pd.notna(grade) and earlier is not None and grade < earlier:
            why.append("Working grade risen")
        if pd.notna(grade) and pd.notna(target) and grade < target:
            why.append("Above target")
        if row["Effort"] == 1 and row["Behaviour"] == 1 and (pd.isna(row["Homework"]) or row["Homework"] == 1):
            why.append("All ratings the best")
        if why and row["Subject"] not in ("PSE", "Core PE"):
            found.append({**row, "Faculty": FACULTIES.get(row["Subject"], "Other"), "Why": why})
    return found


def by_pupil(lines: Lines) -> Lines:
    """A line a pupil, most reasons first."""
    pupils: dict[str, Lines] = defaultdict(list)
    for line in lines:
        pupils[line["SCN"]].append(line)
    found = []
    for own in pupils.values():
        told = [f"{line['Subject']}: {', '.join(line['Why'])}" for line in own]
        found.append({**own[0], "Reasons": sum(len(line["Why"]) for line in own), "Praise for": "; ".join(told)})
    return sorted(found, key=lambda line: -line["Reasons"])


def by_class(lines: Lines) -> Lines:
    """A line a class and reason, with the names."""
    classes: dict[tuple[Any, ...], Lines] = defaultdict(list)
    for line in lines:
        for why in line["Why"]:
            classes[why, line["Class"], line["Subject"]].append(line)
    return [
        {
            **own[0],
            "Praise for": why,
            "Pupils": len(own),
            "Names": ", ".join(f"{line['Forename']} {line['Surname']}" for line in own),
        }
        for (why, _, _), own in classes.items()
    ]


def write(path: Path, sheets: dict[str, Lines], praised: Lines, praised_columns: list[str]) -> None:
    book = Workbook()
    book.remove(book.active)
    for name, lines in {**sheets, "Praise": praised}.items():
        columns = praised_columns if name == "Praise" else COLUMNS
        sheet = book.create_sheet(name)
        sheet.append(columns)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
            cell.fill = PatternFill("solid", fgColor="DDEBF7")
        for line in lines:
            sheet.append([None if pd.isna(line[column]) else line[column] for column in columns])
            for cell, column in zip(sheet[sheet.max_row], columns, strict=True):
                cell.border = Border(bottom=Side(style="thin"))
                cell.alignment = Alignment(vertical="top")
                if column in ("Effort", "Behaviour", "Homework") and cell.value in (3, 4):
                    cell.fill = PatternFill("solid", fgColor="F8CBAD")
                if column == "Working Grade" and cell.value in (7, 8, 9):
                    cell.fill = PatternFill("solid", fgColor="F8CBAD")
        sheet.freeze_panes = "D2"
        sheet.auto_filter.ref = sheet.dimensions
    book.save(path)


def grades_before(data: pd.DataFrame, latest: int) -> dict[tuple[str, str, str], Any]:
    """The most recent earlier working grade of each pupil, subject and level."""
    before: dict[tuple[str, str, str], Any] = {}
    for _, row in data[data["Period"] < latest].sort_values("Period").iterrows():
        if pd.notna(row["Working Grade"]):
            before[row["SCN"], row["Subject"], row["Level"]] = row["Working Grade"]
    return before


def flag(data: pd.DataFrame, latest: int) -> Lines:
    """The lines of one period: every row with a reason, its owner by the number of faculties."""
    before = grades_before(data, latest)
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
    praised = praise(data, latest)
    write(
        folder / "escalation.xlsx",
        {role: [x for x in lines if x["Owner"] == role] for role in ("Year Head", "PSL", "CL")}
        | {"New": [x for x in lines if x["State"] == "new"]},
        by_pupil(praised),
        PRAISED_PUPILS,
    )
    for column, role in (("Faculty", None), ("House", "PSL"), ("Year Group", "Year Head")):
        groups: dict[str, Lines] = defaultdict(list)
        for line in lines:
            if role is None or line["Owner"] == role:
                groups[line[column]].append(line)
        for name, own in groups.items():
            here = [line for line in praised if line[column] == name]
            listed = by_class(here) if role is None else by_pupil(here)
            columns = PRAISED_CLASSES if role is None else PRAISED_PUPILS
            write(folder / f"{column} {name}.xlsx", {"Flags": own}, listed, columns)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
