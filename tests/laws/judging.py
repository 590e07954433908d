"""How a law is tried, and what is compared of the reports on its schools."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings

from tests.small_school import run
from tmi_cli.policy import load_policy
from tmi_cli.reports.as_json import as_plain
from tmi_cli.reports.report import Report

Plain = dict[str, Any]


def examples(number: int) -> settings:
    """So many examples, the same ones in every run."""
    return settings(
        max_examples=number,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
    )


law = examples(60)


ALL_RULES_ON = "".join(f"[rules.{rule.name}]\non = true\n" for rule in load_policy("standard").rules.values())


def judged(
    exports: Mapping[str, str | bytes],
    *,
    policy: str = "standard",
    changes: str = ALL_RULES_ON,
    period: int | None = None,
) -> Report:
    """The report on some exports, by file name, with every rule of the policy switched on."""
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), exports, policy=policy, changes=changes, period=period)


def without_places(report: Report) -> Plain:
    """The JSON of a report without what a move of cells may change: places, and rows told in words."""
    plain = as_plain(report)
    del plain["sources"], plain["policy"]
    for case in plain["pupils"]:
        for flag in case["flags"]:
            flag["evidence"] = [_placeless(e) for e in flag["evidence"]]
    for rule in plain["praise_rules"]:
        for flag in rule["praised"]:
            flag["evidence"] = [_placeless(e) for e in flag["evidence"]]
    plain["problems"] = sorted((_placeless(p) for p in plain["problems"]), key=str)
    return plain


def _placeless(item: Plain) -> Plain:
    return {key: value for key, value in item.items() if key not in ("file", "sheet", "cell", "message")}


def flagged(report: Report) -> set[tuple[Any, ...]]:
    """Which rule flagged which course of which pupil."""
    return {(f.pupil.key, f.rule, f.subject, f.level, f.class_code, f.period) for f in report.findings.flags}


def flags_of(report: Report, number: str) -> list[Plain]:
    """The flags of one pupil, as the JSON shows them, without places."""
    return [
        {**flag, "evidence": [_placeless(e) for e in flag["evidence"]]}
        for case in as_plain(report)["pupils"]
        if case["pupil"]["scn"] == number
        for flag in case["flags"]
    ]
