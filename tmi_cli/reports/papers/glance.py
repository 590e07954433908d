"""The figures that every meeting asks first: now, the period before, and the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import pandas as pd

from tmi_cli.analysis.completeness import Completeness
from tmi_cli.analysis.figures import award_column, total
from tmi_cli.analysis.study import Study
from tmi_cli.escalation import Case
from tmi_cli.flags import Flag
from tmi_cli.flags.find import NotSeen
from tmi_cli.policy import Policy
from tmi_cli.reports.paper import Head, TablePart, Value
from tmi_cli.reports.papers.parts import percent

STATES = ("worse", "new", "continuing", "better", "resolved", "not seen")


def measures(policy: Policy) -> tuple[tuple[str, str, str], ...]:
    """What is counted of what: a sentence's subject, the count, and its denominator (``figures.COUNTS``)."""
    awards = tuple((f"Working grade {name}", award_column(name), "graded") for name in policy.awards)
    return (
        ("Working grades that can be judged", "graded", "senior"),
        *awards,
        ("On track: at or above target", "on_track", "targeted"),
        ("Above target", "above", "targeted"),
        ("Below target", "below", "targeted"),
        ("BGE levels entered", "levelled", "bge"),
        ("Grade or level risen", "risen", "compared"),
        ("Grade or level fallen", "fallen", "compared"),
        ("A rating is a concern", "rating_concern", "rated"),
        ("All ratings the best", "all_best", "rated"),
        ("Courses flagged", "flagged", "entries"),
    )


def period_names(rows: pd.DataFrame) -> tuple[str, str]:
    """What the reported period and the one before are called: by number where there is one for all rows."""
    found = []
    for when, otherwise in (("now", "Now"), ("last", "Before")):
        numbers = sorted(set(rows.loc[rows["when"] == when, "period"]))
        found.append(f"Period {numbers[0]}" if len(numbers) == 1 else otherwise)
    return found[0], found[1]


def glance_table(rows: pd.DataFrame, policy: Policy) -> TablePart:
    """The measures now and in the period before; each with what was judged, and the change in points."""
    now, last = (total(rows[rows["when"] == when]) for when in ("now", "last"))
    name_now, name_last = period_names(rows)
    told: list[tuple[Value, ...]] = []
    for label, count, of in measures(policy):
        if not now[of] and not last[of]:
            continue
        share, before = percent(now[count], now[of]), percent(last[count], last[of])
        change = None if share is None or before is None else round(share - before, 1)
        earlier = (last[count], last[of], before) if last["entries"] else (None, None, None)
        told.append((label, now[count], now[of], share, *earlier, change))
    return TablePart(
        name="glance",
        title="The figures",
        heads=(
            Head("Courses with", "measure", "strong", 28, 40),
            Head(name_now, "now", "count"),
            Head("of judged", "judged", "count"),
            Head("%", "share", "percent"),
            Head(name_last, "before", "count"),
            Head("of judged then", "judged_before", "count"),
            Head("% then", "share_before", "percent"),
            Head("Change in points", "change", "points"),
        ),
        rows=tuple(told),
        note="Each percentage is of the courses that could be judged for it; what could not is in no denominator.",
    )


def owners_table(cases: Iterable[Case], policy: Policy, *, faculty: str | None = None) -> TablePart:
    """Flagged pupils and flags by who has the overview; with ``faculty`` only its flags, and who has one."""
    pupils: Counter[str] = Counter()
    flags: Counter[str] = Counter()
    for case in cases:
        here = [flag for flag in case.flags if faculty is None or flag.faculty == faculty]
        pupils[case.owner.role] += bool(here)
        flags[case.owner.role] += len(here)
    rows: list[tuple[Value, ...]] = [(role, pupils[role], flags[role]) for role in reversed(policy.roles)]
    return TablePart(
        name="owners",
        title="Who has the overview of the flagged pupils",
        heads=(
            Head("Overview with", "role", "strong"),
            Head("Pupils", "pupils", "count"),
            Head("Flags here", "flags", "count"),
        ),
        rows=(*rows, ("All", sum(pupils.values()), sum(flags.values()))),
        total=True,
    )


def changes_sentence(flags: Sequence[Flag], resolved: Sequence[NotSeen], not_seen: Sequence[NotSeen]) -> str:
    """What became of the flags, in a sentence."""
    seen = _changes(flags, resolved, not_seen)
    return f"Flags since the period before: {', '.join(f'{seen[state]:,} {state}' for state in STATES)}."


def changes_table(flags: Sequence[Flag], resolved: Sequence[NotSeen], not_seen: Sequence[NotSeen]) -> TablePart:
    """What became of the flags since the last time their rule could be judged."""
    seen = _changes(flags, resolved, not_seen)
    return TablePart(
        name="changes",
        title="What changed since the period before",
        heads=(Head("State", "state", "state", 13, 16), Head("Flags", "flags", "count")),
        rows=tuple((state, seen[state]) for state in STATES),
        note="Continuing, worse and better were flagged before; not seen was, and has not been judged since.",
    )


def _changes(flags: Sequence[Flag], resolved: Sequence[NotSeen], not_seen: Sequence[NotSeen]) -> Counter[str]:
    gone = {"resolved": len(resolved), "not seen": len(not_seen)}
    return Counter(flag.state for flag in flags) + Counter(gone)


def completeness_table(found: Iterable[Completeness], *, title: str, unit: str) -> TablePart:
    """How complete the entries are, and what is missing."""
    rows = [
        (
            item.name,
            item.entered,
            item.due,
            percent(item.entered, item.due),
            ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in item.missing.items()),
        )
        for item in found
    ]
    return TablePart(
        name="completeness",
        title=title,
        heads=(
            Head(unit, "name", "strong", 16, 30),
            Head("Complete", "entered", "count"),
            Head("of due", "due", "count"),
            Head("%", "share", "percent"),
            Head("Missing", "missing", "text", 20, 40),
        ),
        rows=tuple(rows),
        note="Complete: effort, behaviour, and a working grade or level are there. Homework is told where a class "
        "was given any, and is not needed.",
    )


def trend_table(flags: Iterable[Flag], study: Study, rows: pd.DataFrame) -> TablePart:
    """Flags of every period by rule, each as it was reported then, beside the courses of the period."""
    counted = Counter((flag.period, flag.rule) for flag in flags)
    courses = Counter(rows["period"])
    rules = [rule.name for rule in study.policy.rules_on]
    return TablePart(
        name="trend",
        title="Flags by period and rule",
        heads=(
            Head("Period", "period", "strong"),
            Head("Courses", "courses", "count"),
            *(Head(rule, rule, "count") for rule in rules),
            Head("All flags", "all", "count"),
        ),
        rows=tuple(
            (
                f"Period {period}",
                courses[period],
                *(counted[period, rule] for rule in rules),
                sum(counted[period, rule] for rule in rules),
            )
            for period in sorted(courses)
        ),
        note="Every period as its own report told it.",
    )
