"""What a flag depends on and cites, and that every judgement has one outcome."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.laws.judging import flags_of, judged, law, without_places
from tests.laws.schools import PUPILS, Rows, policies, schools
from tests.small_school import csv_text, scn


@law
@given(schools(), st.integers(0, len(PUPILS) - 1), st.integers(1, 3), policies)
def test_a_pupils_flags_do_not_depend_on_other_pupils(rows: Rows, who: int, period: int, policy: str) -> None:
    alone = [row for row in rows if row["scn"] == scn(who)]
    assume(any(row["period"] == str(period) and row["effort"] and row["subject"] != "PSE" for row in alone))
    one = judged({"a.csv": csv_text(alone)}, policy=policy, period=period)
    two = judged({"a.csv": csv_text(rows)}, policy=policy, period=period)
    assert flags_of(one, scn(who)) == flags_of(two, scn(who))


@law
@given(schools(), st.integers(1, 2))
def test_later_periods_change_nothing_in_the_report_of_an_earlier_one(rows: Rows, period: int) -> None:
    before = [row for row in rows if int(row["period"]) <= period]
    # A row of the first period stands in every school; make sure that the reported one has values too.
    certain = {**rows[0], "period": str(period), "subject": "Drama"}
    one = judged({"a.csv": csv_text([*before, certain])}, period=period)
    two = judged({"a.csv": csv_text([*rows, certain])}, period=period)
    assert without_places(one) == without_places(two)


@law
@given(schools(), policies)
def test_every_flag_cites_a_cell_that_holds_its_value(rows: Rows, policy: str) -> None:
    report = judged({"a.csv": csv_text(rows)}, policy=policy)
    columns = list(rows[0])
    for flag in report.findings.flags:
        assert flag.evidence
        for e in flag.evidence:
            row = rows[(e.origin.row or 0) - 1]
            assert row[columns[e.origin.column or 0]] == e.value
            assert row["scn"] == flag.pupil.scn
            assert flag.subject is None or e.period == int(row["period"])


@law
@given(schools(), policies)
def test_every_entry_has_one_outcome_for_each_rule_that_applies(rows: Rows, policy: str) -> None:
    report = judged({"a.csv": csv_text(rows)}, policy=policy)
    for rule, count in zip(report.policy.rules_on, report.findings.counts, strict=True):
        applies = [entry for _, entry in report.entries if rule.applies_to(entry.phase)]
        due = report.pupils_judged if rule.kind == "attendance-below" else len(applies)
        assert count.flagged + count.clear + count.cannot_judge == due
        told = [flag for flag in report.findings.flags if flag.rule == rule.name]
        assert count.flagged == len(told)
    assert {case.pupil.key for case in report.cases} == {flag.pupil.key for flag in report.findings.flags}


@law
@given(schools())
def test_a_flag_now_is_neither_resolved_nor_not_seen_and_nothing_is_both(rows: Rows) -> None:
    findings = judged({"a.csv": csv_text(rows)}).findings
    now = {(f.pupil.key, f.rule, f.subject, f.level, f.class_code) for f in findings.flags}
    resolved = {(i.pupil.key, i.rule, i.subject, i.level, i.class_code) for i in findings.resolved}
    not_seen = {(i.pupil.key, i.rule, i.subject, i.level, i.class_code) for i in findings.not_seen}
    assert not now & resolved
    assert not now & not_seen
    assert not resolved & not_seen
