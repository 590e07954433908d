"""A policy is changed in exactly the setting that is named; what is no setting is refused with the one meant."""

from __future__ import annotations

import pytest

from tmi_cli.errors import RequestError
from tmi_cli.policy import load_policy, policy_names
from tmi_cli.policy.change import changed, settings_of, thresholds, value_of

STANDARD = load_policy("standard")
CORRECT = "Correct this setting; docs/policies.md lists what each may hold."


@pytest.mark.parametrize("name", policy_names())
def test_a_policy_with_its_own_values_is_the_same_policy(name: str) -> None:
    policy = load_policy(name)
    found = thresholds(policy)
    assert all(changed(policy, {one.name: one.told}) is policy for one in found)
    assert changed(policy, {one.name: one.told for one in found}) is policy
    assert [value_of(policy, one.name) for one in found] == [one.told for one in found]


@pytest.mark.parametrize(
    ("setting", "after"),
    [
        ("below-target.bands=2", "2"),
        ("rules.below-target.bands = 2", "2"),
        ("rating.on=false", "false"),
        ("rating.phase=bge", "bge"),
        ("rating.fields=effort,behaviour", "effort,behaviour"),
        ('rating.fields=["effort"]', "effort"),
        ("attendance.percent=89.5", "89.5"),
        ("scales.ratings.concern=4", "4"),
        ('scales.ratings.concern=["4", "3"]', "4,3"),
        ("scales.ratings.concern=", ""),
        ("ladder.PSL.at_least=3", "3"),
        ("ladder.year-head.more_than_share=0.5", "0.5"),
    ],
)
def test_only_the_named_setting_differs(setting: str, after: str) -> None:
    settings = settings_of([setting])
    ((name, _),) = settings.items()
    policy = changed(STANDARD, settings)
    assert value_of(policy, name) == after
    before = {one.name: one.told for one in thresholds(STANDARD)}
    now = {one.name: one.told for one in thresholds(policy)}
    assert len(dict(now.items() ^ before.items())) == (2 if "share" in setting else 1)
    assert policy.sha256 != STANDARD.sha256
    assert policy.name == STANDARD.name


def test_a_step_has_one_condition() -> None:
    step = changed(STANDARD, {"ladder.PSL.more_than_share": "0.5"}).ladders[0].steps[1]
    assert (step.at_least, step.more_than_share) == (None, 0.5)


RULES = (
    "There are rating, working-grade, falling, below-target, level-fell, level-stuck, attendance, prediction, "
    "praise."
)


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("belw-target.bands=2", ("belw-target is not a rule.", f"Did you mean below-target? {RULES}")),
        (
            "below-target.band=2",
            (
                "band is not a setting of below-target that can be tried.",
                "Did you mean bands? There are on, phase, bands.",
            ),
        ),
        ("below-target.bands=0", ("bands must be 1 or more.", CORRECT)),
        ("below-target.bands=true", ("bands must be a whole number.", CORRECT)),
        ("below-target.bands=__import__('os')", ("bands must be a whole number.", CORRECT)),
        ("attendance.percent=101", ("percent must be 100 or less.", CORRECT)),
        ("rating.on=maybe", ("on must be true or false.", CORRECT)),
        ("scales.graded.concern=10", ("concern names 10, which order does not hold.", CORRECT)),
        ("scales.grade.concern=7", ("grade is not a scale.", "Did you mean graded? There are graded, on-track, ")),
        (
            "scales.graded.order=1,2",
            ("order of a scale decides how codes are read, and cannot be tried here.", "Scales have concern; "),
        ),
        ("ladder.PLS.at_least=2", ("PLS is not a role.", "Did you mean PSL? There are CL, PSL, Year Head.")),
        ("ladder.PSL.least=2", ("least is not a setting of a step.", "Did you mean at_least? There are ")),
        ("bands=2", ("bands is not a rule.", RULES)),
        ("below-target", ("below-target is not a setting.", "Write rule.parameter=value: below-target.bands=2.")),
        ("rating.says=x", ("says is not a setting of rating that can be tried.", "There are on, phase, fields.")),
    ],
)
def test_what_cannot_be_set_is_told_with_what_was_meant(setting: str, told: tuple[str, str]) -> None:
    with pytest.raises(RequestError) as caught:
        changed(STANDARD, settings_of([setting]))
    assert caught.value.sentence == told[0]
    assert caught.value.hint.startswith(told[1])


def test_two_values_of_one_setting_are_two_scenarios() -> None:
    with pytest.raises(RequestError, match=r"^below-target\.bands is set twice, to 1 and to 2\.$") as caught:
        settings_of(["below-target.bands=1", "below-target.bands=2"])
    assert "--scenario" in caught.value.hint
