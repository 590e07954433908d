"""Did it help: the flags of a pupil before an intervention, and what they had become in the next period.

A comparison and no proof: whoever is helped was flagged, and many who are flagged come back by themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal, NamedTuple

from tmi_cli.analysis.study import Study
from tmi_cli.analysis.timeline import FlagLife, flag_lives, periods_for
from tmi_cli.flags import Flag
from tmi_cli.interventions import Recorded
from tmi_cli.records import Intervention, Pupil

After = Literal["resolved", "better", "same", "worse", "cannot judge"]

AFTER: tuple[After, ...] = ("resolved", "better", "same", "worse", "cannot judge")
"""What may have become of a flag, the best first."""

JUDGED = AFTER[:-1]

_OF_PUPILS = ("flags", "cannot_judge", "resolved", "not_seen")
_STATES: Mapping[str, After] = {"resolved": "resolved", "better": "better", "continuing": "same", "worse": "worse"}


class FlagAfter(NamedTuple):
    """A flag as it was before an intervention, and what it was after it; ``why`` it cannot be judged."""

    flag: Flag
    after: After
    why: str = ""


@dataclass(frozen=True, slots=True)
class Impact:
    """What became of a pupil's flags around one intervention.

    ``before`` is the last period at or before its start, ``after`` the next one; None with the reason ``why``.
    ``flags`` are those of ``before`` in its subject (in all, where it has none), ``fresh`` those of ``after`` that
    are new. ``faculty`` is that of its subject, None where it has none or none is known.
    """

    intervention: Intervention
    pupil: Pupil
    faculty: str | None
    before: int | None
    after: int | None
    why: str
    flags: tuple[FlagAfter, ...] = ()
    fresh: tuple[Flag, ...] = ()

    @property
    def counts(self) -> Counter[After]:
        """How many flags became what."""
        return Counter(each.after for each in self.flags)


def impact_of(study: Study, recorded: Iterable[Recorded], dates: Mapping[int, date]) -> tuple[Impact, ...]:
    """The impact of each intervention, in their order; ``dates`` say when each period was taken.

    An intervention that names its period began after that period was taken, and before the next.
    """
    every = list(recorded)
    studies = _by_pupil(study, {one.pupil.key for one in every})
    lives: dict[str, tuple[FlagLife, ...]] = {}
    periods: dict[str | None, tuple[int, ...]] = {}
    made = []
    for one in every:
        mine, pupil = studies[one.pupil.key], one.pupil
        if pupil.key not in lives:
            lives[pupil.key] = flag_lives(mine, pupil)
        if pupil.stage not in periods:
            periods[pupil.stage] = periods_for(study.cohort, pupil)
        made.append(_impact(mine, one, lives[pupil.key], periods[pupil.stage], dates=dates))
    return tuple(made)


def _by_pupil(study: Study, keys: Iterable[str]) -> dict[str, Study]:
    """The study of each pupil with that pupil's findings alone: looking through all of them once is enough."""
    found: dict[str, dict[int, dict[str, list[Any]]]] = {
        key: {period: {name: [] for name in _OF_PUPILS} for period in study.findings} for key in keys
    }
    for period, findings in study.findings.items():
        for name in _OF_PUPILS:
            for item in getattr(findings, name):
                if item.pupil.key in found:
                    found[item.pupil.key][period][name].append(item)
    return {
        key: replace(
            study,
            findings={
                period: replace(study.findings[period], **{name: tuple(items) for name, items in told.items()})
                for period, told in periods.items()
            },
        )
        for key, periods in found.items()
    }


def _impact(
    study: Study,
    one: Recorded,
    lives: Sequence[FlagLife],
    periods: Sequence[int],
    *,
    dates: Mapping[int, date],
) -> Impact:
    told, pupil = one
    faculty = _faculty(study, one)
    began, why = _began(told, dates)
    before = max((period for period in periods if began is not None and period <= began), default=None)
    if before is None:
        return Impact(told, pupil, faculty, None, None, why or f"no export of period {began} or earlier")
    after = min((period for period in periods if began is not None and period > began), default=None)
    mine = [life for life in lives if told.subject is None or life.flag.subject == told.subject]
    flags = tuple(_after(study, life, after) for life in mine if life.flag.period == before)
    fresh = tuple(life.flag for life in mine if life.flag.period == after and life.flag.state == "new")
    why = "no later period yet" if after is None else "" if flags else "no flag before"
    return Impact(told, pupil, faculty, before, after, why, flags, tuple(flag for flag in fresh if flag.subject))


