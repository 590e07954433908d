"""What changed since the period before: flags by what became of them, and pupils who moved on the ladder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from tmi_cli.analysis.facts import periods_before
from tmi_cli.analysis.study import Study
from tmi_cli.escalation import Case, Owner, escalate
from tmi_cli.flags import Flag
from tmi_cli.flags.find import FlagKey, NotSeen
from tmi_cli.policy import School
from tmi_cli.records import Pupil

ChangeState = Literal["worse", "new", "continuing", "better", "resolved", "not seen"]

Direction = Literal["up", "onto", "across", "down", "off", "same"]
"""Up or down the ladder, onto or off it, or across to another owner on the same step."""

_Key = tuple[str, str, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """A flag of now, or one of an earlier period that is none now (``resolved``, ``not seen``), and its story.

    ``flag`` is as it was told last, in period ``last``. ``first`` is the first period in which the rule ever
    flagged the pupil in the subject, ``since`` the first of this run, ``periods`` in how many periods of the run
    it was flagged on the level. ``owner`` has the overview now; of a flag that has gone, had it in ``last``.
    """

    flag: Flag
    state: ChangeState
    first: int
    since: int
    last: int
    periods: int
    owner: Owner


@dataclass(frozen=True, slots=True)
class Move:
    """A pupil's place on the ladder then (``before``) and now; None where no rule flagged the pupil.

    ``more`` and ``fewer`` are the faculties (or subjects, whichever the pupil's ladder counts) that count now and
    did not then, and the other way round. ``states`` counts the pupil's flags by what became of them.
    """

    pupil: Pupil
    direction: Direction
    before: Owner | None
    now: Owner | None
    more: tuple[str, ...]
    fewer: tuple[str, ...]
    states: Mapping[str, int]


@dataclass(frozen=True)
class Changes:
    """Everything that changed. ``compared`` is stage -> the period before the reported one; a stage that has
    none is not in it, and none of its pupils is in ``moves``. ``moves`` has every pupil flagged then or now.
    """

    changes: tuple[Change, ...]
    moves: tuple[Move, ...]
    compared: Mapping[str | None, int]

    def of(self, *states: ChangeState) -> list[Change]:
        """The changes with one of these states, in their order."""
        return [change for change in self.changes if change.state in states]

    def moved(self, *directions: Direction) -> list[Move]:
        """The moves in one of these directions, in their order."""
        return [move for move in self.moves if move.direction in directions]


def changes_of(study: Study, cases: Iterable[Case], school: School) -> Changes:
    """Compare the reported period of each stage with what earlier periods' own reports said.

    ``cases`` are those of the reported period. An owner in an earlier period is who the same policy and school
    file would have named then; who a pupil is (house, groups) is taken as it is known now.
    """
    return _Comparer(study, tuple(cases), school).compare()


class _Comparer:
    def __init__(self, study: Study, cases: tuple[Case, ...], school: School) -> None:
        self._study = study
        self._school = school
        self._now = {case.pupil.key: case for case in cases}
        self._then: dict[int, dict[str, Case]] = {}
        self._reported = study.findings[max(study.findings)]

    def compare(self) -> Changes:
        now = [self._of_flag(flag, flag.state) for flag in self._reported.flags]
        gone = [self._of_gone(item, "resolved") for item in self._reported.resolved]
        gone += [self._of_gone(item, "not seen") for item in self._reported.not_seen]
        changes = sorted((*now, *gone), key=_by_pupil)
        compared = periods_before(self._study.cohort)
        return Changes(tuple(changes), tuple(self._moves(changes, compared)), compared)

    @cached_property
    def _flags(self) -> dict[FlagKey, Flag]:
        return {flag.key: flag for flag in self._study.flags}

    @cached_property
    def _periods(self) -> dict[_Key, dict[int, set[str | None]]]:
        """In which periods, and on which levels, a rule flagged a pupil in a subject."""
        periods: dict[_Key, dict[int, set[str | None]]] = {}
        for flag in self._study.flags:
            levels = periods.setdefault((flag.pupil.key, flag.rule, flag.subject), {})
            levels.setdefault(flag.period, set()).add(flag.level)
        return periods

    def _of_flag(self, flag: Flag, state: ChangeState) -> Change:
        known = self._periods[flag.pupil.key, flag.rule, flag.subject]
        run = [p for p, levels in known.items() if flag.since <= p <= flag.period and flag.level in levels]
        cases = self._now if state not in ("resolved", "not seen") else self._cases(flag.period)
        return Change(
            flag=flag,
            state=state,
            # Attendance is told once and not by period.
            first=min(known) if flag.subject is not None else flag.since,
            since=flag.since,
            last=flag.period,
            periods=len(run),
            owner=cases[flag.pupil.key].owner,
        )

    def _of_gone(self, item: NotSeen, state: ChangeState) -> Change:
        return self._of_flag(self._flags[item.key], state)

    def _cases(self, period: int) -> dict[str, Case]:
        """Who was on the ladder in an earlier period."""
        if period not in self._then:
            cohort = self._study.cohort.as_of(period)
            flags = self._study.findings[period].flags
            found = escalate(flags, cohort, policy=self._study.policy, school=self._school)
            self._then[period] = {case.pupil.key: case for case in found}
        return self._then[period]

    def _moves(self, changes: Iterable[Change], compared: Mapping[str | None, int]) -> list[Move]:
        states: dict[str, Counter[str]] = {}
        for change in changes:
            states.setdefault(change.flag.pupil.key, Counter())[change.state] += 1
        cohort, moves = self._study.cohort, []
        for pupil in sorted(cohort.pupils.values(), key=lambda p: p.order):
            period = compared.get(pupil.stage)
            if period is None:
                continue
            then, now = self._cases(period).get(pupil.key), self._now.get(pupil.key)
            if then is None and now is None:
                continue
            before, after = self._counted(then), self._counted(now)
            moves.append(
                Move(
                    pupil=pupil,
                    direction=self._direction(pupil, then, now),
                    before=then.owner if then else None,
                    now=now.owner if now else None,
                    more=tuple(name for name in after if name not in before),
                    fewer=tuple(name for name in before if name not in after),
                    states=states.get(pupil.key, Counter()),
                )
            )
        return moves

    def _counted(self, case: Case | None) -> tuple[str, ...]:
        if case is None:
            return ()
        ladder = self._study.policy.ladder_of(case.pupil.stage)
        return case.faculties if ladder.count == "faculties" else case.subjects

    def _direction(self, pupil: Pupil, then: Case | None, now: Case | None) -> Direction:
        if then is None or now is None:
            return "onto" if then is None else "off"
        roles = [step.role for step in self._study.policy.ladder_of(pupil.stage).steps]
        before, after = roles.index(then.owner.role), roles.index(now.owner.role)
        if before != after:
            return "up" if after > before else "down"
        return "same" if then.owner.unit == now.owner.unit else "across"


def _by_pupil(change: Change) -> tuple[object, ...]:
    flag = change.flag
    return (flag.pupil.order, flag.subject or "", flag.class_code or "", flag.rule, change.state)
