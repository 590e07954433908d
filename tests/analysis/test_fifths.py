"""The lowest and highest 20 %: positions worked out by hand, ties at the cut, and who cannot be placed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.seniors import ROWS, law, names, studied
from tmi_cli.analysis.fifths import ENOUGH, fifths
from tmi_cli.analysis.study import Study

THREE = ("Physics", "French", "History")


def school(grades: dict[str, str], *, level: str = "N5", stage: str = "S4") -> list[dict[str, str]]:
    """Rows of pupils who have the same grade in each of three courses."""
    return [
        {"pupil": pupil, "stage": stage, "subject": subject, "level": level, "grade": grade}
        for pupil, grade in grades.items()
        for subject in THREE
    ]


def told(found: Study) -> dict[str, tuple[Any, ...]]:
    """What is known of each pupil, by first name: courses compared, position, fifth."""
    rows = fifths(found.now, found.policy).to_dict("records")
    return {names(found)[row["pupil"]]: (row["compared"], row["position"], row["fifth"]) for row in rows}


def who(found: Study, fifth: str) -> list[str]:
    return sorted(name for name, (*_, which) in told(found).items() if which == fifth)


def test_a_position_is_the_share_with_a_worse_grade_with_ties_counted_half() -> None:
    text = """
    pupil | stage | subject | level | grade
    Ann   | S4    | Physics | N5    | 1
    Ann   | S4    | French  | N5    | 3
    Ann   | S4    | History | N5    |
    Ann   | S4    | Latin   | N5    | 1
    Ann   | S4    | Maths   | N4    | 8
    Bob   | S4    | Physics | N5    | 1
    Bob   | S4    | French  | N5    | 4
    Bob   | S4    | Maths   | N4    | 8
    Cat   | S5    | Physics | N5    | 6
    Cat   | S5    | French  | N5    | 9
    Dan   | S3    | Physics | N5    | 7
    """
    found = studied(text)
    # Physics: of four on the course (S5 and S3 too) two are worse than Ann and Bob, and the two of them tie.
    # French: Ann 2 worse of 3, Bob 1 of 3. Maths: both tie. Nobody else takes Latin; History is blank.
    physics, maths = Fraction(2 * 2 + 2, 8), Fraction(1, 2)
    ann = (physics + Fraction(5, 6) + maths) / 3
    bob = (physics + Fraction(3, 6) + maths) / 3
    assert told(found) == {"Ann": (3, ann, None), "Bob": (3, bob, None), "Cat": (2, None, None)}
    rows = fifths(found.now, found.policy).to_dict("records")
    assert {names(found)[row["pupil"]]: row["levels"] for row in rows} == {
        "Ann": (("N5", 2), ("N4", 1)),
        "Bob": (("N5", 2), ("N4", 1)),
        "Cat": (("N5", 2),),
    }


@pytest.mark.parametrize(
    ("grades", "lowest", "highest"),
    [
        ("12345", "5", "1"),
        # Four pupils have no fifth; nine have one pupil, ten have two.
        ("1234", "", ""),
        ("123456789", "9", "1"),
        ("1234567899", "99", "12"),
        # Ties at the cut are all in.
        ("12344", "44", "1"),
        ("11345", "5", "11"),
        # Where all tie, nobody is told apart; nor are those who would be in both.
        ("33333", "", ""),
        ("1333333339", "9", "1"),
    ],
)
def test_a_fifth_is_rounded_down_and_ties_at_the_cut_are_all_in(grades: str, lowest: str, highest: str) -> None:
    found = studied(school({f"P{at}": grade for at, grade in enumerate(grades)}))
    at = {f"P{at}": grade for at, grade in enumerate(grades)}
    assert sorted(at[name] for name in who(found, "lowest")) == sorted(lowest)
    assert sorted(at[name] for name in who(found, "highest")) == sorted(highest)


def test_pupils_of_the_broad_general_education_are_placed_by_their_levels_within_the_stage() -> None:
    levels = {"Ann": "3D", "Bob": "3C", "Cat": "3B", "Dan": "2D", "Eve": "2A"}
    rows = [
        {"pupil": pupil, "stage": "S2", "subject": subject, "level": level}
        for pupil, level in levels.items()
        for subject in THREE
    ]
    others = [{"pupil": "Zoe", "stage": "S1", "subject": subject, "level": "1A"} for subject in THREE]
    found = studied([*rows, *others])
    assert (who(found, "highest"), who(found, "lowest")) == (["Ann"], ["Eve"])
    # Zoe has nobody in her stage to be compared with: no course, no position.
    assert told(found)["Zoe"] == (0, None, None)
    assert told(found)["Cat"] == (3, Fraction(1, 2), None)


def test_a_stage_is_divided_by_itself_whatever_the_level() -> None:
    seniors = school({f"P{at}": grade for at, grade in enumerate("12345")}, level="H", stage="S6")
    juniors = school({f"Q{at}": grade for at, grade in enumerate("12345")}, level="H", stage="S5")
    found = studied([*seniors, *juniors])
    assert who(found, "lowest") == ["P4", "Q4"]
    assert who(found, "highest") == ["P0", "Q0"]


STAGE = st.lists(
    st.fixed_dictionaries(
        {subject: st.sampled_from(["", "1", "2", "3", "3", "7"]) for subject in (*THREE, "Latin")}
    ),
    min_size=1,
    max_size=14,
).filter(lambda pupils: any(any(pupil.values()) for pupil in pupils))
"""A stage of pupils with a grade or none in each of four courses."""


@law
@given(STAGE)
def test_a_fifth_lies_beyond_all_others_and_holds_its_number_or_more_by_ties(pupils: list[dict[str, str]]) -> None:
    found = studied(
        [
            {"pupil": f"P{at}", "subject": subject, "level": "N5", "grade": grade}
            for at, grades in enumerate(pupils)
            for subject, grade in grades.items()
        ]
    )
    placed = fifths(found.now, found.policy)
    judged = placed[placed["position"].notna()]
    assert not placed.duplicated("pupil").any()
    assert (judged["compared"] >= ENOUGH).all()
    assert all(0 < position < 1 for position in judged["position"])
    assert placed[placed["position"].isna()]["fifth"].isna().all()
    size = len(judged) // 5
    for which, sign in (("lowest", 1), ("highest", -1)):
        inside = sorted(sign * position for position in judged[judged["fifth"] == which]["position"])
        outside = [sign * position for position in judged[judged["fifth"] != which]["position"]]
        assert not inside or not outside or inside[-1] < min(outside)
        # More than a fifth are in only where they tie with the last one of it.
        assert len(inside) <= size or (size and inside[size - 1] == inside[-1])
        assert size or not inside


@law
@given(ROWS)
def test_the_order_of_the_rows_changes_no_position(rows: list[dict[str, str]]) -> None:
    assert told(studied(rows)) == told(studied(rows[::-1]))
