"""The wrong-file guard: each doubt at its bound stops ``tmi flag``, one below it stays silent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.analysis.in_process import tmi_here
from tests.analysis.little_school import Files, check, flag, options, problems, row
from tests.cli.command import tmi
from tests.conformance import CASES, case_names, case_options
from tests.small_school import Row
from tmi_cli import pipeline
from tmi_cli.errors import ExportError

DOUBTS = {"same-period-twice", "period-repeated", "roll-halved", "another-session", "another-school"}
SAMPLE = Path(__file__).parent.parent.parent / "sample_data"


class Case(NamedTuple):
    """Files; the doubt they raise with its sentence and its place, or none."""

    files: Files
    code: str = ""
    sentence: str = ""
    where: str = ""


def period(number: int, pupils: Sequence[int], **cells: str) -> list[Row]:
    return [row(pupil, period=str(number), **cells) for pupil in pupils]


def five_subjects(number: int, pupils: int, *, changed: int = 0) -> list[Row]:
    """Five entries a pupil, the first ``changed`` of them with another target than in other periods."""
    subjects = ("Mathematics", "French", "Physics", "Music", "History")
    rows = [
        row(pupil, period=str(number), subject=subject, **{"class": f"4{subject[:2].upper()}1"})
        for pupil in range(pupils)
        for subject in subjects
    ]
    return [{**line, "grade": "2"} if place < changed else line for place, line in enumerate(rows)]


def two(one: Sequence[Row], other: Sequence[Row]) -> Files:
    return {"Tracking TP1.csv": one, "Tracking TP2.csv": other}


def twice(one: Sequence[Row], other: Sequence[Row]) -> Files:
    return {"Tracking TP1.csv": one, "Tracking TP1 new.csv": other}


def shared(count: int, *, differ: int = 1, more: int = 0) -> Files:
    """Two exports of period 1: ``count`` entries in both, of which some differ, and ``more`` in each alone."""
    new = [*period(1, range(differ), grade="2"), *period(1, range(differ, count))]
    return twice(
        [*period(1, range(count)), *period(1, range(100, 100 + more))],
        [*new, *period(1, range(200, 200 + more))],
    )


def halved(before: int, after: int) -> Files:
    return two(period(1, range(before)), period(2, range(after), grade="2"))


def strangers(before: int, after: int, common: int) -> Files:
    return two(period(1, range(before)), period(2, range(before - common, before - common + after), grade="2"))


def moved(count: int, of: int) -> Files:
    """A period of S5 in which ``count`` pupils were in S4 before and the others in S5."""
    before = [*period(1, range(count)), *period(1, range(count, of), stage="S5")]
    return two(before, period(2, range(of), stage="S5", grade="2"))


DOUBTFUL = {
    "ten-entries-twice-one-differs": Case(
        shared(10),
        "same-period-twice",
        "This holds 10 entries of period 1 that Tracking TP1 new.csv holds too, and 1 of them differ.",
        "Tracking TP1.csv",
    ),
    "half-of-24-entries-twice": Case(
        shared(12, differ=12, more=12),
        "same-period-twice",
        "This holds 12 entries of period 1 that Tracking TP1 new.csv holds too, and 12 of them differ.",
        "Tracking TP1.csv",
    ),
    "fifty-of-fifty-as-before": Case(
        two(five_subjects(1, 10), five_subjects(2, 10)),
        "period-repeated",
        "50 of 50 entries of period 2 are just those of period 1.",
        "Tracking TP2.csv",
    ),
    "forty-nine-of-fifty-as-before": Case(
        two(five_subjects(1, 10), five_subjects(2, 10, changed=1)),
        "period-repeated",
        "49 of 50 entries of period 2 are just those of period 1.",
        "Tracking TP2.csv",
    ),
    "nine-of-twenty-left": Case(
        halved(20, 9),
        "roll-halved",
        "S4 has 9 pupils in period 2 and had 20 in the period before.",
        "Tracking TP2.csv",
    ),
    "half-the-stage-was-in-another": Case(
        moved(10, of=20),
        "another-session",
        "10 of 20 pupils of S5 in period 2 were in another stage in the period before.",
        "Tracking TP2.csv",
    ),
    "the-whole-stage-was-in-another": Case(
        moved(20, of=20),
        "another-session",
        "20 of 20 pupils of S5 in period 2 were in another stage in the period before.",
        "Tracking TP2.csv",
    ),
    "one-of-twenty-in-common": Case(
        strangers(20, 20, common=1),
        "another-school",
        "1 of 20 pupils of S4 in period 2 were there in the period before.",
        "Tracking TP2.csv",
    ),
    "nobody-of-forty-in-common": Case(
        strangers(30, 40, common=0),
        "another-school",
        "0 of 40 pupils of S4 in period 2 were there in the period before.",
        "Tracking TP2.csv",
    ),
}

SILENT = {
    "nine-entries-twice-all-differ": Case(shared(9, differ=9)),
    "twelve-of-25-entries-twice": Case(shared(12, differ=12, more=13)),
    "twenty-entries-twice-all-equal": Case(shared(20, differ=0)),
    "two-halves-of-one-period": Case(twice(period(1, range(20)), period(1, range(20, 40)))),
    "two-subjects-of-one-period": Case(
        twice(period(1, range(20)), period(1, range(20), subject="French", **{"class": "4FR1"}))
    ),
    "forty-five-of-forty-five-as-before": Case(two(five_subjects(1, 9), five_subjects(2, 9))),
    "forty-eight-of-fifty-as-before": Case(two(five_subjects(1, 10), five_subjects(2, 10, changed=2))),
    "ten-of-twenty-left": Case(halved(20, 10)),
    "nine-of-nineteen-left": Case(halved(19, 9)),
    "nine-of-twenty-were-in-another-stage": Case(moved(9, of=20)),
    "nineteen-of-nineteen-were-in-another-stage": Case(moved(19, of=19)),
    "two-of-twenty-in-common": Case(strangers(20, 20, common=2)),
    "none-of-nineteen-in-common": Case(strangers(19, 19, common=0)),
    "twice-as-many-as-before": Case(two(period(1, range(20)), period(2, range(40), grade="2"))),
    "a-stage-that-is-in-one-period-only": Case(
        two(period(1, range(20)), [*period(2, range(20), grade="2"), *period(2, range(50, 80), stage="S6")])
    ),
}


@pytest.mark.parametrize("name", DOUBTFUL)
def test_flag_stops_with_what_it_saw_and_check_tells_it(name: str, tmp_path: Path) -> None:
    case = DOUBTFUL[name]
    with pytest.raises(ExportError) as stopped:
        flag(tmp_path, case.files)
    assert (stopped.value.sentence, str(stopped.value.where)) == (case.sentence, case.where)
    assert f"--accept {case.code}" in stopped.value.hint
    told = [p for p in problems(check(tmp_path, case.files)) if p.code in DOUBTS]
    assert [(p.code, p.severity, p.message, str(p.origin), p.hint) for p in told] == [
        (case.code, "error", case.sentence, case.where, stopped.value.hint)
    ]


@pytest.mark.parametrize("name", DOUBTFUL)
def test_an_accepted_doubt_stops_nothing_and_stays_a_problem(name: str, tmp_path: Path) -> None:
    case = DOUBTFUL[name]
    report = flag(tmp_path, case.files, accept=[case.code])
    assert [p.code for p in report.problems if p.code in DOUBTS] == [case.code]
    for other in DOUBTS - {case.code}:
        with pytest.raises(ExportError):
            flag(tmp_path, case.files, accept=[other])


@pytest.mark.parametrize("name", SILENT)
def test_a_near_miss_is_not_doubted(name: str, tmp_path: Path) -> None:
    files = SILENT[name].files
    assert [p.code for p in problems(check(tmp_path, files)) if p.code in DOUBTS] == []
    assert flag(tmp_path, files).pupils_judged > 0


def test_every_doubt_is_raised_by_one_case_at_least() -> None:
    assert {case.code for case in DOUBTFUL.values()} == DOUBTS


@pytest.mark.parametrize(
    "name",
    [
        "ten-entries-twice-one-differs",
        "fifty-of-fifty-as-before",
        "nine-of-twenty-left",
        "half-the-stage-was-in-another",
        "one-of-twenty-in-common",
    ],
)
def test_on_the_command_line_a_doubt_ends_with_2_unless_it_is_accepted(name: str, tmp_path: Path) -> None:
    case = DOUBTFUL[name]
    options(tmp_path, case.files)
    refused = tmi("flag", "exports", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.splitlines()[:2] == [f"Error: {case.sentence}", f"Where: {case.where}"]
    assert f"--accept {case.code}" in refused.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["exports", "tmi.toml"]
    accepted = tmi_here("flag", "exports", "--accept", case.code, "--out", "lists", cwd=tmp_path)
    assert accepted.returncode == 0
    assert len(list(tmp_path.glob("lists/*/*/escalation.xlsx"))) == 1
    checked = tmi_here("check", "exports", "--format", "json", "--out", "checks", cwd=tmp_path)
    assert checked.returncode == 1
    assert case.sentence in [p["message"] for p in json.loads(checked.stdout)["problems"]]
    assert len(list(tmp_path.glob("checks/*/*/check.xlsx"))) == 1


def test_several_doubts_are_counted_and_all_must_be_accepted(tmp_path: Path) -> None:
    files = {**halved(20, 9), "Tracking TP1 new.csv": period(1, range(20), grade="5")}
    with pytest.raises(ExportError) as stopped:
        flag(tmp_path, files)
    assert stopped.value.sentence.startswith("This holds 20 entries of period 1 that Tracking TP1 new.csv holds")
    assert "1 more" in stopped.value.sentence
    with pytest.raises(ExportError):
        flag(tmp_path, files, accept=["same-period-twice"])
    report = flag(tmp_path, files, accept=["same-period-twice", "roll-halved"])
    assert {"same-period-twice", "roll-halved"} & {p.code for p in report.problems} == {"roll-halved"}


GAPS = {
    "the-last-period-of-last-session-beside-the-first-of-this": (
        {
            "Tracking TP3.csv": period(3, range(30)),
            "Tracking TP1.csv": period(1, range(30), stage="S5", grade="2"),
        },
        "another-session",
    ),
    "half-the-roll-gone-since-the-period-before-last": (
        {"Tracking TP1.csv": period(1, range(30)), "Tracking TP3.csv": period(3, range(9), grade="2")},
        "roll-halved",
    ),
    "another-school-since-the-period-before-last": (
        {"Tracking TP1.csv": period(1, range(30)), "Tracking TP3.csv": period(3, range(50, 80), grade="2")},
        "another-school",
    ),
    "the-period-before-last-again": (
        {"Tracking TP1.csv": five_subjects(1, 10), "Tracking TP3.csv": five_subjects(3, 10)},
        "period-repeated",
    ),
}


@pytest.mark.parametrize("name", GAPS)
def test_the_last_period_that_was_given_counts_as_the_one_before(name: str, tmp_path: Path) -> None:
    files, code = GAPS[name]
    assert [p.code for p in problems(check(tmp_path, files)) if p.code in DOUBTS] == [code]


@pytest.mark.parametrize("name", case_names())
def test_no_case_is_doubted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / name)
    report = pipeline.check(case_options(name))
    assert DOUBTS.isdisjoint(item.problem.code for item in report.items)


def test_the_sample_is_not_doubted() -> None:
    report = pipeline.check(pipeline.Options([SAMPLE / "exports"], session="2025-26", groups=[SAMPLE / "lists"]))
    assert DOUBTS.isdisjoint(item.problem.code for item in report.items)
