"""A stricter policy flags no less, and a rule that is off takes away its own flags only."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.judging import examples, flagged, judged, law
from tests.laws.schools import PUPILS, Rows, row_of, schools
from tests.small_school import csv_text
from tmi_cli.policy import load_policy

_DIGITS = "123456789"


@st.composite
def full_sessions(draw: st.DrawFn) -> Rows:
    """One subject in which every pupil has an entry in each of three periods, on one level throughout."""
    certain = {"subject": "French", "class": "A", "level": 0, "new_target": "", "effort": "1", "homework": "1"}
    rows = []
    for pupil in range(len(PUPILS)):
        for period in (1, 2, 3):
            row = {
                **certain,
                "pupil": pupil,
                "period": period,
                "target": draw(st.sampled_from(("", "2", "4"))),
                "grade": draw(st.sampled_from(_DIGITS)),
                "behaviour": draw(st.sampled_from("1234")),
            }
            entry = row_of(row)
            if entry["stage"] in ("S2", "S3"):
                entry |= {"level": draw(st.sampled_from(("3A", "3A", "3A", "3B", ""))), "grade": "", "target": ""}
            rows.append(entry)
    return rows


def _each_flags_no_more(rows: Rows, rule: str, policies: Iterable[str]) -> None:
    """Each of some changes to the policy, the strictest first, flags nothing that the one before did not."""
    found = [
        {flag for flag in flagged(judged({"a.csv": csv_text(rows)}, changes=changes)) if flag[1] == rule}
        for changes in policies
    ]
    for stricter, milder in itertools.pairwise(found):
        assert milder <= stricter


@examples(30)
@given(full_sessions())
def test_more_bands_flag_no_more(rows: Rows) -> None:
    bands = "[rules.below-target]\non = true\nbands = {}\n"
    _each_flags_no_more(rows, "below-target", (bands.format(n) for n in (1, 2, 3, 5, 8)))


@examples(30)
@given(full_sessions())
def test_more_periods_flag_no_more(rows: Rows) -> None:
    periods = "[rules.level-stuck]\non = true\nperiods = {}\n"
    _each_flags_no_more(rows, "level-stuck", (periods.format(n) for n in (2, 3, 4)))


@examples(30)
@given(full_sessions(), st.lists(st.integers(1, 1000), min_size=2, max_size=4))
def test_a_lower_attendance_threshold_flags_no_more(rows: Rows, tenths: list[int]) -> None:
    percent = "[rules.attendance]\non = true\npercent = {}\n"
    highest_first = sorted({*tenths, 899, 900}, reverse=True)
    _each_flags_no_more(rows, "attendance", (percent.format(n / 10) for n in highest_first))


@examples(30)
@given(full_sessions(), st.permutations("1234"))
def test_fewer_ratings_of_concern_flag_no_more(rows: Rows, codes: list[str]) -> None:
    concern = "[scales.ratings]\nconcern = {}\n"
    _each_flags_no_more(rows, "rating", (concern.format(codes[n:]) for n in range(5)))


@examples(30)
@given(full_sessions(), st.permutations(_DIGITS))
def test_fewer_grades_of_concern_flag_no_more(rows: Rows, codes: list[str]) -> None:
    concern = "[scales.graded]\nconcern = {}\n"
    _each_flags_no_more(rows, "working-grade", (concern.format(codes[n:]) for n in (0, 3, 6, 9)))


@law
@given(schools(), st.sets(st.sampled_from(sorted(load_policy("standard").rules))))
def test_a_rule_switched_off_takes_its_own_flags_away_and_no_others(rows: Rows, off: set[str]) -> None:
    changes = "".join(
        f"[rules.{rule.name}]\non = {'false' if rule.name in off else 'true'}\n"
        for rule in load_policy("standard").rules.values()
    )
    every = flagged(judged({"a.csv": csv_text(rows)}))
    some = flagged(judged({"a.csv": csv_text(rows)}, changes=changes))
    assert some == {flag for flag in every if flag[1] not in off}