def _began(told: Intervention, dates: Mapping[int, date]) -> tuple[int | None, str]:
    """The last period at or before the start, or None and why it cannot be placed."""
    if told.period is not None:
        return told.period, ""
    if told.started is None:
        return None, "no start date and no period"
    if not dates:
        return None, "no date of the periods"
    past = [period for period, day in dates.items() if day <= told.started]
    return (max(past), "") if past else (None, "begun before the first period")


def _after(study: Study, life: FlagLife, after: int | None) -> FlagAfter:
    if after is None:
        return FlagAfter(life.flag, "cannot judge", "no later period yet")
    if life.flag.subject is None:
        return FlagAfter(life.flag, "cannot judge", "not told by period")
    state = next((step.state for step in life.steps if step.period == after), "")
    if state in _STATES:
        return FlagAfter(life.flag, _STATES[state])
    if state == "new":
        return FlagAfter(life.flag, "cannot judge", "level changed")
    return FlagAfter(life.flag, "cannot judge", _why_not(study, life.flag, after))


def _why_not(study: Study, flag: Flag, after: int) -> str:
    """Why a flag was not judged in a later period."""
    for each in study.findings[after].cannot_judge:
        same = (each.pupil.key, each.rule, each.subject) == (flag.pupil.key, flag.rule, flag.subject)
        if same and each.period == after and each.class_code in (None, flag.class_code):
            return each.why
    return "not seen"


def _faculty(study: Study, one: Recorded) -> str | None:
    history = study.cohort.history.get(one.pupil.key, {}).get(one.intervention.subject or "", {})
    return next(
        (e.faculty for period in sorted(history, reverse=True) for e in history[period] if e.faculty), None
    )


@dataclass(frozen=True, slots=True)
class Together:
    """The impact of several interventions: a flag that several of them share counts once.

    ``states`` holds each flag's outcome, ``pupils`` whose it is; ``interventions`` counts them.
    """

    name: str
    interventions: int
    pupils: int
    flags: Counter[After]
    pupils_after: Mapping[After, int]
    pupils_before: int

    @property
    def before(self) -> int:
        """How many flags there were before."""
        return sum(self.flags.values())

    @property
    def judged(self) -> int:
        """How many of them were judged after: the denominator of every percentage."""
        return sum(self.flags[state] for state in JUDGED)


By = Literal["strategy", "subject", "faculty"]


def together(impacts: Iterable[Impact], by: By | None = None) -> tuple[Together, ...]:
    """The impacts by strategy, or by the subject or faculty of the flags, in the order of the names.

    An intervention stands under each subject (faculty) in which the pupil was flagged, and under its own. Without
    ``by`` all are taken together. A flag is the same only in the same period.
    """
    every = list(impacts)
    groups: dict[str, list[tuple[Impact, FlagAfter | None]]] = {}
    for impact in every:
        own = {"strategy": impact.intervention.strategy, "subject": impact.intervention.subject}.get(
            by or "", impact.faculty if by == "faculty" else None
        )
        if by in (None, "strategy") or own or not impact.flags:
            groups.setdefault(own or ("All" if by is None else ""), []).append((impact, None))
        for each in impact.flags:
            name = {"subject": each.flag.subject, "faculty": each.flag.faculty}.get(by or "", own)
            groups.setdefault(name or ("All" if by is None else ""), []).append((impact, each))
    return tuple(_together(name, groups[name]) for name in sorted(groups))


def _together(name: str, found: Sequence[tuple[Impact, FlagAfter | None]]) -> Together:
    flags = {each.flag.key: each for _, each in found if each is not None}
    whose: dict[After, set[str]] = {state: set() for state in AFTER}
    for each in flags.values():
        whose[each.after].add(each.flag.pupil.key)
    return Together(
        name=name,
        interventions=len({id(impact) for impact, _ in found}),
        pupils=len({impact.pupil.key for impact, _ in found}),
        flags=Counter(each.after for each in flags.values()),
        pupils_after={state: len(keys) for state, keys in whose.items()},
        pupils_before=len(set().union(*whose.values())),
    )
