"""Every rule does what its case file says: what it flags, what it must not, and what it cannot judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flags.case_files import Case, due, expected, load_cases, result
from tmi_cli.policy import load_policy, policy_names

RULES = Path(__file__).parent / "rules"


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{path.stem}: {case['name']}")
        for path in sorted(RULES.glob("*.toml"))
        for case in load_cases(path)
    ],
)
def test_rule_gives_what_its_case_says(case: Case, tmp_path: Path) -> None:
    assert result(case, tmp_path) == due(case)


@pytest.mark.parametrize(
    "rule", sorted({rule.name for name in policy_names() for rule in load_policy(name).rules.values()})
)
def test_every_rule_of_every_shipped_policy_has_cases_of_all_three_outcomes(rule: str) -> None:
    path = RULES / f"{rule}.toml"
    assert path.is_file(), f"{rule} has no case file"
    told = {row["outcome"] for case in load_cases(path) for row in expected(case)}
    assert told >= {"flagged", "clear", "cannot judge"}


def test_every_case_file_is_about_a_rule_of_a_shipped_policy() -> None:
    rules = {rule.name for name in policy_names() for rule in load_policy(name).rules.values()}
    assert {path.stem for path in RULES.glob("*.toml")} <= rules
