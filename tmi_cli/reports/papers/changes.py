"""What changed since the period before: moves on the ladder, new and worse, resolved and better, not seen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from tmi_cli.analysis.changes import Change, Changes, Direction, changes_of
from tmi_cli.analysis.study import Study
from tmi_cli.escalation import Owner
from tmi_cli.reports.paper import ChartPart, Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.changes_lists import change_sections, moves_section
from tmi_cli.reports.papers.glance import STATES
from tmi_cli.reports.papers.parts import about, listed, plural, run_id
from tmi_cli.reports.report import Report

SCHEMA = "tmi.changes/1"

MOVES: Mapping[Direction, str] = {
    "up": "Up the ladder",
    "onto": "Onto the ladder",
    "across": "To another owner on the same step",
    "same": "Stayed where they were",
    "down": "Down the ladder",
    "off": "Off the ladder",
}


def changes_paper(report: Report, study: Study) -> Paper:
    """What changed since the period before, for all owners: every figure as each period's own report told it."""
    changes = changes_of(study, report.cases, report.settings)
    return Paper(
        schema=SCHEMA,
        title=f"{report.school or 'Whole school'}: what changed, {report.title}",
        recipient="the senior leadership team and those who have the overview of pupils",
        about=about(report),
        sections=(
            _glance(report, study, changes),
            moves_section(changes),
            *change_sections(changes),
            _units(report, changes),
        ),
        run_id=run_id(report, "changes"),
        file="what changed",
    )


def _glance(report: Report, study: Study, changes: Changes) -> Section:
    by_role = _by(changes.changes, lambda change: change.owner.role)
    owners = _states_table(
        "by_owner",
        "Flags by who has the overview",
        Head("Overview with", "owner", "strong", 14, 24),
        [(role, by_role[role]) for role in reversed(report.policy.roles)],
        note="A flag that has gone counts for the owner of the pupil when it was flagged last.",
    )
    periods = _states_table(
        "by_period",
        "Flags by period",
        Head("Period", "period", "strong"),
        [(f"Period {period}", _states_then(study, period)) for period in sorted(study.findings)],
        note="Each period as its own report told it, compared with those before it.",
    )
    return Section(
        "At a glance",
        "At a glance",
        (
            TextPart(tuple(_sentences(report, changes)), bullets=True),
            _states(changes),
            _moves(changes),
            owners,
            _chart(owners, "owner", "What became of the flags, by who has the overview"),
            periods,
            _chart(periods, "period", "What became of the flags in each period"),
        ),
    )


def _sentences(report: Report, changes: Changes) -> Iterable[str]:
    seen = Counter[str](change.state for change in changes.changes)
    yield f"Flags since the period before: {', '.join(f'{seen[state]:,} {state}' for state in STATES)}."
    up, down = len(changes.moved("up")), len(changes.moved("down"))
    onto, off = len(changes.moved("onto")), len(changes.moved("off"))
    if changes.compared:
        yield (
            f"On the ladder: {plural(up, 'pupil')} moved up, {down:,} moved down, {onto:,} came onto it, "
            f"{off:,} left it."
        )
        unsure = sum(1 for move in changes.moved("down", "off") if move.states.get("not seen"))
        if unsure:
            yield (
                f"{plural(unsure, 'pupil')} moved down or left with a flag that could not be judged again: "
                "that is no good news yet."
            )
    first = [stage or "No stage" for stage in report.cohort.reported if stage not in changes.compared]
    if first:
        verb = "has" if len(first) == 1 else "have"
        yield f"{listed(sorted(first))} {verb} no earlier period in these exports: nobody has moved there."


def _states(changes: Changes) -> TablePart:
    flags = Counter[str](change.state for change in changes.changes)
    pupils = Counter[str](
        state for _, state in {(change.flag.pupil.key, change.state) for change in changes.changes}
    )
    return TablePart(
        name="states",
        title="What became of the flags",
        heads=(
            Head("State", "state", "state", 13, 16),
            Head("Flags", "flags", "count"),
            Head("Pupils", "pupils", "count"),
        ),
        rows=tuple((state, flags[state], pupils[state]) for state in STATES),
        note="A pupil counts once in each state, so the pupils do not add up.",
    )


def _moves(changes: Changes) -> TablePart:
    rows: list[tuple[str, int, int]] = []
    for direction, words in MOVES.items():
        moves = changes.moved(direction)
        unsure = sum(1 for move in moves if move.states.get("not seen"))
        rows.append((words, len(moves), unsure))
    return TablePart(
        name="moves",
        title="Pupils on the ladder, then and now",
        heads=(
            Head("Moved", "direction", "strong", 20, 34),
            Head("Pupils", "pupils", "count"),
            Head("with a flag not seen", "not_seen", "count"),
        ),
        rows=(*rows, ("All", *(sum(row[1] for row in rows), sum(row[2] for row in rows)))),
        total=True,
        note="Every pupil who was flagged in the period before or is now.",
    )


