"""One pupil over the periods: every course with its values, every flag with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tmi_cli.analysis.study import Study
from tmi_cli.cohort import Cohort
from tmi_cli.flags import Flag
from tmi_cli.flags.find import NotSeen
from tmi_cli.policy import Policy, Scale
from tmi_cli.records import Entry, Pupil

BARS = "▁▂▃▄▅▆▇█"
BLANK = "·"
TARGET = "│"
"""Stands before the bar of the target in a sparkline."""


class Moment(NamedTuple):
    """A course in one period: None everywhere where the pupil was not in it.

    ``value`` is the code of the working grade, of the level in broad general education; ``target`` the code in
    force.
    """

    period: int
    entry: Entry | None = None
    value: str | None = None
    target: str | None = None


class LevelChange(NamedTuple):
    """A course stands on another level than the subject did in the period before that has it."""

    period: int
    before: str


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One subject on one level, with a moment for each period.

    ``classes`` are its classes in the order of the periods; two classes at one time are two lines. ``changes``
    tell when the pupil came to it from another level of the subject.
    """

    subject: str
    level: str | None
    classes: tuple[str, ...]
    scale: Scale | None
    moments: tuple[Moment, ...]
    changes: tuple[LevelChange, ...]

    @property
    def sparkline(self) -> str:
        """The values as bars, higher for better, with ``│`` and a bar for the newest target in force."""
        target = next((moment.target for moment in reversed(self.moments) if moment.target), None)
        place = self.scale.place_of if self.scale else {}
        places = [place.get(moment.value) if moment.value else None for moment in self.moments]
        return sparkline(places, place.get(target) if target else None, codes=len(place))


class Step(NamedTuple):
    """What became of a flag in a later period: a state, ``resolved`` or ``not seen``."""

    period: int
    state: str


@dataclass(frozen=True, slots=True)
class FlagLife:
    """A flag as it was told in its period, and what became of it up to the reported one.

    ``steps`` are empty for a flag of the reported period, and for one that is not about a period (attendance).
    """

    flag: Flag
    steps: tuple[Step, ...] = ()


def periods_for(cohort: Cohort, pupil: Pupil) -> tuple[int, ...]:
    """The periods that the pupil's stage has, up to the reported one; all of them where the stage has none."""
    last = cohort.reported_period(pupil) or max(cohort.reported.values(), default=0)
    found = {
        period
        for key, subjects in cohort.history.items()
        if cohort.pupils[key].stage == pupil.stage
        for history in subjects.values()
        for period in history
    }
    return tuple(sorted(period for period in found if period <= last))


def course_lines(cohort: Cohort, policy: Policy, pupil: Pupil) -> tuple[CourseLine, ...]:
    """Every course of a pupil, by subject and then in the order in which the levels came."""
    periods = periods_for(cohort, pupil)
    return tuple(
        _line(rows, cohort, policy, periods=periods, levels=_levels(history))
        for _, history in sorted(cohort.history[pupil.key].items())
        for rows in _rows({period: history[period] for period in periods if period in history})
    )


def flag_lives(study: Study, pupil: Pupil) -> tuple[FlagLife, ...]:
    """Every flag of a pupil in every period, the newest period first, then by subject."""
    last = study.cohort.reported_period(pupil)
    told = _Told(study, pupil, [p for p in sorted(study.findings) if last is not None and p <= last])
    order = {name: at for at, name in enumerate(study.policy.rules)}
    lives = [FlagLife(flag, tuple(told.steps(flag))) for found in told.flags.values() for flag in found]
    return tuple(sorted(lives, key=lambda life: (-life.flag.period, _course(life.flag), order[life.flag.rule])))


def sparkline(places: Sequence[int | None], target: int | None, *, codes: int) -> str:
    """Places on a scale of ``codes`` (0 the best) as bars, ``·`` for none, and the target's after ``│``.

    A bar stands as high as its place on the whole scale. On a scale with more codes than there are bars, places
    that are near each other are kept apart by one bar a code, so that no step is lost.
    """
    known = [place for place in (*places, target) if place is not None]
    worst, span = max(known, default=0), max(known, default=0) - min(known, default=0)
    top = len(BARS) - 1

    def bar(place: int) -> str:
        if codes <= len(BARS) or span > top:
            return BARS[_height(place, codes, top)]
        return BARS[min(_height(worst, codes, top), top - span) + worst - place]

    marks = "".join(BLANK if place is None else bar(place) for place in places)
    return marks if target is None else f"{marks}{TARGET}{bar(target)}"


