"""``docs/rules.md``: every rule of every shipped policy, made from the policies themselves."""

from __future__ import annotations

from tmi_cli.policy import load_policy, policy_names
from tmi_cli.reports.policy_words import policy_sections, rule_words

_INTRODUCTION = """# Rules

This page is generated from `rules/*.toml` by `make docs`. A rule belongs to a policy; `tmi policy show NAME`
prints the same. Every rule has three outcomes on an entry: **flagged**, **clear**, or **cannot judge** with its
reason (blank, unreadable, no earlier period, level changed). Percentages are of what was judged.

What a rule compares with is always the most recent earlier period that has a value for the same pupil, subject
and level: first the period is found, then the class in it (the same one, else the subject's only class). A
changed level is told as *level changed* and never as a fall.

What became of a flag: **new**, **continuing** (with the first period of the run), **worse**, **better**,
**resolved** (judged clear now), **not seen** (not judged now). Every period is judged on its own; one that could
not be judged does not break a run, one on another level ends it.
"""


def rules_page() -> str:
    """The page as Markdown: the rules once, with their examples, then each policy."""
    policies = [load_policy(name) for name in policy_names()]
    standard = load_policy("standard")
    lines = [_INTRODUCTION, "## The rules, as `standard` states them", ""]
    for rule in standard.rules.values():
        switched_on = [p.name for p in policies if rule.name in p.rules and p.rules[rule.name].on]
        where = ", ".join(f"`{name}`" for name in switched_on) or "no shipped policy"
        lines += [f"### `{rule.name}`", "", rule_words(rule), "", f"*Example.* {rule.example}", ""]
        lines += [f"*Kind:* `{rule.kind}`. *Switched on in:* {where}.", ""]
    for policy in policies:
        lines += [f"## Policy `{policy.name}`", "", policy.title + ".", ""]
        for section in policy_sections(policy):
            lines += [f"**{section.heading}**", "", *(f"- {item}" for item in section.items), ""]
    return "\n".join(lines).rstrip() + "\n"
