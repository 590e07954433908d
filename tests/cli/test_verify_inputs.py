"""However awkwardly the inputs were given, a run is made again with the very same names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analysis.in_process import tmi_here
from tests.analysis.little_school import row
from tests.cli.command import write_xlsx
from tests.exports.hostile import locked
from tests.small_school import HEADERS, csv_text, scn


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "tmi.toml").touch()
    _write(tmp_path / "exports" / "TP1.csv", csv_text([row(n) for n in range(3)]))
    return tmp_path


def again(folder: Path, *args: str, verify: tuple[str, ...] = ()) -> dict[str, object]:
    said = tmi_here(*args, "--session", "2025-26", "-q", cwd=folder)
    assert said.returncode in (0, 1), said.stderr
    said = tmi_here("verify", "out", *verify, "--inputs", "--format", "json", "-q", cwd=folder)
    (run,) = json.loads(said.stdout)["runs"]
    assert said.returncode == 0, run
    return dict(run)


def test_files_of_one_name_in_several_folders(school: Path) -> None:
    _write(school / "later" / "TP1.csv", csv_text([row(n, period="2") for n in range(3)]))
    run = again(school, "flag", "exports/TP1.csv", "later/TP1.csv", verify=("exports", "later"))
    assert run["made_again"]


@pytest.mark.parametrize("groups", ["exports/lists", "exports/lists/G.csv", "exports/G.csv"])
def test_lists_that_lie_among_the_exports(school: Path, groups: str) -> None:
    place = school / (groups if groups.endswith(".csv") else f"{groups}/G.csv")
    _write(place, f"SCN,ASN\n{scn(1)},Y\n")
    assert again(school, "flag", "exports", "--groups", groups)["made_again"]


def test_a_list_before_the_exports_in_the_alphabet_and_one_of_pupils(school: Path) -> None:
    _write(school / "A.csv", f"SCN,ASN\n{scn(1)},Y\n")
    _write(school / "P.csv", f"SCN,Forename,Surname,House\n{scn(2)},P2,Sample,Skye\n")
    args = ("flag", "exports", "--groups", "A.csv", "--pupils", "P.csv")
    assert again(school, *args, verify=("exports", "A.csv", "P.csv"))["made_again"]


def test_a_file_that_was_open_in_excel_and_folders_that_were_passed_over(school: Path) -> None:
    (school / "exports" / "~$TP1.csv").write_bytes(b"x")
    (school / "exports" / "old").symlink_to(school)
    (school / "exports" / "empty.csv").touch()
    (school / "exports" / "draft.tmp").write_bytes(b"x")
    assert again(school, "flag", "exports")["made_again"]


def test_a_locked_export_is_opened_with_the_password(school: Path) -> None:
    rows = [row(n, period="2", comment="Works well. " * 30) for n in range(60)]
    table = [[HEADERS[name] for name in rows[0]], *[list(each.values()) for each in rows]]
    path = write_xlsx(school / "locked" / "TP2.xlsx", table)
    path.write_bytes(locked(path.read_bytes(), "caorach"))
    (school / "word").write_text("caorach\n", encoding="utf-8")
    word = ("--password-file", "word")
    assert again(school, "check", "locked", *word, verify=("locked", *word))["made_again"]


def test_variables_of_the_environment_have_no_say(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMI_POLICY", "balerno")
    said = tmi_here("flag", "exports", "--session", "2025-26", "-q", cwd=school)
    assert said.returncode == 0
    monkeypatch.setenv("TMI_POLICY", "irvine-royal")
    monkeypatch.setenv("TMI_NO_FILES", "1")
    monkeypatch.setenv("TMI_SESSION", "2024-25")
    said = tmi_here("verify", "out", "--inputs", cwd=school)
    assert (said.returncode, "every byte the same" in said.stdout) == (0, True)


@pytest.mark.parametrize(
    "later", ["check = false\nsnapshots = false\nrag = []\nmail = false\n", "most_errors = 0\n"]
)
def test_what_a_run_makes_today_has_no_say_in_what_it_made_then(school: Path, later: str) -> None:
    assert tmi_here("run", "--session", "2025-26", "-q", cwd=school).returncode == 0
    _write(school / "tmi.toml", f"[run]\n{later}")
    said = tmi_here("verify", "out", "--inputs", cwd=school)
    assert (said.returncode, "every byte the same" in said.stdout) == (0, True)
