"""The list of interventions, and the item of the meeting: whole tables, as counted by hand from the year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.interventions.year import study_year
from tests.reports.workbook_lint import complaints
from tmi_cli.reports.paper import Paper, Value
from tmi_cli.reports.papers.impact import impact_paper
from tmi_cli.reports.papers.interventions import interventions_paper
from tmi_cli.reports.papers.meeting import meeting_paper
from tmi_cli.reports.workbook.paper import paper_workbook


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    report, _ = study_year(tmp_path_factory.mktemp("year"))
    return interventions_paper(report, today=date(2026, 2, 1))


def column(paper: Paper, section: str, *keys: str) -> list[tuple[Value, ...]]:
    table = paper.section(section).tables()[0]
    return list(zip(*(table.column(key) for key in keys), strict=True))


def test_overdue_is_open_with_a_review_before_today(listed: Paper) -> None:
    """On 1 February 2026 that review is due today, and Calum's came to an outcome before."""
    assert column(listed, "Overdue", "forename", "strategy", "review", "days_overdue") == [
        ("Ailsa", "Call home", "2025-12-01", 62)
    ]


def test_open_is_what_has_no_outcome(listed: Paper) -> None:
    assert column(listed, "Open", "forename", "strategy", "days_overdue") == [
        ("Ailsa", "Call home", 62),
        ("Ailsa", "Mentoring group", None),
        ("Eilidh", "Peer tutoring", None),
        ("Fergus", "Feedback", None),
        ("Ailsa", "Learning contract", None),
        ("Calum", "Call home", None),
        ("Fergus", "Letter of concern", None),
    ]


def test_strategies_are_counted_and_one_that_is_on_no_menu_is_said(listed: Paper) -> None:
    assert listed.section("At a glance").tables()[0].rows == (
        ("Call home", 4, 2, 1, 2),
        ("Feedback", 1, 1, 0, 0),
        ("Learning contract", 1, 1, 0, 0),
        ("Letter of concern", 1, 1, 0, 0),
        ("Mentoring group", 1, 1, 0, 0),
        ("Peer tutoring", 1, 1, 0, 0),
        ("All", 9, 7, 1, 2),
    )
    said = str(listed.section("At a glance").parts[0])
    assert "9 interventions recorded for 4 pupils: 7 open, 1 overdue, 2 reviewed." in said
    assert "Not on the policy's menu, and kept as told: Letter of concern (1)." in said
    assert "sheet.csv: 9 rows = 9 read + 0 rejected + 0 ignored." in said


def test_flagged_without_action_is_what_nothing_is_recorded_for(tmp_path: Path) -> None:
    """In period 3 Ailsa is flagged in English, Calum in French; an action in Mathematics is none in French."""
    sheet = """
        Pupil        | Subject | Action    | Outcome
        Ailsa Sample | English | Whatever  | Done
        Calum Sample | Maths   | Call home |
        """
    report, _ = study_year(tmp_path / "a", sheet=sheet)
    paper = interventions_paper(report, today=date(2026, 2, 1))
    assert column(paper, "No action", "forename", "subject", "reason", "overview") == [
        ("Calum", "French", "Effort 3", "CL")
    ]
    assert "1 of 2 flagged pupils have a flag with no action recorded (1 flag)." in str(paper.sections[0])
    across = "Pupil | Action\nCalum Sample | Call home"
    report, _ = study_year(tmp_path / "b", sheet=across)
    paper = interventions_paper(report, today=date(2026, 2, 1))
    assert column(paper, "No action", "forename", "subject") == [("Ailsa", "English")]


def test_the_meeting_shows_those_of_the_faculty_with_their_impact(tmp_path: Path) -> None:
    report, study = study_year(tmp_path)
    paper = meeting_paper(report, study, faculty="Mathematics", meeting=1)
    assert column(paper, "3 Interventions", "forename", "subject", "strategy", "impact") == [
        ("Ailsa", "Mathematics", "Call home", "1 flag in period 1; period 2: 1 better"),
        ("Ailsa", "", "Mentoring group", "2 flags in period 1; period 2: 1 better, 1 worse"),
        ("Calum", "Mathematics", "Call home", "1 flag in period 2; period 3: 1 cannot judge"),
        ("Calum", "Mathematics", "Call home", "Cannot judge: begun before the first period"),
        ("Calum", "", "Call home", "1 flag in period 1; period 2: 1 same, 1 new"),
    ]
    modern = meeting_paper(report, study, faculty="Modern Languages", meeting=1)
    assert "No interventions are recorded" in str(modern.section("3 Interventions").parts[0])


def test_their_workbooks_are_sound_and_the_same_each_time(tmp_path: Path) -> None:
    report, study = study_year(tmp_path)
    papers = [
        interventions_paper(report, today=date(2026, 2, 1)),
        impact_paper(report, study),
        impact_paper(report, study, publish=True),
    ]
    for paper in papers:
        data = paper_workbook(paper)
        assert data == paper_workbook(paper)
        assert complaints(data, run_id=paper.run_id, published=paper.published) == []
