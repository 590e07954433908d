"""The parts of the attainment paper that count awards: measures by stage, awards per pupil, one award short."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tmi_cli.analysis.attainment import LEVELS, TAKES, Basis, awards_per_pupil
from tmi_cli.policy import Policy
from tmi_cli.records import Pupil
from tmi_cli.reports.paper import Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, percent, plural, pupil_cells

THIS_SESSION = (
    "Only this session's courses are counted: awards of earlier sessions stand in no export, so a pupil of S5 or "
    "S6 may have met a measure before."
)
NO_MEASURES = "The policy defines no measures ([awards] and [[measures]] of its file), so none is told."
NO_SENIORS = "No pupil of the senior phase has a course in the period."
_NO_AWARDS = "The policy says of no award that it is counted ([awards] of its file), so none is counted."

_FROM_NAMES: dict[Basis, str] = {
    "working grade": "Working grade",
    "prelim": "Prelim",
    "predicted": "Predicted grade",
}
_FROM = Head("From", "from", "text", 12, 16)

ByBasis = Mapping[Basis, pd.DataFrame]
"""A frame for each kind of grade that awards are read off."""


def measures_section(measures: ByBasis, policy: Policy) -> Section:
    """Every measure for each set of awards and stage; ``measures`` as ``measures_by_stage`` gives them."""
    means = {m.name: f"{m.awards} or more at SCQF {m.level} or better" for m in policy.measures}
    rows: list[tuple[Value, ...]] = []
    for basis, found in measures.items():
        for record in found.to_dict("records"):
            name, stage, judged = record["measure"], record["stage"] or "Not known", record["judged"]
            place = (_FROM_NAMES[basis], record["awards"], name, means[name], stage)
            share = percent(record["meets"], judged)
            rows.append((*place, judged, record["meets"], share, record["open"], record["not_judged"]))
    table = TablePart(
        name="measures",
        title="Measures by stage",
        heads=(
            _FROM,
            Head("Awards", "awards"),
            Head("Measure", "measure", "strong"),
            Head("Means", "means", "text", 16, 32),
            Head("Stage", "stage"),
            Head("Pupils judged", "judged", "count"),
            Head("Meet it", "meets", "count"),
            Head("% of judged", "share", "percent"),
            Head("Still open", "open", "count"),
            Head("Not judged", "not_judged", "count"),
        ),
        rows=tuple(rows),
        note="Judged: pupils with a grade in at least one senior course. Still open: do not meet it, but courses "
        "at the level without a grade could make it up. Not judged: no senior course has a grade. " + THIS_SESSION,
        empty=NO_SENIORS if policy.awards and policy.measures else NO_MEASURES,
    )
    intro = "Every measure for each set of awards, from every kind of grade that is given."
    return Section("Measures", "Measures by stage", (table,), intro=intro, long=True)


def awards_section(courses: ByBasis, policy: Policy, *, pupils: Mapping[str, Pupil]) -> Section:
    """The number of awards of each pupil; ``courses`` as ``courses_on`` gives them."""
    rows: list[tuple[Value, ...]] = []
    for basis, found in courses.items():
        by_pupil: dict[str, list[Value]] = {}
        for key, _, _, judged, not_judged, *counts in _tuples(awards_per_pupil(found, policy)):
            by_pupil.setdefault(key, [_FROM_NAMES[basis], judged, not_judged]).extend(counts)
        in_order = sorted(by_pupil, key=lambda key: pupils[key].order)
        rows += [(*pupil_cells(pupils[key]), *by_pupil[key]) for key in in_order]
    table = TablePart(
        name="awards",
        title="Awards per pupil",
        heads=(
            *PUPIL_HEADS,
            _FROM,
            Head("Courses judged", "judged", "count"),
            Head("Not judged", "not_judged", "count"),
            *(Head(f"{name} at {n}+", f"{name} {n}", "count") for name in policy.awards for n in LEVELS),
        ),
        rows=tuple(rows),
        note="5+ is SCQF level 5 or better. Two classes in one subject at one level are one award, the better; "
        "the same subject at two levels is two. Awards of earlier sessions are not counted.",
        empty=NO_SENIORS if policy.awards else _NO_AWARDS,
    )
    intro = "The number of awards each pupil would have if every grade became the award."
    return Section("Awards per pupil", "Awards per pupil", (table,), intro=intro, long=True)


def short_section(short: ByBasis, policy: Policy, *, pupils: Mapping[str, Pupil]) -> Section:
    """The pupils one award short, the nearest first; ``short`` as ``one_short`` gives them."""
    nearest, order = list(TAKES), [measure.name for measure in policy.measures]
    found: list[tuple[tuple[Any, ...], tuple[Value, ...]]] = []
    without = 0
    for at, (basis, frame) in enumerate(short.items()):
        for record in frame.to_dict("records"):
            takes, measure, awards = record["takes"], record["measure"], record["awards"]
            if takes == "no further course":
                without += 1
                continue
            pupil = pupils[record["pupil"]]
            place = (at, nearest.index(takes), order.index(measure), awards, pupil.order)
            courses = "; ".join(_course(course, policy) for course in record["courses"])
            cells = (measure, awards, record["has"], record["needs"], TAKES[takes], courses, _FROM_NAMES[basis])
            found.append((place, (*pupil_cells(pupil), *cells)))
    table = TablePart(
        name="short",
        title="One award short",
        heads=(
            *PUPIL_HEADS,
            Head("Measure", "measure", "strong"),
            Head("Awards", "awards"),
            Head("Has", "has", "count"),
            Head("Needs", "needs", "count"),
            Head("What it takes", "takes", "text", 16, 26),
            Head("In which course", "courses", "text", 20, 48),
            _FROM,
        ),
        rows=tuple(row for _, row in sorted(found, key=lambda item: item[0])),
        note="Nearest first. One band is one place on the scale of the course; where several courses are named, "
        f"any one would do. Not listed: {plural(without, 'time')} a pupil is one award short and takes no further "
        f"course at the level. {THIS_SESSION}",
        empty="No pupil with a further course is one award short."
        if policy.awards and policy.measures
        else NO_MEASURES,
    )
    intro = "Pupils who lack exactly one award for a measure, and the course in which it could come."
    return Section("One short", "One award short", (table,), intro=intro, long=True)


def _course(course: tuple[str, str, str | None], policy: Policy) -> str:
    subject, level, grade = course
    scale = policy.scale_of(level)
    return f"{subject} {level}: {scale.name(grade) if grade and scale else 'no grade'}"


def _tuples(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    return list(frame.itertuples(index=False, name=None))
