"""What a condition looks at: an entry with its history, its target in force, and the policy."""

from __future__ import annotations

from typing import NamedTuple

from tmi_cli.cohort.cohort import History, Target
from tmi_cli.flags.judgement import why_blank
from tmi_cli.policy import Policy, Scale
from tmi_cli.records import Entry


class Case(NamedTuple):
    """An entry to be judged: with its history in the subject, its target in force, and the policy."""

    entry: Entry
    history: History
    target: Target | None
    policy: Policy


def grade_scale(case: Case, field: str = "working_grade") -> tuple[Scale | None, str]:
    """The scale of the entry's course and an empty reason, or None and why its grade cannot be judged.

    ``field`` is the grade that is looked at: ``working_grade`` or ``predicted``.
    """
    entry = case.entry
    if entry.course.level is None:
        why = "rows disagree on level" if "level" in entry.conflicting else "level unknown"
        return None, why
    scale = case.policy.scale_of(entry.course.level)
    if scale is None:
        return None, f"the policy has no scale for {entry.course.level}"
    if getattr(entry, field) is None:
        return None, why_blank(entry, field)
    return scale, ""


def no_target(entry: Entry) -> str:
    """Why there is no target in force: none was set, or what stands there cannot be used."""
    known = "target" in (*entry.unreadable, *entry.conflicting)
    return why_blank(entry, "target") if known else "no target"
