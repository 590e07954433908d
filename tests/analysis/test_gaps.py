"""Equity gaps: the figures by hand, the laws they keep, and what is left of them for publication."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
import pytest

from tmi_cli.analysis.gaps import (
    ALL,
    CHARACTERISTICS,
    NOT_KNOWN,
    comparisons,
    gap_table,
    newcombe,
    suppress_scopes,
    suppressed,
    suppressed_comparisons,
    wilson,
)


def school(*parts: tuple[object, int, int, int], characteristic: str = "fme") -> pd.DataFrame:
    """A frame from (value, how many True, how many False, how many not judged) for each value."""
    rows = [
        (value, judged)
        for value, yes, no, missing in parts
        for judged in [True] * yes + [False] * no + [None] * missing
    ]
    return pd.DataFrame(
        {
            "pupil": range(len(rows)),
            characteristic: pd.Series([value for value, _ in rows], dtype=object),
            "on_track": pd.Series([judged for _, judged in rows], dtype=object),
        }
    )


def drawn(seed: int, pupils: int = 200) -> pd.DataFrame:
    draw = random.Random(seed)
    frame = pd.DataFrame(
        {"pupil": range(pupils), "stage": [draw.choice(("S1", "S2", "S3")) for _ in range(pupils)]}
    )
    values: dict[str, tuple[Any, ...]] = {
        "simd": (*range(1, 11), None),
        "gender": ("M", "F", "F", "X", None),
        "on_track": (True, True, False, None),
    }
    for name in set(CHARACTERISTICS) - set(values):
        values[name] = (True, False, False, None)
    for name in sorted(values):
        frame[name] = pd.Series([draw.choice(values[name]) for _ in range(pupils)], dtype=object)
    return frame


def table_of(frame: pd.DataFrame, characteristic: str) -> pd.DataFrame:
    return gap_table(frame, measure="on_track", characteristic=characteristic)


def gaps_of(frame: pd.DataFrame, characteristic: str) -> pd.DataFrame:
    return comparisons(frame, measure="on_track", characteristic=characteristic)


def is_inside(count: int, judged: int, share: float) -> bool:
    """Whether the score test keeps this share at 5 %: the interval's definition, not its formula."""
    return abs(count / judged - share) <= 1.959963984540054 * (share * (1 - share) / judged) ** 0.5


@pytest.mark.parametrize(("count", "judged"), [(7, 30), (1, 5), (29, 30), (15, 30), (200, 900)])
def test_wilsons_interval_holds_just_the_shares_that_the_score_test_keeps(count: int, judged: int) -> None:
    low, high = wilson(count, judged)
    assert is_inside(count, judged, low + 1e-9)
    assert is_inside(count, judged, high - 1e-9)
    assert not is_inside(count, judged, low - 1e-9)
    assert not is_inside(count, judged, high + 1e-9)


def test_wilsons_interval_by_published_figures_and_at_the_ends() -> None:
    assert [round(end, 4) for end in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(end, 4) for end in wilson(15, 148)] == [0.0624, 0.1605]
    assert [round(end, 4) for end in wilson(0, 20)] == [0.0, 0.1611]
    assert wilson(20, 20)[1] == 1.0


@pytest.mark.parametrize(
    ("figures", "interval"),
    [
        ((56, 70, 48, 80), [0.0524, 0.3339]),
        ((9, 10, 3, 10), [0.1705, 0.8090]),
        ((6, 7, 2, 7), [0.0582, 0.8062]),
        ((5, 56, 0, 29), [-0.0381, 0.1926]),
        ((0, 10, 0, 20), [-0.1611, 0.2775]),
        ((10, 10, 0, 10), [0.6075, 1.0]),
    ],
)
def test_newcombes_interval_by_his_published_examples(
    figures: tuple[int, int, int, int], interval: list[float]
) -> None:
    gap, low, high = newcombe(*figures)
    assert [round(low, 4), round(high, 4)] == interval
    assert gap == figures[0] / figures[1] - figures[2] / figures[3]


def test_a_table_by_hand() -> None:
    frame = school((True, 7, 23, 2), (False, 40, 40, 0), (None, 0, 0, 3))
    table = table_of(frame, "fme").round(1)
    assert table.astype(object).where(table.notna(), None).values.tolist() == [
        ["yes", "FME", 32, 30, 7, 23.3, 11.8, 40.9],
        ["no", "no FME", 80, 80, 40, 50.0, 39.3, 60.7],
        [NOT_KNOWN, NOT_KNOWN, 3, 0, 0, None, None, None],
        [ALL, ALL, 115, 110, 47, 42.7, 33.9, 52.1],
    ]


