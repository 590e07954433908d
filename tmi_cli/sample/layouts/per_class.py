"""Per class: a workbook per class and period, what it is about above the table or in its name."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tmi_cli.sample.layouts.book import Cell, new_book, write_table
from tmi_cli.sample.layouts.wording import BGE_STAGES, headed_subject
from tmi_cli.sample.model import SampleCourse, SampleEntry, SamplePupil, SampleSchool
from tmi_cli.sample.subjects import BGE

# Where teachers of no faculty save their files.
NO_FACULTY_FOLDER = "Pupil Support"

Group = tuple[str, str]  # class code and level: a class may be taught at two levels
Row = tuple[SamplePupil, SampleEntry]


def write_per_class(school: SampleSchool, folder: Path) -> list[Path]:
    """A folder per faculty, a workbook per class, level and period.

    A class that alone has its subject and level in its stage is told by the file name only
    (`S4 N5 Music TP2.xlsx`; class and teacher stand nowhere). Every other one has a line above
    its table. A class of two stages has a Year Group column.
    """
    groups: dict[Group, list[Row]] = defaultdict(list)
    rivals: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pupil, entry in school.entries_of():
        course = entry.course
        groups[course.class_code, course.level].append((pupil, entry))
        rivals[headed_subject(course.subject, level=course.level), pupil.stage].add(course.class_code)
    main_level = {course.class_code: course.level for course in reversed(school.courses)}
    written = []
    for (code, level), rows in groups.items():
        course = rows[0][1].course
        stages = sorted({pupil.stage for pupil, _ in rows})
        title = headed_subject(course.subject, level=level)
        alone = len(stages) == 1 and len(rivals[title, stages[0]]) == 1
        own = " ".join([*stages, title]) if alone else code
        if not alone and main_level[code] != level:
            own = f"{code} {level}"
        for period in sorted({entry.period for _, entry in rows}):
            name = f"{own} TP{period}.xlsx"
            path = folder / (course.faculty or NO_FACULTY_FOLDER) / name
            banner = "" if alone else _banner(course, title=title, stages=stages, period=period)
            chosen = [row for row in rows if row[1].period == period]
            _write_class(school, path, rows=chosen, banner=banner, mixed=len(stages) > 1)
            written.append(path)
    return written


def _banner(course: SampleCourse, *, title: str, stages: list[str], period: int) -> str:
    year = f"{stages[0]} " if len(stages) == 1 else ""
    class_and_teacher = f"Class {course.class_code}, Teacher: {course.teacher}"
    return f"{year}{title}, {class_and_teacher}, Tracking Point {period}"


def _write_class(school: SampleSchool, path: Path, *, rows: list[Row], banner: str, mixed: bool) -> None:
    level = rows[0][1].course.level
    headings = ["SCN", "Forename", "Surname", "Reg Class"]
    if mixed:
        headings.append("Year Group")
    if level == BGE:
        headings += ["Level", "Progress Code"]
    elif level:
        headings += ["Target Grade", "New Target Grade", "Working Grade"]
    headings += ["Effort", "Behaviour", "Homework", "Teacher Comment"]
    ordered = sorted(rows, key=lambda row: (row[0].surname, row[0].forename, row[0].scn))
    with new_book(path, school=school) as book:
        sheet = book.add_worksheet("Class")
        if banner:
            sheet.write_string(0, 0, banner)
        write_table(
            book,
            sheet,
            headings=headings,
            rows=(_cells(pupil, entry, mixed=mixed) for pupil, entry in ordered),
            top=1 if banner else 0,
        )


def _cells(pupil: SamplePupil, entry: SampleEntry, *, mixed: bool) -> list[Cell]:
    cells: list[Cell] = [pupil.scn, pupil.forename, pupil.surname, pupil.registration]
    if mixed:
        cells.append(pupil.stage)
    if pupil.stage in BGE_STAGES and entry.course.level == BGE:
        cells += [entry.cfe_level, entry.progress]
    elif entry.course.level:
        cells += [entry.target, entry.new_target, entry.working_grade]
    return [*cells, *entry.ratings, entry.comment]
