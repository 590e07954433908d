"""One workbook for each faculty, house and stage, holding only what that owner should see (SEC-32)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from tmi_cli.reports.handling import handling_of
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import columns, summary
from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.lines import FlagLine
from tmi_cli.reports.workbook.names import safe_file_name
from tmi_cli.reports.workbook.page import Page
from tmi_cli.reports.workbook.praise import add_praised_classes, add_praised_pupils
from tmi_cli.reports.workbook.sheet import Column, Table, add_table
from tmi_cli.reports.workbook.tables import Lists, add_about_sheet, add_gone_sheet, add_unjudged_sheet

Kind = Literal["faculty", "house", "stage"]

FOLDERS: Mapping[Kind, str] = {"faculty": "faculties", "house": "houses", "stage": "stages"}
NOBODYS: Mapping[Kind, str] = {"faculty": "No faculty", "house": "No house", "stage": "No stage"}


class Owner(NamedTuple):
    """Who a workbook is for: a faculty, a house or a stage."""

    kind: Kind
    unit: str | None

    @property
    def name(self) -> str:
        """The unit as it is shown."""
        return self.unit or NOBODYS[self.kind]


def owner_workbooks(
    report: Report, lists: Mapping[Owner, Lists], *, run_id: str
) -> Iterator[tuple[str, Owner, bytes]]:
    """The path, the owner and the bytes of each owner's workbook; ``lists`` holds what each may see."""
    taken: dict[Kind, set[str]] = {kind: set() for kind in FOLDERS}
    counted = _checked(report)
    for owner in sorted(lists, key=lambda o: (o.kind, o.unit is None, o.unit or "")):
        path = f"{FOLDERS[owner.kind]}/{safe_file_name(owner.name, taken[owner.kind])}.xlsx"
        found = _found(counted[owner])
        yield path, owner, _workbook(report, owner, lists=lists[owner], found=found, run_id=run_id)


def _workbook(report: Report, owner: Owner, *, lists: Lists, found: str, run_id: str) -> bytes:
    book = Book(
        title=f"{owner.name}: {report.title}",
        handling=handling_of(report, recipient_of(report, owner)),
        run_id=run_id,
    )
    page = summary.start_page(book, report)
    groups = sees_groups(report, owner.kind)
    # The order of the lists puts vulnerable pupils first and would betray them.
    flags = lists.flags if groups else sorted(lists.flags, key=_ORDERS[owner.kind])
    told = f"{len({line.who.key for line in flags}):,} pupils, {len(flags):,} flags."
    note = "In a vulnerable group first. " if groups else ""
    note += "The numbers of the ladder are assumed. " if any(x.assumed for x in report.policy.ladders) else ""
    listed = add_table(
        book,
        Table(
            "Flags",
            f"{owner.name}: flagged pupils, {report.title}",
            f"{told} {note}On screen, the cells behind each flag stand further right.",
            columns.with_rag(_list_columns(owner, groups=groups), flags),
            flags,
            f"No pupil is flagged here. {found}",
        ),
    )
    add_praise = add_praised_classes if owner.kind == "faculty" else add_praised_pupils
    contents = [
        (listed, told),
        (
            add_gone_sheet(book, lists, found=found),
            f"{len(lists.gone):,} flags were resolved or not seen again.",
        ),
        add_praise(book, lists.praise, found=found),
        (
            add_unjudged_sheet(book, lists, found=found),
            f"{len(lists.unjudged):,} courses that a rule could not judge.",
        ),
        (add_about_sheet(book, report, sources=False), "The policy in words: scales, rules, who acts."),
    ]
    page.heading("In short")
    page.sentence(f"{told} {found}")
    page.sentence(_HOLDS[owner.kind])
    summary.add_contents(page, contents)
    _add_counts(page, flags)
    summary.add_changes(page, lists)
    page.finish()
    return book.to_bytes()


_HOLDS: Mapping[Kind, str] = {
    "faculty": "Every flagged pupil of the faculty is here, with this faculty's flags only; Overview says who has "
    "the strategic overview of the pupil, and why.",
    "house": "The flagged pupils whose strategic overview lies with the house are here, with all their flags.",
    "stage": "The flagged pupils whose strategic overview lies with the stage are here, with all their flags.",
}


def sees_groups(report: Report, kind: Kind) -> bool:
    """Whether vulnerable groups may be shown: only where every role with such a unit may see them."""
    steps = [step for ladder in report.policy.ladders for step in ladder.steps if step.unit == kind]
    return bool(steps) and all(step.sees_groups for step in steps)


def _by_name(line: FlagLine) -> tuple[object, ...]:
    return (line.who.order, line.subject, line.class_code, line.rule)


def _by_count(line: FlagLine) -> tuple[object, ...]:
    return (-line.faculty_count, *_by_name(line))


_ORDERS: Mapping[Kind, Callable[[FlagLine], tuple[object, ...]]] = {
    "faculty": _by_name,
    "house": _by_count,
    "stage": _by_count,
}


def _list_columns(owner: Owner, *, groups: bool) -> tuple[Column, ...]:
    shown = columns.FACULTY_LIST if owner.kind == "faculty" else columns.OWNER_LIST
    return columns.with_groups(shown) if groups else shown


def recipient_of(report: Report, owner: Owner) -> str:
    """Who may read it: those whose roles look after such a unit."""
    steps = [step for ladder in report.policy.ladders for step in ladder.steps if step.unit == owner.kind]
    roles = dict.fromkeys(step.role for step in steps)
    titles = dict.fromkeys(step.title for step in steps)
    if len(titles) > 1:
        return f"{' / '.join(roles)} of {owner.name}"
    title = next(iter(titles), "Curriculum leader")
    return f"the {title[:1].lower()}{title[1:]} of {owner.name}"


def _checked(report: Report) -> defaultdict[Owner, list[str]]:
    """What was looked at for each owner: the pupil's key for each course of the faculty, house or stage."""
    courses: defaultdict[Owner, list[str]] = defaultdict(list)
    for pupil, entry in report.entries:
        courses[Owner("faculty", entry.faculty)].append(pupil.key)
        courses[Owner("house", pupil.house)].append(pupil.key)
        courses[Owner("stage", pupil.stage)].append(pupil.key)
    return courses


def _found(courses: Sequence[str]) -> str:
    return f"{len(courses):,} courses of {len(set(courses)):,} pupils were checked."


def _add_counts(page: Page, flags: Sequence[FlagLine]) -> None:
    """Pupils and flags by rule."""
    if not flags:
        return
    count = Counter(line.rule for line in flags)
    pupils = Counter(rule for _, rule in {(line.who.key, line.rule) for line in flags})
    page.heading("By rule")
    for rule in sorted(count):
        page.sentence(f"{rule}: {count[rule]:,} flags of {pupils[rule]:,} pupils.")
