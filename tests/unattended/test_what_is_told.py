"""What an unattended run tells of its files, and of what stopped it before it had begun."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.unattended.schools import TOML, make_school


@pytest.fixture
def school(tmp_path: Path) -> Path:
    return make_school(tmp_path)


def run(folder: Path, *args: str) -> Said:
    return tmi_here("run", "--as-of", "2025-11-14", *args, cwd=folder)


def told(out: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((out / "last-run.json").read_text(encoding="utf-8"))
    return read


def beside(school: Path) -> None:
    """An export that is open in Excel, and a file that is empty."""
    (school / "exports" / "~$TP1.csv").write_bytes(b"somebody")
    (school / "exports" / "TP2.xlsx").write_bytes(b"")


SAID = [
    "Not read: TP2.xlsx is empty (0 bytes): export it again",
    "TP1.csv is open in Excel: unsaved changes are not in it",
]


@pytest.mark.parametrize("args", [(), ("--dry-run",)])
def test_a_file_that_was_not_read_and_one_that_is_open_are_told(school: Path, args: tuple[str, ...]) -> None:
    beside(school)
    assert run(school, *args).stderr.splitlines() == SAID


def test_they_stand_in_the_log_too_and_quiet_says_nothing_of_them(school: Path) -> None:
    beside(school)
    assert run(school, "--quiet") == (0, "", "")
    (log,) = (school / "logs").iterdir()
    noted = [line.split(" ", 1)[1] for line in log.read_text(encoding="utf-8").splitlines()]
    assert noted[2:5] == [
        'passed-over file=TP2.xlsx reason="is empty (0 bytes): export it again"',
        "read file=TP1.csv sheet=None layout=long rows=2 read=2 rejected=0 ignored=0",
        'noticed file=TP1.csv sheet=None sentence="is open in Excel: unsaved changes are not in it"',
    ]


def test_verbose_tells_how_every_sheet_was_read(school: Path) -> None:
    assert run(school, "--verbose").stderr == "TP1.csv: long; 2 rows = 2 read + 0 rejected + 0 ignored\n"


@pytest.mark.parametrize(
    ("toml", "out", "sentence"),
    [
        (TOML + "[run]\nnonsense = 1\n", "out", "nonsense is not a setting here."),
        ('out = "lists"\n' + TOML + "[run\n", "lists", "tmi.toml is not valid TOML"),
        (TOML + '[privacy]\nencrypt = true\npassword_file = "none"\n', "out", "The password file cannot be read"),
    ],
    ids=["a mistake", "no TOML", "no password"],
)
def test_a_school_file_with_a_mistake_is_told_where_a_person_looks(
    school: Path, toml: str, out: str, sentence: str
) -> None:
    if out != "out":
        (school / "tmi.toml").write_text(f'out = "{out}"\n' + TOML, encoding="utf-8")
    assert run(school).returncode == 0
    (school / "tmi.toml").write_text(toml, encoding="utf-8")
    assert run(school).returncode == 2
    last = told(school / out)
    assert (last["outcome"], last["exit_code"]) == ("refused", 2)
    assert last["message"].startswith(sentence)
    assert last["last_complete"]["folder"].startswith("2025-26-P1/")
    assert (school / out / "status.txt").read_text(encoding="utf-8").splitlines()[1].startswith(sentence)


def test_a_mistake_makes_no_folder_that_was_not_there(school: Path) -> None:
    (school / "tmi.toml").write_text(TOML + "[run]\nnonsense = 1\n", encoding="utf-8")
    assert run(school).returncode == 2
    assert sorted(path.name for path in school.iterdir()) == ["exports", "tmi.toml"]


def test_from_the_root_the_whole_path_is_told(school: Path) -> None:
    said = tmi_here("run", "--school", school / "tmi.toml", cwd=Path(school.anchor))
    assert said.stdout.split("Written to ")[1].startswith(str(school / "out"))
