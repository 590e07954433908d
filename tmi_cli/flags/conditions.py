"""The evaluation of each kind of condition on one entry; its parameters stand in ``policy.rules``."""

from __future__ import annotations

from collections.abc import Callable

from tmi_cli.cohort.cohort import earlier
from tmi_cli.flags.case import Case, grade_scale, no_target
from tmi_cli.flags.judgement import Cited, Judgement, cannot_judge, clear, why_blank
from tmi_cli.flags.praise import praise
from tmi_cli.policy import (
    BelowTarget,
    GradeFell,
    GradeOfConcern,
    LevelFell,
    LevelStuck,
    Praise,
    PredictedBelowTarget,
    RatingOfConcern,
    Scale,
)


def rating_of_concern(rule: RatingOfConcern, case: Case) -> Judgement:
    """Flag any readable rating of concern; clear needs effort and behaviour readable, homework or blank.

    Blank homework means none was issued; blank effort or behaviour that the pupil does not attend.
    """
    entry, scale = case.entry, case.policy.ratings
    values = rule.values_of(entry)
    if None not in values and scale.concerns.isdisjoint(values):
        return clear(rule.name, entry)
    codes = list(zip(rule.fields, values, strict=True))
    cited = [Cited(entry, name, code) for name, code in codes if code in scale.concerns]
    if cited:
        worst = max(scale.place_of[cite.code] for cite in cited)
        told = ", ".join(f"{cite.field} {cite.code}" for cite in cited)
        return Judgement(
            rule.name,
            entry,
            "flagged",
            facts={"ratings": told[0].upper() + told[1:]},
            cited=cited,
            weight=(worst, len(cited)),
        )
    for name, code in codes:
        if code is None and (name != "homework" or name in entry.unreadable or name in entry.conflicting):
            return cannot_judge(rule.name, entry, why_blank(entry, name))
    return clear(rule.name, entry)


def grade_of_concern(rule: GradeOfConcern, case: Case) -> Judgement:
    """Flag a working grade whose standing on the scale of its course is a concern."""
    entry = case.entry
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return cannot_judge(rule.name, entry, why)
    if entry.working_grade not in scale.concerns:
        return clear(rule.name, entry)
    return Judgement(
        rule.name,
        entry,
        "flagged",
        facts={"grade": scale.name(entry.working_grade)},
        cited=[Cited(entry, "working_grade", entry.working_grade)],
        weight=(scale.place_of[entry.working_grade],),
    )


def grade_fell(rule: GradeFell, case: Case) -> Judgement:
    """Flag a working grade in a worse place than the most recent earlier one on the same subject and level."""
    entry = case.entry
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return cannot_judge(rule.name, entry, why)
    found = earlier(entry, case.history, lambda e: e.working_grade is not None)
    if found.entry is None or found.entry.working_grade is None:
        return cannot_judge(rule.name, entry, found.reason)
    before = found.entry.working_grade
    if scale.place_of[entry.working_grade] <= scale.place_of[before]:
        return clear(rule.name, entry)
    return Judgement(
        rule.name,
        entry,
        "flagged",
        facts={
            "grade": scale.name(entry.working_grade),
            "before": scale.name(before),
            "before_period": found.entry.period,
        },
        cited=[
            Cited(entry, "working_grade", entry.working_grade),
            Cited(found.entry, "working_grade", before),
        ],
    )


def below_target(rule: BelowTarget, case: Case) -> Judgement:
    """Flag a working grade at least ``bands`` places below the target in force."""
    entry, target = case.entry, case.target
    scale, why = grade_scale(case)
    if scale is None or entry.working_grade is None:
        return cannot_judge(rule.name, entry, why)
    if target is None:
        return cannot_judge(rule.name, entry, no_target(entry))
    places = scale.place_of[entry.working_grade] - scale.place_of[target.code]
    if places < rule.bands:
        return clear(rule.name, entry)
    return Judgement(
        rule.name,
        entry,
        "flagged",
        facts={
            "grade": scale.name(entry.working_grade),
            "target": scale.name(target.code),
            "places": places,
        },
        cited=[
            Cited(entry, "working_grade", entry.working_grade),
            Cited(target.entry, target.field, target.code),
        ],
        weight=(scale.place_of[entry.working_grade],),
    )


