"""How a person's cells are read."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tmi_cli.rag.form import MARKS_OF_RAG, read_date, read_rag


@pytest.mark.parametrize(
    ("cell", "rag"),
    [
        *((shown, rag) for rag, shown in MARKS_OF_RAG.items()),
        ("red", "Red"),
        ("AMBER ", "Amber"),
        ("g", "Green"),
        ("Red/Amber", None),
        ("Reddish", None),
        ("▲", None),
        ("1", None),
    ],
)
def test_a_colour_is_read_by_its_word(cell: str, rag: str | None) -> None:
    assert read_rag(cell) == rag


@pytest.mark.parametrize(
    "cell",
    [
        dt.date(2026, 3, 12),
        dt.datetime(2026, 3, 12, 9, 30),  # noqa: DTZ001  a cell has no time zone
        46093.0,
        "12/03/2026",
        "12/3/26",
        "12.03.2026",
        "12-03-2026",
        "2026-03-12",
        "2026-03-12 00:00:00",
        "12 March 2026",
        "12 mar 2026",
    ],
)
def test_a_day_is_read_with_the_day_before_the_month(cell: Any) -> None:
    assert read_date(cell) == "2026-03-12"


@pytest.mark.parametrize("cell", ["", "after Easter", "31/02/2026", "12", "2026", True])
def test_what_is_no_day_is_none(cell: Any) -> None:
    assert read_date(cell) is None