def test_deciles_are_paired_into_quintiles_and_quintiles_into_the_usual_comparisons() -> None:
    parts = [(decile, decile, 20 - decile, 1) for decile in range(1, 11)]
    frame = school(*parts, (None, 5, 5, 0), characteristic="simd")
    table = table_of(frame, "simd")
    assert table["group"].tolist() == ["Q1", "Q2", "Q3", "Q4", "Q5", NOT_KNOWN, ALL]
    assert table["count"].tolist() == [3, 7, 11, 15, 19, 5, 60]
    found = gaps_of(frame, "simd")
    assert found[["first", "second"]].values.tolist() == [["Q1", "Q5"], ["Q1-2", "Q4-5"]]
    assert found["percent_first"].tolist() == [7.5, 12.5]
    assert found["percent_second"].tolist() == [47.5, 42.5]
    assert found["gap"].round(9).tolist() == [-40.0, -30.0]
    assert found[["judged_first", "judged_second"]].values.tolist() == [[40, 40], [80, 80]]


def test_genders_are_those_that_occur_and_are_compared_where_both_are() -> None:
    frame = school(("X", 5, 5, 0), ("M", 5, 5, 0), ("F", 6, 4, 0), characteristic="gender")
    assert table_of(frame, "gender")["group"].tolist() == ["F", "M", "X", NOT_KNOWN, ALL]
    assert gaps_of(frame, "gender")[["first", "second"]].values.tolist() == [["F", "M"]]
    assert gaps_of(frame[frame["gender"] != "M"], "gender").empty


@pytest.mark.parametrize("characteristic", CHARACTERISTICS)
@pytest.mark.parametrize("seed", range(3))
def test_the_rows_add_up_to_all_and_are_shares_of_those_judged(characteristic: str, seed: int) -> None:
    frame = drawn(seed)
    table = table_of(frame, characteristic).set_index("group")
    figures = table[["pupils", "judged", "count"]]
    assert figures.drop(ALL).sum().tolist() == figures.loc[ALL].tolist()
    assert figures.loc[ALL].tolist() == [
        len(frame),
        frame["on_track"].notna().sum(),
        sum(value is True for value in frame["on_track"]),
    ]
    assert (table["percent"] - 100 * table["count"] / table["judged"]).abs().max() == 0
    assert (table["low"] <= table["percent"]).all()
    assert (table["percent"] <= table["high"]).all()


@pytest.mark.parametrize("seed", range(3))
def test_swapping_the_groups_turns_the_sign_of_the_gap(seed: int) -> None:
    frame = drawn(seed)
    swapped = frame.assign(fme=[None if value is None else not value for value in frame["fme"]])
    one, other = gaps_of(frame, "fme").iloc[0], gaps_of(swapped, "fme").iloc[0]
    assert other["gap"] == pytest.approx(-one["gap"])
    assert (other["low"], other["high"]) == pytest.approx((-one["high"], -one["low"]))


def test_of_a_suppressed_table_nothing_that_follows_from_a_hidden_count_is_left() -> None:
    table = suppressed(table_of(school((True, 3, 27, 0), (False, 40, 40, 0), (None, 6, 9, 0)), "fme"))
    assert table["hidden"].tolist() == [True, False, True, False]
    assert table[["count", "percent", "low", "high"]].isna().all(axis=1).tolist() == [True, False, True, False]
    assert table["judged"].tolist() == table["pupils"].tolist() == [30, 80, 15, 125]


def test_of_a_small_group_nothing_is_left_at_all() -> None:
    table = suppressed(table_of(school((True, 3, 1, 0), (False, 40, 40, 0), (None, 6, 9, 0)), "fme"))
    figures = ["pupils", "judged", "count", "percent", "low", "high"]
    assert table[figures].isna().values.tolist() == [[True] * 6, [False] * 6, [True] * 6, [False] * 6]
    assert table["hidden_judged"].tolist() == table["hidden_pupils"].tolist() == [True, False, True, False]


def test_how_many_were_not_judged_does_not_follow_where_they_are_few() -> None:
    few = suppressed(table_of(school((True, 10, 20, 2), (False, 40, 40, 9)), "fme"))
    many = suppressed(table_of(school((True, 10, 20, 7), (False, 40, 40, 9)), "fme"))
    assert few["hidden_pupils"].all()
    assert not few["hidden"].any()
    assert not many["hidden_pupils"].any()


