"""One grade against another, by bands: against tables counted by hand, and what every school obeys."""

from __future__ import annotations

from hypothesis import given

from tests.analysis.seniors import ROWS, law, names, studied
from tmi_cli.analysis.comparisons import STEPS, Field, by_course, compared

GRADES = """
pupil | subject | level       | class | target | grade | prelim | predicted
Ann   | Physics | H           | 5PH1  | 3      | 4     | 6      | 5
Bob   | Physics | H           | 5PH1  | 3      | 3     | 2      |
Cat   | Physics | H           | 5PH1  | 3      |       | 4      | 3
Dan   | Physics | H           | 5PH1  |        | 9     | 9      | 9
Eve   | Physics | N4          | 4PH1  | 8      | 9     | 8      | 8
Fay   | Media   | NPA Level 5 | 5ME1  | 7      | 7     | 9      |
Gus   | Media   |             | 5ME1  |        | 7     | 9      |
"""


def bands(one: Field, other: Field) -> dict[str, int | None]:
    found = studied(GRADES)
    told = compared(found.now, found.policy, one, other)
    return dict(zip((names(found)[key] for key in told["pupil"]), told["bands"], strict=True))


def test_bands_are_above_nought_where_the_first_grade_is_the_better() -> None:
    assert bands("grade", "prelim") == {
        "Ann": 2, "Bob": -1, "Cat": None, "Dan": 0, "Eve": -1, "Fay": 1, "Gus": None,
    }  # fmt: skip
    assert bands("grade", "target") == {
        "Ann": -1, "Bob": 0, "Cat": None, "Dan": None, "Eve": -1, "Fay": 0, "Gus": None,
    }  # fmt: skip
    # A target is in force, whether there is a working grade beside the predicted one or not.
    assert bands("predicted", "target") == {
        "Ann": -2, "Bob": None, "Cat": 0, "Dan": None, "Eve": 0, "Fay": None, "Gus": None,
    }  # fmt: skip


def test_each_subject_and_level_is_told_in_steps_that_add_up() -> None:
    found = studied(GRADES)
    told = by_course(compared(found.now, found.policy, "grade", "prelim"))
    assert list(told) == ["subject", "level", "entries", "compared", *STEPS]
    assert told.values.tolist() == [
        ["Media", "SCQF5", 1, 1, 0, 1, 0, 0, 0],
        ["Physics", "H", 4, 3, 1, 0, 1, 1, 0],
        ["Physics", "N4", 1, 1, 0, 0, 0, 1, 0],
    ]


def test_grades_below_the_target_are_those_that_the_facts_count() -> None:
    found = studied(GRADES)
    told = compared(found.now, found.policy, "grade", "target")
    assert told["bands"].tolist() == found.now["target_bands"].tolist()


@law
@given(ROWS)
def test_steps_sum_to_what_is_compared_and_turn_round_with_the_grades(rows: list[dict[str, str]]) -> None:
    found = studied(rows)
    pairs: list[tuple[Field, Field]] = [("grade", "prelim"), ("grade", "target"), ("predicted", "target")]
    for one, other in pairs:
        there, back = (compared(found.now, found.policy, *pair) for pair in ((one, other), (other, one)))
        told, turned = by_course(there), by_course(back)
        assert there["bands"].notna().sum() == told["compared"].sum()
        assert (told[list(STEPS)].sum(axis=1) == told["compared"]).all()
        assert (told["compared"] <= told["entries"]).all()
        assert told[list(STEPS)].values.tolist() == turned[list(STEPS)[::-1]].values.tolist()
        assert len(there) == int(found.now["senior"].sum())
