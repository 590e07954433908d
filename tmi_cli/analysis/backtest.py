"""Looking back: of the courses that a rule flagged early, which were off target at the end; and which were not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from tmi_cli.analysis.gaps import wilson
from tmi_cli.analysis.study import Study
from tmi_cli.cohort.cohort import History, same_class
from tmi_cli.flags.find import FlagKey
from tmi_cli.policy import AttendanceBelow, Policy
from tmi_cli.records import Entry

FEW = 20
"""A share of fewer is told with a warning: its interval is some 40 points wide."""

ANY = "any rule"
"""The name of the list as a whole: flagged by at least one rule."""

Outcome = Literal["off", "on"]
Early = Literal["flagged", "clear", "not judged"]


class Course(NamedTuple):
    """A course at the end: whose, its entry then, and its history in the subject."""

    pupil: str
    entry: Entry
    history: History


class Share(NamedTuple):
    """A share with what it is of, and its 95 % interval (Wilson 1927) in percent; None where it is of nothing."""

    hits: int
    of: int

    @property
    def percent(self) -> float | None:
        """The share in percent."""
        return 100 * self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its interval in percent."""
        if not self.of:
            return None
        low, high = wilson(self.hits, self.of)
        return 100 * low, 100 * high

    @property
    def few(self) -> bool:
        """Whether it is of fewer than ``FEW``."""
        return self.of < FEW


class RuleTest(NamedTuple):
    """A rule in an earlier period (None: in any of them) against the end.

    Courses flagged that were off and on target at the end, courses clear that were off and on, and courses that
    the rule could not judge then.
    """

    rule: str
    period: int | None
    flagged_off: int
    flagged_on: int
    clear_off: int
    clear_on: int
    not_judged: int

    @property
    def precision(self) -> Share:
        """Of the courses flagged, those off target at the end."""
        return Share(self.flagged_off, self.flagged_off + self.flagged_on)

    @property
    def recall(self) -> Share:
        """Of the courses off target at the end that were judged, those flagged."""
        return Share(self.flagged_off, self.flagged_off + self.clear_off)


@dataclass(frozen=True, slots=True)
class Backtest:
    """How early flags compare with the end.

    ``off`` is the share of the courses judged at the end that were off target: what flagging at random would
    find. ``unknown`` says why other courses have no outcome, and how many. ``tested`` has a row for each rule in
    each earlier period and in any of them, and so for ``ANY``. ``leads`` is rule -> periods between its first flag
    and the end -> courses off target. ``untested`` are rules that are on and judge no senior course by period.
    """

    off: Share
    unknown: Mapping[str, int]
    tested: tuple[RuleTest, ...]
    leads: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    untested: tuple[str, ...] = ()


def outcome_of(entry: Entry, policy: Policy, target: str | None) -> tuple[Outcome | None, str]:
    """Whether a course is off target, or None and why nobody can tell.

    Off: the working grade is in a worse place than the ``target`` in force; without a target, it is a concern on
    the scale of its course.
    """
    if entry.phase == "bge":
        return None, "a BGE level has no target"
    if entry.course.level is None:
        return None, "level not known"
    scale = policy.scale_of(entry.course.level)
    if scale is None:
        return None, "the policy has no scale for the level"
    if entry.working_grade is None:
        return None, "no working grade at the end"
    place = scale.place_of[entry.working_grade]
    off = place > scale.place_of[target] if target is not None else entry.working_grade in scale.concerns
    return ("off" if off else "on"), ""


