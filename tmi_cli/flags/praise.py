"""The condition of praise: what went well in a course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from tmi_cli.cohort.cohort import Earlier, earlier
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


_Part = Reason | str
"""One of the things asked for: a reason, or in words why it cannot be judged; no words where it is not so."""

_BEST = Reason("best ratings", "all ratings the best")


def praise(rule: Praise, case: Case) -> Judgement:
    """Flag a course of which any thing that the rule asks for is true; clear needs all of them judged.

    A flag of this rule is no concern. Ratings are asked of every course, grades of the senior phase alone.
    """
    parts, entry = list(_parts(rule, case)), case.entry
    reasons = tuple(part for part in parts if isinstance(part, Reason))
    if not reasons:
        why = next((part for part in parts if part), "")
        return cannot_judge(rule.name, entry, str(why)) if why else clear(rule.name, entry)
    # A working grade that has risen above its target is one cell.
    cited = {(id(cite.entry), cite.field): cite for reason in reasons for cite in _cited(reason.kind, case)}
    return Judgement(rule.name, entry, "flagged", facts={"praise": sentence(reasons)}, cited=list(cited.values()))


def reasons_for(rule: Praise, case: Case) -> Iterator[Reason]:
    """The reasons for which the rule praises a course; none where it does not apply."""
    if rule.applies_to(case.entry.phase):
        for part in _parts(rule, case):
            if isinstance(part, Reason):
                yield part


def best_ratings(entry: Entry, scale: Scale) -> bool | None:
    """Whether every rating given is the best code; None where that cannot be judged.

    Blank homework means that none was issued, a blank effort or behaviour that nobody knows.
    """
    part = _best_ratings(entry, scale)
    return True if part is _BEST else None if part else False


def sentence(reasons: Iterable[Reason]) -> str:
    """The reasons in a sentence."""
    told = "; ".join([reason.says for reason in reasons])
    return told[:1].upper() + told[1:]


def _parts(rule: Praise, case: Case) -> Iterator[_Part]:
    if case.entry.phase == "senior":
        if rule.risen:
            yield _risen(case)
        if rule.above_target:
            yield _above_target(case)
    if rule.ratings_best:
        yield _best_ratings(case.entry, case.policy.ratings)


def _best_ratings(entry: Entry, scale: Scale) -> _Part:
    allowed = (None, scale.order[0])
    codes = (entry.effort, entry.behaviour, entry.homework)
    if codes[0] not in allowed or codes[1] not in allowed or codes[2] not in allowed:
        return ""
    if None in codes:
        for name, code in zip(RATINGS, codes, strict=True):
            if code is None and (name != "homework" or name in entry.unreadable or name in entry.conflicting):
                return why_blank(entry, name)
    return _BEST


def _risen(case: Case) -> _Part:
    entry = case.entry
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return why
    found = _before(case)
    if found.entry is None or found.entry.working_grade is None:
        return found.reason
    now, before = entry.working_grade, found.entry.working_grade
    if scale.place_of[now] >= scale.place_of[before]:
        return ""
    return Reason("risen", f"working grade risen from {scale.name(before)} to {scale.name(now)}")


def _above_target(case: Case) -> _Part:
    entry, target = case.entry, case.target
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return why
    if target is None:
        return no_target(entry)
    if scale.place_of[entry.working_grade] >= scale.place_of[target.code]:
        return ""
    told = f"working grade {scale.name(entry.working_grade)} above target {scale.name(target.code)}"
    return Reason("above target", told)


def _before(case: Case) -> Earlier:
    return earlier(case.entry, case.history, lambda e: e.working_grade is not None)


def _cited(kind: For, case: Case) -> Iterator[Cited]:
    """The cells that a reason rests on."""
    entry = case.entry
    if kind == "best ratings":
        for name in RATINGS:
            code = getattr(entry, name)
            if code is not None:
                yield Cited(entry, name, code)
        return
    yield Cited(entry, "working_grade", entry.working_grade or "")
    if kind == "risen":
        before = _before(case).entry
        if before is not None:
            yield Cited(before, "working_grade", before.working_grade or "")
    elif case.target is not None:
        yield Cited(case.target.entry, case.target.field, case.target.code)
