"""Awards in prospect against tables counted by hand, and the laws that every school obeys."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given

from tests.analysis.seniors import ROWS, law, names, studied
from tmi_cli.analysis.attainment import (
    ALL,
    BASES,
    LEVELS,
    Basis,
    awards_per_pupil,
    courses_on,
    is_given,
    is_senior,
    measures_by_stage,
    one_short,
    template,
)
from tmi_cli.analysis.study import Study

# Ann has every kind of course; Bob two classes in one subject and one subject at two levels; Cat nothing to
# judge; Dan a blank at level 7. Eve is S3 on a National 5, Fay has no senior course.
SCHOOL = """
pupil | stage | subject   | level       | class | grade | prelim | predicted
Ann   | S4    | English   | N5          | 4EN1  | 4     | 5      | 2
Ann   | S4    | Maths     | N5          | 4MA1  | 6     |        |
Ann   | S4    | Physics   | N5          | 4PH1  | 7     | 6      |
Ann   | S4    | French    | N4          | 4FR1  | 8     |        |
Ann   | S4    | Art       | N5          | 4AR1  |       |        |
Ann   | S4    | Media     | NPA Level 5 | 4ME1  | 7     |        |
Bob   | S5    | English   | H           | 5EN1  | 3     |        | 4
Bob   | S5    | Maths     | H           | 5MA1  | 7     |        |
Bob   | S5    | Maths     | H           | 5MA2  | 5     |        |
Bob   | S5    | Maths     | N5          | 5MA3  | 2     |        |
Bob   | S5    | Physics   | AH          | 5PH1  | 9     |        |
Cat   | S5    | English   | H           | 5EN1  | soon  |        |
Dan   | S6    | Chemistry | H           | 6CH1  | 6     |        |
Dan   | S6    | Biology   | AH          | 6BI1  |       |        |
Eve   | S3    | English   | N5          | 3EN1  | 1     |        |
Fay   | S1    | English   | 3A          | 1EN1  |       |        |
"""

MEASURES = """
measures = [
  { name = "3@5", awards = 3, level = 5 },
  { name = "4@5", awards = 4, level = 5 },
  { name = "2@6", awards = 2, level = 6 },
  { name = "1@7", awards = 1, level = 7 },
]
"""


def courses_of(found: Study, basis: Basis = "working grade") -> pd.DataFrame:
    return courses_on(found.now[is_senior(found.now)], found.policy, basis)


def told(found: Study, frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a frame, pupils by their first names, in their order."""
    known = names(found)
    rows = frame.itertuples(index=False, name=None)
    return sorted(
        [tuple(known.get(cell, cell) if isinstance(cell, str) else cell for cell in row) for row in rows], key=repr
    )


def test_each_pupil_has_the_awards_counted_by_hand() -> None:
    found = studied(SCHOOL)
    assert told(found, awards_per_pupil(courses_of(found), found.policy)) == [
        # pupil, stage, awards, judged, not judged, and at level 3 to 7 or better
        ("Ann", "S4", "A-C", 5, 1, 4, 4, 3, 0, 0),
        ("Ann", "S4", "A-D", 5, 1, 5, 5, 4, 0, 0),
        ("Bob", "S5", "A-C", 4, 0, 3, 3, 3, 2, 0),
        ("Bob", "S5", "A-D", 4, 0, 3, 3, 3, 2, 0),
        ("Cat", "S5", "A-C", 0, 1, 0, 0, 0, 0, 0),
        ("Cat", "S5", "A-D", 0, 1, 0, 0, 0, 0, 0),
        ("Dan", "S6", "A-C", 1, 1, 1, 1, 1, 1, 0),
        ("Dan", "S6", "A-D", 1, 1, 1, 1, 1, 1, 0),
    ]


def test_prelims_and_predicted_grades_are_counted_by_themselves() -> None:
    found = studied(SCHOOL)
    by_basis = {}
    for basis in BASES:
        rows = told(found, awards_per_pupil(courses_of(found, basis), found.policy))
        by_basis[basis] = [row[3:] for row in rows if row[0] == "Ann" and row[2] == "A-C"]
    assert by_basis == {
        "working grade": [(5, 1, 4, 4, 3, 0, 0)],
        "prelim": [(2, 4, 2, 2, 2, 0, 0)],
        "predicted": [(1, 5, 1, 1, 1, 0, 0)],
    }
    without = studied("pupil|subject|level|grade\nAnn|Maths|N5|3")
    assert [basis for basis in BASES if is_given(without.now, basis)] == ["working grade"]


