"""Looking back is counted as a person would, from the lists of each period and the last one's grades."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.reports.studies import SAMPLE, sample
from tests.small_school import csv_text, run, scn, table
from tmi_cli import pipeline
from tmi_cli.analysis.backtest import ANY, Backtest, RuleTest, backtest
from tmi_cli.analysis.study import study
from tmi_cli.cohort.cohort import same_class
from tmi_cli.errors import RequestError
from tmi_cli.policy import AttendanceBelow
from tmi_cli.reports.papers.backtest import backtest_paper

# One pupil a row: what stood in French in each of three periods, as effort:grade, and the target.
PUPILS = """
    pupil | stage | level | target | one | two | three
    Ada   | S4    | N5    | 3      | 3:3 | 1:3 | 1:5
    Bea   | S4    | N5    | 3      | 3:3 | 3:4 | 1:3
    Cat   | S4    | N5    | 3      | 1:3 | 1:3 | 1:4
    Dot   | S4    | N5    | 3      | 1:3 | 1:3 | 1:2
    Eve   | S4    | N5    |        | 1:3 | 3:6 | 1:7
    Fay   | S4    | N5    |        | :   | :3  | 1:5
    Gia   | S4    | N5    | 3      | 3:3 | 1:3 | 1:
    Hal   | S2    | 3A    |        | 3:  | 1:  | 1:
