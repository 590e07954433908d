"""The first sheet of every workbook: what it is, for whom, what it found, and where to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from tmi_cli.reports.handling import FOR_REVIEW
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.book import MAKER, SUMMARY, Book
from tmi_cli.reports.workbook.page import Page, Value
from tmi_cli.reports.workbook.style import MARKS
from tmi_cli.reports.workbook.tables import Lists

STATES = ("worse", "new", "continuing", "better", "resolved", "not seen")
SEVERITIES = ("error", "warning", "info")
NO_STAGE = "No stage"


def start_page(book: Book, report: Report) -> Page:
    """The top of a summary: title, how to handle it, and what it is about."""
    page, recipient = Page(book, SUMMARY), book.handling.recipient
    page.title(book.title)
    add_handling(page, book)
    page.fact("School", report.school or "Not named (name it in tmi.toml)")
    page.fact("Session", report.session)
    told = ", ".join(f"{stage}: period {period}" for stage, period in report.periods.items())
    page.fact("Period reported", told or f"Period {report.period}")
    page.fact("For", recipient[0].upper() + recipient[1:])
    page.fact("Policy", f"{report.policy.title} (--policy {report.policy.name})")
    page.fact("Source of the policy", f"{report.policy.source} (version {report.policy.version})")
    for number, assumption in enumerate(report.policy.assumptions):
        page.fact("" if number else "Assumed", assumption)
    if any(ladder.assumed for ladder in report.policy.ladders):
        page.fact("Assumed ladder", "The numbers that decide who owns a pupil are those of no published policy.")
    add_run(page, book)
    return page


def add_handling(page: Page, book: Book) -> None:
    """How a workbook that names pupils is to be handled."""
    page.sentence(f"{book.handling.at_length} {FOR_REVIEW}", "label")


def add_run(page: Page, book: Book) -> None:
    """Which run made the workbook, and with what."""
    page.fact("Run", f"{book.run_id}, made by {MAKER}")


def add_contents(page: Page, contents: Sequence[tuple[str, str]]) -> None:
    """The sheets, each with what it holds."""
    page.heading("Contents")
    for sheet, holds in contents:
        page.link(sheet, holds)


def add_changes(page: Page, lists: Lists) -> None:
    """What became of the flags since the last time their rule could be judged; explains the symbols."""
    seen = Counter(line.state for line in lists.flags) + Counter(line.state for line in lists.gone)
    page.heading("What changed, and how to read the symbols")
    rows: list[Sequence[Value]] = [(state, seen[state]) for state in STATES]
    page.table(("State", "Flags"), rows, after=[MARKS[state].meaning for state in STATES])


def add_roles(page: Page, report: Report) -> None:
    """Flagged pupils by role and stage."""
    stages = sorted({case.pupil.stage or NO_STAGE for case in report.cases} | set(report.periods))
    counted = Counter((case.owner.role, case.pupil.stage or NO_STAGE) for case in report.cases)
    rows: list[Sequence[Value]] = []
    for role in reversed(report.policy.roles):
        found = [counted[role, stage] for stage in stages]
        rows.append((role, *found, sum(found)))
    totals = [sum(counted[role, stage] for role in report.policy.roles) for stage in stages]
    rows.append(("All", *totals, sum(totals)))
    page.heading("Flagged pupils by who has the overview, and stage")
    page.table(("Role", *stages, "All"), rows)


def add_rules(page: Page, report: Report, titles: Mapping[str, str]) -> None:
    """What each rule found, with what it judged and what it could not judge."""
    counts = report.findings.counts
    page.heading("What each rule found, by course (attendance: by pupil)")
    for c in counts:
        told = f"flagged {c.flagged:,} of {c.judged:,} judged, {c.cannot_judge:,} not judged"
        page.fact(c.rule, f"{titles[c.rule]}: {told}.")


def add_faculties(page: Page, lists: Lists) -> None:
    """Flagged pupils and flags by faculty; a pupil counts in each of their faculties."""
    flags = Counter(line.faculty for line in lists.flags)
    if not flags:
        return
    pupils = Counter(faculty for _, faculty in {(line.who.key, line.faculty) for line in lists.flags})
    states = Counter((line.faculty, line.state) for line in lists.flags)
    page.heading("By faculty (a pupil counts in each faculty that flagged)")
    rows: list[Sequence[Value]] = [
        (name or "No faculty", pupils[name], flags[name], states[name, "new"], states[name, "worse"])
        for name in sorted(flags, key=lambda name: (not name, name))
    ]
    page.table(("Faculty", "Pupils", "Flags", "New", "Worse"), rows)


def add_problems(page: Page, report: Report, *, sheet: str) -> None:
    """How many problems of each kind the data has, and the way to them."""
    kinds = Counter((problem.severity, problem.code) for problem in report.problems)
    page.heading("Problems in the data")
    if not kinds:
        page.sentence("None were found.")
        return
    ordered = sorted(kinds, key=lambda kind: (SEVERITIES.index(kind[0]), kind[1]))
    rows: list[Sequence[Value]] = [(code, severity, kinds[severity, code]) for severity, code in ordered]
    page.table(("Problem", "Severity", "Count"), rows, after=[MARKS[severity].meaning for severity, _ in ordered])
    page.link(sheet, "Each problem with its cell and what to do.")
