"""``tmi interventions`` from the command line: kept, listed, reviewed, compared; names only where they belong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analysis.in_process import tmi_here
from tests.interventions.year import write_year
from tests.small_school import scn


@pytest.fixture
def school(tmp_path: Path) -> Path:
    write_year(tmp_path)
    return tmp_path


def kept(school: Path) -> bytes:
    return (school / "store" / "interventions.csv").read_bytes()


def test_a_sheet_is_imported_once_and_then_read_from_the_store(school: Path) -> None:
    first = tmi_here("interventions", "import", "exports", "--from", "sheet.csv", cwd=school)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[0] == "sheet.csv: 9 rows = 9 read + 0 rejected + 0 ignored"
    assert first.stdout.splitlines()[1].startswith("9 new, 0 updated, 0 with nothing new; kept in ")
    before = kept(school)
    again = tmi_here("interventions", "import", "exports", "--from", "sheet.csv", cwd=school)
    assert again.stdout.splitlines()[1].startswith("0 new, 0 updated, 9 with nothing new; kept in ")
    assert kept(school) == before
    shown = tmi_here("interventions", "impact", "exports", "--format", "json", "--no-files", cwd=school)
    told = json.loads(shown.stdout)
    assert told["schema"] == "tmi.impact/1"
    strategies = told["sections"][1]["tables"]["strategy"]
    assert [row["interventions"] for row in strategies] == [4, 1, 1, 1, 1, 1, 9]


def test_one_is_added_listed_and_reviewed(school: Path) -> None:
    added = tmi_here(
        "interventions", "add", "exports", "--pupil", "Ailsa Sample", "--subject", "maths",
        "--strategy", "call home", "--stage", "1", "--by", "Mr A", "--started", "3/11/2025",
        "--review", "1/12/2025", cwd=school,
    )  # fmt: skip
    assert (added.returncode, added.stderr) == (0, "")
    assert added.stdout.startswith("Recorded as number 1 in ")
    listed = tmi_here(
        "interventions", "list", "exports", "--today", "2025-12-02", "--format", "json", "--no-files", cwd=school
    )
    (overdue,) = json.loads(listed.stdout)["sections"][1]["tables"]["overdue"]
    assert overdue == {
        "number": 1, "surname": "Sample", "forename": "Ailsa", "stage": "S4", "registration": "4A1",
        "subject": "Mathematics", "strategy": "Call home", "intervention_stage": "Class teacher", "by": "Mr A",
        "started": "2025-11-03", "review": "2025-12-01", "days_overdue": 1, "note": "",
    }  # fmt: skip
    reviewed = tmi_here("interventions", "review", "1", "--outcome", "Better", "--on", "2025-12-02", cwd=school)
    assert (reviewed.returncode, reviewed.stdout) == (0, "Number 1 is reviewed.\n")
    listed = tmi_here(
        "interventions", "list", "exports", "--today", "2025-12-02", "--format", "json", "--no-files", cwd=school
    )
    sections = json.loads(listed.stdout)["sections"]
    assert [sections[at]["tables"][name] for at, name in ((1, "overdue"), (2, "open"))] == [[], []]
    assert [(row["reviewed"], row["outcome"]) for row in sections[4]["tables"]["recorded"]] == [
        ("2025-12-02", "Better")
    ]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (["--pupil", "Sample", "--strategy", "Tea"], "4 pupils of these exports fit, and none is guessed."),
        (["--pupil", "Zebedee", "--strategy", "Tea"], "No pupil of these exports has this name."),
        (["--pupil", scn(0), "--strategy", "Tea", "--subject", "Latin"], "The pupil has no course in Latin."),
        (["--pupil", scn(0), "--strategy", " "], "An intervention needs a strategy."),
        (
            ["--pupil", scn(0), "--strategy", "Tea", "--started", "2/9/2025", "--review", "1/9/2025"],
            "The review would be before the start.",
        ),
        (["--pupil", scn(0), "--strategy", "Tea", "--review", "soon"], "soon is no date."),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_nothing_is_written(
    school: Path, told: list[str], says: str
) -> None:
    result = tmi_here("interventions", "add", "exports", *told, cwd=school)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert "Ailsa" not in result.stderr
    assert not (school / "store").exists()


def test_a_strategy_that_is_on_no_menu_is_kept_and_said(school: Path) -> None:
    result = tmi_here("interventions", "add", "exports", "--pupil", scn(0), "--strategy", "Call hme", cwd=school)
    assert result.returncode == 0
    assert result.stderr == (
        "The strategy is not on the policy's menu and was kept as it is. The menu has Call home.\n"
    )
    assert b'"Call hme"' in kept(school)


def test_a_list_writes_files_whose_names_name_nobody(school: Path) -> None:
    result = tmi_here(
        "interventions", "list", "exports", "--from", "sheet.csv", "--format", "html", "--out", "out", cwd=school
    )
    assert result.returncode == 0
    (folder,) = (school / "out" / "2025-26-P3").iterdir()
    assert sorted(path.name for path in folder.iterdir()) == [
        "interventions list.html", "interventions list.xlsx", "interventions.csv", "interventions.json",
        "manifest.json",
    ]  # fmt: skip
    assert not (school / "store").exists()


def test_a_store_that_is_damaged_stops_what_needs_it_and_nothing_else(school: Path) -> None:
    (school / "store").mkdir()
    (school / "store" / "interventions.csv").write_text("what", encoding="utf-8")
    listed = tmi_here("interventions", "list", "exports", cwd=school)
    assert (listed.returncode, listed.stdout) == (2, "")
    assert "The interventions that are kept cannot be used" in listed.stderr
    assert tmi_here("flag", "exports", "--no-files", cwd=school).returncode == 0
