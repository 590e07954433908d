"""A policy in plain English: scales, rules, ladder, groups, and what is assumed.

The terminal page, the About sheet and docs/rules.md are all made of these sections.
"""

from __future__ import annotations

import textwrap
from typing import NamedTuple

from tmi_cli.policy import (
    AttendanceBelow,
    BelowTarget,
    Group,
    Ladder,
    LevelStuck,
    Menu,
    Policy,
    PredictedBelowTarget,
    Rule,
    Scale,
)

_WIDTH = 78

_PHASES = {"both": "all stages", "bge": "BGE courses", "senior": "senior phase courses"}


class Section(NamedTuple):
    """A heading and what stands under it: each item a sentence or two."""

    heading: str
    items: tuple[str, ...]


def scale_words(scale: Scale) -> str:
    """A scale as one sentence: who it is for, its codes from best to worst, and which are a concern."""
    codes = ", ".join(scale.name(code) for code in scale.order)
    concern = ", ".join(scale.concern)
    return f"{scale.title[0].upper()}{scale.title[1:]}. Best to worst: {codes}. " + (
        f"A concern: {concern}." if concern else "No code is a concern by itself."
    )


def rule_words(rule: Rule) -> str:
    """A rule as a person would state it, with its parameters, why it is there and where it comes from."""
    told = [f"{rule.name} ({_PHASES[rule.phase]}): {rule.title}"]
    if isinstance(rule, BelowTarget | PredictedBelowTarget):
        told[0] += f", by {rule.bands} band{'s' if rule.bands > 1 else ''} or more"
    if isinstance(rule, LevelStuck):
        told[0] += f" for {rule.periods} periods"
    if isinstance(rule, AttendanceBelow):
        told[0] += f": below {rule.percent:g} %"
    told[0] += "."
    told += [rule.why, f"Source: {rule.source}{' (parameter assumed)' if rule.assumed else ''}."]
    return " ".join(told)


def ladder_words(ladder: Ladder) -> tuple[str, ...]:
    """Each step of a ladder as a sentence, lowest first."""
    what = "faculty" if ladder.count == "faculties" else "subject"
    steps = []
    for step in ladder.steps:
        if step.at_least is not None:
            plural = {"faculty": "faculties", "subject": "subjects"}[what]
            when = f"{step.at_least} {what if step.at_least == 1 else plural} or more"
        else:
            share = step.more_than_share or 0
            when = "more than half of the pupil's subjects" if share == 0.5 else f"more than {share:.0%}"
        sees = "; may see vulnerable groups" if step.sees_groups else ""
        steps.append(f"{when}: {step.role} ({step.title.lower()} of the {step.unit}{sees}).")
    steps.append("The furthest step that is reached counts.")
    return tuple(steps)


def group_words(group: Group) -> str:
    """A group as a sentence: who is in it."""
    if group.field == "simd":
        who = f"SIMD decile {group.at_most:g} or lower"
    elif group.field == "attendance":
        who = f"attendance below {group.below:g} %"
    elif group.field:
        name = group.field.replace("_", " ")
        who = f"marked {name.upper() if len(name) < 4 else name}"
    else:
        who = f"in the list or column {' or '.join(group.headers)}"
    return f"{group.name}: {who}{' (assumed)' if group.assumed else ''}."


def attainment_words(policy: Policy) -> tuple[str, ...]:
    """The sets of awards, and the measures that count them."""
    sets = [f"{name} counts {', '.join(awards)}." for name, awards in policy.awards.items()]
    names = ", ".join(measure.name for measure in policy.measures)
    told = (
        f"Measures, each told for {' and for '.join(policy.awards)}: {names} (awards at an SCQF level or better)."
    )
    return (*sets, told)


def menu_words(menu: Menu) -> tuple[str, ...]:
    """The stages and strategies of the menu of interventions."""
    stages = "; ".join(f"{number}, {name.lower()}" for number, name in enumerate(menu.stages, 1))
    told = [f"Stages: {stages}."] if stages else []
    if menu.strategies:
        told.append(f"Strategies: {'; '.join(menu.strategies)}. Others are kept as they are told.")
    if told and menu.source:
        told.append(f"Source: {menu.source}{' (assumed)' if menu.assumed else ''}.")
    return tuple(told)


def policy_sections(policy: Policy) -> tuple[Section, ...]:
    """The whole policy, section by section."""
    sections = [
        Section("What it does", (policy.summary or policy.title, f"Source: {policy.source}.")),
        Section("Scales", tuple(scale_words(scale) for scale in policy.scales.values())),
        Section("Rules", tuple(rule_words(rule) for rule in policy.rules_on)),
        Section("Praise", tuple(rule_words(rule) for rule in policy.praise_on)),
    ]
    for ladder in policy.ladders:
        stages = f"{ladder.stages[0]}-{ladder.stages[-1]}" if len(ladder.stages) > 1 else ladder.stages[0]
        assumed = ", numbers assumed" if ladder.assumed else ""
        heading = f"Who acts ({stages}, by {ladder.count}{assumed})"
        sections.append(Section(heading, ladder_words(ladder)))
    groups = tuple(group_words(group) for group in policy.groups)
    if groups:
        told = "They never flag by themselves; a flagged pupil in one comes first."
        sections.append(Section("Vulnerable groups", (*groups, told)))
    if policy.measures:
        sections.append(Section("Attainment", attainment_words(policy)))
    if policy.rag_comments:
        sections.append(Section("Comments of the RAG list", (", ".join(policy.rag_comments) + ".",)))
    sections += [
        Section("Interventions", menu_words(policy.interventions)),
        Section("Never counted as a course", (", ".join(policy.not_courses) + ".",)),
        Section("Assumed", policy.assumptions),
        Section("The policy contradicts itself", policy.contradictions),
    ]
    return tuple(section for section in sections if section.items)


def policy_page(policy: Policy) -> str:
    """The policy as a page of plain text, 78 columns wide."""
    lines = [policy.title, "=" * min(_WIDTH, len(policy.title)), f"(--policy {policy.name})"]
    for section in policy_sections(policy):
        lines += ["", section.heading, "-" * len(section.heading)]
        for item in section.items:
            lines += textwrap.wrap(item, _WIDTH, initial_indent="  * ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"