def predicted_below_target(rule: PredictedBelowTarget, case: Case) -> Judgement:
    """Flag a predicted grade at least ``bands`` places below the target in force."""
    entry, target = case.entry, case.target
    scale, why = grade_scale(case, "predicted")
    if scale is None or entry.predicted is None:
        return cannot_judge(rule.name, entry, why)
    if target is None:
        return cannot_judge(rule.name, entry, no_target(entry))
    places = scale.place_of[entry.predicted] - scale.place_of[target.code]
    if places < rule.bands:
        return clear(rule.name, entry)
    return Judgement(
        rule.name,
        entry,
        "flagged",
        facts={
            "predicted": scale.name(entry.predicted),
            "target": scale.name(target.code),
            "places": places,
        },
        cited=[
            Cited(entry, "predicted", entry.predicted),
            Cited(target.entry, target.field, target.code),
        ],
        weight=(scale.place_of[entry.predicted],),
    )


def _level_scale(case: Case) -> tuple[Scale | None, str]:
    """The scale of BGE and an empty reason, or None and why the entry's level cannot be judged."""
    scale = case.policy.scale_of("BGE")
    if scale is None:
        return None, "the policy has no scale for BGE"
    if case.entry.level_code is None:
        return None, why_blank(case.entry, "level_code")
    return scale, ""


def level_fell(rule: LevelFell, case: Case) -> Judgement:
    """Flag a level and progress code in a worse place than the most recent earlier one."""
    entry = case.entry
    scale, why = _level_scale(case)
    if scale is None or entry.level_code is None:
        return cannot_judge(rule.name, entry, why)
    found = earlier(entry, case.history, lambda e: e.level_code is not None)
    if found.entry is None or found.entry.level_code is None:
        return cannot_judge(rule.name, entry, found.reason)
    before = found.entry.level_code
    if scale.place_of[entry.level_code] <= scale.place_of[before]:
        return clear(rule.name, entry)
    return Judgement(
        rule.name,
        entry,
        "flagged",
        facts={"level": entry.level_code, "before": before, "before_period": found.entry.period},
        cited=[
            Cited(entry, "level_code", entry.level_code),
            Cited(found.entry, "level_code", before),
        ],
    )


def level_stuck(rule: LevelStuck, case: Case) -> Judgement:
    """Flag a level and progress code that is the same in ``periods`` periods that have one.

    The best code of the scale is never stuck: there is nowhere to go.
    """
    entry = case.entry
    scale, why = _level_scale(case)
    if scale is None or entry.level_code is None:
        return cannot_judge(rule.name, entry, why)
    if entry.level_code == scale.order[0]:
        return clear(rule.name, entry)
    cited = [Cited(entry, "level_code", entry.level_code)]
    current = entry
    while len(cited) < rule.periods:
        found = earlier(current, case.history, lambda e: e.level_code is not None)
        if found.entry is None:
            return cannot_judge(rule.name, entry, found.reason)
        if found.entry.level_code != entry.level_code:
            return clear(rule.name, entry)
        current = found.entry
        cited.append(Cited(current, "level_code", entry.level_code))
    return Judgement(
        rule.name,
        entry,
        "flagged",
        facts={
            "level": entry.level_code,
            "periods": rule.periods,
            "before_period": current.period,
        },
        cited=cited,
    )


CONDITIONS: dict[type[object], Callable[..., Judgement]] = {
    RatingOfConcern: rating_of_concern,
    GradeOfConcern: grade_of_concern,
    GradeFell: grade_fell,
    BelowTarget: below_target,
    LevelFell: level_fell,
    LevelStuck: level_stuck,
    PredictedBelowTarget: predicted_below_target,
    Praise: praise,
}
"""Who evaluates which kind of condition on an entry; attendance is about the pupil (see ``attendance``)."""
