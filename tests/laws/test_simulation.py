"""A simulated change is exactly the difference of two ``tmi flag`` runs, one with a policy file that says it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from tests.conformance import CASES, case_names, case_options
from tests.laws.judging import Plain, flagged
from tests.reports.studies import SAMPLE
from tmi_cli import pipeline
from tmi_cli.analysis.simulation import difference
from tmi_cli.pipeline import Options
from tmi_cli.policy import Policy, load_policy, policy_names
from tmi_cli.policy.change import Threshold, rule_of, thresholds
from tmi_cli.reports.as_json import as_plain
from tmi_cli.reports.paper_text import as_plain as paper_plain
from tmi_cli.reports.papers.simulation import simulation_paper
from tmi_cli.reports.report import Report

SCHOOL = Options([SAMPLE / "exports"], session="2025-26", groups=[SAMPLE / "lists"])

Settings = dict[str, str]


def moved(policy: Policy, threshold: Threshold) -> Iterator[str]:
    """The values one step away from that of a threshold, those that it can hold."""
    value, parameter = threshold.value, threshold.name.rpartition(".")[2]
    if parameter in ("on", "ratings_best", "risen", "above_target"):
        yield "false" if value else "true"
    elif parameter == "phase":
        # A rule about grades or levels has one phase only.
        yield from ("bge", "senior") if value == "both" else ()
    elif parameter == "fields":
        yield ",".join(value[:-1])
    elif parameter == "concern":
        order = policy.scales[threshold.name.split(".")[1]].order
        mild = [code for code in order if code in value]
        yield ",".join(mild[1:])
        yield ",".join([*[code for code in order if code not in value][-1:], *mild])
    elif parameter == "more_than_share":
        yield from (f"{value - 0.1:g}", f"{value + 0.1:g}")
    else:
        least = {"bands": 1, "periods": 2, "at_least": 1, "percent": 1}[parameter]
        yield from (f"{step:g}" for step in (value - 1, value + 1) if step >= least)


def steps(policy: Policy) -> list[Settings]:
    """Every threshold moved one step; a rule that is off is also switched on for it."""
    found: list[Settings] = []
    for threshold in thresholds(policy):
        rule = rule_of(threshold.name)
        for value in moved(policy, threshold):
            found.append({threshold.name: value})
            if rule and not policy.rules[rule].on and not threshold.name.endswith(".on"):
                found.append({f"{rule}.on": "true", threshold.name: value})
    return found


def written(policy: Policy, settings: Settings, folder: Path) -> Path:
    """A policy file that extends the policy and says the same, made without ``policy.change``."""
    tables: dict[str, Any] = {}
    dumped = policy.model_dump(exclude_none=True)
    for name, text in settings.items():
        head, parameter = name.rsplit(".", 1)
        part, _, within = head.partition(".")
        if part == "scales":
            tables.setdefault("scales", {})[within] = {parameter: [code for code in text.split(",") if code]}
        elif part == "ladder":
            tables["ladders"] = [
                {
                    **ladder,
                    "stages": list(ladder["stages"]),
                    "steps": [
                        {**step, parameter: float(text) if "." in text else int(text)}
                        if step["role"] == within
                        else step
                        for step in ladder["steps"]
                    ],
                }
                for ladder in dumped["ladders"]
            ]
        else:
            value: object = {"phase": text, "fields": text.split(",")}.get(parameter)
            if text in ("true", "false"):
                value = text == "true"
            number = float(text) if value is None else 0.0
            told = value if value is not None else int(number) if parameter != "percent" else number
            tables.setdefault("rules", {}).setdefault(head, {})[parameter] = told
    path = folder / "tried.toml"
    path.write_text(tomlkit.dumps({"extends": policy.name, **tables}), encoding="utf-8")
    return path


def plain(report: Report) -> Plain:
    return {key: value for key, value in as_plain(report).items() if key != "policy"}


def hold(options: Options, tried: list[Settings], folder: Path) -> None:
    """The law, for some changes of the policy of ``options``, tried side by side."""
    policy = load_policy(str(options.policy))
    now, trials = pipeline.simulate(options, tried)
    before = pipeline.flag(options)
    assert as_plain(now) == as_plain(before)
    paper = paper_plain(simulation_paper(now, trials, tried))
    figures = paper["sections"][0]["tables"]["figures"][1:]
    lists = [section["tables"]["pupils"] for section in paper["sections"][3:]]
    for settings, trial, figure, listed in zip(tried, trials, figures, lists, strict=True):
        after = pipeline.flag(replace(options, policy=str(written(policy, settings, folder))))
        assert plain(trial) == plain(after), settings
        names, names_before = ({c.pupil.key: c.pupil for c in report.cases} for report in (after, before))
        added, dropped = names.keys() - names_before.keys(), names_before.keys() - names.keys()
        found = difference(before.cases, after.cases)
        assert {c.pupil.key for c in found.of("added")} == added
        assert {c.pupil.key for c in found.of("dropped")} == dropped
        assert {f for c in found.changes for f in c.gained} == {
            f for f in after.findings.flags if not flagged(before) & flagged_one(f)
        }
        assert {f for c in found.changes for f in c.lost} == {
            f for f in before.findings.flags if not flagged(after) & flagged_one(f)
        }
        told = (figure["pupils"], figure["added"], figure["dropped"], figure["flags"])
        assert told == (len(after.cases), len(added), len(dropped), len(after.findings.flags))
        gone = [(row["surname"], row["forename"]) for row in listed if row["change"] == "dropped"]
        assert gone == [
            (p.surname, p.forename) for p in sorted((names_before[key] for key in dropped), key=lambda p: p.order)
        ]


def flagged_one(flag: Any) -> set[tuple[Any, ...]]:
    return {(flag.pupil.key, flag.rule, flag.subject, flag.level, flag.class_code, flag.period)}


@pytest.mark.parametrize("name", policy_names())
def test_on_the_sample_school_with_every_threshold_moved_one_step(name: str, tmp_path: Path) -> None:
    """The policies have most thresholds in common, so each of them takes its share of the steps."""
    share = steps(load_policy(name))[policy_names().index(name) :: len(policy_names())]
    hold(replace(SCHOOL, policy=name), share, tmp_path)


@pytest.mark.parametrize("case", case_names())
def test_on_an_example_case_with_some_thresholds_moved_one_step(case: str, tmp_path: Path) -> None:
    """Every case has its own thresholds; all cases together have those of all shipped policies."""
    draw = random.Random(case)
    policy = policy_names()[case_names().index(case) % len(policy_names())]
    tried = draw.sample(steps(load_policy(policy)), 2)
    hold(replace(case_options(case, CASES / case), policy=policy), tried, tmp_path)


@pytest.mark.parametrize("name", policy_names())
def test_the_policys_own_values_change_nothing(name: str) -> None:
    policy = load_policy(name)
    own = {threshold.name: threshold.told for threshold in thresholds(policy)}
    now, (tried,) = pipeline.simulate(replace(SCHOOL, policy=name), [own])
    assert as_plain(tried) == as_plain(now)
    assert difference(now.cases, tried.cases).changes == ()
