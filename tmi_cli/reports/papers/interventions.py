"""What was done for pupils: open, overdue, and flags for which no action is recorded."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date

from tmi_cli.analysis.acted_on import without_action
from tmi_cli.interventions import Interventions, Recorded, Remark, not_on_menu
from tmi_cli.interventions.store import as_bytes
from tmi_cli.records import Intervention
from tmi_cli.reports.paper import Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, about, listed, plural, pupil_cells, run_id
from tmi_cli.reports.report import Report

SCHEMA = "tmi.interventions/1"

_WHAT = (
    Head("Number", "number", "count"),
    *PUPIL_HEADS,
    Head("Subject", "subject", "text", 12, 20),
    Head("Strategy", "strategy", "text", 14, 26),
    Head("Stage of intervention", "intervention_stage", "text", 10, 18),
    Head("By", "by", "text", 10, 18),
    Head("Start", "started", "text", 10, 11),
    Head("Review", "review", "text", 10, 11),
)


def interventions_paper(report: Report, *, today: date) -> Paper:
    """Every intervention recorded in the session, as of ``today``, and who is flagged without any."""
    found = report.interventions
    every = found.recorded
    overdue = sorted(
        (one for one in every if one.intervention.is_overdue(today)),
        key=lambda one: (one.intervention.review or today, one.pupil.order),
    )
    running = [one for one in every if one.intervention.is_open]
    sections = [_glance(report, running, overdue, today=today)]
    sections.append(
        _list("Overdue", "Overdue reviews", overdue, today, empty="No review is overdue.", long=bool(overdue))
    )
    sections.append(_list("Open", "Open interventions", running, today, empty="None is open.", long=bool(running)))
    sections.append(_no_action(report))
    sections.append(_recorded(every))
    if found.sheets:
        sections.append(_not_read(found))
    return Paper(
        schema=SCHEMA,
        title=f"Interventions: {report.title}",
        recipient="the senior leadership team",
        about=(("As of", today.isoformat()), *about(report)),
        sections=tuple(sections),
        run_id=run_id(report, "interventions", today.isoformat(), state_of(found)),
        file="interventions list",
        extra={"as_of": today.isoformat()},
    )


def state_of(found: Interventions) -> str:
    """A hash that stands for what is recorded."""
    return hashlib.sha256(as_bytes(found.kept())).hexdigest()


def what_cells(one: Recorded) -> tuple[Value, ...]:
    """An intervention as the columns of ``_WHAT`` show it."""
    told = one.intervention
    return (
        told.number,
        *pupil_cells(one.pupil),
        told.subject or "",
        told.strategy,
        told.stage,
        told.by_whom,
        day(told.started),
        day(told.review),
    )


def day(told: date | None) -> str:
    """A date as papers show it: ISO, so that it sorts."""
    return told.isoformat() if told else ""


def _glance(report: Report, running: list[Recorded], overdue: list[Recorded], *, today: date) -> Section:
    found = report.interventions
    every = found.recorded
    open_flags = without_action(report.findings.flags, found)
    flagged = {flag.pupil.key for flag in report.findings.flags}
    unseen = len({flag.pupil.key for flag in open_flags})
    sentences = [
        f"{plural(len(every), 'intervention')} recorded for {plural(len({o.pupil.key for o in every}), 'pupil')}: "
        f"{len(running)} open, {len(overdue)} overdue, {len(every) - len(running)} reviewed.",
        f"{unseen:,} of {plural(len(flagged), 'flagged pupil')} have a flag with no action recorded "
        f"({plural(len(open_flags), 'flag')}). Any recorded action in the subject or across the school counts.",
    ]
    undated = sum(one.intervention.review is None for one in running)
    if undated:
        sentences.append(f"{undated:,} of the open ones have no review date and are never overdue.")
    off_menu = not_on_menu(report.policy.interventions, every)
    if off_menu:
        told = listed(f"{name} ({count})" for name, count in off_menu.items())
        sentences.append(f"Not on the policy's menu, and kept as told: {told}.")
    if found.absent:
        sentences.append(
            f"{plural(len(found.absent), 'intervention')} kept for pupils who are not found in these exports "
            f"(number {_numbers(found.absent)}); not counted here."
        )
    if found.elsewhere:
        sentences.append(f"{plural(len(found.elsewhere), 'intervention')} of other sessions; not counted here.")
    for sheet in found.sheets:
        place = " › ".join(part for part in (sheet.file, sheet.sheet) if part)
        told = f"{place}: {sheet.rows} rows = {len(sheet.read)} read + {len(sheet.rejected)} rejected"
        reason = f" ({sheet.reason})" if sheet.reason else ""
        unknown = f" Headers not understood: {', '.join(sheet.unknown)}." if sheet.unknown else ""
        sentences.append(f"{told} + {len(sheet.ignored)} ignored{reason}.{unknown}")
    return Section("At a glance", "At a glance", (TextPart(tuple(sentences), bullets=True), _counts(every, today)))


def _counts(every: Iterable[Recorded], today: date) -> TablePart:
    told = [one.intervention for one in every]
    counts = Counter(one.strategy for one in told)
    late = Counter(one.strategy for one in told if one.is_overdue(today))
    running = Counter(one.strategy for one in told if one.is_open)
    rows: list[tuple[Value, ...]] = [
        (name, count, running[name], late[name], count - running[name]) for name, count in sorted(counts.items())
    ]
    if rows:
        rows.append(("All", len(told), running.total(), late.total(), len(told) - running.total()))
    heads = (
        Head("Strategy", "strategy", "strong", 16, 30),
        Head("Recorded", "recorded", "count"),
        Head("Open", "open", "count"),
        Head("Overdue", "overdue", "count"),
        Head("Reviewed", "reviewed", "count"),
    )
    return TablePart(
        "strategies", "By strategy", heads, tuple(rows), total=bool(rows), empty="No intervention is recorded."
    )


def _list(name: str, title: str, found: list[Recorded], today: date, *, empty: str, long: bool) -> Section:
    heads = (*_WHAT, Head("Days overdue", "days_overdue", "count"), Head("Note", "note", "text", 16, 40))
    rows = tuple((*what_cells(one), _late(one.intervention, today), one.intervention.note) for one in found)
    return Section(name, title, (TablePart(name.lower(), title, heads, rows, empty=empty),), long=long)


def _late(one: Intervention, today: date) -> int | None:
    return (today - one.review).days if one.review is not None and one.is_overdue(today) else None


def _no_action(report: Report) -> Section:
    owners = {case.pupil.key: case.owner.role for case in report.cases}
    flags = without_action(report.findings.flags, report.interventions)
    rows = tuple(
        (
            *pupil_cells(flag.pupil),
            flag.subject or "",
            flag.faculty or "",
            flag.teacher or "",
            flag.reason,
            flag.state,
            flag.since,
            owners.get(flag.pupil.key, ""),
        )
        for flag in sorted(flags, key=lambda flag: (flag.pupil.order, flag.subject or "", flag.rule))
    )
    heads = (
        *PUPIL_HEADS,
        Head("Subject", "subject", "text", 12, 20),
        Head("Faculty", "faculty", "text", 12, 20),
        Head("Teacher", "teacher", "text", 10, 16),
        Head("Reason", "reason", "text", 18, 30),
        Head("State", "state", "state", 13, 16),
        Head("Since", "since", "count"),
        Head("Overview", "overview", "text", 8, 16),
    )
    title = "Flagged, with no action recorded"
    table = TablePart("no_action", title, heads, rows, empty="Every flag has an action recorded.")
    intro = "Nothing is recorded for the pupil in the subject, nor across the school."
    return Section("No action", title, (table,), intro=intro, long=True)


def _recorded(every: Iterable[Recorded]) -> Section:
    heads = (
        *_WHAT,
        Head("Reviewed", "reviewed", "text", 10, 11),
        Head("Outcome", "outcome", "text", 16, 40),
        Head("Note", "note", "text", 16, 40),
        Head("Source", "source", "text", 16, 50, on_paper=False),
    )
    rows = tuple(
        (
            *what_cells(one),
            day(one.intervention.reviewed),
            one.intervention.outcome,
            one.intervention.note,
            str(one.intervention.source or ""),
        )
        for one in every
    )
    table = TablePart("recorded", "All recorded", heads, rows, empty="No intervention is recorded.")
    return Section("Recorded", "All recorded interventions", (table,), long=bool(rows))


def _not_read(found: Interventions) -> Section:
    def rows(what: str, told: Iterable[Remark]) -> list[tuple[Value, ...]]:
        return [(str(remark.origin), what, remark.says) for remark in told]

    every = [row for sheet in found.sheets for row in rows("rejected", sheet.rejected)]
    every += [row for sheet in found.sheets for row in rows("read without it", sheet.remarks)]
    heads = (
        Head("Cell", "cell", "strong", 24, 50),
        Head("Row", "what", "text", 10, 16),
        Head("Why", "why", "text", 24, 60),
    )
    table = TablePart("not_read", "What could not be read", heads, tuple(every), empty="Every row could be read.")
    return Section("Not read", "What could not be read", (table,))


def _numbers(found: Iterable[Intervention]) -> str:
    return ", ".join(str(one.number) for one in found)
