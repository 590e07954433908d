"""The workbooks of ``tmi check``: fit to read and print, complete, nobody else's, and the same bytes each time."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.analysis.little_school import check, row
from tests.conformance import CASES, case_options
from tests.reports.books import RUN, sheets
from tests.reports.workbook_lint import complaints
from tmi_cli import pipeline
from tmi_cli.records import Pupil
from tmi_cli.reports.check_report import CheckItem, CheckReport
from tmi_cli.reports.workbook.check import check_workbooks

NAMES = ["groups-and-attendance", "messy-long", "seven-faults", "classes-and-levels"]
FIX = "Fix list"


@cache
def report_of(name: str) -> CheckReport:
    return pipeline.check(case_options(name, CASES / name))


@cache
def books_of(name: str) -> dict[str, bytes]:
    return check_workbooks(report_of(name), run_id=RUN)


def empty(report: CheckReport) -> CheckReport:
    return dataclasses.replace(report, items=(), completeness=(), reviews=())


def due_row(item: CheckItem) -> tuple[Any, ...]:
    problem, pupil = item.problem, item.pupil
    texts = (
        pupil.surname if pupil else "", pupil.forename if pupil else "", item.subject, item.level,
        item.class_code, item.teacher, problem.message, problem.hint, str(problem.origin or ""),
        problem.value or "", str(problem.period or ""), problem.code,
    )  # fmt: skip
    return tuple(text or None for text in texts)


HEADERS = (
    "Surname", "First name", "Subject", "Level", "Class", "Teacher", "What is wrong", "What to do", "Where",
    "Value", "Period", "Kind",
)  # fmt: skip


def shown_rows(data: bytes, sheet: str) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(line[header] for header in HEADERS) for line in sheets(data).get(sheet, []))


@pytest.mark.parametrize("name", NAMES)
def test_no_workbook_gives_cause_for_complaint(name: str) -> None:
    found = {path: complaints(data, run_id=RUN) for path, data in books_of(name).items()}
    assert {path: what for path, what in found.items() if what} == {}


@pytest.mark.parametrize("name", NAMES)
def test_the_fix_list_holds_every_problem_once(name: str) -> None:
    assert shown_rows(books_of(name)["check.xlsx"], FIX) == Counter(map(due_row, report_of(name).items))


@pytest.mark.parametrize("name", NAMES)
def test_each_faculty_with_problems_has_a_sheet_of_its_own(name: str) -> None:
    by_faculty: dict[str, list[CheckItem]] = defaultdict(list)
    for item in report_of(name).items:
        by_faculty[item.faculty or "No faculty"].append(item)
    data = books_of(name)["check.xlsx"]
    others = {FIX, "Completeness", "Comments to review"}
    assert set(sheets(data)) - others == set(by_faculty)
    for faculty, items in by_faculty.items():
        assert shown_rows(data, faculty) == Counter(map(due_row, items))


@pytest.mark.parametrize("name", NAMES)
def test_completeness_and_comments_are_those_of_the_report(name: str) -> None:
    report, shown = report_of(name), sheets(books_of(name)["check.xlsx"])
    units = [(r["Of"], r["Name"], r["Entered"], r["Due"]) for r in shown["Completeness"]]
    assert units == [(u.unit, u.name, u.entered, u.due) for u in report.completeness]
    reviews = [(r["Surname"], r["Subject"], r["Comment"], r["Where"]) for r in shown.get("Comments to review", [])]
    assert reviews == [(r.pupil.surname, r.subject, r.comment, str(r.origin)) for r in report.reviews]


@pytest.mark.parametrize("name", NAMES)
def test_another_reader_reads_the_same_sheets(name: str) -> None:
    for data in books_of(name).values():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet, rows in sheets(data).items():
            header, *body = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[3:]
            read = [{key: cell or None for key, cell in zip(header, line, strict=True)} for line in body]
            assert read == [{key: cell or None for key, cell in line.items()} for line in rows]


def by_teacher(report: CheckReport) -> dict[str, list[CheckItem]]:
    """The items of each teacher; those of a class with two teachers are both teachers'."""
    found: dict[str, list[CheckItem]] = defaultdict(list)
    for item in report.items:
        for teacher in item.teacher.split(", ") if item.teacher else ():
            found[teacher].append(item)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_each_teacher_with_problems_has_a_workbook_with_these_alone(name: str) -> None:
    due = {
        f"teachers/{teacher}.xlsx": Counter(map(due_row, items))
        for teacher, items in by_teacher(report_of(name)).items()
    }
    held = {path: shown_rows(data, FIX) for path, data in books_of(name).items() if path != "check.xlsx"}
    assert held == due


