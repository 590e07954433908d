"""The wrong-file guard: whether these are the exports that the person thinks they are.

It looks at whole files and periods, not at single values, and is told before any list is written.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter

from tmi_cli.cohort import Cohort
from tmi_cli.layouts import SheetReading
from tmi_cli.origin import Origin
from tmi_cli.records import Entry, Problem
from tmi_cli.records.entry import VALUES

ENOUGH_ENTRIES = 50
ENOUGH_PUPILS = 20
_FEWEST_SHARED = 10
_SHEETS_OVERLAP = 0.5
_REPEATED = 0.98
_ROLL_LEFT = 0.5
_SAME_SCHOOL = 0.1
_OTHER_STAGE = 0.5

DOUBTS = ("same-period-twice", "period-repeated", "roll-halved", "another-session", "another-school")
"""The codes of the doubts, as ``--accept`` takes them."""

_Key = tuple[str, str, str, int]


def doubts_about(cohort: Cohort, readings: Sequence[SheetReading]) -> list[Problem]:
    """Every reason to doubt that these are the right exports; each can be accepted by its code."""
    return [
        *_same_period_twice(cohort, readings),
        *_period_repeated(cohort),
        *_rolls(cohort),
    ]


def _same_period_twice(cohort: Cohort, readings: Sequence[SheetReading]) -> Iterator[Problem]:
    """Two sheets hold most of the same entries of a period, and differ in what they say."""
    told = Counter(period for reading in readings if reading.entries for period in reading.periods)
    if all(count == 1 for count in told.values()):
        return
    sheets: dict[tuple[str, str], dict[_Key, Entry]] = {}
    for reading in readings:
        rows = {
            (
                entry.told.scn or entry.told.surname,
                entry.course.subject,
                entry.course.class_code or "",
                entry.period,
            ): entry
            for entry in reading.entries
            if entry.counts
        }
        if rows:
            sheets[reading.table.file.name, reading.table.sheet or ""] = rows
    holders: dict[_Key, list[tuple[str, str]]] = defaultdict(list)
    for place, rows in sheets.items():
        for key in rows:
            holders[key].append(place)
    shared: dict[tuple[tuple[str, str], tuple[str, str], int], list[_Key]] = defaultdict(list)
    for key, places in holders.items():
        for one, two in itertools.combinations(places, 2):
            shared[one, two, key[3]].append(key)
    for (one, two, period), keys in shared.items():
        least = min(sum(key[3] == period for key in sheets[place]) for place in (one, two))
        differ = sum(_values(sheets[one][key]) != _values(sheets[two][key]) for key in keys)
        if differ and len(keys) >= max(_FEWEST_SHARED, _SHEETS_OVERLAP * least):
            yield Problem.of(
                "same-period-twice",
                Origin(two[0], two[1] or None),
                period=period,
                other=" › ".join(part for part in one if part),
                shared=len(keys),
                differ=differ,
            )


_values = attrgetter(*VALUES)
"""What a teacher entered, as one tuple."""


def _period_repeated(cohort: Cohort) -> Iterator[Problem]:
    """A period says, entry by entry, what the one before said: most likely the same export again."""
    same: dict[tuple[int, int], int] = defaultdict(int)
    both: dict[tuple[int, int], int] = defaultdict(int)
    first: dict[tuple[int, int], Entry] = {}
    entries = Counter(
        period
        for subjects in cohort.history.values()
        for history in subjects.values()
        for period, here in history.items()
        for _ in here
    )
    for subjects in cohort.history.values():
        for history in subjects.values():
            for before, period in itertools.pairwise(sorted(history)):
                if both[before, period] - same[before, period] > (1 - _REPEATED) * entries[period]:
                    # So many differ already that the rest cannot make it a repetition.
                    continue
                earlier = {entry.course: entry for entry in history[before] if not entry.empty}
                for entry in history[period]:
                    if not entry.empty and entry.course in earlier:
                        both[before, period] += 1
                        same[before, period] += _values(entry) == _values(earlier[entry.course])
                        first.setdefault((before, period), entry)
    for (before, period), count in sorted(both.items()):
        if count >= ENOUGH_ENTRIES and same[before, period] >= _REPEATED * count:
            spot = first[before, period].spot
            yield Problem.of(
                "period-repeated",
                Origin(spot.file, spot.sheet),
                period=period,
                same=same[before, period],
                count=count,
                before=before,
            )


def _rolls(cohort: Cohort) -> Iterator[Problem]:
    """The pupils of a stage in its last period against those of the one before."""
    told: dict[tuple[str, int], dict[str, Entry]] = defaultdict(dict)
    stages: dict[int, dict[str, str]] = defaultdict(dict)
    for key, subjects in cohort.history.items():
        for history in subjects.values():
            for period, entries in history.items():
                for entry in entries:
                    if entry.told.stage and not entry.empty:
                        told[entry.told.stage, period][key] = entry
                        stages[period][key] = entry.told.stage
    for (stage, period), here in sorted(told.items()):
        last = max((number for known, number in told if known == stage and number < period), default=0)
        before = told.get((stage, last), {})
        place = Origin(next(iter(here.values())).spot.file)
        common = here.keys() & before.keys()
        earlier = stages.get(max((number for number in stages if number < period), default=0), {})
        moved = [key for key in here if key in earlier and earlier[key] != stage]
        if len(here) >= ENOUGH_PUPILS and len(moved) >= _OTHER_STAGE * len(here):
            yield Problem.of(
                "another-session", place, period=period, stage=stage, moved=len(moved), count=len(here)
            )
        elif len(before) < ENOUGH_PUPILS:
            continue
        elif len(here) >= ENOUGH_PUPILS and len(common) < _SAME_SCHOOL * min(len(here), len(before)):
            yield Problem.of(
                "another-school", place, period=period, stage=stage, common=len(common), count=len(here)
            )
        elif len(here) < _ROLL_LEFT * len(before):
            yield Problem.of("roll-halved", place, period=period, stage=stage, count=len(here), before=len(before))
