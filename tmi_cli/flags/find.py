"""A cohort and a policy become flags: every rule on every entry of every period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.flags.attendance import judge_attendance
from tmi_cli.flags.case import Case
from tmi_cli.flags.conditions import CONDITIONS
from tmi_cli.flags.evidence import Evidence, evidence_of
from tmi_cli.flags.judgement import Judgement
from tmi_cli.flags.states import State, became, ended
from tmi_cli.policy import AttendanceBelow, Policy, Rule
from tmi_cli.records import Entry, Pupil, Record

FlagKey = tuple[str, str, str | None, str | None, str | None, int]
"""What makes two flags the same one: the pupil's key, rule, subject, level, class, period."""


class Flag(Record):
    """A rule that found something, for a person to look at.

    ``class_has_column`` is False where the class is told only around the table (title, sheet, file name).
    ``subject``, ``faculty``, ``level``, ``class_code`` are None for a rule about the pupil (attendance).
    ``since`` is the first period of the run.
    """

    pupil: Pupil
    rule: str
    subject: str | None = None
    faculty: str | None = None
    level: str | None = None
    class_code: str | None = None
    class_has_column: bool = False
    teacher: str | None = None
    period: int
    state: State
    since: int
    reason: str
    evidence: tuple[Evidence, ...]

    @property
    def key(self) -> FlagKey:
        """Which flag this is."""
        return (self.pupil.key, self.rule, self.subject, self.level, self.class_code, self.period)


class NotSeen(Record):
    """A flag of an earlier period that is none now: resolved, or not seen since ``last_period``."""

    pupil: Pupil
    rule: str
    subject: str
    faculty: str | None
    level: str | None
    class_code: str | None
    last_period: int

    @property
    def key(self) -> FlagKey:
        """Which flag it was."""
        return (self.pupil.key, self.rule, self.subject, self.level, self.class_code, self.last_period)


class CannotJudge(Record):
    """A rule that could not judge an entry of the reported period (a pupil, for attendance), and why."""

    pupil: Pupil
    rule: str
    subject: str | None = None
    faculty: str | None = None
    level: str | None = None
    class_code: str | None = None
    teacher: str | None = None
    period: int
    why: str


