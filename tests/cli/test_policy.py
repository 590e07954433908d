"""``tmi policy simulate``, ``check`` and ``backtest`` on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import CLEAR, FLAGGED, changed, write_csv

TWO_BELOW = changed(CLEAR, SCN="", Surname="Lochview", Target_Grade="2", Working_Grade="4")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "S4 TP1.csv", FLAGGED, CLEAR, TWO_BELOW)


def simulate(export: Path, *args: str) -> Said:
    return tmi_here("policy", "simulate", export, "--session", "2025-26", "--no-files", *args, cwd=export.parent)


def test_help_of_policy_imports_nothing_that_reads_or_writes() -> None:
    script = (
        "import sys\n"
        "from tmi_cli.cli.main import main\n"
        "main.main(['policy', '--help'], standalone_mode=False)\n"
        "slow = {'pandas', 'numpy', 'openpyxl', 'pydantic', 'rich', 'xlsxwriter', 'python_calamine'}\n"
        "sys.exit(', '.join(slow & set(sys.modules)) or None)\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert result.stderr == ""


def test_scenarios_stand_side_by_side_with_the_pupils_by_name(export: Path) -> None:
    said = simulate(
        export, "--format", "json", "--set", "scales.ratings.concern=4", "--set", "below-target.on=false",
        "--scenario", "below-target.on=true below-target.bands=2", "--scenario", "ladder.year-head.at_least=1",
    )  # fmt: skip
    assert said.returncode == 0
    paper = json.loads(said.stdout)
    assert paper["schema"] == "tmi.simulation/1"
    assert paper["scenarios"] == {
        "A": {"scales.ratings.concern": "4", "below-target.on": "false"},
        "B": {"below-target.on": "true", "below-target.bands": "2"},
        "C": {"ladder.year-head.at_least": "1"},
    }
    glance, owners, _, *scenarios = paper["sections"]
    assert [list(row.values()) for row in glance["tables"]["figures"]] == [
        ["Now", 1, None, None, None, None, 1, None, None],
        ["A", 0, 0, 1, 0, 0, 0, 0, 1],
        ["B", 2, 1, 0, 0, 0, 2, 1, 0],
        ["C", 1, 0, 0, 1, 0, 1, 0, 0],
    ]
    told = [
        [(row["change"], row["surname"], row["then"], row["gained"], row["lost"]) for row in s["tables"]["pupils"]]
        for s in scenarios
    ]
    assert told == [
        [("dropped", "Sample", "not flagged", "", "Mathematics: Effort 3")],
        [("added", "Lochview", "CL, Mathematics: 1 faculty",
          "Mathematics: Working grade 4 (B4) against target 2 (A2)", "")],
        [("other owner", "Sample", "Year Head, S4: 1 faculty", "", "")],
    ]  # fmt: skip
    assert {name: [list(row.values()) for row in table] for name, table in owners["tables"].items()} == {
        "load_cl": [["Mathematics", 1, 0, -1, 2, 1, 0, -1], ["All", 1, 0, -1, 2, 1, 0, -1]],
        "load_year_head": [["S4", 0, 0, 0, 0, 0, 1, 1], ["All", 0, 0, 0, 0, 0, 1, 1]],
    }


def test_a_setting_of_a_rule_that_is_off_is_said_to_do_nothing(export: Path) -> None:
    paper = json.loads(simulate(export, "--format", "json", "--set", "below-target.bands=2").stdout)
    said = paper["sections"][0]["says"]
    assert "Scenario A changes nothing." in said
    assert any("add below-target.on=true" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "Nothing is to be tried"),
        (("--set", "below-target.band=2"), "Did you mean bands?"),
        (("--set", "rating.on=true", "--set", "rating.on=false"), '--scenario "rating.on=true" --scenario'),
        (("--scenario", 'rating.on="true'), "A quotation mark is not closed"),
        (("--scenario", "rating.on=true",) * 9, "At most 8 scenarios"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_refused_before_any_export_is_read(
    tmp_path: Path, args: tuple[str, ...], told: str
) -> None:
    said = simulate(tmp_path / "nowhere.xlsx", *args)
    assert (said.returncode, said.stdout) == (2, "")
    assert told in said.stderr


def test_the_files_of_a_simulation_name_no_pupil(export: Path) -> None:
    said = tmi_here(
        "policy", "simulate", export, "--session", "2025-26", "--set", "below-target.on=true", "--format", "html",
        "--out", export.parent / "out", cwd=export.parent,
    )  # fmt: skip
    assert said.returncode == 0
    made = sorted(path.name for path in (export.parent / "out").rglob("*") if path.is_file())
    assert made == [
        ".tmi.lock",
        "manifest.json",
        "scenarios.html",
        "scenarios.xlsx",
        "simulation.csv",
        "simulation.json",
    ]


def test_looking_back_takes_every_period_and_shows_shares_with_their_counts(tmp_path: Path) -> None:
    write_csv(tmp_path / "exports" / "TP1.csv", FLAGGED, CLEAR)
    later = [changed(row, Tracking_Point="TP2", Working_Grade="4") for row in (FLAGGED, CLEAR)]
    write_csv(tmp_path / "exports" / "TP2.csv", *later)
    said = tmi_here(
        "policy", "backtest", "exports", "--session", "2025-26", "--format", "json", "--no-files", cwd=tmp_path
    )
    assert said.returncode == 0
    paper = json.loads(said.stdout)
    assert paper["schema"] == "tmi.backtest/1"
    (rating, *_) = paper["sections"][0]["tables"]["rules"]
    assert rating == {
        "rule": "rating", "flagged_off": 1, "flagged_on": 0, "precision": 100.0,
        "precision_interval": "21 to 100", "clear_off": 1, "clear_on": 0, "recall": 50.0,
        "recall_interval": "9 to 91", "not_judged": 0, "warning": "Few: precision of 1 and recall of 2",
    }  # fmt: skip


def test_looking_back_on_one_period_is_refused(export: Path) -> None:
    said = tmi_here("policy", "backtest", export, "--session", "2025-26", "--no-files", cwd=export.parent)
    assert (said.returncode, said.stdout) == (2, "")
    assert "Give the exports of all periods of the session" in said.stderr


def test_a_policy_is_checked_by_itself_and_against_exports(tmp_path: Path) -> None:
    staff = '[staff.CL]\nScience = "A. Teacher"\nMathmatics = "B. Teacher"\n[staff.PSL]\nSkye = "C. Teacher"\n'
    (tmp_path / "tmi.toml").write_text(staff, encoding="utf-8")
    odd = changed(FLAGGED, Working_Grade="Q", SCN="", Surname="Lochview")
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED, CLEAR, odd, changed(odd, Surname="Glenview"))
    alone = tmi_here("policy", "check", "standard", "--format", "json", cwd=tmp_path)
    assert alone.returncode == 0
    told = [f["message"] for f in json.loads(alone.stdout)["findings"] if f["severity"] != "info"]
    assert told == ["No Year Head is named for S1, S2, S3, S4, S5, S6."]
    both = tmi_here("policy", "check", "standard", "S4 TP1.csv", "--format", "json", cwd=tmp_path)
    assert both.returncode == 1
    found = [f for f in json.loads(both.stdout)["findings"] if f["severity"] != "info"]
    assert [(f["severity"], f["code"], f["where"]) for f in found] == [
        ("error", "code-unknown", "S4 TP1.csv › M4"),
        ("warning", "rule-judged-nothing", "rules › falling"),
        ("warning", "no-such-unit", "tmi.toml › staff › CL › Mathmatics"),
        ("warning", "faculty-without-leader", "tmi.toml › staff › CL"),
        ("warning", "unit-without-holder", "tmi.toml › staff › Year Head"),
    ]
    assert found[0]["message"].startswith("“Q” is not on the scale for N5 courses: ")
    assert found[0]["message"].endswith(" It stands there 2 times.")
    page = tmi_here("policy", "check", "standard", "S4 TP1.csv", cwd=tmp_path)
    assert "1 error, 4 warnings, 3 notes." in page.stdout
    assert not any(name in page.stdout + page.stderr for name in ("Lochview", "Ailsa", "Sample"))


def test_warnings_count_where_they_are_asked_to(tmp_path: Path) -> None:
    assert tmi_here("policy", "check", "balerno", cwd=tmp_path).returncode == 0
    assert tmi_here("policy", "check", "balerno", "--strict", cwd=tmp_path).returncode == 1


def test_without_a_name_the_schools_policy_is_checked(tmp_path: Path) -> None:
    (tmp_path / "tmi.toml").write_text('policy = "mine.toml"\n', encoding="utf-8")
    odd = 'extends = "standard"\n[scales.ratings]\nconcern = []\n'
    (tmp_path / "mine.toml").write_text(odd, encoding="utf-8")
    said = tmi_here("policy", "check", "--format", "json", cwd=tmp_path)
    assert (said.returncode, json.loads(said.stdout)["policy"]["name"]) == (1, "mine")
