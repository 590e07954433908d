"""Reads the written files back, by their headings, into one form for all layouts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineWorkbook

from tmi_cli.sample import SampleEntry, SampleSchool

Key = tuple[str, int, str, str]  # SCN, period, subject, level
Values = tuple[object, ...]
Table = list[dict[str, object]]

FULL_NAMES = {
    "Maths": "Mathematics",
    "Apps of Maths": "Applications of Mathematics",
    "Admin and IT": "Administration and IT",
    "Art & Design": "Art and Design",
    "Design & Manufacture": "Design and Manufacture",
    "PE": "Physical Education",
    "Computing": "Computing Science",
}
NO_COURSE = ("PSE", "Core PE")


def sheet_rows(path: Path, *, sheet: str | None = None) -> list[list[object]]:
    book = CalamineWorkbook.from_path(path)
    found = book.get_sheet_by_name(sheet or book.sheet_names[0])
    return [
        [int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row]
        for row in found.to_python(skip_empty_area=False)
    ]


def sheet_table(path: Path, *, sheet: str | None = None) -> Table:
    rows = sheet_rows(path, sheet=sheet)
    top = next(number for number, row in enumerate(rows) if row.count("") == 0)
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]]


def sheets_of(path: Path) -> Iterator[tuple[str, Table]]:
    for sheet in CalamineWorkbook.from_path(path).sheet_names:
        yield sheet, sheet_table(path, sheet=sheet)


def blank(value: object) -> object:
    return "" if value is None else value


def values_of(entry: SampleEntry) -> Values:
    """Target in force, working grade, level and progress, effort, behaviour, homework."""
    cfe = f"{blank(entry.cfe_level)}{entry.progress}"
    values = (entry.target_in_force, entry.working_grade, cfe, *entry.ratings)
    return tuple(map(blank, values))


def expected_values(school: SampleSchool, *, stages: str = "123456") -> dict[Key, Values]:
    """What any layout must hold; an entry of blanks cannot be told from none in a wide sheet."""
    return {
        (pupil.scn, entry.period, entry.course.subject, entry.course.level): values
        for pupil, entry in school.entries_of()
        if pupil.stage[1] in stages and any(values := values_of(entry))
    }


def from_long(row: dict[str, object]) -> tuple[Key, Values]:
    level = str(row["Level"])
    bge = str(row["Year Group"]) in ("S1", "S2", "S3") and row["Subject"] not in NO_COURSE
    period = int(str(row["Tracking Point"]).removeprefix("Tracking Point "))
    key = (str(row["SCN"]), period, str(row["Subject"]), "BGE" if bge else level)
    target = row["New Target Grade"] or row["Target Grade"]
    ratings = (row["Effort"], row["Behaviour"], row["Homework"])
    return key, (target, row["Working Grade"], level if bge else "", *ratings)


def not_blank(pairs: Iterator[tuple[Key, Values]]) -> dict[Key, Values]:
    return {key: values for key, values in pairs if any(values)}


def subject_and_level(heading: str) -> tuple[str, str]:
    """Subject and level out of a heading such as `N5 Maths`."""
    levels = {"Higher": "H", "AH": "AH", "N5": "N5", "N4": "N4", "N3": "N3"}
    levels["NPA Level 5"] = "NPA Level 5"
    for word, level in levels.items():
        if heading.startswith(f"{word} "):
            short = heading.removeprefix(f"{word} ")
            return FULL_NAMES.get(short, short), level
    level = "" if heading in NO_COURSE else "BGE"
    return FULL_NAMES.get(heading, heading), level


def from_wide_two_row(path: Path, *, sheet: str) -> Iterator[tuple[Key, Values]]:
    top, below, *rows = sheet_rows(path, sheet=sheet)
    period = int(sheet[-1])
    for row in rows:
        blocks: dict[str, dict[str, object]] = {}
        subject = ""
        for heading, name, cell in zip(top[6:], below[6:], row[6:], strict=True):
            subject = str(heading) or subject
            blocks.setdefault(subject, {})[str(name)] = cell
        for heading, cells in blocks.items():
            cfe = f"{cells.get('Level', '')}{cells.get('Code', '')}"
            yield (
                (str(row[0]), period, *subject_and_level(heading)),
                (cells.get("TG", ""), cells.get("WG", ""), cfe, cells["E"], cells["B"], cells["H"]),
            )


def from_wide_flat(path: Path, *, sheet: str) -> Iterator[tuple[Key, Values]]:
    period = int(path.stem[-1])
    for row in sheet_table(path, sheet=sheet):
        short_names = [name.removesuffix(" Effort") for name in row if name.endswith(" Effort")]
        for short in short_names:
            level = str(row.get(f"{short} Level", ""))
            cfe = f"{level}{row[f'{short} Code']}" if f"{short} Code" in row else ""
            if f"{short} Code" in row:
                level = "BGE"
            ratings = [row[f"{short} {name}"] for name in ("Effort", "Behaviour", "Homework")]
            yield (
                (str(row["Candidate Number"]), period, FULL_NAMES.get(short, short), level),
                (row.get(f"{short} TG", ""), row.get(f"{short} WG", ""), cfe, *ratings),
            )