class RuleCount(NamedTuple):
    """How often a rule was flagged, clear, and could not judge, of the entries it applies to."""

    rule: str
    flagged: int
    clear: int
    cannot_judge: int

    @property
    def judged(self) -> int:
        """The denominator of every percentage: what was judged."""
        return self.flagged + self.clear


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the rules found in the reported periods, in the order of the pupils' names.

    What rules of praise found, counted and could not judge is kept apart: it is no concern.
    """

    flags: tuple[Flag, ...]
    counts: tuple[RuleCount, ...]
    cannot_judge: tuple[CannotJudge, ...]
    resolved: tuple[NotSeen, ...]
    not_seen: tuple[NotSeen, ...]
    praise: tuple[Flag, ...] = ()
    praise_counts: tuple[RuleCount, ...] = ()
    praise_unjudged: tuple[CannotJudge, ...] = ()


class _Finder:
    """Collects what the rules find, pupil by pupil."""

    def __init__(self, cohort: Cohort, policy: Policy) -> None:
        self._cohort = cohort
        self._policy = policy
        every: list[Rule] = [*policy.rules_on, *policy.praise_on]
        self._rules = [r for r in every if not isinstance(r, AttendanceBelow)]
        self._counts: dict[str, Counter[str]] = {rule.name: Counter() for rule in every}
        self.flags: list[Flag] = []
        self.cannot_judge: list[CannotJudge] = []
        self.resolved: list[NotSeen] = []
        self.not_seen: list[NotSeen] = []
        self.praise: list[Flag] = []
        self.praise_unjudged: list[CannotJudge] = []

    def find(self) -> Findings:
        pupils = sorted(self._cohort.pupils.values(), key=lambda p: p.order)
        for pupil in pupils:
            reported = self._cohort.reported_period(pupil)
            if reported is None:
                continue
            for _, history in sorted(self._cohort.history[pupil.key].items()):
                cases = [
                    Case(entry, history, self._cohort.targets.get(id(entry)), self._policy)
                    for period, entries in history.items()
                    if period <= reported
                    for entry in entries
                ]
                phases = {case.entry.phase for case in cases}
                for rule in self._rules:
                    applies = [phase for phase in phases if rule.applies_to(phase)]
                    if len(applies) == len(phases):
                        self._subject(pupil, rule, cases, reported)
                    elif applies:
                        self._subject(pupil, rule, [c for c in cases if c.entry.phase in applies], reported)
        for attendance in self._policy.rules_on:
            if isinstance(attendance, AttendanceBelow):
                self._attendance(attendance)
        return Findings(
            tuple(self.flags),
            self._counted(self._policy.rules_on),
            tuple(self.cannot_judge),
            tuple(self.resolved),
            tuple(self.not_seen),
            tuple(self.praise),
            self._counted(self._policy.praise_on),
            tuple(self.praise_unjudged),
        )

    def _counted(self, rules: Sequence[Rule]) -> tuple[RuleCount, ...]:
        seen = ((rule.name, self._counts[rule.name]) for rule in rules)
        return tuple(RuleCount(name, n["flagged"], n["clear"], n["cannot judge"]) for name, n in seen)

    def _subject(self, pupil: Pupil, rule: Rule, cases: Sequence[Case], reported: int) -> None:
        """Judge the entries of one pupil in one subject, up to the reported period, by a rule that applies."""
        judged: dict[int, list[Judgement]] = {}
        condition, is_flagged = CONDITIONS[type(rule)], False
        flags = self.praise if rule.PRAISES else self.flags
        unjudged = self.praise_unjudged if rule.PRAISES else self.cannot_judge
        for case in cases:
            found = condition(rule, case)
            judged.setdefault(case.entry.period, []).append(found)
            is_flagged = is_flagged or found.outcome == "flagged"
        for judgement in judged.get(reported, ()):
            self._counts[rule.name][judgement.outcome] += 1
            if judgement.outcome == "flagged":
                flags.append(_flag(pupil, rule, judgement, judged))
            elif judgement.outcome == "cannot judge":
                unjudged.append(_cannot_judge(pupil, judgement))
        if is_flagged and not rule.PRAISES:
            over = ended(judged, reported=reported)
            self.resolved.extend(_not_seen(pupil, j) for j in over.resolved)
            self.not_seen.extend(_not_seen(pupil, j) for j in over.not_seen)

    def _attendance(self, rule: AttendanceBelow) -> None:
        """Attendance is about the pupil: whoever has an entry in the reported period is judged once."""
        pupils = dict.fromkeys(pupil.key for pupil, _ in self._cohort.reported_entries())
        found = judge_attendance(rule, [self._cohort.pupils[key] for key in pupils])
        self._counts[rule.name].update(
            {"flagged": len(found.flagged), "clear": found.clear, "cannot judge": len(found.cannot_judge)}
        )
        for pupil, why in found.cannot_judge:
            period = self._cohort.reported_period(pupil) or 0
            self.cannot_judge.append(CannotJudge(pupil=pupil, rule=rule.name, period=period, why=why))
        for pupil, reason, evidence in found.flagged:
            period = self._cohort.reported_period(pupil) or 0
            self.flags.append(
                Flag(
                    pupil=pupil,
                    rule=rule.name,
                    period=period,
                    # Attendance is told once and not by period: there is nothing to compare it with.
                    state="new",
                    since=period,
                    reason=reason,
                    evidence=(evidence,),
                )
            )


def find_flags(cohort: Cohort, policy: Policy) -> Findings:
    """Judge every entry of a cohort by every rule that is on.

    The flags are those of each stage's reported period; earlier periods tell what became of them.
    """
    return _Finder(cohort, policy).find()


def _course(entry: Entry) -> dict[str, Any]:
    """What a finding tells of the course it is about."""
    subject, level, class_code = entry.course
    return {"subject": subject, "level": level, "class_code": class_code, "faculty": entry.faculty}


def _flag(pupil: Pupil, rule: Rule, judgement: Judgement, judged: dict[int, list[Judgement]]) -> Flag:
    entry = judgement.entry
    state, since = became(judgement, judged)
    return Flag(
        pupil=pupil,
        rule=rule.name,
        **_course(entry),
        class_has_column="class" in entry.spot.columns,
        teacher=", ".join(entry.teachers) or None,
        period=entry.period,
        state=state,
        since=since,
        reason=rule.says.format_map(judgement.facts),
        evidence=tuple(evidence_of(judgement)),
    )


def _cannot_judge(pupil: Pupil, judgement: Judgement) -> CannotJudge:
    entry = judgement.entry
    return CannotJudge(
        pupil=pupil,
        rule=judgement.rule,
        **_course(entry),
        teacher=", ".join(entry.teachers) or None,
        period=entry.period,
        why=judgement.why,
    )


def _not_seen(pupil: Pupil, judgement: Judgement) -> NotSeen:
    entry = judgement.entry
    return NotSeen(pupil=pupil, rule=judgement.rule, **_course(entry), last_period=entry.period)