def _units(report: Report, changes: Changes) -> Section:
    """Flags by faculty, and pupils and flags by owner: a role and its faculty, house or stage."""
    by_faculty = _by(changes.changes, lambda change: change.flag.faculty or "No faculty")
    faculties = _states_table(
        "by_faculty",
        "Flags by faculty",
        Head("Faculty", "faculty", "strong", 18, 28),
        sorted(by_faculty.items(), key=lambda pair: (pair[0] == "No faculty", pair[0])),
        note="A rule about the pupil (attendance) has no faculty.",
    )
    owners = TablePart(
        name="by_unit",
        title="Pupils by owner",
        heads=(
            Head("Overview with", "role", "strong", 12, 20),
            Head("Of", "unit", "strong", 14, 26),
            Head("Name", "name", "text", 12, 24),
            Head("Pupils then", "then", "count"),
            Head("Came", "came", "count"),
            Head("Went", "went", "count"),
            Head("Pupils now", "now", "count"),
        ),
        rows=_owner_rows(report.policy.roles, changes),
        note="Then + came - went = now, of the stages that have an earlier period.",
        empty="No pupil was flagged then or is now.",
    )
    chart = _chart(faculties, "faculty", "What became of the flags, by faculty")
    return Section("Faculties and owners", "By faculty and by owner", (faculties, chart, owners))


def _owner_rows(roles: Sequence[str], changes: Changes) -> tuple[tuple[Value, ...], ...]:
    then, now, stayed = Counter[_Unit](), Counter[_Unit](), Counter[_Unit]()
    names: dict[_Unit, str] = {}
    for move in changes.moves:
        before, after = (_unit(owner) for owner in (move.before, move.now))
        for unit, owner, counter in ((before, move.before, then), (after, move.now, now)):
            if unit is not None and owner is not None:
                counter[unit] += 1
                names[unit] = owner.name or ""
        if before is not None and before == after:
            stayed[before] += 1
    order = sorted({*then, *now}, key=lambda unit: (-roles.index(unit[0]), unit[1]))
    return tuple(
        (unit[0], unit[1], names[unit], then[unit], now[unit] - stayed[unit], then[unit] - stayed[unit], now[unit])
        for unit in order
    )


_Unit = tuple[str, str]


def _unit(owner: Owner | None) -> _Unit | None:
    return (owner.role, owner.unit or f"No {owner.unit_kind}") if owner else None


def _by(changes: Iterable[Change], of: Callable[[Change], str]) -> defaultdict[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for change in changes:
        found[of(change)][change.state] += 1
    return found


def _states_then(study: Study, period: int) -> Counter[str]:
    """What a period's own report told; a stage that reports an earlier one now is told there."""
    findings, cohort = study.findings[period], study.cohort.as_of(period)
    there = [stage for stage in cohort.reported if cohort.reported[stage] == period]
    seen = Counter[str](flag.state for flag in findings.flags if flag.pupil.stage in there)
    seen["resolved"] = sum(1 for item in findings.resolved if item.pupil.stage in there)
    seen["not seen"] = sum(1 for item in findings.not_seen if item.pupil.stage in there)
    return seen


def _states_table(
    name: str, title: str, head: Head, rows: Iterable[tuple[str, Mapping[str, int]]], *, note: str
) -> TablePart:
    shown: tuple[tuple[Value, ...], ...] = tuple(
        (label, *(seen.get(state, 0) for state in STATES)) for label, seen in rows
    )
    return TablePart(
        name=name,
        title=title,
        heads=(head, *(Head(state[:1].upper() + state[1:], state, "count") for state in STATES)),
        rows=shown,
        note=note,
        empty="No flag was there before or is now.",
    )


def _chart(table: TablePart, category: str, title: str) -> ChartPart:
    told = [
        f"{row[0]}: {', '.join(f'{count} {state}' for state, count in zip(STATES, row[1:], strict=True) if count)}"
        for row in table.rows
        if any(row[1:])
    ]
    return ChartPart(
        table=table.name,
        title=title,
        kind="stacked",
        category=category,
        series=STATES,
        x_title="Flags",
        y_title=table.header(category),
        says="; ".join(told) + "." if told else "No flag was there before or is now.",
    )
