"""``tmi purge`` lists, and deletes only when it is told to."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from tests.analysis.in_process import tmi_here
from tests.runs.manifests import write_run
from tmi_cli.runs import hold


@pytest.fixture
def school(tmp_path: Path) -> Path:
    (tmp_path / "tmi.toml").write_text("[privacy]\nkeep_days = 30\n", encoding="utf-8")
    write_run(tmp_path / "out", day=date(2025, 11, 14), delete_by="2026-08-30")
    return tmp_path


def test_without_yes_everything_is_listed_and_nothing_is_touched(school: Path) -> None:
    before = sorted(school.rglob("*"))
    said = tmi_here("purge", "--as-of", "2026-08-31", cwd=school)
    assert said.returncode == 0
    assert said.stdout == "old: 2025-26-P1/2025-11-14-160000 (4 files; to be deleted by 2026-08-30)\n"
    assert said.stderr == "Nothing was deleted: tmi purge --yes deletes what is listed.\n"
    assert sorted(school.rglob("*")) == before
    assert tmi_here("purge", "--as-of", "2026-08-30", cwd=school).stdout == "Nothing is old.\n"


def test_with_yes_it_is_gone_and_says_what_deleting_is_not(school: Path) -> None:
    (school / "store").mkdir()
    (school / "store" / "rag.csv").write_text("kept", encoding="utf-8")
    said = tmi_here("purge", "--as-of", "2026-08-31", "--yes", "--format", "json", cwd=school)
    told = json.loads(said.stdout)
    assert (said.returncode, told["deleted"], len(told["runs"])) == (0, True, 1)
    assert "not secure erasure" in said.stderr
    assert "OneDrive" in said.stderr
    left = sorted(path.name for path in school.rglob("*") if path.is_file() and path.name[0] != ".")
    assert left == ["deletions.jsonl", "rag.csv", "tmi.toml"]
    again = tmi_here("purge", "--as-of", "2026-08-31", "--yes", cwd=school)
    assert (again.returncode, again.stdout) == (0, "Nothing is old.\n")


def test_without_a_number_anywhere_nothing_is_old_and_it_says_how(school: Path) -> None:
    (school / "tmi.toml").write_text("", encoding="utf-8")
    write_run(school / "out2", day=date(2001, 1, 1))
    said = tmi_here("purge", "--out", "out2", cwd=school)
    assert (said.returncode, said.stdout) == (0, "Nothing is old.\n")
    assert "keep_days" in said.stderr
    assert "--older-than" in said.stderr


def test_a_folder_that_is_written_to_is_not_purged(school: Path) -> None:
    from filelock import FileLock

    with FileLock(school / "out" / ".tmi.lock"):
        assert tmi_here("purge", "--older-than", "1", "--yes", cwd=school).returncode == 5
    with hold(school / "out"):
        pass
    assert len(list(school.glob("out/*/*/manifest.json"))) == 1


def test_a_folder_with_a_file_that_stays_is_no_half_run_to_verify(school: Path) -> None:
    (school / "out" / "2025-26-P1" / "2025-11-14-160000" / "letter.txt").touch()
    write_run(school / "out", day=date(2026, 8, 30))
    said = tmi_here("purge", "--as-of", "2026-08-31", "--yes", cwd=school)
    assert "stays: letter.txt" in said.stdout
    assert tmi_here("verify", "out", cwd=school).returncode == 0


def test_what_a_stopped_run_left_is_listed_and_goes_when_something_is_deleted(school: Path) -> None:
    half = school / "out" / "2025-26-P1" / ".tmi-run-x-1"
    half.mkdir()
    (half / "a.xlsx").touch()
    os.utime(half, (0, 0))
    said = tmi_here("purge", "--older-than", "9000", cwd=school)
    assert said.stdout == "old: 2025-26-P1/.tmi-run-x-1, left by a stopped run (more than 9000 days old)\n"
    assert half.exists()
    said = tmi_here("purge", "--older-than", "9000", "--yes", cwd=school)
    assert "left half-written" in said.stderr
    assert not half.exists()
