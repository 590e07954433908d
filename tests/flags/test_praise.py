"""Whom to praise: resolved, better, risen, above target, all ratings the best; none of it counts as a concern."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from tests.laws.judging import judged, law
from tests.laws.schools import Rows, policies, schools
from tests.small_school import csv_text, run, table, with_numbers
from tmi_cli.errors import PolicyError
from tmi_cli.policy import load_policy
from tmi_cli.reports.as_json import as_plain
from tmi_cli.reports.report import Report

ENTRIES = """
pupil  | period | subject | level | class | target | grade | effort | behaviour
Ailsa  | 1      | Physics | H     | 5A    | 5      | 7     | 1      | 1
Ailsa  | 2      | Physics | H     | 5A    |        | 4     | 1      | 1
Blair  | 1      | Physics | H     | 5A    |        | 9     | 2      | 2
Blair  | 2      | Physics | H     | 5A    |        | 8     | 2      | 2
Cora   | 1      | Physics | H     | 5A    |        | 7     | 2      | 2
Cora   | 2      | Physics | H     | 5B    |        | 6     | 2      | 2
Duncan | 1      | Physics | H     | 5A    | 3      | 4     | 2      | 2
Duncan | 2      | Physics | H     | 5A    |        | 4     | 2      | 2
Duncan | 1      | Drama   | H     | 5D    |        | 4     | 1      | 1
Duncan | 2      | Drama   | H     | 5D    |        | 4     | 1      | 1
"""


def report_of(folder: Path, changes: str = "") -> Report:
    return run(folder, {"Export.csv": csv_text(with_numbers(table(ENTRIES)))}, changes=changes)


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(item.pupil.forename, item.entry.course.subject, item.says) for item in report.praise]


def test_the_list_tells_every_reason_most_reasons_first_with_no_rule_switched_on(tmp_path: Path) -> None:
    gone = "no longer: the working grade is a concern on the scale of its course"
    assert told(report_of(tmp_path)) == [
        (
            "Ailsa",
            "Physics",
            f"{gone[:1].upper()}{gone[1:]}; working grade risen from 7 (D) to 4 (B4); "
            "working grade 4 (B4) above target 5 (C5); all ratings the best",
        ),
        (
            "Blair",
            "Physics",
            "Better, though still flagged: Working grade 8 (no award); "
            "working grade risen from 9 (off track) to 8 (no award)",
        ),
        # The class has changed since: the flag is told of the course there is now.
        ("Cora", "Physics", f"{gone[:1].upper()}{gone[1:]}; working grade risen from 7 (D) to 6 (C6)"),
        ("Duncan", "Drama", "All ratings the best"),
    ]


def test_the_policy_says_what_is_praised_whether_its_rule_is_on_or_off(tmp_path: Path) -> None:
    for on in ("false", "true"):
        changes = f"[rules.praise]\non = {on}\nrisen = false\nabove_target = false\n"
        folder = tmp_path / on
        folder.mkdir()
        kinds = {reason.kind for item in report_of(folder, changes).praise for reason in item.reasons}
        assert kinds == {"resolved", "better", "best ratings"}


def test_a_rule_of_praise_is_told_apart_and_changes_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "off").mkdir()
    (tmp_path / "on").mkdir()
    off, on = report_of(tmp_path / "off"), report_of(tmp_path / "on", "[rules.praise]\non = true\n")
    one, two = as_plain(off), as_plain(on)
    (rule,) = two.pop("praise_rules")
    assert one.pop("praise_rules") == []
    for plain in (one, two):
        del plain["policy"], plain["sources"]
    assert one == two
    assert {key: rule[key] for key in ("rule", "flagged", "clear", "cannot_judge")} == {
        "rule": "praise",
        "flagged": 4,
        "clear": 1,
        "cannot_judge": 0,
    }
    assert [(item["pupil"]["forename"], item["state"], item["since"]) for item in rule["praised"]] == [
        ("Ailsa", "continuing", 1),
        ("Blair", "new", 2),
        ("Cora", "new", 2),
        ("Duncan", "continuing", 1),
    ]


def test_praise_that_asks_for_nothing_is_a_mistake_in_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    nothing = "ratings_best = false\nrisen = false\nabove_target = false\n"
    path.write_text(f'extends = "standard"\n[rules.praise]\n{nothing}', encoding="utf-8")
    with pytest.raises(PolicyError, match="praise needs one of ratings_best, risen and above_target"):
        load_policy(str(path))


@law
@given(schools(), policies)
def test_every_resolved_or_better_flag_is_praised_and_no_praise_is_a_flag(rows: Rows, policy: str) -> None:
    report = judged({"a.csv": csv_text(rows)}, policy=policy)
    findings = report.findings
    praised = {
        (item.pupil.key, item.entry.course.subject, reason.kind)
        for item in report.praise
        for reason in item.reasons
    }
    assert {(i.pupil.key, i.subject, "resolved") for i in findings.resolved} <= praised
    assert {(f.pupil.key, f.subject, "better") for f in findings.flags if f.state == "better"} <= praised
    assert not any(report.policy.rules[flag.rule].PRAISES for flag in findings.flags)
    by_rule = {(flag.pupil.key, flag.subject) for flag in findings.praise}
    kinds = {"risen", "above target", "best ratings"}
    assert by_rule == {(key, subject) for key, subject, kind in praised if kind in kinds}
    counted = [(count.flagged, count.cannot_judge) for count in findings.praise_counts]
    assert counted == [(len(findings.praise), len(findings.praise_unjudged))]
