"""What changed is what two reports of ``tmi flag``, of the period and of the one before, differ by."""

from __future__ import annotations

import tempfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.laws.judging import ALL_RULES_ON, examples
from tests.laws.schools import Rows, policies, schools
from tests.reports.studies import SAMPLE, sample
from tests.reports.workbook_lint import complaints
from tests.small_school import csv_text, table, with_numbers
from tmi_cli import pipeline
from tmi_cli.analysis.changes import Changes, changes_of
from tmi_cli.reports.paper import Paper, TablePart
from tmi_cli.reports.paper_text import as_plain
from tmi_cli.reports.papers.changes import changes_paper
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.paper import paper_workbook

POLICIES = ["balerno", "irvine-royal"]
ROLES = {"balerno": ["CL", "PSL", "Year Head"],
         "irvine-royal": ["PT Pastoral (informal)", "PT Pastoral", "Head of House"]}  # fmt: skip
STATES = ("worse", "new", "continuing", "better", "resolved", "not seen")


@cache
def report_as_of(period: int, policy: str) -> Report:
    """The sample school's report of a period, as ``tmi flag --period`` gives it."""
    return pipeline.flag(
        pipeline.Options(
            [SAMPLE / "exports"],
            session="2025-26",
            policy=policy,
            groups=[SAMPLE / "lists"],
            period=period,
        )
    )


@cache
def paper_of(policy: str) -> Paper:
    return changes_paper(*sample(policy))


def rows_of(part: TablePart) -> list[dict[str, Any]]:
    return [dict(zip((head.key for head in part.heads), row, strict=True)) for row in part.rows]


def table_of(paper: Paper, section: str, name: str) -> list[dict[str, Any]]:
    return rows_of(paper.section(section).table(name))


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        row[name] for name in ("surname", "forename", "registration", "subject", "level", "class", "rule")
    )


def key_of(item: Any) -> tuple[Any, ...]:
    pupil = item.pupil
    names = (pupil.surname, pupil.forename, pupil.registration or "")
    return (*names, item.subject or "", item.level or "", item.class_code or "", item.rule)


@pytest.mark.parametrize("policy", POLICIES)
def test_every_flag_of_the_period_and_every_one_that_has_gone_is_told_once(policy: str) -> None:
    findings = report_as_of(3, policy).findings
    due = Counter((flag.state, *key_of(flag)) for flag in findings.flags)
    due += Counter(("resolved", *key_of(item)) for item in findings.resolved)
    due += Counter(("not seen", *key_of(item)) for item in findings.not_seen)
    lists = ("New and worse", "Resolved and better", "Continuing", "Not seen")
    rows = [row for name in lists for row in table_of(paper_of(policy), name, name.lower().replace(" ", "_"))]
    assert Counter((row["state"], *key(row)) for row in rows) == due
    counted = Counter(state for state, *_ in due.elements())
    glance = table_of(paper_of(policy), "At a glance", "states")
    assert {row["state"]: row["flags"] for row in glance} == {state: counted[state] for state in STATES}
    for name in ("by_owner", "by_faculty"):
        parts = table_of(paper_of(policy), "At a glance" if name == "by_owner" else "Faculties and owners", name)
        assert {state: sum(row[state] for row in parts) for state in STATES} == {s: counted[s] for s in STATES}


@pytest.mark.parametrize("policy", POLICIES)
def test_when_a_flag_was_first_seen_is_what_the_reports_of_the_periods_say(policy: str) -> None:
    flagged: dict[tuple[Any, ...], list[int]] = {}
    on_level: dict[tuple[Any, ...], set[int]] = {}
    for period in (1, 2, 3):
        for flag in report_as_of(period, policy).findings.flags:
            flagged.setdefault((flag.pupil.key, flag.rule, flag.subject), []).append(period)
            on_level.setdefault((flag.pupil.key, flag.rule, flag.subject, flag.level), set()).add(period)
    report, study = sample(policy)
    changes = changes_of(study, report.cases, report.settings).changes
    assert changes
    for change in changes:
        flag = change.flag
        assert change.first == min(flagged[flag.pupil.key, flag.rule, flag.subject])
        run = on_level[flag.pupil.key, flag.rule, flag.subject, flag.level]
        assert change.periods == len([p for p in run if change.since <= p <= change.last])
        then = next(f for f in report_as_of(change.last, policy).findings.flags if key_of(f) == key_of(flag))
        assert (change.since, change.flag.reason) == (then.since, then.reason)


