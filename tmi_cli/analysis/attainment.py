"""Awards in prospect: what the grades of the reported period would come to, if each became the award.

Only this session's courses are counted: awards of earlier sessions stand in no tracking export.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import pandas as pd

from tmi_cli.analysis.figures import award_column
from tmi_cli.policy import Measure, Policy

Basis = Literal["working grade", "prelim", "predicted"]

BASES: dict[Basis, str] = {"working grade": "grade", "prelim": "prelim", "predicted": "predicted"}
"""What awards can be read off, and the column of the facts that holds its codes."""

LEVELS = (3, 4, 5, 6, 7)
"""The SCQF levels at which awards are counted for each pupil."""

ALL = "All"
"""The stage of a row over all stages."""

TOP = "A"
"""The award that a predicted grade template asks for by itself."""

Takes = Literal["one band", "not judged", "more than one band", "no further course"]

TAKES: dict[Takes, str] = {
    "one band": "one band better in one course",
    "not judged": "a grade that is not judged yet",
    "more than one band": "more than one band in one course",
    "no further course": "no further course at this level",
}
"""What a pupil who is one award short lacks, the nearest first, and how it is told."""

_Course = tuple[str, str, str | None]
"""A subject, a level and a grade."""

_BGE_STAGES = ("S1", "S2", "S3")
_COURSES = ("pupil", "stage", "subject", "faculty", "level", "scqf", "grade", "place", "award")
_SHORT = ("pupil", "stage", "measure", "awards", "has", "needs", "takes", "courses")
_MEASURES = ("measure", "awards", "stage", "judged", "meets", "open", "not_judged")
_TEMPLATE = ("faculty", "subject", "level", "basis", "entries", "judged", "top")


def is_senior(now: pd.DataFrame) -> pd.Series:
    """Which rows are of pupils of the senior phase: a senior course, and a stage other than S1-S3.

    A pupil whose stage is not known is told apart by the course alone, not left out.
    """
    return (now["phase"] == "senior") & ~now["stage"].isin(_BGE_STAGES)


def is_given(now: pd.DataFrame, basis: Basis) -> bool:
    """Whether any senior course has a code of a basis."""
    return bool(now.loc[now["phase"] == "senior", BASES[basis]].notna().any())


def courses_on(now: pd.DataFrame, policy: Policy, basis: Basis) -> pd.DataFrame:
    """What each pupil would be awarded: one row a pupil, subject and level of the senior phase.

    ``now`` are rows of the facts. Columns: ``pupil``, ``stage``, ``subject``, ``faculty``, ``level``, ``scqf``,
    ``grade`` (the code; None where it is not judged: blank, unreadable, or on a scale that gives no awards),
    ``place`` on its scale, ``award`` (``none`` where the grade is no award). Two classes in one subject at one
    level are one course, with the better grade; the same subject at two levels is two.
    """
    senior = now[now["phase"] == "senior"].sort_values(["pupil", "subject", "class_code"], kind="stable")
    best: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    columns = ("pupil", "stage", "subject", "faculty", "level", "scqf", BASES[basis])
    for *course, code in zip(*(senior[column] for column in columns), strict=True):
        pupil, _, subject, _, level, _ = course
        scale = policy.scale_of(level)
        row = (*course, None, None, None)
        if code is not None and scale is not None and scale.awards:
            row = (*course, code, scale.place_of[code], scale.award_of.get(code, "none"))
        known = best.get((pupil, subject, level))
        if known is None or (row[7] is not None and (known[7] is None or row[7] < known[7])):
            best[pupil, subject, level] = row
    return _frame(_COURSES, best.values())


def awards_per_pupil(courses: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """How many awards each pupil would have: one row a pupil and set of the policy's awards.

    ``courses`` are as ``courses_on`` gives them. Columns: ``pupil``, ``stage``, ``awards`` (``A-C`` ...),
    ``judged`` and ``not_judged`` (courses), and a number for each of ``LEVELS``: those at this level or better.
    """
    pupils = _pupils_of(courses)
    courses_of = list(zip(courses["pupil"], courses["scqf"], courses["award"], strict=True))
    every = Counter(courses["pupil"])
    judged = Counter(pupil for pupil, _, award in courses_of if award is not None)
    rows: list[tuple[Any, ...]] = []
    for name, counted in policy.awards.items():
        awards = [(pupil, scqf or 0) for pupil, scqf, award in courses_of if award in counted]
        at = [Counter(pupil for pupil, scqf in awards if scqf >= level) for level in LEVELS]
        for pupil, stage in pupils.items():
            left = every[pupil] - judged[pupil]
            rows.append((pupil, stage, name, judged[pupil], left, *(found[pupil] for found in at)))
    return _frame(("pupil", "stage", "awards", "judged", "not_judged", *LEVELS), rows)


def measures_by_stage(courses: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """How many pupils meet each measure: one row a measure, set of awards and stage, and ``ALL`` last.

    Columns: ``measure``, ``awards``, ``stage``, ``judged`` (pupils with a course that is judged: the
    denominator), ``meets``, ``open`` (do not meet it, and courses that are not judged at that level could still
    make it up), ``not_judged`` (pupils with senior courses of which none is judged).
    """
    rows: list[tuple[Any, ...]] = []
    stages = stages_of(courses)
    for measure, name, standings in _standings(courses, policy):
        for stage in (*stages, *([ALL] if stages else [])):
            here = [one for one in standings if stage in (ALL, one.stage)]
            judged = [one for one in here if one.judged]
            meets = sum(one.has >= measure.awards for one in judged)
            open_ = sum(one.has < measure.awards <= one.has + one.blank for one in judged)
            rows.append((measure.name, name, stage, len(judged), meets, open_, len(here) - len(judged)))
    return _frame(_MEASURES, rows)


def one_short(courses: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The pupils who are exactly one award short of a measure, and what it would take.

    Columns: ``pupil``, ``stage``, ``measure``, ``awards``, ``has``, ``needs``, ``takes`` (a key of ``TAKES``)
    and ``courses``: the (subject, level, grade) that it would take. ``one band``: a grade one place better on
    the scale of its course would be counted. Only pupils with a course that is judged.
    """
    rows: list[tuple[Any, ...]] = []
    names = ("pupil", "scqf", "award", "subject", "level", "grade")
    every = list(zip(*(courses[name] for name in names), strict=True))
    for measure, name, standings in _standings(courses, policy):
        counted = policy.awards[name]
        left: dict[str, list[_Course]] = defaultdict(list)
        for pupil, scqf, award, subject, level, grade in every:
            if (scqf or 0) >= measure.level and award not in counted:
                left[pupil].append((subject, level, grade))
        for one in standings:
            if one.judged and one.has == measure.awards - 1:
                takes, those = _what_it_takes(left[one.pupil], counted, policy)
                rows.append((one.pupil, one.stage, measure.name, name, one.has, measure.awards, takes, those))
    return _frame(_SHORT, rows)


