"""The workbooks of ``tmi check``: check.xlsx with a sheet per faculty, and a fix list per teacher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tmi_cli.reports.check_report import CheckItem, CheckReport
from tmi_cli.reports.check_show import kinds_of
from tmi_cli.reports.handling import handling_of
from tmi_cli.reports.workbook import columns
from tmi_cli.reports.workbook.book import MAKER, SUMMARY, Book
from tmi_cli.reports.workbook.lines import Who
from tmi_cli.reports.workbook.names import safe_file_name
from tmi_cli.reports.workbook.page import Page
from tmi_cli.reports.workbook.sheet import Column, Table, add_table

_NOBODY = Who("", "", "", "", "", "", "", "", ("", "", ""))
_NO_FACULTY = "No faculty"


class FixLine(NamedTuple):
    """One thing to mend or to answer, with its pupil and course where it is about one."""

    who: Who
    severity: str
    subject: str
    level: str
    class_code: str
    teacher: str
    message: str
    hint: str
    where: str
    value: str
    period: str
    code: str


class MissingLine(NamedTuple):
    """How complete one faculty, subject, class or teacher is."""

    unit: str
    name: str
    entered: int
    due: int
    missing: str


class ReviewLine(NamedTuple):
    """A comment about a pupil with additional support needs, to be read again before it leaves the school."""

    who: Who
    subject: str
    class_code: str
    teacher: str
    comment: str
    where: str


_FIX = (
    Column("Severity", "severity", "mark", 11, 12),
    columns.PUPIL[0],
    columns.PUPIL[1],
    columns.PUPIL[3],
    *columns.COURSE,
    columns.TEACHER,
    Column("What is wrong", "message", "text", 24, 42),
    Column("What to do", "hint", "text", 20, 36),
    Column("Where", "where", "text", 16, 28),
    Column("Value", "value", "text", 7, 14),
    Column("Period", "period", "text"),
    Column("Kind", "code", "text", 14, 30, on_paper=False),
)
_MISSING = (
    Column("Of", "unit", "text", 9, 10),
    Column("Name", "name", "strong", 16, 30),
    Column("Entered", "entered", "number"),
    Column("Due", "due", "number"),
    Column("Missing", "missing", "text", 30, 60),
)
_REVIEW = (
    columns.PUPIL[0],
    columns.PUPIL[1],
    columns.PUPIL[3],
    columns.COURSE[0],
    columns.COURSE[2],
    columns.TEACHER,
    Column("Comment", "comment", "text", 40, 60),
    Column("Where", "where", "text", 16, 28),
)


def check_workbooks(report: CheckReport, *, run_id: str) -> dict[str, bytes]:
    """``check.xlsx`` and ``teachers/<teacher>.xlsx``, by path: each teacher's holds that teacher's alone."""
    books = {"check.xlsx": _whole(report, run_id=run_id)}
    by_teacher: dict[str, list[CheckItem]] = defaultdict(list)
    for item in report.items:
        for teacher in item.teachers:
            by_teacher[teacher].append(item)
    taken: set[str] = set()
    for teacher in sorted(by_teacher):
        path = f"teachers/{safe_file_name(teacher, taken)}.xlsx"
        books[path] = _for_teacher(report, teacher, by_teacher[teacher], run_id=run_id)
    return books


def _whole(report: CheckReport, *, run_id: str) -> bytes:
    book = Book(
        title=f"Data check: {report.session}", handling=handling_of(report, "the data manager"), run_id=run_id
    )
    page = _start(book, report)
    by_faculty: dict[str, list[CheckItem]] = defaultdict(list)
    for item in report.items:
        by_faculty[item.faculty or _NO_FACULTY].append(item)
    contents = [(_fix_sheet(book, "Fix list", report.items), _told(len(report.items), "problem") + " By teacher.")]
    for faculty in sorted(by_faculty):
        items = by_faculty[faculty]
        contents.append((_fix_sheet(book, faculty, items), _told(len(items), "problem")))
    contents.append((_missing_sheet(book, report), "What was entered and what is missing."))
    contents.append((_review_sheet(book, report), _told(len(report.reviews), "comment") + " To be read again."))
    page.heading("Problems by kind")
    kinds = [(code, times, severity) for severity, code, times, _ in kinds_of(report)]
    page.table(("Kind", "Times", "Severity"), kinds)
    page.heading("Completeness of the reported period")
    for unit in report.completeness:
        if unit.unit == "faculty":
            page.fact(unit.name, unit.sentence)
    page.heading("Contents")
    for sheet, holds in contents:
        page.link(sheet, holds)
    page.finish()
    return book.to_bytes()


def _for_teacher(report: CheckReport, teacher: str, items: Sequence[CheckItem], *, run_id: str) -> bytes:
    book = Book(title=f"Fix list: {report.session}", handling=handling_of(report, teacher), run_id=run_id)
    page = _start(book, report)
    sheet = _fix_sheet(book, "Fix list", items)
    page.heading("Contents")
    page.link(sheet, f"{len(items):,} entries to mend or to answer, each with its cell.")
    page.finish()
    return book.to_bytes()


def _told(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}."


def _start(book: Book, report: CheckReport) -> Page:
    page = Page(book, SUMMARY)
    page.title(book.title)
    page.sentence(book.handling.at_length, "label")
    page.fact("School", report.school or "Not named (name it in tmi.toml)")
    told = ", ".join(f"{stage}: period {period}" for stage, period in report.periods.items())
    page.fact("Period reported", told or f"Period {report.period}")
    page.fact("Policy", f"{report.policy.title} (--policy {report.policy.name})")
    page.fact("Run", f"{book.run_id}, made by {MAKER}")
    return page


def _fix_sheet(book: Book, name: str, items: Iterable[CheckItem]) -> str:
    lines = sorted(map(_fix_line, items), key=lambda line: (line.teacher, line.class_code, line.who.order))
    return add_table(
        book,
        Table(
            name,
            f"{name}: what to mend, and what to answer",
            "Errors could not be used. Warnings were used. Notes and questions are for a person to judge.",
            _FIX,
            lines,
            "Nothing to mend here.",
            frozen=3,
        ),
    )


def _fix_line(item: CheckItem) -> FixLine:
    problem = item.problem
    return FixLine(
        who=Who.of(item.pupil) if item.pupil else _NOBODY,
        severity=problem.severity,
        subject=item.subject,
        level=item.level,
        class_code=item.class_code,
        teacher=item.teacher,
        message=problem.message,
        hint=problem.hint,
        where=str(problem.origin or ""),
        value=problem.value or "",
        period=str(problem.period or ""),
        code=problem.code,
    )


def _missing_sheet(book: Book, report: CheckReport) -> str:
    lines = [
        MissingLine(
            unit=unit.unit,
            name=unit.name,
            entered=unit.entered,
            due=unit.due,
            missing=", ".join(f"{name.replace('_', ' ')} {count}" for name, count in unit.missing.items()),
        )
        for unit in report.completeness
    ]
    return add_table(
        book,
        Table(
            "Completeness",
            "Completeness of the reported period, by faculty, subject, class and teacher",
            "Due are the courses with an entry, and those an earlier period knows of a pupil who is still there.",
            _MISSING,
            lines,
            "No course is known.",
        ),
    )


def _review_sheet(book: Book, report: CheckReport) -> str:
    lines = [
        ReviewLine(
            who=Who.of(review.pupil),
            subject=review.subject,
            class_code=review.class_code,
            teacher=review.teacher,
            comment=review.comment,
            where=str(review.origin),
        )
        for review in report.reviews
    ]
    return add_table(
        book,
        Table(
            "Comments to review",
            "Comments about pupils with additional support needs",
            "Read each again before it leaves the school: does it say what the pupil can do, and what helps?",
            _REVIEW,
            lines,
            "No pupil with additional support needs has a comment, or no list tells who has them.",
        ),
    )