def words_of(data: bytes) -> set[str]:
    """Every word in any member of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        text = " ".join(archive.read(member).decode("utf-8", "replace") for member in archive.namelist())
    return set(re.findall(r"[\w-]+", re.sub(r"<[^>]*>", " ", text)))


@pytest.mark.parametrize("name", NAMES)
def test_no_member_of_a_teachers_workbook_names_another_pupil(name: str) -> None:
    report = report_of(name)
    everybody = {item.pupil.key: item.pupil for item in report.items if item.pupil}
    teachers = by_teacher(report)
    for path, data in books_of(name).items():
        if path == "check.xlsx":
            continue
        held = [item for teacher in Path(path).stem.split(", ") for item in teachers[teacher]]
        own = {item.pupil.key: item.pupil for item in held if item.pupil}
        may = {word for pupil in own.values() for word in _words(pupil)}
        # Teachers are named, and some of them as pupils are.
        may |= set(re.findall(r"[\w-]+", " ".join(item.teacher for item in held)))
        others = {word for key, pupil in everybody.items() if key not in own for word in _words(pupil)}
        assert (others - may) & words_of(data) == set(), path


def _words(pupil: Pupil) -> set[str]:
    return {word for word in re.findall(r"[\w-]+", f"{pupil.surname} {pupil.scn or ''}") if len(word) > 2}


SHARED = [
    row(0, teacher="A. Ault", effort="7"),
    row(0, teacher="B. Bain", effort="7"),
    row(1, teacher="A. Ault", effort="8"),
]


def test_the_problems_of_a_shared_class_are_in_the_workbook_of_each_of_its_teachers(tmp_path: Path) -> None:
    books = check_workbooks(check(tmp_path, {"S4 TP1.csv": SHARED}), run_id=RUN)
    assert sorted(books) == ["check.xlsx", "teachers/A. Ault.xlsx", "teachers/B. Bain.xlsx"]
    values = {path: sorted(line["Value"] for line in sheets(data)[FIX]) for path, data in books.items()}
    assert set(values["teachers/A. Ault.xlsx"]) == {"7", "8"}
    assert set(values["teachers/B. Bain.xlsx"]) == {"7"}


def test_names_of_faculties_and_teachers_that_no_sheet_or_file_may_have_are_told_apart(tmp_path: Path) -> None:
    faculties = ("Summary", FIX, "Completeness", "Art / Music: [all] *?", "art / music; [ALL] *?", "x" * 40, "'")
    teachers = ("A/B", "A:B", "CON", "..", "a" * 300, "Siân", "=1+1")
    rows = [
        row(number, faculty=faculty, teacher=teacher, effort="7", **{"class": f"4X{number}"})
        for number, (faculty, teacher) in enumerate(zip(faculties, teachers, strict=True))
    ]
    books = check_workbooks(check(tmp_path, {"S4 TP1.csv": rows}), run_id=RUN)
    found = {path: complaints(data, run_id=RUN) for path, data in books.items()}
    assert {path: what for path, what in found.items() if what} == {}
    assert len({path.casefold() for path in books}) == 1 + len(teachers)
    assert all(re.fullmatch(r"check\.xlsx|teachers/[^/\\:*?\"<>|]{1,120}\.xlsx", path) for path in books)
    single = [s for s, lines in sheets(books["check.xlsx"]).items() if len(lines) == 1]
    assert len(single) == len(faculties)


def test_without_a_problem_the_workbook_is_as_good(tmp_path: Path) -> None:
    for report in (empty(report_of("seven-faults")), check(tmp_path, {"S4 TP1.csv": [row(0)]})):
        books = check_workbooks(report, run_id=RUN)
        assert sorted(books) == ["check.xlsx"]
        assert complaints(books["check.xlsx"], run_id=RUN) == []
        assert "Nothing to mend here." in text_of(books["check.xlsx"])


def text_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/sharedStrings.xml").decode("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert check_workbooks(report_of(name), run_id=RUN) == books_of(name)


def test_a_class_is_asked_about_without_naming_one_of_its_pupils(tmp_path: Path) -> None:
    alike = [row(number, effort="1", behaviour="1", homework="1") for number in range(8)]
    report = check(tmp_path, {"S4 TP1.csv": alike})
    (item,) = report.items
    assert (item.problem.code, item.pupil, item.class_code, item.teacher) == (
        "class-all-the-same", None, "4MA1", "M. Kirk",
    )  # fmt: skip
