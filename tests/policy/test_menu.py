"""The menu of interventions: what the policies offer, and how it is named."""

from __future__ import annotations

import pytest

from tmi_cli.policy import Menu, load_policy, policy_names


@pytest.mark.parametrize("name", policy_names())
def test_every_policy_has_the_menu_and_only_irvine_royals_is_its_own(name: str) -> None:
    menu = load_policy(name).interventions
    assert menu.stages == ("Class teacher", "Principal teacher", "Whole school")
    assert len(menu.strategies) == 16
    assert menu.assumed == (not name.startswith("irvine-royal"))


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("2", "Principal teacher"),
        ("2.0", "Principal teacher"),
        ("Stage 2", "Principal teacher"),
        ("stage 2: principal teacher", "Principal teacher"),
        ("PRINCIPAL TEACHER", "Principal teacher"),
        ("4", None),
        ("stage 2: head", None),
        ("", None),
    ],
)
def test_a_stage_is_named_by_number_or_name(text: str, stage: str | None) -> None:
    assert load_policy("irvine-royal").interventions.stage_named(text) == stage


def test_a_strategy_is_named_whatever_its_capitals_and_hyphens() -> None:
    menu = load_policy("irvine-royal").interventions
    assert menu.strategy_named("one to one  TUITION") == "One-to-one tuition"
    assert menu.strategy_named("tuition") is None


def test_a_policy_without_a_menu_names_nothing() -> None:
    assert (Menu().strategy_named("x"), Menu().stage_named("1")) == (None, None)
