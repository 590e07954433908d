"""Facts and figures against tables counted by hand, and the laws that every division obeys."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small_school import csv_text, run, table, with_numbers
from tmi_cli.analysis.figures import (
    COUNTS,
    award_column,
    grade_distribution,
    level_distribution,
    rating_distribution,
    tally,
    target_distribution,
    total,
)
from tmi_cli.analysis.study import Study, study

# Higher Maths in two periods; Ann's target is raised, Bob falls, Cat changes level, Dan is blank now.
HIGHER = """
pupil | period | subject | level | class | teacher | target | new_target | grade | effort | behaviour | homework
Ann   | 1      | Maths   | H     | 5MA1  | Ms Lee  | 3      |            | 3     | 1      | 1         | 1
Ann   | 2      | Maths   | H     | 5MA1  | Ms Lee  | 3      | 2          | 2     | 1      | 1         |
Bob   | 1      | Maths   | H     | 5MA1  | Ms Lee  | 4      |            | 4     | 1      | 2         | 2
Bob   | 2      | Maths   | H     | 5MA1  | Ms Lee  | 4      |            | 7     | 3      | 2         | 4
Cat   | 1      | Maths   | H     | 5MA1  | Ms Lee  | 5      |            | 6     | 2      | 1         | 1
Cat   | 2      | Maths   | N5    | 5MA2  | Mr Roy  | 2      |            | 1     | 1      | 1         | 1
Dan   | 1      | Maths   | N4    | 4MA3  | Mr Roy  | 8      |            | 8     | 2      | 2         | 2
Dan   | 2      | Maths   | N4    | 4MA3  | Mr Roy  | 8      |            |       | 4      |           |
"""

BY_HAND = {
    # Cat's N5 is above the target by a band; Dan's blank grade is judged nowhere but in the ratings (a 4).
    "pupils": 4,
    "entries": 4,
    "senior": 4,
    "bge": 0,
    "levelled": 0,
    "graded": 3,
    "award A-C": 2,
    "award A-D": 3,
    "targeted": 3,
    "on_track": 2,
    "above": 1,
    "at": 1,
    "below": 1,
    "below_by_one": 0,
    "below_by_more": 1,
    "compared": 2,
    "risen": 1,
    "same": 0,
    "fallen": 1,
    "level_changed": 1,
    "rated": 4,
    "rating_concern": 2,
    "all_best": 2,
    "flagged": 2,
}


def studied(text: str, folder: Path, *, changes: str = "") -> Study:
    rows = with_numbers(table(text))
    report = run(folder, {"Tracking.csv": csv_text(rows)}, changes=changes)
    return study(report.cohort, report.policy, report.findings)


def test_every_count_of_a_class_is_the_one_made_by_hand(tmp_path: Path) -> None:
    assert total(studied(HIGHER, tmp_path).now) == BY_HAND


def test_facts_tell_target_movement_and_award_of_each_entry(tmp_path: Path) -> None:
    now = studied(HIGHER, tmp_path).now.sort_values("level", key=lambda s: s.map({"H": 0, "N5": 1, "N4": 2}))
    told = now[["level", "grade", "award", "target", "target_bands", "movement", "moved_from"]]
    ann, bob, cat, dan = told.itertuples(index=False, name=None)
    assert ann == ("H", "2", "A", "2", 0, "risen", "3")
    assert bob == ("H", "7", "D", "4", -3, "fallen", "4")
    assert cat == ("N5", "1", "A", "2", 1, "level changed", None)
    assert dan == ("N4", None, None, "8", None, None, None)


def test_distributions_count_each_code_now_and_before(tmp_path: Path) -> None:
    found = studied(HIGHER, tmp_path)
    graded = found.policy.scales["graded"]
    grades = grade_distribution(found.counted, "graded", graded.order)
    assert dict(zip(grades["code"], zip(grades["now"], grades["last"], strict=True), strict=True)) == {
        "1": (1, 0), "2": (1, 0), "3": (0, 1), "4": (0, 1), "5": (0, 0), "6": (0, 1), "7": (1, 0), "8": (0, 0),
        "9": (0, 0),
    }  # fmt: skip
    passes = grade_distribution(found.counted, "on-track", found.policy.scales["on-track"].order)
    assert passes.values.tolist() == [["8", 0, 1], ["9", 0, 0]]
    bands = target_distribution(found.counted)
    # Before: at, at, one below and, on the N4, at.
    assert bands.values.tolist() == [[1, 1, 0], [0, 1, 3], [-1, 0, 1], [-2, 0, 0], [-3, 1, 0]]
    ratings = rating_distribution(found.counted, found.policy.ratings)
    assert ratings.values.tolist() == [
        ["effort", 4, 2, 0, 1, 1],
        ["behaviour", 3, 2, 1, 0, 0],
        ["homework", 2, 1, 0, 0, 1],
    ]


def test_a_shared_class_counts_for_each_of_its_teachers(tmp_path: Path) -> None:
    text = """
    pupil | period | subject | level | class | teacher | grade | effort | behaviour
    Ann   | 1      | Physics | H     | 5PH1  | Ms Lee  | 3     | 1      | 1
    Ann   | 1      | Physics | H     | 5PH1  | Mr Roy  | 3     | 1      | 1
    Bob   | 1      | Physics | H     | 5PH1  | Ms Lee  | 4     | 1      | 3
    """
    now = studied(text, tmp_path).now
    by_teacher = tally(now, ["teachers"])
    assert by_teacher[["teachers", "entries", "flagged"]].values.tolist() == [["Mr Roy", 1, 0], ["Ms Lee", 2, 1]]
    assert total(now)["entries"] == 2


def test_levels_are_told_from_the_best_that_occurs_to_the_worst_that_occurs(tmp_path: Path) -> None:
    rows = [
        {"scn": row["scn"], "forename": row["forename"], "surname": "Sample", "stage": "S2", "subject": "French",
         "period": row["period"], "level": row["level"], "effort": "1", "behaviour": "1"}
        for row in with_numbers(table("pupil|period|level\nAnn|1|3A\nAnn|2|3C\nBob|1|2D\nBob|2|2D\nCat|2|3A"))
    ]  # fmt: skip
    report = run(tmp_path, {"T.csv": csv_text(rows)})
    found = study(report.cohort, report.policy, report.findings)
    levels = level_distribution(found.counted, found.policy.scales["progress"])
    assert levels.values.tolist() == [["3C", 1, 0], ["3B", 0, 0], ["3A", 1, 1], ["2D", 1, 1]]
    assert total(found.now) | {"bge": 3, "levelled": 3, "compared": 2, "risen": 1, "same": 1} == total(found.now)


def test_a_school_without_a_value_gives_empty_figures() -> None:
    from tmi_cli.analysis.facts import FACTS, facts_of
    from tmi_cli.analysis.figures import with_counts
    from tmi_cli.cohort import Cohort
    from tmi_cli.policy import load_policy

    policy = load_policy("standard")
    nobody = with_counts(facts_of(Cohort({}, {}, {}), policy, ()), policy)
    assert list(nobody)[: len(FACTS)] == list(FACTS)
    assert set(total(nobody).values()) == {0}


CODES = st.sampled_from(["", "1", "2", "3", "4"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "pupil": st.sampled_from(["Ann", "Bob", "Cat", "Dan", "Eve"]),
            "period": st.sampled_from(["1", "2"]),
            "subject": st.sampled_from(["Mathematics", "Physics", "French"]),
            "level": st.sampled_from(["N4", "N5", "H", ""]),
            "class": st.sampled_from(["A1", "A2"]),
            "teacher": st.sampled_from(["Ms Lee", "Mr Roy"]),
            "target": st.sampled_from(["", "3", "5", "8"]),
            "grade": st.sampled_from(["", "1", "4", "6", "7", "8", "9"]),
            "effort": CODES,
            "behaviour": CODES,
            "homework": CODES,
        }
    ),
    min_size=1,
    max_size=14,
).filter(lambda rows: any(row[f] for row in rows for f in ("grade", "effort", "behaviour", "homework")))


@settings(max_examples=40)
@given(ROWS)
def test_parts_sum_to_the_whole_and_no_count_exceeds_its_denominator(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        report = run(Path(folder), {"T.csv": csv_text(with_numbers(rows))})
    found = study(report.cohort, report.policy, report.findings)
    whole = total(found.now)
    names = [*COUNTS, *map(award_column, found.policy.awards)]
    for by in (["subject"], ["level"], ["subject", "level", "class_code"], ["stage", "faculty"], ["house"]):
        parts = tally(found.now, by)
        assert {name: int(parts[name].sum()) for name in names} == {name: whole[name] for name in names}, by
    assert whole["above"] + whole["at"] + whole["below"] == whole["targeted"]
    assert whole["on_track"] == whole["above"] + whole["at"]
    assert whole["below"] == whole["below_by_one"] + whole["below_by_more"]
    assert whole["risen"] + whole["same"] + whole["fallen"] == whole["compared"]
    assert whole["award A-C"] <= whole["award A-D"] <= whole["graded"] <= whole["senior"]
    assert whole["rating_concern"] <= whole["rated"]
    assert whole["all_best"] <= whole["rated"] - whole["rating_concern"]
    assert whole["senior"] + whole["bge"] == whole["entries"] == report.courses_judged
    assert whole["pupils"] == report.pupils_judged
    judged = {count.rule: count for count in report.findings.counts}
    assert whole["rating_concern"] == judged["rating"].flagged
    assert whole["rated"] == judged["rating"].judged


@pytest.mark.parametrize(("homework", "judged"), [(("3", "2"), 0), (("?", ""), 0), (("", ""), 1), (("2", "2"), 1)])
def test_homework_that_nobody_can_read_is_no_rating_that_was_judged(
    tmp_path: Path, homework: tuple[str, str], judged: int
) -> None:
    row = {"pupil": "Ann", "period": "1", "subject": "Physics", "level": "N4", "effort": "1", "behaviour": "2"}
    rows = [{**row, "homework": code} for code in homework]
    report = run(tmp_path, {"T.csv": csv_text(with_numbers(rows))})
    (count,) = [count for count in report.findings.counts if count.rule == "rating"]
    found = study(report.cohort, report.policy, report.findings)
    assert (count.judged, total(found.now)["rated"]) == (judged, judged)


@pytest.mark.parametrize("policy", ["standard", "balerno", "irvine-royal", "irvine-royal-later"])
def test_counts_of_the_sample_are_whole_numbers_of_rows(policy: str) -> None:
    from tests.reports.studies import sample

    _, found = sample(policy)
    names = [*COUNTS, *map(award_column, found.policy.awards)]
    assert isinstance(found.counted, pd.DataFrame)
    assert set(found.counted[names].to_numpy().ravel().tolist()) <= {0, 1}
