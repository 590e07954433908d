"""What became of a flag: every period is judged on its own, then compared with the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from tmi_cli.cohort.cohort import same_class
from tmi_cli.flags.judgement import Judgement

State = Literal["new", "continuing", "worse", "better"]

Judged = Mapping[int, Sequence[Judgement]]
"""The judgements of one rule on one pupil's subject, by period (ascending)."""


class Became(NamedTuple):
    """What became of a flag, and the first period of its run."""

    state: State
    since: int


@dataclass(slots=True)
class Ended:
    """Flags of earlier periods that are no flag now: judged clear on it, or not judged."""

    resolved: list[Judgement] = field(default_factory=list)
    not_seen: list[Judgement] = field(default_factory=list)


def became(judgement: Judgement, judged: Judged) -> Became:
    """Compare a flag with the last earlier period in which its rule could be judged on the same level.

    A period that could not be judged does not break a run; one on another level ends it.
    """
    before = _before(judgement, judged)
    if before is None or before.outcome == "clear":
        return Became("new", judgement.entry.period)
    since = became(before, judged).since
    if judgement.weight == before.weight:
        return Became("continuing", since)
    return Became("worse" if judgement.weight > before.weight else "better", since)


def _before(judgement: Judgement, judged: Judged) -> Judgement | None:
    """The judgement of the last earlier period that could be judged, or None where a run ends before it."""
    entry = judgement.entry
    for period in sorted((p for p in judged if p < entry.period), reverse=True):
        here = judged[period]
        alike = [j for j in here if j.entry.course.level == entry.course.level]
        if here and not alike:
            return None
        if not any(j.outcome != "cannot judge" for j in alike):
            continue
        found = same_class(entry, [j.entry for j in alike])
        return next((j for j in alike if j.entry is found and j.outcome != "cannot judge"), None)
    return None


def ended(judged: Judged, *, reported: int) -> Ended:
    """Which flags of earlier periods are no flag in the reported one.

    Resolved: its course is judged clear now; on another level, where the rule is clear on the new one.
    Not seen: not judged since. What was resolved before the reported period is told no more.
    """
    result = Ended()
    open_flags: list[Judgement] = []
    for period in sorted(p for p in judged if p <= reported):
        here = judged[period]
        for judgement in here:
            if judgement.outcome == "cannot judge" or not open_flags:
                continue
            before = _before(judgement, judged)
            if before in open_flags:
                open_flags = [flag for flag in open_flags if flag is not before]
                if judgement.outcome == "clear" and period == reported:
                    result.resolved.append(before)
        for flag in list(open_flags):
            # On its own level again after another one, or on another level where the rule is clear.
            same_level = [j for j in here if j.entry.course.level == flag.entry.course.level]
            moved = same_class(flag.entry, [j.entry for j in same_level or here])
            now = next((j for j in here if j.entry is moved), None)
            if now is None or now.outcome == "cannot judge" or (now.outcome == "flagged" and not same_level):
                continue
            if same_level and _before(now, judged) is not None:
                continue
            open_flags.remove(flag)
            if now.outcome == "clear" and period == reported:
                result.resolved.append(flag)
        open_flags.extend(j for j in here if j.outcome == "flagged")
    result.not_seen = [flag for flag in open_flags if flag.entry.period < reported]
    return result
