"""Tracking periods as they are named in cells, sheet names and file names."""

from __future__ import annotations

import pytest

from tmi_cli.records import period_in_text


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Tracking Point 2", 2),
        ("tracking point 3", 3),
        ("Tracking Period 1", 1),
        ("TP2", 2),
        ("tp 2", 2),
        ("T.P. 2", 2),
        ("TP-2", 2),
        ("S4 N5 Maths TP2", 2),
        ("S4_TP2_Maths", 2),
        ("Report 3", 3),
        ("Period 4", 4),
        ("P1", 1),
        ("2025-26 P2", 2),
        ("Tracking 2", 2),
        ("S4 TP1 and TP1", 1),
        ("S4 TP1 and TP2", None),
        ("TP", None),
        ("S4", None),
        ("Tracking 2025", None),
        ("Tracking TP12", None),
        ("Tracking TP0", None),
        ("Step2", None),
        ("Maths", None),
        ("2", None),
        ("", None),
    ],
)
def test_text_names_period(text: str, period: int | None) -> None:
    assert period_in_text(text) == period


@pytest.mark.parametrize(
    ("text", "period"), [("2", 2), ("2.0", 2), (" 3 ", 3), ("TP2", 2), ("0", None), ("12", None), ("2.5", None)]
)
def test_a_number_alone_is_a_period_in_a_period_column(text: str, period: int | None) -> None:
    assert period_in_text(text, bare=True) == period
