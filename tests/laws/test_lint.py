"""A rule that ``tmi policy check`` says can never flag never does; a step out of reach has nobody."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.judging import ALL_RULES_ON, examples
from tests.laws.schools import Rows, schools
from tests.small_school import csv_text, run
from tmi_cli import pipeline
from tmi_cli.policy.change import settings_of
from tmi_cli.policy.lint import lint_policy

SETTINGS = (
    ("scales.ratings.concern=", "scales.ratings.concern=4"),
    ("scales.graded.concern=", "scales.graded.concern=9"),
    ("scales.on-track.concern=", "scales.pass-fail.concern="),
    ("below-target.bands=7", "below-target.bands=8", "below-target.bands=9"),
    ("level-stuck.periods=3", "level-stuck.periods=4"),
    ("ladder.PSL.at_least=1", "ladder.PSL.at_least=3", "ladder.PSL.at_least=4"),
    ("ladder.CL.at_least=2", "ladder.CL.more_than_share=0.9"),
)


@st.composite
def changes(draw: st.DrawFn) -> list[str]:
    return [draw(st.sampled_from(several)) for several in draw(st.sets(st.sampled_from(SETTINGS), max_size=5))]


@examples(20)
@given(schools(), changes())
def test_what_is_said_to_be_impossible_does_not_happen(rows: Rows, changed: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), {"a.csv": csv_text(rows)}, changes=ALL_RULES_ON)
        options = pipeline.Options(
            [Path(folder) / "exports"],
            session="2025-26",
            policy=str(Path(folder) / "changed.toml"),
            school=Path(folder) / "tmi.toml",
        )
        _, (report,) = pipeline.simulate(options, [settings_of(changed)])
    told = lint_policy(report.policy)
    never = {finding.where for finding in told if finding.code == "rule-never-flags"}
    assert not {flag.rule for flag in report.findings.flags if f"rules › {flag.rule}" in never}
    closed = {finding.where for finding in told if finding.code == "step-out-of-reach"}
    (ladder,) = report.policy.ladders
    roles = {step.role for at, step in enumerate(ladder.steps) if f"ladders › 0 › steps › {at}" in closed}
    assert not {case.owner.role for case in report.cases if case.faculties and case.owner.role in roles}