def test_a_comparison_is_shown_only_where_all_it_is_made_of_is() -> None:
    parts = [(2 * quintile, 10 + quintile, 20, 0) for quintile in range(1, 6)]
    frame = school(*parts, characteristic="simd")
    assert not suppressed_comparisons(gaps_of(frame, "simd"), suppressed(table_of(frame, "simd")))["hidden"].any()
    parts[3] = (8, 2, 30, 0)
    frame = school(*parts, characteristic="simd")
    table = suppressed(table_of(frame, "simd"))
    assert table.loc[table["hidden"], "group"].tolist() == ["Q1", "Q4"]
    found = suppressed_comparisons(gaps_of(frame, "simd"), table)
    assert found["hidden"].tolist() == [True, True]
    assert found.drop(columns=["first", "second", "hidden"]).isna().all(axis=None)


def test_a_hidden_pair_of_fifths_does_not_follow_from_their_sum() -> None:
    parts = [(2, 3, 30, 0), (4, 6, 30, 0), (6, 12, 30, 0), (8, 13, 30, 0), (10, 14, 30, 0)]
    frame = school(*parts, characteristic="simd")
    table = suppressed(table_of(frame, "simd"))
    assert table.loc[table["hidden"], "group"].tolist() == ["Q1", "Q2"]
    assert suppressed_comparisons(gaps_of(frame, "simd"), table)["hidden"].tolist() == [True, True]


@pytest.mark.parametrize("seed", range(6))
def test_of_scopes_side_by_side_no_line_of_groups_or_scopes_has_one_hidden_figure(seed: int) -> None:
    frame = drawn(seed, 240)
    stages = {str(stage): table_of(part, "simd") for stage, part in frame.groupby("stage")}
    tables, whole = suppress_scopes(stages, table_of(frame, "simd"))
    for mask in ("hidden", "hidden_judged"):
        rows = pd.DataFrame({**{name: table[mask] for name, table in tables.items()}, "": whole[mask]})
        assert 1 not in rows.sum().tolist()
        assert 1 not in rows.sum(axis=1).tolist()
    for name, table in [*tables.items(), ("", whole)]:
        true = stages.get(name, table_of(frame, "simd"))
        small = [0 < n < 5 or 0 < j - n < 5 for n, j in zip(true["count"], true["judged"], strict=True)]
        assert table["hidden"][small].all()
        assert table["hidden"][table["hidden_judged"]].all()
        assert table["judged"].isna().tolist() == table["hidden_judged"].tolist()


def test_scopes_may_lack_a_group_but_must_add_up() -> None:
    frame = school(("F", 20, 10, 0), ("M", 20, 30, 0), ("X", 8, 7, 0), characteristic="gender")
    frame["stage"] = ["S1" if gender == "X" or pupil % 2 else "S2" for pupil, gender in enumerate(frame["gender"])]
    stages = {str(stage): table_of(part, "gender") for stage, part in frame.groupby("stage")}
    tables, whole = suppress_scopes(stages, table_of(frame, "gender"))
    assert tables["S2"]["group"].tolist() == ["F", "M", NOT_KNOWN, ALL]
    assert not whole["hidden"].any()
    with pytest.raises(ValueError, match="do not add up"):
        suppress_scopes({"S1": stages["S1"]}, table_of(frame, "gender"))
    with pytest.raises(ValueError, match="a group that the whole has not"):
        suppress_scopes(stages, stages["S2"])


def test_nobody_at_all_gives_an_empty_table_and_no_comparison() -> None:
    frame = school()
    assert suppressed(table_of(frame, "fme"))["hidden"].tolist() == [False] * 4
    found = suppressed_comparisons(gaps_of(frame, "fme"), suppressed(table_of(frame, "fme")))
    assert found.empty
    assert "hidden" in found


@pytest.mark.parametrize(
    ("characteristic", "value"), [("simd", 11), ("simd", "2"), ("fme", "yes"), ("gender", ""), ("gender", ALL)]
)
def test_a_value_of_another_kind_is_refused(characteristic: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"a whole number|neither True|a gender is"):
        table_of(school((value, 1, 1, 0), characteristic=characteristic), characteristic)


def test_a_pupil_twice_is_refused() -> None:
    frame = school((True, 3, 3, 0))
    with pytest.raises(ValueError, match="twice"):
        table_of(pd.concat([frame, frame]), "fme")
