"""The tables of a workbook: the lines a recipient may see, each kind on its sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tmi_cli.flags import Praised
from tmi_cli.records import Problem
from tmi_cli.reports.policy_words import policy_sections
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import columns
from tmi_cli.reports.workbook.book import MAKER, Book
from tmi_cli.reports.workbook.lines import FlagLine, GoneLine, UnjudgedLine
from tmi_cli.reports.workbook.sheet import Column, Table, add_table

_CHANGES = ("worse", "new", "better", "resolved", "not seen")
_ABOUT = (
    Column("Part", "part", "strong", 14, 26),
    Column("What it says", "words", "text", 40, 60),
)
_ABOUT_SOURCES = (
    *_ABOUT,
    Column("Rows", "rows", "number"),
    Column("Read", "read", "number"),
    Column("Rejected", "rejected", "number"),
    Column("Ignored", "ignored", "number"),
)


@dataclass(slots=True)
class Lists:
    """Everything that one recipient may see, each list in its order."""

    flags: list[FlagLine] = field(default_factory=list)
    gone: list[GoneLine] = field(default_factory=list)
    unjudged: list[UnjudgedLine] = field(default_factory=list)
    praise: list[Praised] = field(default_factory=list)


class AboutLine(NamedTuple):
    """A line of the last sheet; the figures are those of a source."""

    part: str
    words: str
    rows: int | None = None
    read: int | None = None
    rejected: int | None = None
    ignored: int | None = None


class ProblemLine(NamedTuple):
    """A problem with its place, once to read and once to filter by."""

    severity: str
    code: str
    message: str
    hint: str
    place: str
    value: str
    field: str
    file: str
    sheet: str
    cell: str


def checked(report: Report) -> str:
    """What was looked at, for a list that is empty."""
    return (
        f"{report.courses_judged:,} courses of {report.pupils_judged:,} pupils were checked "
        f"by {len(report.policy.rules_on)} rules."
    )


def add_changes_sheet(book: Book, lists: Lists, *, found: str) -> str:
    """The sheet of everything that changed since the last time; ``found`` says what was checked."""
    lines: list[FlagLine | GoneLine] = [line for line in lists.flags if line.state in _CHANGES]
    lines += lists.gone
    lines.sort(key=lambda line: (_CHANGES.index(line.state), line.who.order, line.subject))
    return add_table(
        book,
        Table(
            "Changes",
            "Changes: what became worse, new, better, resolved, or was not seen again",
            "Compared with the last earlier period that could be judged. Continuing flags are left out.",
            columns.CHANGES,
            lines,
            f"Nothing changed. {found}",
        ),
    )


def add_gone_sheet(book: Book, lists: Lists, *, found: str) -> str:
    """The sheet of what is flagged no more; what is new, worse or better stands among the flags."""
    lines = sorted(lists.gone, key=lambda line: (line.state != "resolved", line.who.order, line.subject))
    return add_table(
        book,
        Table(
            "No longer flagged",
            "No longer flagged: resolved, or not seen again",
            "Resolved was judged clear now. Not seen could not be judged; nobody knows.",
            columns.CHANGES,
            lines,
            f"Nothing that was flagged before has gone. {found}",
        ),
    )


def add_unjudged_sheet(book: Book, lists: Lists, *, found: str) -> str:
    """The sheet of what could not be judged, and why."""
    return add_table(
        book,
        Table(
            "Cannot judge",
            "Cannot judge: neither flagged nor clear",
            "A blank, an unreadable value or no earlier period is no good news; no percentage counts them.",
            columns.UNJUDGED,
            lists.unjudged,
            f"Every course could be judged. {found}",
        ),
    )


def add_problems_sheet(book: Book, problems: Iterable[Problem], *, found: str) -> str:
    """The sheet of what is wrong in the data, with each cell."""
    return add_table(
        book,
        Table(
            "Problems",
            "Problems in the data, and what to do",
            "A value that cannot be used is rejected, not its row. Look a place up as file › sheet › cell.",
            columns.PROBLEMS,
            [_problem_line(problem) for problem in problems],
            f"No problems were found. {found}",
        ),
    )


def add_about_sheet(book: Book, report: Report, *, sources: bool) -> str:
    """The sheet on the policy, and with ``sources`` the account of every row of every file."""
    lines = [
        AboutLine("Policy", f"{report.policy.title} (--policy {report.policy.name})"),
        AboutLine("Policy, SHA-256", report.policy.sha256),
        AboutLine("Made by", f"{MAKER}, run {book.run_id}"),
    ]
    for section in policy_sections(report.policy):
        lines += [AboutLine(section.heading, item) for item in section.items]
    if sources:
        lines += _source_lines(report)
    return add_table(
        book,
        Table(
            "About",
            "About: the policy in words" + (", and an account of every row that was read" if sources else ""),
            "Rows = read + rejected + ignored for every sheet." if sources else "What each rule and step means.",
            _ABOUT_SOURCES if sources else _ABOUT,
            lines,
            "",
            frozen=1,
        ),
    )


def _source_lines(report: Report) -> list[AboutLine]:
    lines = []
    for source in report.sources:
        place = " › ".join(part for part in (source["file"], source["sheet"]) if part)
        period = f", period {source['period']}" if source["period"] else ""
        why = f": {source['reason']}" if source.get("reason") else ""
        hidden = [
            f"{source[what]} hidden {what.removeprefix('hidden_')} were read too"
            for what in ("hidden_rows", "hidden_columns")
            if source.get(what)
        ]
        told = "; ".join([f"{place} ({source['layout']}{period}{why})", *hidden])
        lines.append(
            AboutLine("Source", told, source["rows"], source["read"], source["rejected"], source["ignored"])
        )
    return lines


def _problem_line(problem: Problem) -> ProblemLine:
    origin = problem.origin
    return ProblemLine(
        severity=problem.severity,
        code=problem.code,
        message=problem.message,
        hint=problem.hint,
        place=str(origin or ""),
        value=problem.value or "",
        field=(problem.field or "").replace("_", " "),
        file=origin.file if origin else "",
        sheet=(origin.sheet or "") if origin else "",
        cell=(origin.cell or "") if origin else "",
    )
