"""What is read again is the same intervention: a sheet that grows through the year is recorded once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tmi_cli.records import Intervention, Pupil, fold_name

LATER = ("review", "reviewed", "outcome", "note")
"""Fields that are filled in as time goes by; all others tell interventions apart."""


class Recorded(NamedTuple):
    """An intervention and its pupil."""

    intervention: Intervention
    pupil: Pupil


class Merged(NamedTuple):
    """Everything recorded; ``new`` and ``updated`` count what the sheet brought, ``repeated`` what it did not."""

    recorded: tuple[Recorded, ...]
    new: int
    updated: int
    repeated: int


def merge(known: Sequence[Recorded], read: Sequence[Recorded]) -> Merged:
    """Lay the interventions of one sheet over those that are known.

    The same pupil, subject, strategy, stage, person, day and period make the same intervention; what the sheet
    tells of its review, outcome and note wins, and a blank never erases. Rows of one sheet that differ only there
    are as many interventions, the first of them the first that is known.
    """
    made = list(known)
    seen: Counter[tuple[object, ...]] = Counter()
    places: dict[tuple[tuple[object, ...], int], int] = {}
    for at, one in enumerate(known):
        places[_identity(one), seen[_identity(one)]] = at
        seen[_identity(one)] += 1
    told: Counter[tuple[object, ...]] = Counter()
    whole: set[tuple[object, ...]] = set()
    new = updated = repeated = 0
    for one in read:
        key = _identity(one)
        exactly = (key, *(getattr(one.intervention, name) for name in LATER))
        if exactly in whole:
            repeated += 1
            continue
        whole.add(exactly)
        place = places.get((key, told[key]))
        told[key] += 1
        if place is None:
            made.append(one)
            new += 1
            continue
        before = made[place].intervention
        later = {name: getattr(one.intervention, name) for name in LATER}
        after = before.model_copy(update={name: value for name, value in later.items() if value})
        made[place] = made[place]._replace(intervention=after)
        updated += after != before
        repeated += after == before
    return Merged(tuple(made), new, updated, repeated)


def _identity(one: Recorded) -> tuple[object, ...]:
    told = one.intervention
    texts = (told.subject or "", told.strategy, told.stage, told.by_whom)
    return (told.session, one.pupil.key, *map(fold_name, texts), told.started, told.period)
