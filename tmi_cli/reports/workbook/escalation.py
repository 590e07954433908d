"""The workbook for the whole school: one list for each role of the ladder, and everything beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tmi_cli.policy import Policy
from tmi_cli.reports.handling import handling_of
from tmi_cli.reports.policy_words import ladder_words
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import columns, summary
from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.lines import FlagLine, near_miss_line
from tmi_cli.reports.workbook.praise import add_praised_pupils
from tmi_cli.reports.workbook.sheet import Table, add_table
from tmi_cli.reports.workbook.tables import (
    Lists,
    add_about_sheet,
    add_changes_sheet,
    add_problems_sheet,
    add_unjudged_sheet,
    checked,
)

RECIPIENT = "the data manager and the leadership team"


def escalation(
    report: Report,
    lists: Lists,
    *,
    by_role: Mapping[str, Sequence[FlagLine]],
    titles: Mapping[str, str],
    run_id: str,
) -> bytes:
    """The bytes of ``escalation.xlsx``.

    ``by_role`` holds the flags of the pupils whom each role owns, ``titles`` the titles of the rules.
    """
    book = Book(title=f"Escalation: {report.title}", handling=handling_of(report, RECIPIENT), run_id=run_id)
    page = summary.start_page(book, report)
    found = checked(report)
    contents = [
        _role_sheet(book, report, role=role, lines=by_role[role]) for role in reversed(report.policy.roles)
    ]
    problems_told = f"{len(report.problems):,} problems in the data, each with its cell and what to do."
    contents += [
        (
            _near_miss_sheet(book, report),
            f"{len(report.near_misses):,} pupils one short of the ladder's top step.",
        ),
        (add_changes_sheet(book, lists, found=found), "What became worse, new, better, resolved or was not seen."),
        add_praised_pupils(book, lists.praise, found=found),
        (
            add_unjudged_sheet(book, lists, found=found),
            f"{len(lists.unjudged):,} courses that a rule could not judge.",
        ),
        (problems := add_problems_sheet(book, report.problems, found=found), problems_told),
        (add_about_sheet(book, report, sources=True), "The policy in words, and an account of every row."),
    ]
    page.heading("In short")
    page.sentence(
        f"{len(report.cases):,} of {report.pupils_judged:,} pupils are flagged, with {len(lists.flags):,} flags; "
        f"{len(report.near_misses):,} are one short of the top step. {found}"
    )
    nobodys = _in_no_other_workbook(report)
    if nobodys:
        page.sentence(
            f"{nobodys:,} of them are in no owner's workbook: no faculty claims what flagged them "
            "(see subject-without-faculty under Problems), or attendance alone did."
        )
    summary.add_roles(page, report)
    summary.add_contents(page, contents)
    summary.add_faculties(page, lists)
    summary.add_rules(page, report, titles)
    summary.add_changes(page, lists)
    summary.add_problems(page, report, sheet=problems)
    page.finish()
    return book.to_bytes()


def _role_sheet(book: Book, report: Report, *, role: str, lines: Sequence[FlagLine]) -> tuple[str, str]:
    """Add the list of a role; return its sheet and what it holds."""
    pupils = len({line.who.key for line in lines})
    holds = f"{pupils:,} pupils, {len(lines):,} flags. {_when(report.policy, role)}"
    sheet = add_table(
        book,
        Table(
            role,
            f"{role}: {report.title}",
            f"{holds} In a vulnerable group first. On screen, the cells behind each flag stand further right.",
            columns.with_rag(columns.ROLE_LIST, lines),
            lines,
            f"No pupil is on this list. {checked(report)}",
        ),
    )
    return sheet, holds


def _when(policy: Policy, role: str) -> str:
    """When a pupil reaches a role, in words; the stages where the ladders differ."""
    told = []
    for ladder in policy.ladders:
        for step, words in zip(ladder.steps, ladder_words(ladder), strict=False):
            if step.role == role:
                stages = f"{', '.join(ladder.stages)}: " if len(policy.ladders) > 1 else ""
                told.append(f"{stages}{words.split(':')[0]}{' (assumed)' if ladder.assumed else ''}")
    return f"Reached at {'; '.join(told)}." if told else ""


def _near_miss_sheet(book: Book, report: Report) -> str:
    lines = [near_miss_line(miss, report.policy.ladder_of(miss.pupil.stage).count) for miss in report.near_misses]
    return add_table(
        book,
        Table(
            "Near misses",
            "Near misses: pupils one short of the ladder's top step",
            "One more faculty (or subject) with a flag, and they are on the first list.",
            columns.NEAR_MISSES,
            lines,
            f"No flagged pupil is exactly one short of the top step. {checked(report)}",
        ),
    )


def _in_no_other_workbook(report: Report) -> int:
    """How many flagged pupils neither a faculty nor a house nor a stage has in its workbook."""
    return sum(
        case.owner.unit_kind == "faculty" and not any(flag.faculty for flag in case.flags) for case in report.cases
    )
