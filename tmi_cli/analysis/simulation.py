"""Two judgements of the same exports compared: whom a changed policy adds, whom it drops, who has how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tmi_cli.escalation import Case
from tmi_cli.flags import Flag
from tmi_cli.records import Pupil

Kind = Literal["added", "dropped", "other owner", "other flags"]

KINDS: tuple[Kind, ...] = ("added", "dropped", "other owner", "other flags")
"""What can become of a pupil; the first that fits is told."""


class Change(NamedTuple):
    """A pupil of whom something differs: the case as it is and as it would be, None where not flagged.

    ``gained`` and ``lost`` are flags that only one of the two has; ``altered`` those that both have, with another
    reason, state or beginning.
    """

    kind: Kind
    pupil: Pupil
    before: Case | None
    after: Case | None
    gained: tuple[Flag, ...]
    lost: tuple[Flag, ...]
    altered: tuple[tuple[Flag, Flag], ...]


class Holder(NamedTuple):
    """Who holds a role: the role, its kind of unit, and the unit (None where nobody's is known)."""

    role: str
    unit_kind: str
    unit: str | None


class Load(NamedTuple):
    """How many pupils a holder has the overview of, and how many flags those have."""

    pupils: int = 0
    flags: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs, pupil by pupil in the order of names, and the load of every holder that has any."""

    changes: tuple[Change, ...]
    loads: Mapping[Holder, Load]

    def of(self, kind: Kind) -> list[Change]:
        """The changes of one kind."""
        return [change for change in self.changes if change.kind == kind]


def loads_of(cases: Iterable[Case]) -> dict[Holder, Load]:
    """The load of each holder: every flagged pupil is with one."""
    pupils: Counter[Holder] = Counter()
    flags: Counter[Holder] = Counter()
    for case in cases:
        holder = Holder(case.owner.role, case.owner.unit_kind, case.owner.unit)
        pupils[holder] += 1
        flags[holder] += len(case.flags)
    return {holder: Load(count, flags[holder]) for holder, count in pupils.items()}


def difference(now: Sequence[Case], tried: Sequence[Case]) -> Difference:
    """What differs between the cases of a policy and those of the same exports under another."""
    before = {case.pupil.key: case for case in now}
    after = {case.pupil.key: case for case in tried}
    found = [_change(before.get(key), after.get(key)) for key in {**before, **after}]
    changes = sorted((change for change in found if change), key=lambda change: change.pupil.order)
    return Difference(tuple(changes), loads_of(tried))


def _change(before: Case | None, after: Case | None) -> Change | None:
    then = {flag.key: flag for flag in before.flags} if before else {}
    now = {flag.key: flag for flag in after.flags} if after else {}
    gained = tuple(flag for key, flag in now.items() if key not in then)
    lost = tuple(flag for key, flag in then.items() if key not in now)
    altered = tuple(
        (flag, now[key]) for key, flag in then.items() if key in now and _says(flag) != _says(now[key])
    )
    kind: Kind = "other flags"
    if after is None:
        kind = "dropped"
    elif before is None:
        kind = "added"
    elif _holder(before) != _holder(after):
        kind = "other owner"
    elif not (gained or lost or altered):
        return None
    case = after or before
    return Change(kind, case.pupil, before, after, gained, lost, altered) if case else None


def _says(flag: Flag) -> tuple[str, str, int]:
    return flag.reason, flag.state, flag.since


def _holder(case: Case) -> Holder:
    return Holder(case.owner.role, case.owner.unit_kind, case.owner.unit)
