"""Rules that can never flag, that cannot flag some courses, or that say what another says."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tmi_cli.policy.finding import Finding
from tmi_cli.policy.model import Policy
from tmi_cli.policy.rules import (
    AttendanceBelow,
    BelowTarget,
    GradeFell,
    GradeOfConcern,
    LevelFell,
    LevelStuck,
    RatingOfConcern,
    Rule,
)
from tmi_cli.policy.scale import Scale

_OFF = "Correct its parameters or the scale, or switch the rule off."


def rule_findings(policy: Policy) -> Iterator[Finding]:
    """What is wrong or odd in the rules that are on."""
    if not policy.rules_on:
        yield Finding(
            severity="error",
            code="no-rule-on",
            where="rules",
            message="No rule is on, so nobody is ever flagged.",
            hint="Switch at least one rule on.",
        )
    for rule in policy.rules_on:
        why = _never(rule, policy)
        if why:
            yield _of(rule, "error", "rule-never-flags", f"{rule.name} can never flag: {why}.", _OFF)
        elif isinstance(rule, BelowTarget):
            yield from _short_scales(rule, policy)
        if isinstance(rule, RatingOfConcern) and len(set(rule.fields)) < len(rule.fields):
            yield _of(rule, "warning", "field-twice", f"{rule.name} names a field twice.", "Name each once.")
    for first, second in itertools.combinations(policy.rules_on, 2):
        yield from _overlap(first, second)


def _of(rule: Rule, severity: str, code: str, message: str, hint: str) -> Finding:
    return Finding.model_validate(
        {"severity": severity, "code": code, "where": f"rules › {rule.name}", "message": message, "hint": hint}
    )


def _senior(policy: Policy) -> dict[str, Scale]:
    """The scales of senior courses, by name."""
    return {n: scale for n, scale in policy.scales.items() if set(scale.used_for) - {"BGE", "ratings"}}


def _places(scale: Scale) -> int:
    """How many places the worst code stands below the best target."""
    return len(scale.order) - 1 - scale.place_of[scale.successes[0]] if scale.successes else 0


def _never(rule: Rule, policy: Policy) -> str:
    """Why a rule can never flag; empty where it can."""
    senior = _senior(policy).values()
    why = ""
    if isinstance(rule, RatingOfConcern):
        why = "" if policy.ratings.concern else "no rating is a concern"
    elif isinstance(rule, AttendanceBelow):
        pass
    elif isinstance(rule, LevelFell | LevelStuck):
        why = _never_by_level(rule, policy)
    elif not senior:
        why = "no scale is used for a senior course"
    elif isinstance(rule, GradeOfConcern):
        why = "" if any(scale.concern for scale in senior) else "no grade is a concern on any scale"
    elif isinstance(rule, GradeFell):
        if all(len(scale.order) < 2 for scale in senior):
            why = "every scale of senior courses has one code"
        elif policy.periods.get("senior", 2) < 2:
            why = "it compares periods, and the policy has one for the senior phase"
    elif isinstance(rule, BelowTarget):
        most = max(_places(scale) for scale in senior)
        if rule.bands > most:
            why = f"bands is {rule.bands}, and no grade can be more than {most} below a target"
    return why


def _never_by_level(rule: LevelFell | LevelStuck, policy: Policy) -> str:
    scale, periods = policy.scale_of("BGE"), policy.periods.get("bge")
    needed = rule.periods if isinstance(rule, LevelStuck) else 2
    if scale is None:
        return "no scale is used for BGE"
    if len(scale.order) < 2:
        return "the scale of BGE has one code"
    if periods is not None and needed > periods:
        return f"it needs {needed} periods, and the policy has {periods} for BGE"
    return ""


def _short_scales(rule: BelowTarget, policy: Policy) -> Iterator[Finding]:
    """The scales on which no grade can be so far below a target."""
    short = [name for name, scale in _senior(policy).items() if _places(scale) < rule.bands]
    if short:
        message = f"{rule.name} with bands {rule.bands} can never flag on the scale {', '.join(short)}."
        hint = (
            "Nothing need be done where that is meant; working grades of concern are seen by another kind of rule."
        )
        yield _of(rule, "info", "bands-beyond-scale", message, hint)


def _overlap(first: Rule, second: Rule) -> Iterator[Finding]:
    """Two rules of a kind of which one flags all that the other does."""
    if first.kind != second.kind:
        return
    wide, narrow = (first, second) if _covers(first, second) else (second, first)
    if not _covers(wide, narrow):
        return
    if _covers(narrow, wide):
        message = f"{first.name} and {second.name} ask the same, so every flag is told twice."
        yield _of(second, "warning", "rule-twice", message, "Switch one of them off.")
    else:
        message = f"Whatever {narrow.name} flags, {wide.name} flags as well."
        yield _of(narrow, "info", "rule-within-another", message, "Nothing need be done where both are meant.")


def _covers(wide: Rule, narrow: Rule) -> bool:
    """Whether one rule flags all that another of its kind does."""
    if wide.phase not in ("both", narrow.phase):
        return False
    if isinstance(wide, RatingOfConcern) and isinstance(narrow, RatingOfConcern):
        return set(narrow.fields) <= set(wide.fields)
    if isinstance(wide, BelowTarget) and isinstance(narrow, BelowTarget):
        return wide.bands <= narrow.bands
    if isinstance(wide, LevelStuck) and isinstance(narrow, LevelStuck):
        return wide.periods <= narrow.periods
    if isinstance(wide, AttendanceBelow) and isinstance(narrow, AttendanceBelow):
        return wide.percent >= narrow.percent
    return True
