"""What pupils are compared by and measured in, on a school small enough to judge by hand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from tests.small_school import csv_text, run, scn, table
from tmi_cli.analysis.gap_frame import alike, known_fields, measures_of, pupil_frame, residue
from tmi_cli.analysis.study import study
from tmi_cli.records.pupil import COMPARED

# Each pupil's courses in the reported period 2; what was entered in period 1 must not count.
COURSES = """
who | stage | period | subject     | level | code | target | grade | effort | behaviour | homework
Ann | S4    | 1      | Mathematics | N5    |      | 3      | 3     | 4      | 4         | 4
Ann | S4    | 2      | Mathematics | N5    |      | 3      | 3     | 1      | 2         | 1
Ann | S4    | 2      | English     | N5    |      | 3      | 4     | 1      | 2         |
Bob | S4    | 2      | Mathematics | N5    |      | 3      | 3     | 1      | 1         | 1
Bob | S4    | 2      | English     | N5    |      | 4      | 3     | 1      | 1         | 1
Bob | S4    | 2      | Physics     | N5    |      | 3      | 7     | 1      | 1         | 1
Cat | S4    | 2      | Mathematics | N5    |      | 5      | 7     |        |           |
Cat | S4    | 2      | English     | N5    |      | 5      | 5     |        |           |
Cat | S4    | 2      | Physics     | N4    |      | 8      | 9     | 1      |           | 1
Dan | S4    | 2      | Mathematics | N5    |      | 3      |       |        |           |
Eve | S5    | 2      | Mathematics | H     |      |        | 2     | 1      |           | 1
Fay | S5    | 2      | Mathematics | H     |      | 3      | 2     | 3      |           |
Fay | S5    | 2      | English     | H     |      | 2      | 3     | 1      | 1         | 1
Gil | S4    | 2      | Mathematics | N4    |      | 8      | 8     | 2      | 2         | 2
Gil | S4    | 2      | English     | N5    |      | 6      | 8     | 2      | 2         | 2
Hal | S2    | 2      | Mathematics | 3     | C    |        |       | 2      | 2         | 4
Ida | S2    | 2      | Mathematics | 2     | B    |        |       | 2      | 2         | 2
"""
LIST = """
who | simd | gender     | fme | asn | EAL  | care | carer
Ann | 1    | F          | Y   | x   | yes  | 1    | ✓
Bob | 10   | male       | N   | no  | 0    | -    | n/a
Cat | 0    | Girl       |     |     |      |      |
Dan |      |            | No  | Yes |      |      | Y
Eve | 5.0  | non-binary |     |     | True |      |
Fay | 11   | BOY        |     |     |      |      |
Gil | 2    | x          |     |     |      |      |
Hal | 9    | Female     |     |     |      |      |
"""
NUMBERS = {
    name: scn(at) for at, name in enumerate(["Ann", "Bob", "Cat", "Dan", "Eve", "Fay", "Gil", "Hal", "Ida"])
}


def rows(text: str) -> list[dict[str, str]]:
    return [
        {"scn": NUMBERS[row["who"]], "forename": row["who"], "surname": "Sample", **row} for row in table(text)
    ]


def framed(folder: Path, *, listed: str | None = LIST) -> tuple[pd.DataFrame, dict[str, str]]:
    """The frame by forename, and what the policy's measures are."""
    courses = [{key: cell for key, cell in row.items() if key != "who"} for row in rows(COURSES)]
    given = {}
    if listed is not None:
        columns = ["scn", "forename", "surname", "simd", "Gender", "fme", "asn", "EAL", "care", "carer"]
        given["Pupil list.csv"] = csv_text([{**row, "Gender": row["gender"]} for row in rows(listed)], columns)
    report = run(folder, {"Tracking.csv": csv_text(courses)}, groups=given)
    now = study(report.cohort, report.policy, report.findings).now
    frame = pupil_frame(now, report.cohort.pupils, report.policy)
    names = {pupil.key: pupil.forename for pupil in report.cohort.pupils.values()}
    return frame.assign(pupil=frame["pupil"].map(names)).set_index("pupil"), measures_of(report.policy)


def test_each_measure_is_most_or_any_of_the_courses_that_could_be_judged(tmp_path: Path) -> None:
    frame, measures = framed(tmp_path)
    assert list(measures) == ["flagged", "on-track", "a-c", "a-d", "below-target", "ratings"]
    assert frame["stage"].to_dict() == {
        "Ann": "S4", "Bob": "S4", "Cat": "S4", "Dan": "S4", "Eve": "S5", "Fay": "S5", "Gil": "S4", "Hal": "S2",
        "Ida": "S2",
    }  # fmt: skip
    assert {name: tuple(row) for name, row in zip(frame.index, frame[list(measures)].values, strict=True)} == {
        # flagged, on track, A-C, A-D, below target, a rating of concern
        "Ann": (False, False, True, True, True, False),  # half is not most; period 1's fours are gone
        "Bob": (True, True, True, True, True, False),  # two of three on track, three of three A-D
        "Cat": (True, False, False, True, True, None),  # A-C 1 of 3, A-D 2 of 3; effort without behaviour
        "Dan": (False, None, None, None, None, None),
        "Eve": (False, None, True, True, None, None),  # a grade and no target
        "Fay": (True, False, True, True, True, True),  # half on track; one rating is enough
        "Gil": (True, False, False, False, True, False),  # a pass counts, half is not most
        "Hal": (True, None, None, None, None, True),
        "Ida": (False, None, None, None, None, False),
    }


