"""The wrong-file guard: whether these are the exports that the person thinks they are.

It looks at whole files and periods, not at single values, and is told before any list is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tmi_cli.cohort import Cohort
from tmi_cli.layouts import SheetReading
from tmi_cli.origin import Origin
from tmi_cli.records import Entry, Problem
from tmi_cli.records.entry import VALUES

ENOUGH_ENTRIES = 50
ENOUGH_PUPILS = 20
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
    shared: dict[tuple[tuple[str, str], tuple[str, str]], list[_Key]] = defaultdict(list)
    for key, places in holders.items():
        for one in range(len(places)):
            for two in range(one + 1, len(places)):
                shared[places[one], places[two]].append(key)
    for (one_place, two_place), keys in shared.items():
        one_rows, two_rows = sheets[one_place], sheets[two_place]
        if len(keys) < max(10, _SHEETS_OVERLAP * min(len(one_rows), len(two_rows))):
            continue
        differ = sum(_values(one_rows[key]) != _values(two_rows[key]) for key in keys)
        if differ:
            yield Problem.of(
                "same-period-twice",
                Origin(two_place[0], two_place[1] or None),
                period=keys[0][3],
                other=" › ".join(part for part in one_place if part),
                shared=len(keys),
                differ=differ,
            )


def _key(entry: Entry) -> _Key:
    told, course = entry.told, entry.course
    return (told.scn or told.surname, course.subject, course.class_code or "", entry.period)


def _values(entry: Entry) -> tuple[str | None, ...]:
    return tuple(getattr(entry, field) for field in VALUES)


def _period_repeated(cohort: Cohort) -> Iterator[Problem]:
    """A period says, entry by entry, what the one before said: most likely the same export again."""
    same: dict[int, int] = defaultdict(int)
    both: dict[int, int] = defaultdict(int)
    first: dict[int, Entry] = {}
    for subjects in cohort.history.values():
        for history in subjects.values():
            for period, entries in history.items():
                before = {e.course: e for e in history.get(period - 1, ()) if not e.empty}
                for entry in entries:
                    if not entry.empty and entry.course in before:
                        both[period] += 1
                        same[period] += _values(entry) == _values(before[entry.course])
                        first.setdefault(period, entry)
    for period, count in sorted(both.items()):
        if count >= ENOUGH_ENTRIES and same[period] >= _REPEATED * count:
            yield Problem.of(
                "period-repeated",
                Origin(first[period].spot.file, first[period].spot.sheet),
                period=period,
                same=same[period],
                count=count,
                before=period - 1,
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
        before = told.get((stage, period - 1), {})
        place = Origin(next(iter(here.values())).spot.file)
        common = here.keys() & before.keys()
        earlier = stages.get(period - 1, {})
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
