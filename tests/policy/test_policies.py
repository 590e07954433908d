"""The shipped policies hold what is published, and a school's own file changes exactly what it names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tmi_cli.errors import PolicyError
from tmi_cli.policy import Policy, SubjectMap, load_policy, policy_names

GRADED = ("1", "2", "3", "4", "5", "6", "7", "8", "9")


def test_the_shipped_policies_are() -> None:
    assert policy_names() == ["balerno", "irvine-royal", "irvine-royal-later", "standard"]


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("standard", ["rating", "working-grade", "falling"]),
        ("balerno", ["rating", "working-grade", "falling"]),
        ("irvine-royal", ["rating", "working-grade", "below-target", "level-fell", "level-stuck"]),
        ("irvine-royal-later", ["rating", "working-grade", "below-target", "level-fell", "level-stuck"]),
    ],
)
def test_rules_switched_on(name: str, rules: list[str]) -> None:
    assert [rule.name for rule in load_policy(name).rules_on] == rules


@pytest.mark.parametrize(
    ("name", "level", "order", "concern"),
    [
        ("standard", "N5", GRADED, {"7", "8", "9"}),
        ("standard", "H", GRADED, {"7", "8", "9"}),
        ("standard", "AH", GRADED, {"7", "8", "9"}),
        ("balerno", "H", GRADED, {"7", "8", "9"}),
        ("irvine-royal", "H", ("1", "2", "3", "4", "5", "6", "7", "9"), {"7", "9"}),
        ("irvine-royal-later", "N5", ("1", "2", "3", "4", "5", "6", "7", "9"), {"7", "9"}),
        ("standard", "N4", ("8", "9"), {"9"}),
        ("irvine-royal-later", "SCQF4", ("8", "9"), {"9"}),
        ("standard", "SCQF5", ("7", "9"), {"9"}),
        ("irvine-royal", "SCQF6", ("7", "9"), {"9"}),
        ("irvine-royal-later", "SCQF5", GRADED, {"7", "8", "9"}),
    ],
)
def test_scale_of_a_level(name: str, level: str, order: tuple[str, ...], concern: set[str]) -> None:
    scale = load_policy(name).scale_of(level)
    assert scale is not None
    assert (scale.order, set(scale.concerns)) == (order, concern)


@pytest.mark.parametrize("name", policy_names())
def test_d_is_the_best_within_a_level_and_followed_by_the_next_a(name: str) -> None:
    scale = load_policy(name).scale_of("BGE")
    assert scale is not None
    worst_first = [f"{level}{code}" for level in "E1234" for code in "ABCD"]
    assert list(reversed(scale.order)) == worst_first


@pytest.mark.parametrize("name", policy_names())
def test_every_policy_says_what_it_assumes_and_where_it_comes_from(name: str) -> None:
    policy = load_policy(name)
    assert policy.title
    assert policy.source
    assert policy.assumptions
    assert all(rule.why and rule.source and rule.example for rule in policy.rules.values())


@pytest.mark.parametrize(
    ("name", "count", "assumed", "steps"),
    [
        ("standard", "faculties", False, [("CL", 1, None), ("PSL", 2, None), ("Year Head", 3, None)]),
        ("balerno", "faculties", False, [("CL", 1, None), ("PSL", 2, None), ("Year Head", 3, None)]),
        (
            "irvine-royal",
            "subjects",
            True,
            [("PT Pastoral (informal)", 1, None), ("PT Pastoral", 3, None), ("Head of House", None, 0.5)],
        ),
    ],
)
def test_ladder(name: str, count: str, assumed: bool, steps: list[tuple[str, int | None, float | None]]) -> None:
    (ladder,) = load_policy(name).ladders
    found = [(step.role, step.at_least, step.more_than_share) for step in ladder.steps]
    assert (ladder.count, ladder.assumed, found) == (count, assumed, steps)


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("standard", ["Care Experienced", "ASN", "SIMD 1-2", "FME", "Young Carer"]),
        ("balerno", ["Care Experienced", "5@3", "SIMD 1-4", "Attendance", "SEBN", "ASN", "Pathway 3"]),
    ],
)
def test_groups(name: str, groups: list[str]) -> None:
    assert [group.name for group in load_policy(name).groups] == groups


@pytest.mark.parametrize(
    ("name", "periods"),
    [
        ("standard", {"bge": 3, "senior": 4}),
        ("irvine-royal", {"bge": 3, "senior": 4}),
        ("irvine-royal-later", {"bge": 3, "senior": 3}),
    ],
)
def test_number_of_periods(name: str, periods: dict[str, int]) -> None:
    assert load_policy(name).periods == periods


def _plain(policy: Policy) -> dict[str, Any]:
    return policy.model_dump(exclude={"name", "sha256"})


def test_a_file_that_only_extends_is_the_same_policy_under_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('extends = "irvine-royal-later"\n', encoding="utf-8")
    ours, theirs = load_policy(str(path)), load_policy("irvine-royal-later")
    assert _plain(ours) == _plain(theirs)
    assert ours.name == "ours"
    assert ours.sha256 != theirs.sha256


def test_one_threshold_may_be_changed_and_nothing_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('extends = "irvine-royal"\n[rules.below-target]\nbands = 2\n', encoding="utf-8")
    due = _plain(load_policy("irvine-royal"))
    due["rules"]["below-target"]["bands"] = 2
    assert _plain(load_policy(str(path))) == due


def test_one_field_of_a_scale_may_be_changed_and_the_rest_stays(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('extends = "standard"\n[scales.graded]\nconcern = ["9"]\n', encoding="utf-8")
    due = _plain(load_policy("standard"))
    due["scales"]["graded"]["concern"] = ("9",)
    assert _plain(load_policy(str(path))) == due


def test_a_ladder_and_groups_are_replaced_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'extends = "balerno"\n'
        '[[groups]]\nname = "EAL"\nfield = "eal"\n'
        '[[ladders]]\ncount = "subjects"\n'
        'steps = [{ role = "Tutor", title = "Tutor", unit = "stage", at_least = 1 }]\n',
        encoding="utf-8",
    )
    policy = load_policy(str(path))
    assert [group.name for group in policy.groups] == ["EAL"]
    assert policy.roles == ("Tutor",)


def test_a_file_may_extend_a_file_beside_it_wherever_tmi_is_started(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text('extends = "standard"\ntitle = "Base"\n', encoding="utf-8")
    (tmp_path / "ours.toml").write_text('extends = "base.toml"\n[rules.falling]\non = false\n', encoding="utf-8")
    policy = load_policy(str(tmp_path / "ours.toml"))
    assert policy.title == "Base"
    assert [rule.name for rule in policy.rules_on] == ["rating", "working-grade"]


def test_the_hash_changes_with_any_file_that_a_policy_is_made_of(tmp_path: Path) -> None:
    base, ours = tmp_path / "base.toml", tmp_path / "ours.toml"
    ours.write_text('extends = "base.toml"\n', encoding="utf-8")
    base.write_text('extends = "standard"\n', encoding="utf-8")
    before = load_policy(str(ours)).sha256
    assert load_policy(str(ours)).sha256 == before
    base.write_text('extends = "standard"\n# a remark\n', encoding="utf-8")
    assert load_policy(str(ours)).sha256 != before


def test_a_school_may_add_a_rule_of_a_known_kind(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        'extends = "standard"\n[rules.far-below]\nkind = "below-target"\nbands = 3\n'
        'title = "Far below"\nwhy = "Ours"\nsource = "Ours"\nsays = "{places} bands below {target}"\n',
        encoding="utf-8",
    )
    assert [rule.name for rule in load_policy(str(path)).rules_on] == [
        "rating",
        "working-grade",
        "falling",
        "far-below",
    ]


def test_a_subject_that_two_faculties_claim_is_refused_whatever_it_is_called() -> None:
    with pytest.raises(PolicyError, match="Mathematics is claimed by two faculties, A and B"):
        SubjectMap({"A": ("Maths",), "B": ("Mathematics",)})


@pytest.mark.parametrize("field", ["name", "sha256"])
def test_a_policy_is_called_what_its_file_is_called(field: str, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f'extends = "standard"\n{field} = "x"\n', encoding="utf-8")
    with pytest.raises(PolicyError, match=f"{field} is not a setting here"):
        load_policy(str(path))
