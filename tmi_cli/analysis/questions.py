"""Questions of quality: values that are possible and look odd. Each is worded as a question, to a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tmi_cli.cohort import Cohort
from tmi_cli.exports import cell_text
from tmi_cli.policy import Policy, Scale
from tmi_cli.records import Entry, Problem
from tmi_cli.records.entry import RATINGS

ENOUGH = 8
"""Pupils in a class below which a class that is all alike says nothing."""

FAR = 1.0
"""Places on the scale by which a class's mean rating may differ from its pupils' other ones."""

_ROUNDING = 1e-9

ABOUT_A_CLASS = frozenset({"class-all-the-same", "copied-forward", "unlike-elsewhere"})
"""Questions about a whole class: they name none of its pupils."""

_Values = tuple[str | None, ...]
_Class = Mapping[str, Entry]
_Classes = dict[tuple[str, str, int], dict[str, Entry]]


def questions_about(cohort: Cohort, policy: Policy) -> list[Problem]:
    """Every question that the entries of all periods raise, by period, subject and class."""
    classes = _classes(cohort)
    found: list[Problem] = []
    for (subject, class_code, period), entries in sorted(classes.items(), key=lambda item: item[0]):
        found += _without_comment(entries.values(), policy)
        if len(entries) < ENOUGH or not class_code:
            continue
        first = min(entries.values(), key=lambda entry: (entry.spot.file, entry.row))
        facts = {"class_code": class_code, "subject": subject, "count": len(entries)}
        field = _all_the_same(entries)
        if field:
            found.append(_ask("class-all-the-same", first, field, value=getattr(first, field), facts=facts))
        before = classes.get((subject, class_code, period - 1))
        if before and _copied(entries, before):
            found.append(_ask("copied-forward", first, None, value=None, facts=facts))
        found += _unlike_elsewhere(entries, cohort, policy.ratings, first=first, facts=facts)
    return found


def _classes(cohort: Cohort) -> _Classes:
    """(subject, class, period) -> pupil -> entry; only entries with a value."""
    classes: _Classes = defaultdict(dict)
    for key, subjects in cohort.history.items():
        for subject, history in subjects.items():
            for period, entries in history.items():
                for entry in entries:
                    if not entry.empty:
                        classes[subject, entry.course.class_code or "", period][key] = entry
    return classes


def _ask(code: str, entry: Entry, field: str | None, *, value: str | None, facts: Mapping[str, Any]) -> Problem:
    origin = entry.origin(field) if field else entry.pupil_origin
    return Problem.of(code, origin, field=field, value=value, period=entry.period, stage=entry.told.stage, **facts)


def _without_comment(entries: Iterable[Entry], policy: Policy) -> Iterator[Problem]:
    for entry in sorted(entries, key=lambda e: (e.spot.file, e.spot.sheet or "", e.row)):
        if "comment" not in entry.spot.columns or any(cell_text(text) for text, _ in entry.comments):
            continue
        field = next((f for f in RATINGS if getattr(entry, f) in policy.ratings.concerns), None)
        if field:
            yield _ask("concern-without-comment", entry, field, value=getattr(entry, field), facts={})


def _all_the_same(entries: _Class) -> str | None:
    """A rating that every pupil of a class shares though the other ratings differ or are shared as well.

    Only a class in which all three are alike for everybody is asked about: one column of 1s is ordinary.
    """
    shared = [f for f in RATINGS if len({getattr(entry, f) for entry in entries.values()}) == 1]
    given = [f for f in shared if getattr(next(iter(entries.values())), f) is not None]
    return given[0] if len(shared) == len(RATINGS) and given else None


def _values(entry: Entry) -> _Values:
    return (entry.working_grade, entry.level_code, *(getattr(entry, f) for f in RATINGS))


def _copied(entries: _Class, before: _Class) -> bool:
    """Whether every pupil of a class has just the values of the period before."""
    both = entries.keys() & before.keys()
    return len(both) >= ENOUGH and all(_values(entries[key]) == _values(before[key]) for key in both)


def _unlike_elsewhere(
    entries: _Class, cohort: Cohort, scale: Scale, *, first: Entry, facts: Mapping[str, Any]
) -> Iterator[Problem]:
    """A class whose mean effort or behaviour is far from what the same pupils have elsewhere."""
    for field in ("effort", "behaviour"):
        here, there = [], []
        for key, entry in entries.items():
            code = getattr(entry, field)
            others = [
                getattr(other, field)
                for subject, history in cohort.history[key].items()
                if subject != entry.course.subject
                for other in history.get(entry.period, ())
            ]
            known = [scale.place_of[other] for other in others if other is not None]
            if code is not None and known:
                here.append(scale.place_of[code])
                there.append(sum(known) / len(known))
        if len(here) >= ENOUGH and abs(_mean(here) - _mean(there)) >= FAR - _ROUNDING:
            told = {**facts, "here": f"{_mean(here) + 1:.1f}", "there": f"{_mean(there) + 1:.1f}"}
            yield _ask("unlike-elsewhere", first, field, value=None, facts=told)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