@pytest.mark.parametrize("policy", POLICIES)
def test_moves_are_the_differences_between_the_cases_of_two_reports(policy: str) -> None:
    then = {case.pupil.scn: case for case in report_as_of(2, policy).cases}
    now = {case.pupil.scn: case for case in report_as_of(3, policy).cases}
    counted = (lambda c: set(c.faculties)) if policy == "balerno" else (lambda c: set(c.subjects))
    due: dict[str | None, tuple[Any, ...]] = {}
    for scn in {*then, *now}:
        one, two = then.get(scn), now.get(scn)
        if one is None or two is None:
            direction = "onto" if one is None else "off"
        else:
            places = [ROLES[policy].index(case.owner.role) for case in (one, two)]
            direction = "up" if places[0] < places[1] else "down" if places[0] > places[1] else ""
            direction = direction or ("same" if one.owner.unit == two.owner.unit else "across")
        before, after = (counted(case) if case else set() for case in (one, two))
        owners = [(case.owner.role, case.owner.unit, case.owner.why) if case else None for case in (one, two)]
        due[scn] = (direction, *owners, after - before, before - after)
    report, study = sample(policy)
    found = {
        move.pupil.scn: (
            move.direction,
            *((o.role, o.unit, o.why) if o else None for o in (move.before, move.now)),
            set(move.more),
            set(move.fewer),
        )
        for move in changes_of(study, report.cases, report.settings).moves
    }
    assert found == due
    directions = Counter(direction for direction, *_ in due.values())
    assert min(directions[d] for d in ("up", "down", "onto", "off")) > 0
    assert len(table_of(paper_of(policy), "Moved", "moved")) == len(due) - directions["same"]


@pytest.mark.parametrize("policy", POLICIES)
def test_pupils_of_each_owner_add_up_from_then_to_now(policy: str) -> None:
    rows = table_of(paper_of(policy), "Faculties and owners", "by_unit")
    assert all(row["then"] + row["came"] - row["went"] == row["now"] for row in rows)
    for period, name in ((2, "then"), (3, "now")):
        cases = report_as_of(period, policy).cases
        due = Counter((c.owner.role, c.owner.unit or f"No {c.owner.unit_kind}") for c in cases)
        assert {(row["role"], row["unit"]): row[name] for row in rows if row[name]} == due


@pytest.mark.parametrize("policy", POLICIES)
def test_each_period_is_told_as_its_own_report_told_it(policy: str) -> None:
    for period, row in enumerate(table_of(paper_of(policy), "At a glance", "by_period"), 1):
        findings = report_as_of(period, policy).findings
        due: Counter[str] = Counter(flag.state for flag in findings.flags)
        assert [row[state] for state in STATES[:4]] == [due[state] for state in STATES[:4]]
        assert (row["resolved"], row["not seen"]) == (len(findings.resolved), len(findings.not_seen))


@pytest.mark.parametrize("policy", POLICIES)
def test_the_workbook_gives_no_cause_for_complaint(policy: str) -> None:
    paper = paper_of(policy)
    assert complaints(paper_workbook(paper), run_id=paper.run_id) == []


TWO_STAGES = """
pupil | stage | house | period | subject | level | class | grade | effort | behaviour
Ailsa | S4    | Birch | 1      | Physics | H     | 4A    | 7     | 1      | 1
Ailsa | S4    | Birch | 2      | Physics | H     | 4A    |       |        |
Ailsa | S4    | Birch | 2      | French  | H     | 4F    | 3     | 1      | 1
Blair | S5    | Larch | 1      | Physics | H     | 5A    | 8     | 1      | 1
"""