def template(now: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The predicted grade template: one row a faculty, subject and level.

    Columns: ``faculty`` (None where none claims the subject), ``subject``, ``level``, ``basis`` (``predicted``
    where any course of this subject and level has one, and then the others are not judged; else ``working
    grade``), ``entries`` (pupils), ``judged``, ``top`` (awards ``TOP``; None where the scale has none such) and
    the ``award_column`` of each set of the policy's awards.
    """
    predicted = courses_on(now, policy, "predicted")
    given = predicted[predicted["grade"].notna()]
    have = set(zip(given["subject"], given["level"], strict=True))
    found: dict[tuple[str | None, str, str | None], list[str | None]] = defaultdict(list)
    for basis, courses in (("predicted", predicted), ("working grade", courses_on(now, policy, "working grade"))):
        columns = (courses[name] for name in ("faculty", "subject", "level", "award"))
        for faculty, subject, level, award in zip(*columns, strict=True):
            if ((subject, level) in have) == (basis == "predicted"):
                found[faculty, subject, level].append(award)
    rows = []
    for faculty, subject, level in sorted(found, key=lambda key: (key[0] is None, *(part or "" for part in key))):
        awards = found[faculty, subject, level]
        scale = policy.scale_of(level)
        top = awards.count(TOP) if scale and TOP in scale.awards else None
        counts = (sum(award in counted for award in awards) for counted in policy.awards.values())
        basis = "predicted" if (subject, level) in have else "working grade"
        judged = len(awards) - awards.count(None)
        rows.append((faculty, subject, level, basis, len(awards), judged, top, *counts))
    return _frame((*_TEMPLATE, *map(award_column, policy.awards)), rows)


def stages_of(courses: pd.DataFrame) -> list[str | None]:
    """The stages that occur, in order; None last, where some pupil's is not known."""
    return sorted(set(courses["stage"]), key=_by_stage)


class _Standing(NamedTuple):
    """Where a pupil stands with a measure: awards that count, courses judged, and not judged at its level."""

    pupil: str
    stage: str | None
    has: int
    judged: int
    blank: int


def _standings(courses: pd.DataFrame, policy: Policy) -> Iterator[tuple[Measure, str, list[_Standing]]]:
    """Each measure with each set of awards, and where every pupil stands."""
    pupils = _pupils_of(courses)
    every = list(zip(courses["pupil"], courses["scqf"], courses["award"], strict=True))
    judged = Counter(pupil for pupil, _, award in every if award is not None)
    for measure in policy.measures:
        at = [(pupil, award) for pupil, scqf, award in every if (scqf or 0) >= measure.level]
        blank = Counter(pupil for pupil, award in at if award is None)
        for name, counted in policy.awards.items():
            has = Counter(pupil for pupil, award in at if award in counted)
            yield measure, name, [_Standing(p, s, has[p], judged[p], blank[p]) for p, s in pupils.items()]


def _pupils_of(courses: pd.DataFrame) -> dict[str, str | None]:
    """Each pupil with the stage, by stage, then pupil."""
    found = set(zip(courses["pupil"], courses["stage"], strict=True))
    return dict(sorted(found, key=lambda item: (_by_stage(item[1]), item[0])))


def _by_stage(stage: str | None) -> tuple[bool, str]:
    return stage is None, stage or ""


def _what_it_takes(
    left: Sequence[_Course], counted: Sequence[str], policy: Policy
) -> tuple[Takes, tuple[_Course, ...]]:
    """What one more award would take, of the courses at the level that are none yet."""
    near = tuple(course for course in left if _is_one_band_under(course, counted, policy))
    if near:
        return "one band", near
    blank = tuple(course for course in left if course[2] is None)
    if blank:
        return "not judged", blank
    return ("more than one band", tuple(left)) if left else ("no further course", ())


def _is_one_band_under(course: _Course, counted: Sequence[str], policy: Policy) -> bool:
    _, level, grade = course
    scale = policy.scale_of(level)
    if grade is None or scale is None or scale.place_of[grade] == 0:
        return False
    return scale.award_of.get(scale.order[scale.place_of[grade] - 1]) in counted


def _frame(columns: Sequence[Any], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    """Rows as a frame of objects, so that None stays None."""
    return pd.DataFrame(list(rows), columns=list(columns), dtype=object)
