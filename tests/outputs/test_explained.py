"""A flag can be followed and found again from what is printed beside it (DP-40)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.reports.books import sheets
from tests.reports.studies import SAMPLE
from tmi_cli import pipeline
from tmi_cli.policy import Policy
from tmi_cli.reports.as_csv import FOR_A_PERSON, to_csv
from tmi_cli.reports.as_json import to_json
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import workbooks

EVERY_RULE = "".join(
    f"[rules.{name}]\non = true\n"
    for name in (
        "working-grade",
        "falling",
        "below-target",
        "level-fell",
        "level-stuck",
        "attendance",
        "prediction",
    )
)


@cache
def report() -> Report:
    """The sample school under a policy in which every rule of concern is on."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder) / "every.toml"
        policy.write_text(f'extends = "standard"\n{EVERY_RULE}', encoding="utf-8")
        return pipeline.flag(
            pipeline.Options(
                [SAMPLE / "exports"],
                session="2025-26",
                policy=str(policy),
                lists=[SAMPLE / "lists" / "Attendance.xlsx"],
            )
        )


@cache
def plain() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(to_json(report()))
    return told


@cache
def books() -> dict[str, bytes]:
    return workbooks(report(), run_id="r")


def flags() -> Iterable[dict[str, Any]]:
    return (flag for case in plain()["pupils"] for flag in case["flags"])


@cache
def cells_of(file: str, sheet: str) -> list[list[Any]]:
    (path,) = SAMPLE.rglob(file)
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def in_the_file(evidence: dict[str, Any]) -> str:
    """What stands in the cell that is named, read without tmi."""
    letters = evidence["cell"].rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    value = cells_of(evidence["file"], evidence["sheet"])[int(evidence["cell"][len(letters) :]) - 1][column - 1]
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def follows(flag: dict[str, Any], policy: Policy) -> bool:
    """Whether a rule's own words hold of the codes that are printed; written without the code that flags."""
    rule = policy.rules[flag["rule"]]
    scale = policy.scale_of(flag["level"])
    now = [e for e in flag["evidence"] if e["period"] == flag["period"] and e["field"] != "target"]
    other = [e for e in flag["evidence"] if e not in now]

    def place(evidence: dict[str, Any]) -> int:
        assert scale
        return scale.order.index(evidence["code"])

    if rule.kind == "rating-of-concern":
        return bool(now) and all(e["code"] in policy.ratings.concern for e in now)
    if rule.kind == "grade-of-concern":
        return bool(scale) and [e["code"] in scale.concern for e in now] == [True]
    if rule.kind == "grade-fell":
        return place(now[0]) > place(other[0]) and other[0]["period"] < flag["period"]
    if rule.kind in ("below-target", "predicted-below-target"):
        return place(now[0]) - place(other[0]) >= rule.bands
    if rule.kind == "level-fell":
        return place(now[0]) > place(other[0])
    if rule.kind == "level-stuck":
        periods = {e["period"] for e in flag["evidence"]}
        return len({e["code"] for e in flag["evidence"]}) == 1 and len(periods) >= rule.periods
    if rule.kind == "attendance-below":
        return all(float(e["code"]) < rule.percent for e in flag["evidence"])
    raise AssertionError(f"no way to check {rule.kind}")


def test_each_flag_follows_from_the_values_printed_beside_it() -> None:
    policy = report().policy
    assert {flag["rule"] for flag in flags()} >= {
        "rating",
        "working-grade",
        "falling",
        "below-target",
        "attendance",
    }
    assert [flag for flag in flags() if not follows(flag, policy)] == []


def test_each_value_printed_stands_in_the_cell_that_is_named() -> None:
    evidence = [item for flag in flags() for item in flag["evidence"]]
    assert len(evidence) > 50
    assert [item for item in evidence if item["value"] != in_the_file(item)] == []


def test_json_tells_the_rule_in_words_and_the_policy_by_its_hash() -> None:
    rules = {rule["rule"]: rule for rule in plain()["rules"]}
    policy = report().policy
    assert len(plain()["policy"]["sha256"]) == 64
    for flag in flags():
        told = rules[flag["rule"]]
        assert (told["title"], told["why"]) == (policy.rules[flag["rule"]].title, policy.rules[flag["rule"]].why)
        assert flag["period"] == plain()["periods"][_stage_of(flag)]
        assert flag["reason"]


def _stage_of(flag: dict[str, Any]) -> str:
    return next(str(case["pupil"]["stage"]) for case in plain()["pupils"] if flag in case["flags"])


def test_every_line_of_the_csv_explains_itself_and_leaves_room_for_a_person() -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(report()), newline="")))
    assert len(rows) == plain()["counts"]["flags"]
    policy = report().policy
    for row, flag in zip(rows, flags(), strict=True):
        assert row["rule_text"] == policy.rules[row["rule"]].title
        assert row["policy"] == f"{policy.name} {policy.sha256[:12]}"
        assert row["period"] == str(flag["period"])
        assert row["values"].split("; ") == [
            f"{e['field'].replace('_', ' ')} {e['value']}" for e in flag["evidence"]
        ]
        assert len(row["source"].split("; ")) == len(row["values"].split("; "))
        assert [row[column] for column in FOR_A_PERSON] == ["", "", "", ""]


@pytest.mark.parametrize("kind", ["escalation", "faculties", "houses", "stages"])
def test_every_line_of_the_lists_explains_itself_and_leaves_room_for_a_person(kind: str) -> None:
    titles = {
        rule.name: rule.title + (" (assumed)" if rule.assumed else "") for rule in report().policy.rules.values()
    }
    lists = [
        lines
        for path, data in books().items()
        if path.startswith(kind)
        for name, lines in sheets(data).items()
        if name == "Flags" or (kind == "escalation" and name in report().policy.roles)
    ]
    seen = [line for lines in lists for line in lines]
    assert seen
    for line in seen:
        assert titles[line["Rule id"]] == line["Rule"]
        assert line["Reason"]
        assert line["Value"] or line["Previous value"]
        assert line["Source"]
        assert line["Period"] in report().periods.values()
        assert [line[head] for head in ("Decision", "By / date", "Outcome")] == [None, None, None]


def test_every_summary_says_for_review_and_which_version_of_the_policy() -> None:
    for data in books().values():
        summary = load_workbook(io.BytesIO(data), read_only=True)["Summary"]
        words = "\n".join(str(cell) for row in summary.iter_rows(values_only=True) for cell in row if cell)
        assert "Flags are for review: a person decides." in words
        assert f"version {report().policy.sha256[:12]}" in words
