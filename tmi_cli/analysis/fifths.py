"""The lowest and the highest 20 % of a stage, by where pupils stand among those on the same courses.

No points are given to grades or levels. In each course a pupil's position is the share of the judged pupils on
it whose grade is worse, those with the same grade counted half. A pupil's position is the mean over the courses.
So a pupil is compared with those on the same course only. Source: Primary overview (lowest and highest 20 % of
attainers); the measure is this project's own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from tmi_cli.analysis.attainment import courses_on, is_senior
from tmi_cli.policy import Policy

ENOUGH = 3
"""Courses that a pupil must be compared in; of one or two no position is made."""

_COLUMNS = ("pupil", "stage", "compared", "levels", "position", "fifth")

_Course = tuple[Any, ...]


def fifths(now: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Where each pupil of a stage stands, and who is in its lowest and highest 20 %.

    ``now`` are rows of the facts. S4-S6 are placed by working grades, among all who take the subject at the
    level; S1-S3 by BGE levels, among those of the stage who take the subject. Columns: ``pupil``, ``stage``,
    ``compared`` (courses), ``levels`` (of those courses: (level, number), the most first), ``position`` (0-1,
    a Fraction; None where fewer than ``ENOUGH`` courses can be compared: cannot judge), ``fifth`` (``lowest``,
    ``highest`` or None). One row a pupil with such courses, by stage, the lowest position first.

    A fifth is a whole number of pupils, rounded down: of 9 judged pupils one. Who ties with the last one is in
    as well. Pupils of one position that would be in both are in neither: they cannot be told apart.
    """
    named = now[now["stage"].notna()]
    senior = courses_on(named[is_senior(named)], policy, "working grade")
    # Who else takes the course counts, whatever the stage: an S3 pupil on National 5 is on the same course.
    everybody = courses_on(now, policy, "working grade")
    rows = _placed(senior, everybody, by=("subject", "level"))
    bge = _bge_courses(named, policy)
    rows += _placed(bge, bge, by=("subject", "stage"))
    by_stage: dict[str, list[list[Any]]] = defaultdict(list)
    for row in rows:
        by_stage[row[1]].append(row)
    for stage in by_stage.values():
        _mark([row for row in stage if row[4] is not None])
    told = [row for stage in sorted(by_stage) for row in sorted(by_stage[stage], key=_order)]
    return pd.DataFrame(told, columns=list(_COLUMNS), dtype=object)


def _bge_courses(now: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """One row a pupil and subject with the better of its BGE levels: as ``courses_on`` for the senior phase."""
    scale = policy.scale_of("BGE")
    best: dict[tuple[str, str], list[Any]] = {}
    rows = now[(now["phase"] == "bge") & now["stage"].isin(["S1", "S2", "S3"])]
    for pupil, stage, subject, code in zip(
        rows["pupil"], rows["stage"], rows["subject"], rows["level_code"], strict=True
    ):
        place = scale.place_of[code] if scale is not None and code is not None else None
        known = best.setdefault((pupil, subject), [pupil, stage, subject, "BGE", place])
        if place is not None and (known[4] is None or place < known[4]):
            known[4] = place
    return pd.DataFrame(list(best.values()), columns=["pupil", "stage", "subject", "level", "place"], dtype=object)


def _placed(courses: pd.DataFrame, everybody: pd.DataFrame, *, by: Sequence[str]) -> list[list[Any]]:
    """Each pupil's row, not marked yet; courses that nobody else takes compare with nobody."""
    positions = _positions(everybody, by)
    found: dict[str, list[Fraction]] = {}
    levels: dict[str, Counter[str]] = {}
    stages = dict(zip(courses["pupil"], courses["stage"], strict=True))
    for pupil, level, place, course in zip(
        courses["pupil"], courses["level"], courses["place"], _names(courses, by), strict=True
    ):
        mine = found.setdefault(pupil, [])
        here = levels.setdefault(pupil, Counter())
        if (course, place) in positions:
            mine.append(positions[course, place])
            here[level] += 1
    return [
        [
            pupil,
            stages[pupil],
            len(mine),
            tuple(sorted(levels[pupil].items(), key=lambda item: (-item[1], item[0]))),
            sum(mine, Fraction()) / len(mine) if len(mine) >= ENOUGH else None,
            None,
        ]
        for pupil, mine in found.items()
    ]


def _positions(courses: pd.DataFrame, by: Sequence[str]) -> dict[tuple[_Course, int], Fraction]:
    """For each place on each course that several pupils are judged on: the share of them with a worse one.

    Those with the same place (the pupil too) are counted half.
    """
    judged = courses[courses["place"].notna()]
    seen: dict[_Course, Counter[int]] = defaultdict(Counter)
    for course, place in zip(_names(judged, by), judged["place"], strict=True):
        seen[course][place] += 1
    found = {}
    for course, places in seen.items():
        worse, pupils = 0, places.total()
        for place in sorted(places, reverse=True) if pupils > 1 else ():
            found[course, place] = Fraction(2 * worse + places[place], 2 * pupils)
            worse += places[place]
    return found


def _names(courses: pd.DataFrame, by: Sequence[str]) -> Iterable[_Course]:
    """The name of each row's course, of those that are compared as one."""
    return zip(*(courses[name] for name in by), strict=True)


def _mark(rows: Sequence[list[Any]]) -> None:
    """Mark the lowest and the highest fifth of a stage's judged pupils."""
    size = len(rows) // 5
    values = Counter(row[4] for row in rows)
    below, ordered = {}, sorted(values)
    passed = 0
    for value in ordered:
        below[value] = passed
        passed += values[value]
    for row in rows:
        above = len(rows) - below[row[4]] - values[row[4]]
        is_low, is_high = below[row[4]] < size, above < size
        if is_low != is_high:
            row[5] = "lowest" if is_low else "highest"


def _order(row: Sequence[Any]) -> tuple[Any, ...]:
    return (row[4] is None, row[4] if row[4] is not None else 0, row[0])
