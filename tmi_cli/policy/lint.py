"""What is wrong or odd in a policy as a whole: contradictions, what nobody can reach, scales with no order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tmi_cli.policy.attainment import scqf_level
from tmi_cli.policy.finding import GRAVITIES, Finding
from tmi_cli.policy.ladder import STAGES, Ladder
from tmi_cli.policy.lint_rules import rule_findings
from tmi_cli.policy.model import Policy
from tmi_cli.policy.scale import KINDS_OF_COURSE, Scale, tidy

_MOST_COURSES = 20


def lint_policy(policy: Policy, *, faculties: int | None = None) -> list[Finding]:
    """Everything wrong or odd in a policy, the gravest first; ``faculties`` is how many the school has."""
    found = [
        *rule_findings(policy),
        *_scales(policy),
        *_ladders(policy, faculties),
        *_groups(policy),
        *_attainment(policy),
        *_told(policy),
    ]
    return in_order(found)


def in_order(found: list[Finding]) -> list[Finding]:
    """Findings, the gravest first, else as they were found."""
    return sorted(found, key=lambda finding: GRAVITIES.index(finding.severity))


def _told(policy: Policy) -> Iterator[Finding]:
    """What the policy says of itself."""
    for sentence in policy.contradictions:
        yield Finding(
            severity="warning", code="contradiction-told", where="contradictions", message=sentence,
            hint="Settle it with whoever owns the policy, and take the line out.",
        )  # fmt: skip
    for sentence in policy.assumptions:
        yield Finding(
            severity="info", code="assumption", where="assumptions", message=sentence,
            hint="Confirm it, or set what the school does.",
        )  # fmt: skip
    for rule in policy.rules_on:
        if rule.assumed:
            yield Finding(
                severity="info", code="assumed", where=f"rules › {rule.name}",
                message=f"The parameters of {rule.name} are assumed.",
                hint="Try others with tmi policy simulate; take assumed away when they are decided.",
            )  # fmt: skip


def _scales(policy: Policy) -> Iterator[Finding]:
    for name, scale in policy.scales.items():
        where = f"scales › {name}"
        for code, severity, message, hint in _scale(name, scale):
            yield Finding.model_validate(
                {"severity": severity, "code": code, "where": where, "message": message, "hint": hint}
            )
    used = {kind for scale in policy.scales.values() for kind in scale.used_for}
    without = [kind for kind in KINDS_OF_COURSE if kind not in used]
    if without:
        yield Finding(
            severity="warning", code="course-without-scale", where="scales",
            message=f"No scale is used for {', '.join(without)}: grades of such courses cannot be judged.",
            hint="Add them to used_for of a scale, unless the school has no such course.",
        )  # fmt: skip


def _scale(name: str, scale: Scale) -> Iterator[tuple[str, str, str, str]]:
    """Code, gravity, sentence and hint of each thing about one scale."""
    if len(scale.order) == 1:
        what = f"{name} has one code, so it has no order: nothing on it is better or worse."
        yield "scale-without-order", "error", what, "Name all codes in order, the best first."
    elif len(scale.concerns) == len(scale.order):
        what = f"Every code of {name} is a concern, so none is a success and none may be a target."
        yield "everything-is-a-concern", "error", what, "Leave the codes of success out of concern."
    milder = [code for code in scale.order if scale.concerns and code not in scale.concerns]
    worst = [code for code in milder if any(scale.place_of[c] < scale.place_of[code] for c in scale.concerns)]
    if worst:
        what = f"{', '.join(worst)} of {name} is no concern, though a better code is one."
        yield (
            "concern-out-of-order",
            "error",
            what,
            "A concern needs every worse code to be one, or another order.",
        )
    spelt = Counter(map(tidy, scale.order))
    alike = [code for code in scale.order if spelt[tidy(code)] > 1]
    if alike:
        what = f"{', '.join(alike)} of {name} are read as one code."
        yield "codes-alike", "error", what, "Spell codes so that they differ by more than capitals and spaces."
    labels: dict[str, list[str]] = defaultdict(list)
    for code, label in scale.labels.items():
        labels[tidy(label)].append(code)
    for codes in labels.values():
        if len(codes) > 1:
            what = f"{' and '.join(codes)} of {name} have one label, so that text alone cannot be read."
            yield "label-twice", "info", what, "Give each code a label of its own where exports hold labels."
    codes_by_text = {tidy(code): code for code in scale.order}
    for code, label in scale.labels.items():
        other = codes_by_text.get(tidy(label), code)
        if other != code:
            what = f"The label of {code} of {name} is the code {other}, and is read as that."
            yield "label-is-a-code", "error", what, "Give it another label."


def _ladders(policy: Policy, faculties: int | None) -> Iterator[Finding]:
    stages = Counter(stage for ladder in policy.ladders for stage in set(ladder.stages))
    for number, ladder in enumerate(policy.ladders):
        where = f"ladders › {number}"
        again = [
            stage for stage in ladder.stages if any(stage in above.stages for above in policy.ladders[:number])
        ]
        if again:
            yield Finding(
                severity="error", code="stage-on-two-ladders", where=where,
                message=f"{', '.join(again)} stand on an earlier ladder too, which is the one that is used.",
                hint="Name each stage on one ladder.",
            )  # fmt: skip
        yield from _steps(ladder, where, faculties)
    without = [stage for stage in STAGES if not stages[stage]]
    if without:
        yield Finding(
            severity="warning", code="stage-without-ladder", where="ladders",
            message=f"No ladder names {', '.join(without)}; the first one is used.",
            hint="Name them on a ladder.",
        )  # fmt: skip


def _steps(ladder: Ladder, where: str, faculties: int | None) -> Iterator[Finding]:
    """Steps on which no pupil can ever stand: every count from 1 to that of 20 courses is tried."""
    most = _MOST_COURSES if ladder.count == "subjects" or faculties is None else min(faculties, _MOST_COURSES)
    stood = {
        id(ladder.step_for(count, courses))
        for courses in range(1, _MOST_COURSES + 1)
        for count in range(1, min(courses, most) + 1)
    }
    one, several = ("faculty", "faculties") if ladder.count == "faculties" else ("subject", "subjects")
    for at, step in enumerate(ladder.steps):
        place = f"{where} › steps › {at}"
        later = [other.role for other in ladder.steps[at + 1 :] if other.reached(step.at_least or most, most)]
        if id(step) not in stood:
            why = f"whoever reaches it reaches {later[-1]} as well" if later else f"nobody has so many {several}"
            yield Finding(
                severity="error", code="step-out-of-reach", where=place,
                message=f"No pupil flagged in any {one} can stand on the step of {step.role}: {why}.",
                hint="Steps stand lowest first, each with a higher threshold than the one before.",
            )  # fmt: skip
        if at == 0 and not step.reached(1, _MOST_COURSES):
            yield Finding(
                severity="info", code="lowest-step", where=place,
                message=f"A pupil flagged in one {one} has not reached {step.role}, and is there all the same.",
                hint="The lowest step takes everybody whom no other does; write at_least = 1 to say so.",
            )  # fmt: skip


def _groups(policy: Policy) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], str] = {}
    for number, group in enumerate(policy.groups):
        source = (group.field, group.headers, group.at_most, group.below)
        other = seen.setdefault(source, group.name)
        if list(seen).index(source) != number and other != group.name:
            message = f"{other} and {group.name} have the same members."
        elif [g.name for g in policy.groups[:number]].count(group.name):
            message = f"Two groups are called {group.name}."
        else:
            continue
        yield Finding(
            severity="warning", code="group-twice", where=f"groups › {number}", message=message,
            hint="Remove one of them, or correct its source.",
        )  # fmt: skip


def _attainment(policy: Policy) -> Iterator[Finding]:
    for number, measure in enumerate(policy.measures):
        levels = [
            kind
            for scale in policy.scales.values()
            if scale.awards
            for kind in scale.used_for
            if kind not in ("BGE", "ratings") and (scqf_level(kind) or 0) >= measure.level
        ]
        if not levels:
            yield Finding(
                severity="error", code="measure-out-of-reach", where=f"measures › {number}",
                message=f"Nobody can reach {measure.name}: no scale of SCQF {measure.level} or more has awards.",
                hint="Add awards to the scale, or remove the measure.",
            )  # fmt: skip
    counted = {award for awards in policy.awards.values() for award in awards}
    known = dict.fromkeys(award for scale in policy.scales.values() for award in scale.awards)
    left = [award for award in known if policy.awards and award not in counted]
    if left:
        yield Finding(
            severity="warning", code="award-not-counted", where="awards",
            message=f"No set of awards counts {', '.join(left)}.",
            hint="Add it to a set, or remove it from its scale.",
        )  # fmt: skip
    if policy.measures and not policy.awards:
        yield Finding(
            severity="error", code="no-set-of-awards", where="measures",
            message="There are measures, and no set of awards that they could count.", hint="Add [awards].",
        )  # fmt: skip