def test_each_characteristic_is_what_the_list_says_and_nothing_without_one(tmp_path: Path) -> None:
    frame, _ = framed(tmp_path)
    no = (False, False, False, False, False)
    assert {name: tuple(row) for name, row in zip(frame.index, frame[list(COMPARED)].values, strict=True)} == {
        # simd, gender, fme, asn, eal, care experienced, young carer
        "Ann": (1, "F", True, True, True, True, True),
        "Bob": (10, "M", *no),
        "Cat": (None, "F", *no),
        "Dan": (None, None, False, True, False, False, True),
        "Eve": (5, "NON-BINARY", False, False, True, False, False),
        "Fay": (None, "M", *no),
        "Gil": (2, "X", *no),
        "Hal": (9, "F", *no),
        "Ida": (None, None, None, None, None, None, None),
    }


def test_without_any_list_nothing_is_known_of_anybody(tmp_path: Path) -> None:
    frame, measures = framed(tmp_path, listed=None)
    assert frame[list(COMPARED)].isna().all(axis=None)
    assert len(frame) == 9
    assert frame["flagged"].to_dict()["Bob"] is True
    assert list(frame.columns) == ["stage", *COMPARED, *measures]


def test_a_part_of_the_courses_is_measured_by_itself(tmp_path: Path) -> None:
    courses = [{key: cell for key, cell in row.items() if key != "who"} for row in rows(COURSES)]
    report = run(tmp_path, {"Tracking.csv": csv_text(courses)})
    now = study(report.cohort, report.policy, report.findings).now
    frame = pupil_frame(now[now["subject"] == "English"], report.cohort.pupils, report.policy).set_index("pupil")
    told = {report.cohort.pupils[str(key)].forename: value for key, value in frame["on-track"].items()}
    assert told == {"Ann": False, "Bob": True, "Cat": True, "Fay": False, "Gil": False}


def test_no_course_at_all_is_a_frame_with_the_same_columns(tmp_path: Path) -> None:
    courses = [{key: cell for key, cell in row.items() if key != "who"} for row in rows(COURSES)]
    report = run(tmp_path, {"Tracking.csv": csv_text(courses)})
    now = study(report.cohort, report.policy, report.findings).now
    frame = pupil_frame(now.iloc[:0], report.cohort.pupils, report.policy)
    assert (len(frame), list(frame.columns)) == (
        0,
        ["pupil", "stage", *COMPARED, *measures_of(report.policy)],
    )


def crowd(*parts: tuple[int, str | None, bool | None]) -> pd.DataFrame:
    """A frame of pupils, numbered from 0, of whom (how many, gender, fme) is known."""
    told = [(gender, fme) for count, gender, fme in parts for _ in range(count)]
    return pd.DataFrame(
        {
            "pupil": [str(at) for at in range(len(told))],
            "gender": pd.Series([gender for gender, _ in told], dtype=object),
            "fme": pd.Series([fme for _, fme in told], dtype=object),
        }
    )


@pytest.mark.parametrize(
    ("fields", "left_out"),
    [
        ([], []),
        (["fme"], range(32, 51)),  # the 19 of whom free meals are not known
        (["gender"], range(51, 54)),  # the 3 X; the 40 of unknown gender are enough to be told
        (["fme", "gender"], range(32, 54)),
    ],
)
def test_small_residual_groups_are_left_out_of_every_table_alike(
    fields: list[str], left_out: Iterable[int]
) -> None:
    frame = crowd((30, "F", True), (21, "M", None), (3, "X", False), (40, None, False))
    frame.loc[30:31, "fme"] = True
    assert residue(frame, fields) == {str(at) for at in left_out}


def test_a_residual_group_is_told_from_twenty_on() -> None:
    for size, left_out in ((19, 19), (20, 0)):
        assert len(residue(crowd((50, "F", True), (size, "F", None)), ["fme"])) == left_out
        assert len(residue(crowd((50, "F", True), (size, "X", True)), ["gender"])) == left_out
    # Two small groups are two, however many they are together.
    assert residue(crowd((50, "F", True), (12, "X", True), (12, None, True)), ["gender"]) == {
        str(at) for at in range(50, 74)
    }
    # A small group of a comparison is never left out: it is suppressed.
    assert residue(crowd((50, "F", True), (2, "M", False)), ["gender", "fme"]) == frozenset()


def test_a_characteristic_is_known_where_anybody_is_told_of(tmp_path: Path) -> None:
    frame, _ = framed(tmp_path)
    assert known_fields(frame) == list(COMPARED)
    # Of Cat no quintile, of Dan neither quintile nor gender is told; of Ida nothing at all.
    assert known_fields(frame.loc[["Cat", "Ida"]]) == [name for name in COMPARED if name != "simd"]
    assert known_fields(frame.loc[["Dan"]]) == [name for name in COMPARED if name not in ("simd", "gender")]
    assert known_fields(frame.loc[["Ida"]]) == []


def test_measures_that_tell_of_each_other_are_in_one_set_and_no_measure_in_two(tmp_path: Path) -> None:
    courses = [{key: cell for key, cell in row.items() if key != "who"} for row in rows(COURSES)]
    policy = run(tmp_path, {"Tracking.csv": csv_text(courses)}).policy
    assert set(alike(policy)) == {
        frozenset({"flagged", "ratings"}), frozenset({"a-c", "a-d"}), frozenset({"on-track", "below-target"})
    }  # fmt: skip
    assert sorted(name for names in alike(policy) for name in names) == sorted(measures_of(policy))