def _height(place: int, codes: int, top: int) -> int:
    return round((codes - 1 - place) / (codes - 1) * top) if codes > 1 else top


def _rows(history: dict[int, list[Entry]]) -> list[list[Entry]]:
    """The entries of a subject divided into lines: by level, then by class where two are taken at one time."""
    lines: list[list[Entry]] = []
    for entries in history.values():
        for entry in entries:
            level, class_code = entry.course.level, entry.course.class_code
            same = [line for line in lines if line[-1].course.level == level]
            found = [line for line in same if line[-1].course.class_code == class_code]
            alone = len([other for other in entries if other.course.level == level]) == 1
            if not found and len(same) == 1 and alone:
                found = same
            if found:
                found[0].append(entry)
            else:
                lines.append([entry])
    return lines


def _line(
    rows: list[Entry], cohort: Cohort, policy: Policy, *, periods: Sequence[int], levels: dict[int, set[str]]
) -> CourseLine:
    first = rows[0]
    level = first.course.level
    here = {entry.period: _moment(entry, cohort) for entry in rows}
    changes = []
    for period in here:
        before = max((p for p in levels if p < period), default=None)
        if before is not None and level is not None and levels[before] and level not in levels[before]:
            changes.append(LevelChange(period, " and ".join(sorted(levels[before]))))
    return CourseLine(
        subject=first.course.subject,
        level=level,
        classes=tuple(dict.fromkeys(entry.course.class_code for entry in rows if entry.course.class_code)),
        scale=policy.scale_of("BGE" if first.phase == "bge" else level),
        moments=tuple(here.get(period, Moment(period)) for period in periods),
        changes=tuple(changes),
    )


def _moment(entry: Entry, cohort: Cohort) -> Moment:
    target = cohort.targets.get(id(entry))
    value = entry.level_code if entry.phase == "bge" else entry.working_grade
    return Moment(entry.period, entry, value, target.code if target else None)


def _levels(history: dict[int, list[Entry]]) -> dict[int, set[str]]:
    """The levels on which a subject is known to stand in each period."""
    return {period: {e.course.level for e in entries if e.course.level} for period, entries in history.items()}


def _course(item: Flag | NotSeen) -> tuple[str, str, str]:
    return (item.subject or "", item.level or "", item.class_code or "")


def _alike(one: Flag | NotSeen, other: Flag | NotSeen) -> bool:
    """Whether both are of one rule on one subject and level."""
    return (one.rule, *_course(one)[:2]) == (other.rule, *_course(other)[:2])


class _Told:
    """What each period's findings tell of one pupil."""

    def __init__(self, study: Study, pupil: Pupil, periods: Sequence[int]) -> None:
        found = {period: study.findings[period] for period in periods}
        self.flags = {p: [f for f in each.flags if _of(f, pupil) and f.period == p] for p, each in found.items()}
        self._resolved = {p: [i for i in each.resolved if _of(i, pupil)] for p, each in found.items()}
        self._not_seen = {p: [i for i in each.not_seen if _of(i, pupil)] for p, each in found.items()}

    def steps(self, flag: Flag) -> Iterator[Step]:
        """What became of a flag, period by period, until it is resolved or the reported period is reached."""
        if flag.subject is None:
            return
        later = [period for period in self.flags if period > flag.period]
        for period in later:
            if _is_among(flag, self._resolved[period]):
                yield Step(period, "resolved")
                return
            follows = self._follows(flag, period)
            if follows is not None:
                yield Step(period, follows.state)
                if follows.state == "new":
                    return
                flag = follows
        if later and _is_among(flag, self._not_seen[later[-1]]):
            yield Step(later[-1], "not seen")

    def _follows(self, flag: Flag, period: int) -> Flag | None:
        """The flag of a later period that goes on from this one: of the same class, else of the only one."""
        if _is_among(flag, self._not_seen[period]):
            return None
        found = [other for other in self.flags[period] if _alike(flag, other)]
        for other in found:
            if other.class_code == flag.class_code:
                return other
        beside = [other for other in self.flags[flag.period] if _alike(flag, other)]
        return found[0] if len(found) == len(beside) == 1 else None


def _of(item: Flag | NotSeen, pupil: Pupil) -> bool:
    return item.pupil.key == pupil.key


def _is_among(flag: Flag, gone: Sequence[NotSeen]) -> bool:
    return any(
        _alike(flag, item) and item.class_code == flag.class_code and item.last_period == flag.period
        for item in gone
    )