def test_measures_are_those_of_the_policy_among_pupils_with_a_course_that_is_judged() -> None:
    found = studied(SCHOOL, changes=MEASURES)
    measures = measures_by_stage(courses_of(found), found.policy)
    assert measures[measures["awards"] == "A-C"].drop(columns="awards").values.tolist() == [
        # measure, stage, judged, meets, open, not judged
        ["3@5", "S4", 1, 1, 0, 0],
        ["3@5", "S5", 1, 1, 0, 1],
        ["3@5", "S6", 1, 0, 0, 0],
        ["3@5", ALL, 3, 2, 0, 1],
        ["4@5", "S4", 1, 0, 1, 0],
        ["4@5", "S5", 1, 0, 0, 1],
        ["4@5", "S6", 1, 0, 0, 0],
        ["4@5", ALL, 3, 0, 1, 1],
        ["2@6", "S4", 1, 0, 0, 0],
        ["2@6", "S5", 1, 1, 0, 1],
        ["2@6", "S6", 1, 0, 1, 0],
        ["2@6", ALL, 3, 1, 1, 1],
        ["1@7", "S4", 1, 0, 0, 0],
        ["1@7", "S5", 1, 0, 0, 1],
        ["1@7", "S6", 1, 0, 1, 0],
        ["1@7", ALL, 3, 0, 1, 1],
    ]
    strict, wide = (measures[measures["awards"] == name].reset_index() for name in ("A-C", "A-D"))
    # With D Ann's Physics counts: only 4@5 in S4, and so over all stages, differs.
    assert wide[(strict["meets"] != wide["meets"])][["measure", "stage", "meets"]].values.tolist() == [
        ["4@5", "S4", 1],
        ["4@5", ALL, 1],
    ]


def test_who_is_one_award_short_is_told_what_it_takes() -> None:
    found = studied(SCHOOL, changes=MEASURES)
    short = one_short(courses_of(found), found.policy)
    rows = told(found, short[short["awards"] == "A-C"].drop(columns=["stage", "awards"]))
    assert rows == [
        ("Ann", "1@7", 0, 1, "no further course", ()),
        ("Ann", "4@5", 3, 4, "one band", (("Physics", "N5", "7"),)),
        ("Bob", "1@7", 0, 1, "more than one band", (("Physics", "AH", "9"),)),
        ("Bob", "4@5", 3, 4, "more than one band", (("Physics", "AH", "9"),)),
        ("Dan", "1@7", 0, 1, "not judged", (("Biology", "AH", None),)),
        ("Dan", "2@6", 1, 2, "not judged", (("Biology", "AH", None),)),
    ]


@pytest.mark.parametrize(
    ("policy", "level", "grade", "awards", "takes"),
    [
        ("standard", "AH", "7", "A-C", "one band"),
        ("standard", "AH", "8", "A-C", "more than one band"),
        ("standard", "AH", "8", "A-D", "one band"),
        ("standard", "AH", "9", "A-D", "more than one band"),
        # Irvine Royal has no 8 on this scale: off track is the place below a D.
        ("irvine-royal", "AH", "9", "A-D", "one band"),
        ("irvine-royal", "AH", "9", "A-C", "more than one band"),
        ("standard", "NPA Level 7", "9", "A-C", "one band"),
        # In the later edition pass/fail courses have bands: 7 is a D there, no pass.
        ("irvine-royal-later", "NPA Level 7", "7", "A-C", "one band"),
        ("irvine-royal-later", "NPA Level 7", "8", "A-D", "one band"),
        ("irvine-royal-later", "NPA Level 7", "9", "A-D", "more than one band"),
    ],
)
def test_a_band_is_a_place_on_the_scale_of_the_course(
    policy: str, level: str, grade: str, awards: str, takes: str
) -> None:
    found = studied([{"pupil": "Ann", "subject": "Media", "level": level, "grade": grade}], policy=policy)
    short = one_short(courses_of(found), found.policy)
    here = short[(short["measure"] == "1@7") & (short["awards"] == awards)]
    assert here["takes"].tolist() == [takes]


def test_the_later_edition_of_irvine_royal_reads_the_same_export_by_its_own_scale() -> None:
    text = "pupil|subject|level|grade\nAnn|Media|NPA Level 5|7\nBob|Media|NPA Level 5|2"
    counts = {}
    for policy in ("irvine-royal", "irvine-royal-later"):
        found = studied(text.replace("|2", "|7") if policy == "irvine-royal" else text, policy=policy)
        counts[policy] = template(found.now, found.policy).values.tolist()
    assert counts == {
        "irvine-royal": [["English", "Media", "SCQF5", "working grade", 2, 2, None, 2, 2]],
        "irvine-royal-later": [["English", "Media", "SCQF5", "working grade", 2, 2, 1, 1, 2]],
    }


