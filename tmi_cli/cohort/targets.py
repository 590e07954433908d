"""Targets in force: the newest of target and new target up to a period; a target may only rise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tmi_cli.cohort.cohort import Target
from tmi_cli.policy import Policy
from tmi_cli.records import Course, Entry, Problem


@dataclass(slots=True)
class _State:
    """What is in force for one level and class, and the targets that a new target has raised."""

    target: Target | None = None
    raised: set[str] = field(default_factory=set)

    def copy(self) -> _State:
        return _State(self.target, set(self.raised))


def targets_in_force(
    history: Mapping[int, Sequence[Entry]], policy: Policy, problems: list[Problem]
) -> dict[int, Target]:
    """Return the target in force for each entry of one pupil in one subject, by ``id`` of the entry.

    A new target wins over the target in its row, and a blank carries the last one forward. A lower target is
    a ``target-lowered`` problem and not in force; an old target that is merely repeated after a new target
    raised it is neither. A changed level starts afresh.
    """
    if all(e.target is None and e.new_target is None for entries in history.values() for e in entries):
        return {}
    in_force: dict[int, Target] = {}
    states: dict[str | None, dict[str | None, _State]] = {}
    for _, entries in sorted(history.items()):
        here: list[tuple[Course, _State]] = []
        for entry in entries:
            known = states.get(entry.course.level, {})
            state = known.get(entry.course.class_code)
            if state is None:
                state = next(iter(known.values())) if len(known) == 1 else _State()
            state = state.copy()
            for name in ("target", "new_target"):
                _take(state, entry, name, policy, problems)
            here.append((entry.course, state))
            if state.target is not None:
                in_force[id(entry)] = state.target
        # Entries of one period say nothing of each other.
        for course, state in here:
            states.setdefault(course.level, {})[course.class_code] = state
    return in_force


def _take(state: _State, entry: Entry, name: str, policy: Policy, problems: list[Problem]) -> None:
    code: str | None = getattr(entry, name)
    if code is None:
        return
    scale = policy.scale_of(entry.course.level)
    if scale is None:
        return
    held = state.target
    if held is None or held.code == code:
        # The later of two equal ones is as good; the first stays the evidence only of its own period.
        state.target = Target(code, entry, name)
        return
    lower = scale.place_of[code] > scale.place_of[held.code]
    if not lower:
        if name == "new_target":
            state.raised.add(held.code)
        state.target = Target(code, entry, name)
    elif name == "new_target" or code not in state.raised:
        problems.append(
            Problem.of(
                "target-lowered",
                entry.origin(name),
                field=name,
                value=code,
                period=entry.period,
                stage=entry.told.stage,
                before=held.code,
                before_period=held.entry.period,
            )
        )
