"""Before and after: every figure equals the one counted by hand from the year's tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interventions.year import SCHOOL, SHEET, study_year
from tests.small_school import csv_text, with_numbers
from tmi_cli import pipeline
from tmi_cli.analysis.impact import AFTER, Impact, impact_of
from tmi_cli.reports.paper import Paper, TablePart
from tmi_cli.reports.papers.impact import impact_paper

# number of the row in the sheet: before, after, resolved, better, same, worse, cannot judge, new after, why
BY_HAND = [
    (1, 2, 0, 1, 0, 0, 0, 0, ""),  # Ailsa, Mathematics: effort 4, then 3
    (1, 2, 0, 1, 0, 1, 0, 0, ""),  # Ailsa: Mathematics as above, English effort 3, then 4
    (2, 3, 0, 0, 0, 0, 1, 0, ""),  # Calum, Mathematics: effort 3, then blank
    (1, 2, 1, 0, 0, 0, 0, 0, ""),  # Eilidh, Biology: grade 7, then 4; the sheet tells the period
    (1, 2, 0, 0, 0, 0, 0, 0, "no flag before"),
    (3, None, 0, 0, 0, 0, 1, 0, "no later period yet"),  # Ailsa, English: effort 4 in the last period
    (None, None, 0, 0, 0, 0, 0, 0, "begun before the first period"),
    (1, 2, 0, 0, 1, 0, 0, 1, ""),  # Calum: Mathematics effort 3 twice; French is new in period 2
    (None, None, 0, 0, 0, 0, 0, 0, "no start date and no period"),
]


def told(impact: Impact) -> tuple[object, ...]:
    counts = [impact.counts[state] for state in AFTER]
    return (impact.before, impact.after, *counts, len(impact.fresh), impact.why)


def test_each_intervention_is_compared_as_counted_by_hand(tmp_path: Path) -> None:
    report, study = study_year(tmp_path)
    found = report.interventions
    impacts = impact_of(study, found.recorded, found.dates)
    assert [told(impact) for impact in impacts] == BY_HAND
    (blank,) = impacts[2].flags
    assert blank.why == "effort blank"


def table(paper: Paper, section: str) -> TablePart:
    return paper.section(section).tables()[0]


def test_the_tables_equal_those_computed_by_hand(tmp_path: Path) -> None:
    """Interventions, pupils, flags before, resolved, better, same, worse, cannot judge, judged, % of judged."""
    paper = impact_paper(*study_year(tmp_path))
    everything = ("All", 9, 4, 6, 1, 1, 1, 1, 2, 4, 50.0)
    assert table(paper, "By strategy").rows == (
        ("Call home", 4, 2, 3, 0, 1, 1, 0, 1, 2, 50.0),
        ("Feedback", 1, 1, 0, 0, 0, 0, 0, 0, 0, None),
        ("Learning contract", 1, 1, 1, 0, 0, 0, 0, 1, 0, None),
        ("Letter of concern", 1, 1, 0, 0, 0, 0, 0, 0, 0, None),
        ("Mentoring group", 1, 1, 2, 0, 1, 0, 1, 0, 2, 50.0),
        ("Peer tutoring", 1, 1, 1, 1, 0, 0, 0, 0, 1, 100.0),
        everything,
    )
    assert table(paper, "By subject").rows == (
        ("No subject", 1, 1, 0, 0, 0, 0, 0, 0, 0, None),
        ("Biology", 1, 1, 1, 1, 0, 0, 0, 0, 1, 100.0),
        ("English", 3, 2, 2, 0, 0, 0, 1, 1, 1, 0.0),
        ("Mathematics", 5, 2, 3, 0, 1, 1, 0, 1, 2, 50.0),
        everything,
    )
    assert table(paper, "By faculty").rows == (
        ("No faculty", 1, 1, 0, 0, 0, 0, 0, 0, 0, None),
        ("English", 3, 2, 2, 0, 0, 0, 1, 1, 1, 0.0),
        ("Mathematics", 5, 2, 3, 0, 1, 1, 0, 1, 2, 50.0),
        ("Science", 1, 1, 1, 1, 0, 0, 0, 0, 1, 100.0),
        everything,
    )


def test_every_table_of_figures_says_that_it_is_no_proof(tmp_path: Path) -> None:
    paper = impact_paper(*study_year(tmp_path))
    said = [section.intro for section in paper.sections if section.name.startswith(("By", "Each i"))]
    assert said
    assert all("no proof" in intro for intro in said)


def test_without_dates_only_what_tells_its_period_is_placed(tmp_path: Path) -> None:
    report, study = study_year(tmp_path, school='session = "2025-26"\n')
    impacts = impact_of(study, report.interventions.recorded, report.interventions.dates)
    assert [impact.before for impact in impacts] == [None, None, None, 1, None, None, None, None, None]
    assert impacts[0].why == "no date of the periods"
    told = impact_paper(report, study).section("At a glance").parts[0]
    assert "8 interventions" not in str(told)
    assert "7 interventions: no date of the periods." in str(told)


@pytest.mark.parametrize(("day", "before"), [("2026-01-22", 1), ("2026-01-23", 2), ("2026-01-24", 2)])
def test_a_period_counts_as_before_from_the_day_it_was_taken(tmp_path: Path, day: str, before: int) -> None:
    sheet = f"Pupil | Action | Date\nAilsa Sample | Call home | {day}"
    report, study = study_year(tmp_path, sheet=sheet)
    (impact,) = impact_of(study, report.interventions.recorded, report.interventions.dates)
    assert impact.before == before


def test_a_pupil_flagged_twice_by_one_strategy_counts_each_flag_once(tmp_path: Path) -> None:
    """Two calls home about the same flag are two interventions and one flag."""
    sheet = """
        Pupil        | Subject | Action    | Date
        Ailsa Sample | Maths   | Call home | 2025-11-03
        Ailsa Sample | Maths   | Call home | 2025-11-10
        """
    paper = impact_paper(*study_year(tmp_path, sheet=sheet))
    assert table(paper, "By strategy").rows[0] == ("Call home", 2, 1, 1, 0, 1, 0, 0, 0, 1, 100.0)


def test_what_is_published_names_nobody_and_hides_small_numbers(tmp_path: Path) -> None:
    paper = impact_paper(*study_year(tmp_path), publish=True)
    assert paper.published
    (section,) = paper.sections
    shown = {value for part in section.tables() for row in part.rows for value in row[1:]}
    assert shown <= {"*", 0}
    assert "Sample" not in repr(section)


def test_what_is_published_shows_pupils_where_they_are_many(tmp_path: Path) -> None:
    """Twelve pupils with a call home: six of them resolved and six the same, each group five or more."""
    names = [f"P{letter}" for letter in "abcdefghijkl"]
    (tmp_path / "exports").mkdir()
    for period in (1, 2):
        rows = [
            {
                "pupil": name, "subject": "Mathematics", "level": "N5", "grade": "3", "period": str(period),
                "effort": "1" if period == 2 and at < 6 else "3", "behaviour": "1", "homework": "1",
            }
            for at, name in enumerate(names)
        ]  # fmt: skip
        (tmp_path / "exports" / f"TP{period}.csv").write_text(csv_text(with_numbers(rows)), encoding="utf-8")
    sheet = "Pupil,Subject,Action,Date\n" + "".join(f'"Sample, {n}",Maths,Call home,3/11/2025\n' for n in names)
    (tmp_path / "sheet.csv").write_text(sheet, encoding="utf-8")
    (tmp_path / "tmi.toml").write_text(SCHOOL, encoding="utf-8")
    options = pipeline.Options(
        [tmp_path / "exports"], school=tmp_path / "tmi.toml", interventions=[tmp_path / "sheet.csv"]
    )
    (section,) = impact_paper(*pipeline.study(options, acted=True), publish=True).sections
    assert [part.rows for part in section.tables()] == [
        (("Call home", 12, 6, 0, 6, 0, 0),),
        (("Mathematics", 12, 6, 0, 6, 0, 0),),
    ]


def test_no_intervention_makes_a_paper_that_says_so(tmp_path: Path) -> None:
    sheet = SHEET.strip().splitlines()[0] + "\n"
    report, study = study_year(tmp_path, sheet=sheet + "Sample, Ailsa | 4A1 |\n")
    paper = impact_paper(report, study)
    assert table(paper, "By strategy").rows == ()
    assert impact_paper(report, study, publish=True).sections[0].tables()[0].rows == ()


def test_each_flag_is_shown_with_what_became_of_it(tmp_path: Path) -> None:
    shown = table(impact_paper(*study_year(tmp_path)), "Each flag")
    keys = ("forename", "subject", "after", "reason", "before_period", "why", "strategy")
    assert list(zip(*(shown.column(key) for key in keys), strict=True)) == [
        ("Ailsa", "Mathematics", "Better", "Effort 4", 1, "", "Call home"),
        ("Ailsa", "English", "Worse", "Effort 3", 1, "", "Mentoring group"),
        ("Ailsa", "Mathematics", "Better", "Effort 4", 1, "", "Mentoring group"),
        ("Calum", "Mathematics", "Cannot judge", "Effort 3", 2, "effort blank", "Call home"),
        ("Eilidh", "Biology", "Resolved", "Working grade 7 (D)", 1, "", "Peer tutoring"),
        ("Ailsa", "English", "Cannot judge", "Effort 4", 3, "no later period yet", "Learning contract"),
        ("Calum", "Mathematics", "Same", "Effort 3", 1, "", "Call home"),
    ]


def test_each_intervention_is_told_in_a_sentence(tmp_path: Path) -> None:
    assert table(impact_paper(*study_year(tmp_path)), "Each").column("impact") == (
        "1 flag in period 1; period 2: 1 better",
        "2 flags in period 1; period 2: 1 better, 1 worse",
        "1 flag in period 2; period 3: 1 cannot judge",
        "1 flag in period 1; period 2: 1 resolved",
        "No flag in period 1; period 2: none",
        "1 flag in period 3; no later period yet",
        "Cannot judge: begun before the first period",
        "1 flag in period 1; period 2: 1 same, 1 new",
        "Cannot judge: no start date and no period",
    )
