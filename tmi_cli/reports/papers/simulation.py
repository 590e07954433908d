"""What a changed policy would do: whom it adds and drops, and how much each owner would have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tmi_cli.analysis.simulation import KINDS, Change, Difference, Holder, difference, loads_of
from tmi_cli.escalation import Case
from tmi_cli.flags import Flag
from tmi_cli.policy.change import rule_of, value_of
from tmi_cli.reports.paper import ChartPart, Head, Paper, Part, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, about, listed, plural, pupil_cells, run_id
from tmi_cli.reports.report import Report

SCHEMA = "tmi.simulation/1"

_NOBODYS = {"stage": "No stage", "house": "No house", "faculty": "No faculty"}


class _Trial(NamedTuple):
    """A scenario: its letter, its settings, the report under it, and what differs."""

    letter: str
    settings: Mapping[str, str]
    report: Report
    differs: Difference

    @property
    def name(self) -> str:
        return f"Scenario {self.letter}"


def simulation_paper(report: Report, trials: Sequence[Report], scenarios: Sequence[Mapping[str, str]]) -> Paper:
    """The reports of some scenarios (their settings beside them) compared with that of the policy as it is."""
    found = [
        _Trial(chr(ord("A") + number), settings, tried, difference(report.cases, tried.cases))
        for number, (tried, settings) in enumerate(zip(trials, scenarios, strict=True))
    ]
    return Paper(
        schema=SCHEMA,
        title=f"{report.policy.title}: what a change would do, {report.title}",
        recipient="the senior leadership team",
        about=about(report),
        sections=(
            _glance(report, found),
            _owners(report, found),
            _rules(report, found),
            *(_pupils(trial) for trial in found),
        ),
        run_id=run_id(report, "simulation", *(str(sorted(settings.items())) for settings in scenarios)),
        file="scenarios",
        extra={"scenarios": {trial.letter: dict(trial.settings) for trial in found}},
    )


def _glance(report: Report, trials: Sequence[_Trial]) -> Section:
    sentences = [
        f"As the policy is, {len(report.cases):,} of {plural(report.pupils_judged, 'pupil')} are flagged, "
        f"with {plural(len(report.findings.flags), 'flag')}.",
        *(_sentence(trial) for trial in trials),
        *(note for trial in trials for note in _without_effect(trial)),
        "Nothing is adopted by this: whoever decides writes the setting into the school's policy.",
    ]
    return Section(
        "At a glance",
        "At a glance",
        (TextPart(tuple(sentences), bullets=True), _settings(report, trials), _figures(report, trials)),
    )


def _sentence(trial: _Trial) -> str:
    added, dropped, moved, other = (len(trial.differs.of(kind)) for kind in KINDS)
    if not trial.differs.changes:
        return f"{trial.name} changes nothing."
    return (
        f"{trial.name}: {plural(added, 'pupil')} added, {dropped:,} dropped; {moved:,} flagged as before with "
        f"another owner, {other:,} with other flags and the same owner."
    )


def _without_effect(trial: _Trial) -> list[str]:
    """Settings of rules that are off: they could not change anything."""
    rules = trial.report.policy.rules
    off = dict.fromkeys(
        rule
        for rule in map(rule_of, trial.settings)
        if rule and not rules[rule].on and f"{rule}.on" not in trial.settings
    )
    return [
        f"{trial.name}: {rule} is switched off, so its settings do nothing; add {rule}.on=true to try them."
        for rule in off
    ]


def _settings(report: Report, trials: Sequence[_Trial]) -> TablePart:
    rows = tuple(
        (trial.letter, name, value_of(report.policy, name), value_of(trial.report.policy, name))
        for trial in trials
        for name in trial.settings
    )
    return TablePart(
        name="settings",
        title="What is tried",
        heads=(
            Head("Scenario", "scenario", "strong"),
            Head("Setting", "setting", "text", 20, 40),
            Head("Now", "now", "text", 8, 24),
            Head("Tried", "tried", "text", 8, 24),
        ),
        rows=rows,
    )


def _figures(report: Report, trials: Sequence[_Trial]) -> TablePart:
    flags = {flag.key for flag in report.findings.flags}
    rows: list[tuple[Value, ...]] = [
        ("Now", len(report.cases), *(None,) * 4, len(report.findings.flags), None, None)
    ]
    for trial in trials:
        tried = {flag.key for flag in trial.report.findings.flags}
        changes = (len(trial.differs.of(kind)) for kind in KINDS)
        found = trial.report
        rows.append(
            (
                trial.letter, len(found.cases), *changes,
                len(found.findings.flags), len(tried - flags), len(flags - tried),
            )
        )  # fmt: skip
    return TablePart(
        name="figures",
        title="Pupils and flags",
        heads=(
            Head("Scenario", "scenario", "strong"),
            Head("Pupils flagged", "pupils", "count"),
            Head("Added", "added", "count"),
            Head("Dropped", "dropped", "count"),
            Head("Other owner", "other_owner", "count"),
            Head("Other flags", "other_flags", "count"),
            Head("Flags", "flags", "count"),
            Head("Flags gained", "flags_gained", "count"),
            Head("Flags lost", "flags_lost", "count"),
        ),
        rows=tuple(rows),
        note="Flagged then = flagged now + added - dropped. Other flags: the same owner, another flag or reason.",
    )


def _owners(report: Report, trials: Sequence[_Trial]) -> Section:
    """The load of every holder of every role, now and in each scenario."""
    now = loads_of(report.cases)
    holders = {*now, *(holder for trial in trials for holder in trial.differs.loads)}
    roles = dict.fromkeys((*report.policy.roles, *(role for t in trials for role in t.report.policy.roles)))
    parts: list[Part] = []
    for role in roles:
        here = sorted((h for h in holders if h.role == role), key=lambda h: (h.unit is None, h.unit or ""))
        if here:
            parts += _load(role, here, now={h: load.pupils for h, load in now.items()}, trials=trials)
    if not parts:
        parts.append(TextPart(("No pupil is flagged, now or in any scenario.",)))
    intro = "Pupils with each owner, now and in each scenario; a pupil is with one owner."
    return Section("Owners", "How much each owner would have", tuple(parts), intro=intro)


def _load(
    role: str, holders: Sequence[Holder], *, now: Mapping[Holder, int], trials: Sequence[_Trial]
) -> tuple[TablePart, ChartPart]:
    tried = [{holder: load.pupils for holder, load in trial.differs.loads.items()} for trial in trials]
    rows: list[tuple[Value, ...]] = []
    for holder in holders:
        before = now.get(holder, 0)
        unit = holder.unit or _NOBODYS[holder.unit_kind]
        rows.append((unit, before, *(v for t in tried for v in (t.get(holder, 0), t.get(holder, 0) - before))))
    sums = [sum(int(row[at] or 0) for row in rows) for at in range(1, len(rows[0]))]
    name = "load_" + "_".join(role.lower().split())
    heads = [Head(role, "unit", "strong", 16, 30), Head("Now", "now", "count")]
    for trial in trials:
        heads += [
            Head(trial.letter, f"{trial.letter}", "count"),
            Head(f"{trial.letter} more", f"{trial.letter} more", "count"),
        ]
    table = TablePart(
        name=name,
        title=f"{role}: pupils",
        heads=tuple(heads),
        rows=(*rows, ("All", *sums)),
        total=True,
        note="More: against now; below 0 is fewer.",
    )
    said = ", ".join(f"{sums[1 + 2 * at]:,} in scenario {trial.letter}" for at, trial in enumerate(trials))
    return table, ChartPart(
        table=name,
        title=f"{role}: pupils with each",
        kind="bars",
        category="unit",
        series=("now", *(trial.letter for trial in trials)),
        x_title="Pupils",
        y_title=role,
        says=f"{role}: {plural(sums[0], 'pupil')} now, {said}.",
    )


def _rules(report: Report, trials: Sequence[_Trial]) -> Section:
    reports = [("Now", report), *((trial.letter, trial.report) for trial in trials)]
    counts = [{count.rule: count for count in found.findings.counts} for _, found in reports]
    rows: list[tuple[Value, ...]] = []
    for rule in report.policy.rules.values():
        if any(rule.name in found for found in counts):
            here = [found.get(rule.name) for found in counts]
            rows.append(
                (rule.name, *(v for c in here for v in ((c.flagged, c.cannot_judge) if c else (None, None))))
            )
    heads = [Head("Rule", "rule", "strong", 14, 24)]
    for name, _ in reports:
        heads += [
            Head(f"{name}: flags", f"{name} flags", "count"),
            Head(f"{name}: not judged", f"{name} not_judged", "count"),
        ]
    table = TablePart(
        name="rules",
        title="What each rule finds",
        heads=tuple(heads),
        rows=tuple(rows),
        note="Empty where the rule is off. What could not be judged is neither flagged nor clear.",
        empty="No rule is on, now or in any scenario.",
    )
    return Section("Rules", "What each rule finds", (table,))


def _pupils(trial: _Trial) -> Section:
    table = TablePart(
        name="pupils",
        title=f"{trial.name}: pupils",
        heads=(
            Head("Change", "change", "strong", 10, 14),
            *PUPIL_HEADS,
            Head("House", "house", "text", 7, 12),
            Head("Overview now", "now", "text", 12, 24),
            Head("Overview then", "then", "text", 12, 24),
            Head("Flags gained", "gained", "text", 20, 44),
            Head("Flags lost", "lost", "text", 20, 44),
            Head("Flags altered", "altered", "text", 14, 44),
        ),
        rows=tuple(_row(change) for kind in KINDS for change in trial.differs.of(kind)),
        empty="No pupil is added or dropped, and nobody's owner or flags differ.",
    )
    settings = listed(f"{name}={value}" for name, value in trial.settings.items())
    intro = f"With {settings}: who is added, dropped, or flagged otherwise than now."
    return Section(trial.name, f"{trial.name}: pupils", (table,), intro=intro, long=True)


def _row(change: Change) -> tuple[Value, ...]:
    altered = (f"{_flag(then)} ({then.state}), was {now.reason} ({now.state})" for now, then in change.altered)
    return (
        change.kind,
        *pupil_cells(change.pupil),
        change.pupil.house or "",
        _owner(change.before),
        _owner(change.after),
        "; ".join(map(_flag, change.gained)),
        "; ".join(map(_flag, change.lost)),
        "; ".join(altered),
    )


def _flag(flag: Flag) -> str:
    return f"{flag.subject}: {flag.reason}" if flag.subject else flag.reason


def _owner(case: Case | None) -> str:
    if case is None:
        return "not flagged"
    owner = case.owner
    return f"{owner.role}, {owner.unit or _NOBODYS[owner.unit_kind]}: {owner.why}"