def test_the_template_is_of_predicted_grades_where_a_course_has_any() -> None:
    found = studied(SCHOOL)
    assert template(found.now, found.policy).values.tolist() == [
        # faculty, subject, level, from, entries, judged, A, A-C, A-D
        ["English", "English", "H", "predicted", 2, 1, 0, 1, 1],
        ["English", "English", "N5", "predicted", 2, 1, 1, 1, 1],
        ["English", "Media", "SCQF5", "working grade", 1, 1, None, 1, 1],
        ["Expressive Arts", "Art and Design", "N5", "working grade", 1, 0, 0, 0, 0],
        ["Mathematics", "Mathematics", "H", "working grade", 1, 1, 0, 1, 1],
        ["Mathematics", "Mathematics", "N5", "working grade", 2, 2, 1, 2, 2],
        ["Modern Languages", "French", "N4", "working grade", 1, 1, None, 1, 1],
        ["Science", "Biology", "AH", "working grade", 1, 0, 0, 0, 0],
        ["Science", "Chemistry", "H", "working grade", 1, 1, 0, 1, 1],
        ["Science", "Physics", "AH", "working grade", 1, 1, 0, 0, 0],
        ["Science", "Physics", "N5", "working grade", 1, 1, 0, 0, 1],
    ]


def test_a_subject_of_no_faculty_and_a_course_of_no_level_are_told_as_such() -> None:
    found = studied("pupil|subject|level|grade\nAnn|Beekeeping|N5|3\nAnn|Physics||3\nBob|Physics||")
    assert template(found.now, found.policy).values.tolist() == [
        ["Science", "Physics", None, "working grade", 2, 0, None, 0, 0],
        [None, "Beekeeping", "N5", "working grade", 1, 1, 0, 1, 1],
    ]


@pytest.mark.parametrize("changes", ["awards = {}\nmeasures = []", "awards = {}", "measures = []"])
def test_a_policy_without_awards_or_measures_counts_none(changes: str) -> None:
    found = studied(SCHOOL, changes=changes)
    courses = courses_of(found)
    assert measures_by_stage(courses, found.policy).empty
    assert one_short(courses, found.policy).empty
    assert awards_per_pupil(courses, found.policy).empty == ("awards = {}" in changes)
    assert len(template(found.now, found.policy)) == 11


def test_a_school_without_a_senior_phase_has_no_awards() -> None:
    found = studied("pupil|stage|subject|level\nFay|S1|English|3A")
    courses = courses_of(found)
    for frame in (awards_per_pupil, measures_by_stage, one_short):
        assert frame(courses, found.policy).empty
    assert template(found.now, found.policy).empty


@law
@given(ROWS)
def test_awards_rise_with_the_set_and_fall_with_the_level_and_parts_sum_to_the_whole(
    rows: list[dict[str, str]],
) -> None:
    found = studied(rows)
    for basis in BASES:
        courses = courses_of(found, basis)
        awards = awards_per_pupil(courses, found.policy)
        by_set = {name: awards[awards["awards"] == name].reset_index(drop=True) for name in found.policy.awards}
        for level, better in zip(LEVELS, (*LEVELS[1:], None), strict=True):
            assert (by_set["A-C"][level] <= by_set["A-D"][level]).all()
            assert (awards[level] <= awards["judged"]).all()
            assert better is None or (awards[better] <= awards[level]).all()
        assert (by_set["A-C"][["judged", "not_judged"]].sum().sum()) == len(courses)
        measures = measures_by_stage(courses, found.policy)
        stages, whole = measures[measures["stage"] != ALL], measures[measures["stage"] == ALL]
        counts = ["judged", "meets", "open", "not_judged"]
        summed = stages.groupby(["measure", "awards"])[counts].sum()
        assert summed.to_dict("index") == whole.set_index(["measure", "awards"])[counts].to_dict("index")
        judged = courses[courses["award"].notna()]["pupil"].nunique()
        assert set(whole["judged"]) == {judged}
        assert (whole["meets"] + whole["open"] <= judged).all()
        short = one_short(courses, found.policy).groupby(["measure", "awards"]).size()
        for (measure, name), number in short.items():
            here = whole[(whole["measure"] == measure) & (whole["awards"] == name)]
            assert number + int(here["meets"].iloc[0]) <= judged


@law
@given(ROWS)
def test_every_course_is_in_the_template_once(rows: list[dict[str, str]]) -> None:
    found = studied(rows)
    made = template(found.now, found.policy)
    assert made["entries"].sum() == len(courses_on(found.now, found.policy, "working grade"))
    assert not made.duplicated(["faculty", "subject", "level"]).any()
    assert (made["award A-C"] <= made["award A-D"]).all()
    assert (made["award A-D"] <= made["judged"]).all()
    assert (made["judged"] <= made["entries"]).all()


@law
@given(ROWS)
def test_the_order_of_the_rows_changes_nothing(rows: list[dict[str, str]]) -> None:
    one, other = studied(rows), studied([*rows[::-1]])
    for basis in BASES:
        pairs = [(courses_of(found, basis), found) for found in (one, other)]
        for frame in (awards_per_pupil, measures_by_stage, one_short):
            first, second = (repr(told(found, frame(c, found.policy))) for c, found in pairs)
            assert first == second
    first, second = (template(found.now, found.policy).values.tolist() for found in (one, other))
    assert first == second