def backtest(study: Study) -> Backtest:
    """Compare what each rule said in every earlier period with where the same course stood at the end.

    The end is the reported period of the pupil's stage. A course is the pupil's subject on the same level and in
    the same class (or the subject's only one): where it had another level earlier, or no entry, that period is not
    judged. Attendance is told once and not by period; BGE levels have no target: neither is tested. ``ANY`` is not
    judged where no rule could judge, else clear where none flagged.
    """
    cohort, policy = study.cohort, study.policy
    unknown: Counter[str] = Counter()
    outcomes: list[tuple[Course, Outcome]] = []
    for course in _courses(study):
        in_force = cohort.targets.get(id(course.entry))
        outcome, why = outcome_of(course.entry, policy, in_force.code if in_force else None)
        if outcome is None:
            unknown[why] += 1
        else:
            outcomes.append((course, outcome))
    rules = [r.name for r in policy.rules_on if r.applies_to("senior") and not isinstance(r, AttendanceBelow)]
    judged = _Judged(study, rules)
    last = max((course.entry.period for course, _ in outcomes), default=0)
    periods = [period for period in sorted(study.findings) if period < last]
    tallies: dict[tuple[str, int | None], Counter[tuple[Early, Outcome]]] = defaultdict(Counter)
    leads: dict[str, Counter[int]] = {rule: Counter() for rule in (*rules, ANY)}
    for course, outcome in outcomes:
        before = [period for period in periods if period < course.entry.period]
        for rule in (*rules, ANY):
            said = {period: judged.early(rule, course, period) for period in before}
            for period, early in said.items():
                tallies[rule, period][early, outcome] += 1
            tallies[rule, None][_ever(said), outcome] += 1
            first = next((period for period, early in said.items() if early == "flagged"), None)
            if first is not None and outcome == "off":
                leads[rule][course.entry.period - first] += 1
    off = sum(outcome == "off" for _, outcome in outcomes)
    return Backtest(
        off=Share(off, len(outcomes)),
        unknown=dict(sorted(unknown.items())),
        tested=tuple(
            _tested(rule, period, tallies[rule, period]) for rule in (*rules, ANY) for period in (*periods, None)
        ),
        leads=leads,
        untested=tuple(rule.name for rule in policy.rules_on if rule.name not in rules),
    )


def _courses(study: Study) -> Iterator[Course]:
    """Every course with an entry at the end."""
    for pupil in study.cohort.pupils.values():
        reported = study.cohort.reported_period(pupil)
        for history in study.cohort.history[pupil.key].values() if reported is not None else ():
            for entry in history.get(reported or 0, ()):
                yield Course(pupil.key, entry, history)


class _Judged:
    """What every rule said of every course in the earlier periods."""

    def __init__(self, study: Study, rules: list[str]) -> None:
        self._rules = rules
        self._said: dict[FlagKey, Early] = {}
        for findings in study.findings.values():
            for item in findings.cannot_judge:
                key = (item.pupil.key, item.rule, item.subject, item.level, item.class_code, item.period)
                self._said[key] = "not judged"
            for flag in findings.flags:
                self._said[flag.key] = "flagged"

    def early(self, rule: str, course: Course, period: int) -> Early:
        """What a rule (or any) said of a course in an earlier period."""
        level = course.entry.course.level
        alike = [entry for entry in course.history.get(period, ()) if entry.course.level == level]
        then = same_class(course.entry, alike)
        if then is None or then.phase != "senior":
            return "not judged"
        if rule != ANY:
            return self._of(rule, course, then)
        said = [self._of(name, course, then) for name in self._rules]
        return "flagged" if "flagged" in said else "clear" if "clear" in said else "not judged"

    def _of(self, rule: str, course: Course, then: Entry) -> Early:
        return self._said.get((course.pupil, rule, *then.course, then.period), "clear")


def _ever(said: Mapping[int, Early]) -> Early:
    """What was said in any of several periods: flagged once is flagged, clear needs one that was judged."""
    found = set(said.values())
    return "flagged" if "flagged" in found else "clear" if "clear" in found else "not judged"


def _tested(rule: str, period: int | None, tally: Counter[tuple[Early, Outcome]]) -> RuleTest:
    return RuleTest(
        rule,
        period,
        flagged_off=tally["flagged", "off"],
        flagged_on=tally["flagged", "on"],
        clear_off=tally["clear", "off"],
        clear_on=tally["clear", "on"],
        not_judged=tally["not judged", "off"] + tally["not judged", "on"],
    )