def study_of(folder: Path, text: str, *, school: str = "") -> tuple[Report, Changes, Paper]:
    (folder / "Export.csv").write_text(csv_text(with_numbers(table(text))), encoding="utf-8")
    (folder / "tmi.toml").write_text(school, encoding="utf-8")
    options = pipeline.Options([folder / "Export.csv"], session="2025-26", school=folder / "tmi.toml")
    report, study = pipeline.study(options)
    return report, changes_of(study, report.cases, report.settings), changes_paper(report, study)


def test_who_left_with_a_flag_not_seen_is_no_good_news_and_a_first_period_moves_nobody(tmp_path: Path) -> None:
    staff = '[staff.CL]\n"Sciences" = "A. Teacher"\n[faculties]\n"Sciences" = ["Physics"]\n'
    _, changes, paper = study_of(tmp_path, TWO_STAGES, school=staff)
    assert changes.compared == {"S4": 1}
    assert [(m.pupil.forename, m.direction, m.before and m.before.name) for m in changes.moves] == [
        ("Ailsa", "off", "A. Teacher")
    ]
    says = as_plain(paper)["sections"][0]["says"]
    assert says == [
        "Flags since the period before: 0 worse, 1 new, 0 continuing, 0 better, 0 resolved, 1 not seen.",
        "On the ladder: 0 pupils moved up, 0 moved down, 0 came onto it, 1 left it.",
        "1 pupil moved down or left with a flag that could not be judged again: that is no good news yet.",
        "S5 has no earlier period in these exports: nobody has moved there.",
    ]
    by_period = [
        (row["period"], row["new"], row["not seen"]) for row in table_of(paper, "At a glance", "by_period")
    ]
    assert by_period == [("Period 1", 2, 0), ("Period 2", 0, 1)]
    assert complaints(paper_workbook(paper), run_id=paper.run_id) == []


@examples(40)
@given(schools(), policies)
def test_flags_before_are_told_again_or_resolved_or_not_seen(rows: Rows, policy: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        changed = Path(folder) / "changed.toml"
        changed.write_text(f'extends = "{policy}"\n{ALL_RULES_ON}', encoding="utf-8")
        (Path(folder) / "a.csv").write_text(csv_text(rows), encoding="utf-8")
        report, study = pipeline.study(
            pipeline.Options([Path(folder) / "a.csv"], session="2025-26", policy=str(changed))
        )
    changes = changes_of(study, report.cases, report.settings)
    told = Counter(row["state"] for s in changes_paper(report, study).sections if s.long and s.name != "Moved"
                   for row in rows_of(s.tables()[0]))  # fmt: skip
    assert told == Counter(change.state for change in changes.changes)
    now = changes.of("new", "worse", "continuing", "better")
    assert Counter(key_of(c.flag) for c in now) == Counter(key_of(flag) for flag in report.findings.flags)
    went_on = {(c.flag.pupil.key, c.flag.rule, c.flag.subject, c.flag.level) for c in now if c.state != "new"}
    gone = {(key_of(c.flag), c.last) for c in changes.of("resolved", "not seen")}
    for stage, period in changes.compared.items():
        before = [flag for flag in study.findings[period].flags if flag.pupil.stage == stage and flag.subject]
        for flag in before:
            again = (flag.pupil.key, flag.rule, flag.subject, flag.level) in went_on
            assert again or (key_of(flag), period) in gone
    for change in changes.changes:
        assert change.first <= change.since <= change.last
        assert 1 <= change.periods <= change.last - change.since + 1
        assert change.state != "new" or change.since == change.last
    flagged_now = {case.pupil.key for case in report.cases}
    for move in changes.moves:
        assert (move.now is not None) == (move.pupil.key in flagged_now)
        assert set(move.more).isdisjoint(move.fewer)
