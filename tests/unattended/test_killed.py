"""A run that is killed at any moment leaves old, new or nothing; the next one cleans up and says the same."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.unattended.schools import WORDS, check_kept_files, complete_runs, held_by, make_school, unfinished

KILLS = 10
SEEDS = range(5)


def start(school: Path) -> subprocess.Popen[bytes]:
    """``tmi run`` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tmi_cli", *WORDS, "--again"],
        cwd=school,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def finish(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, err = process.communicate(timeout=120)
    return process.returncode, err.decode("utf-8")


def writes(school: Path) -> bool:
    """Whether a run has begun to write its folder."""
    return any((school / "out").glob("*/.tmi-run-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_run_leaves_old_or_new_and_the_next_one_cleans_up(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    school = make_school(tmp_path)
    began = time.monotonic()
    assert finish(start(school))[0] == 0
    lasts = time.monotonic() - began
    (first,) = complete_runs(school)
    due = held_by(first)
    for number in range(KILLS):
        process = start(school)
        if number % 2:
            # Every other one is killed in the few milliseconds in which it writes.
            while process.poll() is None and not writes(school):
                time.sleep(0.0005)
            time.sleep(chance.uniform(0, 0.03))
        else:
            time.sleep(chance.uniform(0, lasts))
        process.send_signal(signal.SIGKILL)
        finish(process)
        assert all(held_by(folder) == due for folder in complete_runs(school))
        check_kept_files(school)
    had = set(complete_runs(school))
    left = unfinished(school)
    code, said = finish(start(school))
    assert code == 0
    assert said.count("left half-written by a run that was stopped") == len(left)
    assert unfinished(school) == []
    (new,) = set(complete_runs(school)) - had
    assert held_by(new) == due
    assert check_kept_files(school)["outcome"] == "published"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_of_two_runs_at_once_one_wins_and_a_killed_one_is_in_nobodys_way(tmp_path: Path) -> None:
    school = make_school(tmp_path)
    first = start(school)
    holder = school / "out" / ".tmi.holder"
    while not (holder.exists() and holder.read_bytes()):
        assert first.poll() is None
        time.sleep(0.001)
    # Stopped and not ended: it holds the folder for as long as the second one looks.
    first.send_signal(signal.SIGSTOP)
    code, said = finish(start(school))
    assert (code, f"held by process {first.pid} on " in said) == (5, True)
    assert complete_runs(school) == []
    first.send_signal(signal.SIGKILL)
    finish(first)
    assert finish(start(school))[0] == 0
    assert len(complete_runs(school)) == 1
