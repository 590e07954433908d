"""Each thing that can be wrong in a policy or a school file is told in its place; what is right is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmi_cli.policy import Policy, School, load_policy, policy_names
from tmi_cli.policy.lint import lint_policy
from tmi_cli.policy.lint_school import lint_school

TOLD_BY_ITSELF = {"assumption", "assumed", "contradiction-told"}

CL = '{ role = "CL", title = "Leader", unit = "faculty", at_least = 1 }'
ODD_SCALE = '[scales.odd]\ntitle = "odd"\nused_for = ["SCQF7"]\n'
RULE = 'title = "t"\nwhy = "w"\nsource = "s"\nsays = "x"\n'


def policy_of(folder: Path, changes: str) -> Policy:
    path = folder / "mine.toml"
    path.write_text(f'extends = "standard"\nassumptions = []\n{changes}', encoding="utf-8")
    return load_policy(str(path))


def found(policy: Policy, *, faculties: int | None = None) -> list[tuple[str, str, str]]:
    findings = lint_policy(policy, faculties=faculties)
    return [(f.severity, f.code, f.where) for f in findings if f.code not in TOLD_BY_ITSELF]


@pytest.mark.parametrize("name", policy_names())
def test_shipped_policies_have_no_errors_and_tell_their_assumptions(name: str) -> None:
    policy = load_policy(name)
    findings = lint_policy(policy)
    assert [f for f in findings if f.severity == "error"] == []
    assert [f.message for f in findings if f.code == "assumption"] == list(policy.assumptions)
    assert [f.message for f in findings if f.code == "contradiction-told"] == list(policy.contradictions)


def test_a_policy_with_nothing_wrong_is_told_nothing(tmp_path: Path) -> None:
    assert lint_policy(policy_of(tmp_path, "")) == []


@pytest.mark.parametrize(
    ("changes", "due"),
    [
        ("[scales.ratings]\nconcern = []\n", [("error", "rule-never-flags", "rules › rating")]),
        (
            "[scales.graded]\nconcern = []\n[scales.on-track]\nconcern = []\n[scales.pass-fail]\nconcern = []\n",
            [("error", "rule-never-flags", "rules › working-grade")],
        ),
        ("[periods]\nsenior = 1\nbge = 3\n", [("error", "rule-never-flags", "rules › falling")]),
        (
            "[rules.below-target]\non = true\nbands = 9\n",
            [("error", "rule-never-flags", "rules › below-target")],
        ),
        ("[rules.below-target]\non = true\nbands = 8\n", [("info", "bands-beyond-scale", "rules › below-target")]),
        (
            "[rules.level-stuck]\non = true\nperiods = 4\n",
            [("error", "rule-never-flags", "rules › level-stuck")],
        ),
        (
            "".join(f"[rules.{rule}]\non = false\n" for rule in ("rating", "working-grade", "falling")),
            [("error", "no-rule-on", "rules")],
        ),
        (f'[rules.again]\nkind = "grade-fell"\n{RULE}', [("warning", "rule-twice", "rules › again")]),
        (
            f'[rules.effort]\nkind = "rating-of-concern"\nfields = ["effort"]\n{RULE}',
            [("info", "rule-within-another", "rules › effort")],
        ),
        ('[rules.rating]\nfields = ["effort", "effort"]\n', [("warning", "field-twice", "rules › rating")]),
        (
            '[scales.pass-fail]\nused_for = ["SCQF5", "SCQF6"]\n' + ODD_SCALE + 'order = ["1"]\n',
            [("error", "scale-without-order", "scales › odd")],
        ),
        ('[scales.ratings]\nconcern = ["2", "4"]\n', [("error", "concern-out-of-order", "scales › ratings")]),
        (
            '[scales.ratings]\nconcern = ["1", "2", "3", "4"]\n',
            [("error", "everything-is-a-concern", "scales › ratings")],
        ),
        (
            '[scales.ratings]\norder = ["1", "01", "3", "4"]\nlabels = {}\n',
            [("error", "codes-alike", "scales › ratings")],
        ),
        (
            '[scales.ratings]\nlabels = { 1 = "often", 2 = "Often", 3 = "4" }\n',
            [("error", "label-is-a-code", "scales › ratings"), ("info", "label-twice", "scales › ratings")],
        ),
        ('[scales.pass-fail]\nused_for = ["SCQF5", "SCQF6"]\n', [("warning", "course-without-scale", "scales")]),
        (
            f'[[ladders]]\ncount = "faculties"\nsteps = [{CL}, {CL.replace("CL", "PSL")}]\n',
            [("error", "step-out-of-reach", "ladders › 0 › steps › 0")],
        ),
        (
            f'[[ladders]]\ncount = "faculties"\nstages = ["S1", "S2", "S3"]\nsteps = [{CL}]\n'
            f'[[ladders]]\ncount = "faculties"\nstages = ["S3", "S4", "S5"]\nsteps = [{CL}]\n',
            [("error", "stage-on-two-ladders", "ladders › 1"), ("warning", "stage-without-ladder", "ladders")],
        ),
        (
            f'[[ladders]]\ncount = "faculties"\nsteps = [{CL.replace("at_least = 1", "at_least = 2")}]\n',
            [("info", "lowest-step", "ladders › 0 › steps › 0")],
        ),
        (
            '[[groups]]\nname = "A"\nfield = "asn"\n[[groups]]\nname = "B"\nfield = "asn"\n',
            [("warning", "group-twice", "groups › 1")],
        ),
        ("[awards]\nAll = [\"A\", \"B\", \"C\", \"pass\"]\n", [("warning", "award-not-counted", "awards")]),
        ("[awards]\n", [("error", "no-set-of-awards", "measures")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_its_place(tmp_path: Path, changes: str, due: list[tuple[str, str, str]]) -> None:
    assert found(policy_of(tmp_path, changes)) == due


def test_a_step_that_needs_more_faculties_than_the_school_has_is_out_of_reach(tmp_path: Path) -> None:
    assert found(policy_of(tmp_path, ""), faculties=2) == [
        ("error", "step-out-of-reach", "ladders › 0 › steps › 2")
    ]


def test_staff_that_fits_nothing_and_units_without_a_name_are_told() -> None:
    school = School.model_validate(
        {
            "staff": {
                "CL": {"Science": "A. Teacher", "Sciences": "B. Teacher"},
                "PLS": {"Skye": "C. Teacher"},
                "Year Head": dict.fromkeys(("S1", "S2", "S3", "S4", "S5"), "D. Teacher"),
                "PSL": {"Skye": "E. Teacher"},
            }
        }
    )
    told = lint_school(school, load_policy("standard"), units={"faculty": ["Mathematics", "Science"]})
    assert [(f.severity, f.code, f.where, f.message) for f in told] == [
        ("warning", "no-such-unit", "tmi.toml › staff › CL › Sciences",
         "No faculty called Sciences is known, so its CL is never shown."),
        ("warning", "faculty-without-leader", "tmi.toml › staff › CL", "No CL is named for Mathematics."),
        ("warning", "role-not-on-ladder", "tmi.toml › staff › PLS",
         "PLS is no role of the policy, so these names are never shown."),
        ("warning", "unit-without-holder", "tmi.toml › staff › Year Head", "No Year Head is named for S6."),
    ]  # fmt: skip
    stages = {**school.staff, "CL": {"Science": "A. Teacher"}, "PSL": {}}
    del stages["PLS"]
    assert lint_school(School(staff=stages), load_policy("standard"), units={"stage": ["S4"]}) == []
    assert (told[0].hint, told[2].hint) == (
        "Did you mean Science? Correct the name, or give all exports.",
        "Did you mean PSL? There are CL, PSL, Year Head.",
    )
