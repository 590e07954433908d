"""The form that a faculty, a house or a stage fills in: Red, Amber or Green, and what is to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import NamedTuple

from tmi_cli.rag.form import KEY, MARKS_OF_RAG, MEANINGS
from tmi_cli.rag.store import RagEntry
from tmi_cli.rag.tracked import RagRow, Unit
from tmi_cli.reports.handling import handling_of
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import summary
from tmi_cli.reports.workbook.book import Book, Sheet
from tmi_cli.reports.workbook.names import safe_file_name
from tmi_cli.reports.workbook.owners import FOLDERS, Owner, recipient_of
from tmi_cli.reports.workbook.sheet import HEADER_ROW, Column, Table, add_table, place_table

_COLUMNS = (
    Column("Surname", "surname", "strong", 10, 16),
    Column("First name", "forename", "text", 9, 14),
    Column("Stage", "stage"),
    Column("Registration", "registration", "text", 8, 12),
    Column("Subject", "subject", "text", 10, 18),
    Column("Level", "level"),
    Column("Class", "class_code", "text", 7, 12),
    Column("Teacher", "teacher", "text", 9, 14),
    Column("Why", "why", "text", 16, 28),
    Column("Last RAG", "last_rag", "text", 9, 12),
    Column("Last comment", "last_comment", "text", 9, 14),
    Column("Last note", "last_note", "text", 9, 18),
    Column("RAG", "rag", "open", 10, 12),
    Column("Comment", "comment", "open", 17, 18),
    Column("Note", "note", "open", 24, 24),
    Column("Action", "action", "open", 20, 20),
    Column("By whom", "by_whom", "open", 12, 14),
    Column("Review date", "review_date", "day", 12, 12),
    Column("SCN", "scn", "text", 10, 12, on_paper=False),
    Column(KEY, "key", "text", 14, 15, on_paper=False),
)
_UNMATCHED = (
    Column("Surname", "surname", "strong", 10, 18),
    Column("First name", "forename", "text", 9, 15),
    Column("Subject", "subject", "text", 12, 20),
    Column("Level", "level"),
    Column("Class", "class_code", "text", 7, 12),
    Column("Period", "period", "number"),
    Column("RAG was", "rag", "text", 9, 12),
    Column("Comment was", "comment", "text", 12, 20),
    Column("Note was", "note", "text", 20, 60),
    Column("Action was", "action", "text", 16, 40),
    Column("By", "by_whom", "text", 10, 16),
    Column("Review", "review_date", "text", 10, 12),
)
_EARLIEST = dt.date(2000, 1, 1)
_LOOKS = {"Red": "alarm", "Amber": "same", "Green": "good"}
_HOW = (
    "Fill in the yellow columns of the sheet RAG: a colour from its list, a comment from its list, and in your "
    "own words a note, the action, by whom, and when to look again.",
    "Rows may be sorted, filtered and left empty, columns moved or made wider. Leave the column Key as it is: by "
    "it the rows are brought together again.",
    "Only the yellow cells can be changed; there is no password. Excel sorts no protected sheet: take the "
    "protection off (Review, Unprotect Sheet), or ask for a form made with --unprotected.",
    "Send the file back, as Excel or LibreOffice file or as CSV, to whoever sent it; tmi rag collect reads it.",
)


class _Choice(NamedTuple):
    """A line of the sheet that the drop-downs are made of."""

    rag: str
    means: str
    comment: str


def rag_workbooks(report: Report, units: Sequence[Unit], *, run_id: str, locked: bool = True) -> dict[str, bytes]:
    """The form of each unit, by its path (``faculties/Mathematics RAG.xlsx``).

    ``locked`` protects all but what is to be filled in, without a password. The same arguments give the same
    bytes.
    """
    taken: set[str] = set()
    return {
        f"{FOLDERS[unit.by]}/{safe_file_name(f'{unit.name} RAG', taken)}.xlsx": _form(
            report, unit, run_id=run_id, locked=locked
        )
        for unit in units
    }


def _form(report: Report, unit: Unit, *, run_id: str, locked: bool) -> bytes:
    recipient = recipient_of(report, Owner(unit.by, unit.name))
    book = Book(title=f"{unit.name}: RAG, {report.title}", handling=handling_of(report, recipient), run_id=run_id)
    page = summary.start_page(book, report)
    page.heading("How to fill it in")
    for sentence in _HOW:
        page.sentence(sentence)
    flagged = sum(row.outcome == "flagged" for row in unit.rows)
    told = f"{len({row.pupil for row in unit.rows}):,} pupils, {len(unit.rows):,} courses, {flagged:,} flagged."
    sheet = place_table(
        book,
        Table(
            "RAG",
            f"{unit.name}: RAG, {report.title}",
            f"{told} Flagged first. The yellow cells are to be filled in; Key, further right, stays as it is.",
            _COLUMNS,
            [_shown(row) for row in unit.rows],
            "No course is to be judged here.",
        ),
    )
    comments = report.policy.rag_comments
    lists = _lists(book, comments)
    if unit.rows:
        _make_editable(book, sheet, lines=len(unit.rows), lists=lists, comments=len(comments))
        if locked:
            sheet.worksheet.protect("", {**_ALLOWED})
    contents = [(sheet.name, told), (lists, "What the drop-downs offer, and what each colour means.")]
    if unit.unmatched:
        contents.append((_earlier(book, unit.unmatched), f"{len(unit.unmatched):,} entries without a row now."))
    summary.add_contents(page, contents)
    page.finish()
    return book.to_bytes()


_ALLOWED: Mapping[str, bool] = {
    "sort": True,
    "autofilter": True,
    "format_cells": False,
    "format_columns": True,
    "format_rows": True,
}


def _shown(row: RagRow) -> RagRow:
    return row._replace(rag=MARKS_OF_RAG.get(row.rag, row.rag))


def _lists(book: Book, comments: Sequence[str]) -> str:
    lines = [
        _Choice(MARKS_OF_RAG.get(rag, ""), MEANINGS.get(rag, ""), comment)
        for rag, comment in zip_longest(MARKS_OF_RAG, comments, fillvalue="")
    ]
    note = "" if comments else " The policy has no list of comments: any comment is right."
    columns = (
        Column("RAG", "rag", "strong", 14, 14),
        Column("Means", "means", "text", 30, 44),
        Column("Comment", "comment", "text", 24, 60),
    )
    text = f"The drop-downs of the sheet RAG choose from here.{note}"
    return add_table(book, Table("Lists", "What can be chosen", text, columns, lines, ""))


def _earlier(book: Book, entries: Sequence[RagEntry]) -> str:
    return add_table(
        book,
        Table(
            "Earlier entries",
            "What was written the last time of pupils and subjects that have no row now",
            "Nothing is to be filled in here; it is kept, and shown so that nobody is forgotten.",
            _UNMATCHED,
            sorted(entries, key=lambda e: (e.surname, e.forename, e.subject, e.class_code)),
            "",
        ),
    )


def _make_editable(book: Book, sheet: Sheet, *, lines: int, lists: str, comments: int) -> None:
    """The drop-downs, the check of the date, and colours that follow what a person chooses."""
    at = {column.header: number for number, column in enumerate(_COLUMNS)}
    first, last = HEADER_ROW + 1, HEADER_ROW + lines

    def choose(header: str, source: str, hint: str) -> None:
        sheet.worksheet.data_validation(
            first, at[header], last, at[header],
            {
                "validate": "list",
                "source": source,
                "input_title": header,
                "input_message": hint,
                "error_title": "Not in the list",
                "error_message": "Choose from the list; anything else can be written under Note.",
            },
        )  # fmt: skip

    start = HEADER_ROW + 2
    choose("RAG", f"={lists}!$A${start}:$A${start + 2}", "Red, Amber or Green: see the sheet Lists.")
    if comments:
        choose("Comment", f"={lists}!$C${start}:$C${start + comments - 1}", "The main reason; more under Note.")
    day = at["Review date"]
    sheet.worksheet.data_validation(
        first, day, last, day,
        {
            "validate": "date",
            "criteria": ">",
            "value": _EARLIEST,
            "input_title": "Review date",
            "input_message": "The day on which to look again, as 12/03/2026.",
            "error_title": "No date",
            "error_message": "Write a day as 12/03/2026.",
            "error_type": "warning",
        },
    )  # fmt: skip
    for rag, style in _LOOKS.items():
        sheet.worksheet.conditional_format(
            first, at["RAG"], last, at["RAG"],
            {"type": "text", "criteria": "containing", "value": rag, "format": book.style(style)},
        )  # fmt: skip
