"""The condition of praise: what went well in a course."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from tmi_cli.cohort.cohort import earlier
from tmi_cli.flags.case import Case, grade_scale, no_target
from tmi_cli.flags.judgement import Cited, Judgement, cannot_judge, clear, why_blank
from tmi_cli.policy import Praise, Scale
from tmi_cli.records import Entry
from tmi_cli.records.entry import RATINGS

For = Literal["resolved", "better", "risen", "above target", "best ratings"]
"""What a course is praised for."""


class Reason(NamedTuple):
    """One thing to praise, and how it is said."""

    kind: For
    says: str


class _Part(NamedTuple):
    """One of the things asked for: a reason with its cells, or None and, where it cannot be judged, why."""

    reason: Reason | None
    cited: Sequence[Cited] = ()
    why: str = ""


def praise(rule: Praise, case: Case) -> Judgement:
    """Flag a course of which any thing that the rule asks for is true; clear needs all of them judged.

    A flag of this rule is no concern. Ratings are asked of every course, grades of the senior phase alone.
    """
    found = list(_parts(rule, case))
    reasons = tuple(part.reason for part in found if part.reason)
    entry = case.entry
    if not reasons:
        why = next((part.why for part in found if part.why), "")
        return cannot_judge(rule.name, entry, why) if why else clear(rule.name, entry)
    # A working grade that has risen above its target is one cell.
    cited = {(id(cite.entry), cite.field): cite for part in found for cite in part.cited}
    facts = {"praise": sentence(reasons), "reasons": reasons}
    return Judgement(rule.name, entry, "flagged", facts=facts, cited=list(cited.values()))


def best_ratings(entry: Entry, scale: Scale) -> bool | None:
    """Whether every rating given is the best code; None where that cannot be judged.

    Blank homework means that none was issued, a blank effort or behaviour that nobody knows.
    """
    part = _best_ratings(entry, scale)
    return None if part.why else part.reason is not None


def _parts(rule: Praise, case: Case) -> Iterator[_Part]:
    senior = case.entry.phase == "senior"
    if rule.risen and senior:
        yield _risen(case)
    if rule.above_target and senior:
        yield _above_target(case)
    if rule.ratings_best:
        yield _best_ratings(case.entry, case.policy.ratings)


def _best_ratings(entry: Entry, scale: Scale) -> _Part:
    best, codes = scale.order[0], (entry.effort, entry.behaviour, entry.homework)
    for code in codes:
        if code is not None and code != best:
            return _Part(None)
    for name, code in zip(RATINGS, codes, strict=True):
        if code is None and (name != "homework" or name in entry.unreadable or name in entry.conflicting):
            return _Part(None, why=why_blank(entry, name))
    cited = [Cited(entry, name, best) for name, code in zip(RATINGS, codes, strict=True) if code is not None]
    return _Part(Reason("best ratings", "all ratings the best"), cited)


def _risen(case: Case) -> _Part:
    entry = case.entry
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return _Part(None, why=why)
    found = earlier(entry, case.history, lambda e: e.working_grade is not None)
    if found.entry is None or found.entry.working_grade is None:
        return _Part(None, why=found.reason)
    now, before = entry.working_grade, found.entry.working_grade
    if scale.place_of[now] >= scale.place_of[before]:
        return _Part(None)
    says = f"working grade risen from {scale.name(before)} to {scale.name(now)}"
    cited = [Cited(entry, "working_grade", now), Cited(found.entry, "working_grade", before)]
    return _Part(Reason("risen", says), cited)


def _above_target(case: Case) -> _Part:
    entry, target = case.entry, case.target
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return _Part(None, why=why)
    if target is None:
        return _Part(None, why=no_target(entry))
    if scale.place_of[entry.working_grade] >= scale.place_of[target.code]:
        return _Part(None)
    says = f"working grade {scale.name(entry.working_grade)} above target {scale.name(target.code)}"
    cited = [
        Cited(entry, "working_grade", entry.working_grade),
        Cited(target.entry, target.field, target.code),
    ]
    return _Part(Reason("above target", says), cited)


def sentence(reasons: Sequence[Reason]) -> str:
    """The reasons in a sentence."""
    told = "; ".join(reason.says for reason in reasons)
    return told[:1].upper() + told[1:]