"""
# The end: Ada, Cat below target, Eve (no target) of concern: off. Bea, Dot, Fay: on. Gia, Hal: nobody can tell.


def little_school(folder: Path, *, changes: str = "", last: int = 3) -> Backtest:
    rows = []
    for number, pupil in enumerate(table(PUPILS)):
        for period, name in enumerate(("one", "two", "three")[:last], 1):
            effort, grade = pupil[name].split(":")
            rows.append(
                {
                    "scn": scn(number), "forename": pupil["pupil"], "surname": "Sample", "stage": pupil["stage"],
                    "period": str(period), "subject": "French", "class": "A", "level": pupil["level"],
                    "target": pupil["target"], "grade": grade, "effort": effort,
                    "behaviour": "1" if effort else "", "homework": "",
                }
            )  # fmt: skip
    report = run(folder, {"a.csv": csv_text(rows)}, changes=changes)
    return backtest(study(report.cohort, report.policy, report.findings))


def test_a_little_school_counted_by_hand(tmp_path: Path) -> None:
    found = little_school(tmp_path)
    assert (found.off.hits, found.off.of) == (3, 6)
    assert found.unknown == {"a BGE level has no target": 1, "no working grade at the end": 1}
    # rule, period, flagged and off, flagged and on, clear and off, clear and on, not judged
    assert [tuple(tested) for tested in found.tested] == [
        ("rating", 1, 1, 1, 2, 1, 1),  # Ada; Bea; Cat, Eve; Dot; Fay blank
        ("rating", 2, 1, 1, 2, 1, 1),  # Eve; Bea; Ada, Cat; Dot; Fay has no effort
        ("rating", None, 2, 1, 1, 1, 1),
        ("working-grade", 1, 0, 0, 3, 2, 1),
        ("working-grade", 2, 0, 0, 3, 3, 0),
        ("working-grade", None, 0, 0, 3, 3, 0),
        ("falling", 1, 0, 0, 0, 0, 6),  # nothing to compare with
        ("falling", 2, 1, 1, 2, 1, 1),  # Eve; Bea; Ada, Cat; Dot; Fay
        ("falling", None, 1, 1, 2, 1, 1),
        (ANY, 1, 1, 1, 2, 1, 1),
        (ANY, 2, 1, 1, 2, 2, 0),
        (ANY, None, 2, 1, 1, 2, 0),
    ]
    # Ada was flagged two periods before the end, Eve one.
    assert {rule: dict(leads) for rule, leads in found.leads.items()} == {
        "rating": {2: 1, 1: 1}, "working-grade": {}, "falling": {1: 1}, ANY: {2: 1, 1: 1},
    }  # fmt: skip


def test_rules_of_levels_and_attendance_are_not_tested(tmp_path: Path) -> None:
    on = "".join(f"[rules.{rule}]\non = true\n" for rule in ("level-fell", "level-stuck", "attendance"))
    assert little_school(tmp_path, changes=on).untested == ("level-fell", "level-stuck", "attendance")


def test_a_share_has_its_counts_its_interval_and_a_warning_where_it_is_of_few() -> None:
    tested = RuleTest("rating", None, flagged_off=12, flagged_on=8, clear_off=7, clear_on=30, not_judged=2)
    assert (tested.precision.hits, tested.precision.of, tested.precision.few) == (12, 20, False)
    assert (tested.recall.hits, tested.recall.of, tested.recall.few) == (12, 19, True)
    assert tested.precision.percent == pytest.approx(60)
    # Wilson's interval of 12 of 20, from his formula.
    assert tested.precision.interval == pytest.approx((38.66, 78.12), abs=0.01)


@pytest.mark.parametrize("name", ["balerno", "irvine-royal"])
def test_the_sample_school_counted_from_the_lists_of_each_period(name: str) -> None:
    """Whoever stood on the list of a period (``tmi flag --period``) and where the course stood at the end."""
    report, studied = sample(name)
    found = backtest(studied)
    asked = pipeline.Options(
        [SAMPLE / "exports"], session="2025-26", policy=name, groups=[SAMPLE / "lists"], accept=["roll-halved"]
    )
    lists = {period: pipeline.flag(replace(asked, period=period)) for period in (1, 2)}
    on_list = {
        period: {(f.pupil.key, f.rule, f.subject, f.level, f.class_code) for f in earlier.findings.flags}
        for period, earlier in lists.items()
    }
    here = {
        period: {(pupil.key, entry.course) for pupil, entry in earlier.entries}
        for period, earlier in lists.items()
    }
    policy = report.policy
    for rule in policy.rules_on:
        if isinstance(rule, AttendanceBelow) or not rule.applies_to("senior"):
            continue
        for period in (1, 2):
            counts = {"off": 0, "on": 0}
            for pupil, entry in report.entries:
                scale, grade = policy.scale_of(entry.course.level), entry.working_grade
                if entry.phase == "bge" or scale is None or grade is None:
                    continue
                target = report.cohort.targets.get(id(entry))
                bar = scale.order.index(target.code) if target else None
                off = scale.order.index(grade) > bar if bar is not None else grade in scale.concern
                earlier = [
                    e
                    for history in report.cohort.history[pupil.key].values()
                    for e in history.get(period, ())
                    if e.course[:2] == entry.course[:2]
                ]
                then = same_class(entry, earlier)
                if then and (pupil.key, then.course) in here[period]:
                    counts["off" if off else "on"] += (pupil.key, rule.name, *then.course) in on_list[period]
            (tested,) = (t for t in found.tested if (t.rule, t.period) == (rule.name, period))
            assert (tested.flagged_off, tested.flagged_on) == (counts["off"], counts["on"]), (rule.name, period)


@pytest.mark.parametrize("name", ["standard", "balerno", "irvine-royal", "irvine-royal-later"])
def test_every_row_accounts_for_every_course_judged_at_the_end(name: str) -> None:
    found = backtest(sample(name)[1])
    assert found.off.of
    for tested in found.tested:
        assert sum(tested[2:]) == found.off.of


def test_one_period_has_nothing_to_look_back_on(tmp_path: Path) -> None:
    rows = [{"scn": scn(1), "surname": "Sample", "stage": "S4", "period": "1", "subject": "French", "effort": "3"}]
    report = run(tmp_path, {"a.csv": csv_text(rows)})
    with pytest.raises(RequestError, match="one period only"):
        backtest_paper(report, study(report.cohort, report.policy, report.findings))


def test_the_paper_warns_where_numbers_are_small_and_says_what_acting_does() -> None:
    report, studied = sample()
    paper = backtest_paper(report, studied)
    said = [s for part in paper.sections[0].parts for s in getattr(part, "sentences", ())]
    assert "Few: working-grade rests on fewer than 20 courses; do not decide on it alone." in said
    assert any("A school that acts on its flags changes what follows" in sentence for sentence in said)
    table = paper.sections[0].table("rules")
    assert dict(zip(table.column("rule"), table.column("warning"), strict=True)) == {
        "rating": "", "working-grade": "Few: precision of 18", "falling": "", ANY: "",
    }  # fmt: skip
