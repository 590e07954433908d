"""Did it help: flags before and after interventions, with counts, and what such a comparison cannot tell."""

from __future__ import annotations

from collections.abc import Sequence

from tmi_cli.analysis.impact import AFTER, By, Impact, Together, impact_of, together
from tmi_cli.analysis.study import Study
from tmi_cli.reports.paper import ChartPart, Head, Paper, Part, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.impact_parts import CAVEAT, KEYS, METHOD, STATE_HEADS, TITLES, impact_words
from tmi_cli.reports.papers.impact_published import published_sections
from tmi_cli.reports.papers.interventions import day, state_of
from tmi_cli.reports.papers.parts import PUPIL_HEADS, about, percent, plural, pupil_cells, run_id
from tmi_cli.reports.report import Report

SCHEMA = "tmi.impact/1"

_SHARED = "A flag with several interventions counts under each of them, and once in All."

_COUNTED = (
    Head("Before, period", "before_period", "count"),
    Head("After, period", "after_period", "count"),
    Head("Flags before", "before", "count"),
    *STATE_HEADS,
    Head("New after", "new", "count"),
    Head("Why", "why", "text", 12, 30),
)


def impact_paper(report: Report, study: Study, *, publish: bool = False) -> Paper:
    """What became of the flags around every recorded intervention; ``publish`` for what may leave the school."""
    found = report.interventions
    impacts = impact_of(study, found.recorded, found.dates)
    sections = published_sections(impacts) if publish else _whole(impacts)
    return Paper(
        schema=SCHEMA,
        title=f"Interventions, before and after: {report.title}",
        recipient="the senior leadership team",
        about=about(report),
        sections=tuple(sections),
        run_id=run_id(report, "impact", str(publish), state_of(found), repr(sorted(found.dates.items()))),
        file="before and after",
        published=publish,
        extra={"suppressed_under": 5 if publish else None},
    )


def _whole(impacts: Sequence[Impact]) -> list[Section]:
    (total,) = together(impacts) or (None,)
    return [
        _glance(impacts, total),
        *(_by(impacts, by, total) for by in ("strategy", "subject", "faculty")),
        _each(impacts),
        _flags(impacts),
    ]


def _glance(impacts: Sequence[Impact], total: Together | None) -> Section:
    placed = [impact for impact in impacts if impact.before is not None]
    sentences = [CAVEAT, METHOD]
    if total is not None:
        gone = total.flags["resolved"] + total.flags["better"]
        sentences.append(
            f"{plural(total.interventions, 'intervention')} for {plural(total.pupils, 'pupil')}; "
            f"{plural(total.before, 'flag')} before, {total.judged} of them judged after, {gone} of these "
            "resolved or better."
        )
    reasons: dict[str, int] = {}
    for impact in impacts:
        if impact.why:
            reasons[impact.why] = reasons.get(impact.why, 0) + 1
    sentences += [f"{plural(count, 'intervention')}: {why}." for why, count in sorted(reasons.items())]
    if impacts and not placed and "no date of the periods" in reasons:
        sentences.append(
            "Say when each period was taken under [period_dates] in tmi.toml, or give a Period column."
        )
    parts: tuple[Part, ...] = (TextPart(tuple(sentences), bullets=True),)
    return Section("At a glance", "At a glance", parts)


def _heads(first: str, key: str) -> tuple[Head, ...]:
    return (
        Head(first, key, "strong", 16, 30),
        Head("Interventions", "interventions", "count"),
        Head("Pupils", "pupils", "count"),
        Head("Flags before", "before", "count"),
        *STATE_HEADS,
        Head("Judged", "judged", "count"),
        Head("Resolved or better, % of judged", "percent", "percent"),
    )


def _figures(name: str, each: Together) -> tuple[Value, ...]:
    states = [each.flags[state] for state in AFTER]
    share = percent(each.flags["resolved"] + each.flags["better"], each.judged)
    return (name, each.interventions, each.pupils, each.before, *states, each.judged, share)


def _by(impacts: Sequence[Impact], by: By, total: Together | None) -> Section:
    title = {"strategy": "By strategy", "subject": "By subject", "faculty": "By faculty"}[by]
    rows = [_figures(each.name or f"No {by}", each) for each in together(impacts, by)]
    known = [row for row in rows if row[3]]
    if total is not None:
        rows.append(_figures("All", total))
    table = TablePart(
        by,
        f"Flags before and after, {title.lower()}",
        _heads(by.title(), by),
        tuple(rows),
        note=_SHARED,
        total=bool(rows),
        empty="No intervention is recorded.",
    )
    parts: list[Part] = [table]
    if by == "strategy" and known:
        said = "; ".join(f"{row[0]}: {row[4]} resolved, {row[5]} better of {row[9]} judged" for row in known)
        parts.append(
            ChartPart(
                table=by,
                title="What became of the flags, by strategy",
                kind="stacked",
                category=by,
                series=tuple(KEYS[state] for state in AFTER),
                x_title="Flags before",
                y_title="Strategy",
                says=f"{said}. {CAVEAT}",
            )
        )
    return Section(title, title, tuple(parts), intro=CAVEAT)


def _each(impacts: Sequence[Impact]) -> Section:
    heads = (
        Head("Number", "number", "count"),
        *PUPIL_HEADS,
        Head("Subject", "subject", "text", 12, 20),
        Head("Strategy", "strategy", "text", 14, 26),
        Head("Flags before and after", "impact", "text", 20, 40),
        Head("By", "by", "text", 10, 18),
        Head("Start", "started", "text", 10, 11),
        *(head._replace(on_paper=False) for head in _COUNTED),
    )
    rows = tuple(
        (
            impact.intervention.number,
            *pupil_cells(impact.pupil),
            impact.intervention.subject or "",
            impact.intervention.strategy,
            impact_words(impact),
            impact.intervention.by_whom,
            day(impact.intervention.started),
            impact.before,
            impact.after,
            len(impact.flags),
            *(impact.counts[state] for state in AFTER),
            len(impact.fresh),
            impact.why,
        )
        for impact in impacts
    )
    table = TablePart("interventions", "Each intervention", heads, rows, empty="No intervention is recorded.")
    return Section("Each", "Each intervention", (table,), intro=CAVEAT, long=bool(rows))


def _flags(impacts: Sequence[Impact]) -> Section:
    heads = (
        Head("Number", "number", "count"),
        *PUPIL_HEADS,
        Head("Subject", "subject", "text", 12, 20),
        Head("After", "after", "text", 10, 14),
        Head("Flag before", "reason", "text", 18, 36),
        Head("In period", "before_period", "count"),
        Head("Why", "why", "text", 12, 30),
        Head("Strategy", "strategy", "text", 14, 26),
    )
    rows = tuple(
        (
            impact.intervention.number,
            *pupil_cells(impact.pupil),
            each.flag.subject or "",
            TITLES[each.after],
            each.flag.reason,
            each.flag.period,
            each.why,
            impact.intervention.strategy,
        )
        for impact in impacts
        for each in impact.flags
    )
    table = TablePart("flags", "Each flag", heads, rows, empty="There was no flag before any intervention.")
    return Section("Each flag", "Each flag before and after", (table,), long=bool(rows))
