"""``tmi doctor`` looks at everything, changes nothing, and ends with 1 only where a check failed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import FLAGGED, write_csv

CHECKS = [
    "Python", "libraries", "defusedxml", "encoding", "clock", "school file", "policy", "out folder", "rename",
    "lock", "free space", "path length", "synchronised folder", "network folder", "unfinished runs", "inbox",
    "last run", "tmi run", "retention", "addresses",
]  # fmt: skip


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school in which nothing fails: a folder of ``tmi init``, an export, a run."""
    write_csv(tmp_path / "exports" / "S4.csv", FLAGGED)
    for args in (["init", "--keep-days", "9"], ["flag", "exports"]):
        assert tmi_here(*args, cwd=tmp_path).returncode == 0
    return tmp_path


def states(said: Said) -> dict[str, str]:
    told = json.loads(said.stdout)
    assert told["schema"] == "tmi.doctor/1"
    return {check["name"]: check["status"] for check in told["checks"]}


def tree(folder: Path) -> dict[str, tuple[float, bytes]]:
    """Every file with its time and its bytes, and every folder."""
    return {
        str(path): (path.stat().st_mtime, path.read_bytes()) if path.is_file() else (0, b"")
        for path in folder.rglob("*")
    }


def test_every_check_is_told_in_order_and_nothing_is_changed(school: Path) -> None:
    before = tree(school)
    said = tmi_here("doctor", "--format", "json", cwd=school)
    found = states(said)
    assert list(found) == CHECKS
    assert (said.returncode, [name for name, status in found.items() if status == "failed"]) == (0, [])
    assert found["last run"] == found["inbox"] == "ok"
    assert tree(school) == before


def test_a_check_that_failed_ends_with_1_and_says_what_to_do(school: Path) -> None:
    (school / "exports" / "S4.csv").unlink()
    (school / "exports").rmdir()
    said = tmi_here("doctor", cwd=school)
    assert said.returncode == 1
    lines = said.stdout.splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("failed   inbox: There is no folder"))
    assert lines[at + 1].startswith("         To do: Make it")
    assert "1 failed." in said.stderr


def test_warnings_are_no_failure(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    said = tmi_here("doctor", "--format", "json", cwd=tmp_path)
    assert (said.returncode, json.loads(said.stdout)["status"]) == (0, "warning")
    assert list(tmp_path.iterdir()) == [tmp_path / "exports"]


def test_a_wrong_school_file_is_told_and_what_it_would_say_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "tmi.toml").write_text("nam = 1", encoding="utf-8")
    said = tmi_here("doctor", "--format", "json", cwd=tmp_path)
    assert (said.returncode, list(states(said))) == (1, CHECKS[:6])


def test_options_win_over_the_school_file(school: Path) -> None:
    assert states(tmi_here("doctor", "--format", "json", "--policy", "ours", cwd=school))["policy"] == "failed"
    assert states(tmi_here("doctor", "--format", "json", "--out", "x", cwd=school))["last run"] == "warning"
    late = states(tmi_here("doctor", "--format", "json", "--as-of", "2099-01-01", cwd=school))
    assert (late["retention"], late["clock"]) == ("warning", "ok")


def test_secrets_that_are_named_are_looked_at(school: Path) -> None:
    with (school / "tmi.toml").open(encoding="utf-8") as file:
        text = file.read().replace('#password_file = "private/password.txt"', 'password_file = "p.txt"')
    (school / "tmi.toml").write_text(text, encoding="utf-8")
    found = states(tmi_here("doctor", "--format", "json", cwd=school))
    assert [name for name, status in found.items() if status == "failed"] == ["password_file"]


def test_quiet_says_nothing_on_stderr(school: Path) -> None:
    assert tmi_here("doctor", "--quiet", cwd=school).stderr == ""
