"""A run that is killed at any moment leaves old, new or nothing; the next one cleans up and says the same."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.unattended.schools import WORDS, check_kept_files, complete_runs, held_by, make_school, unfinished

KILLS = 10
SEEDS = range(5)


FORKS = """
import os, sys
from tmi_cli.cli.main import main, run
told = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
main.main(args=sys.argv[2:], prog_name="tmi", standalone_mode=False)
for _ in sys.stdin:
    child = os.fork()
    if not child:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        run(sys.argv[2:])
    print(child, file=told, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), file=told, flush=True)
"""
"""A process that runs tmi once, and then in a fork of itself for each line that it is told.

What is killed is the run: starting Python and importing, where nothing is written, takes most of the time.
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}


class Forks:
    """``tmi run`` in one process after another; each is waited for before the next one starts."""

    def __init__(self, parent: subprocess.Popen[bytes], errors: Path) -> None:
        self._parent = parent
        self._errors = errors

    def start(self) -> int:
        """Start a run, and return the number of its process."""
        assert self._parent.stdin
        self._parent.stdin.write(b"\n")
        return self._answer()

    @property
    def has_ended(self) -> bool:
        """Whether the run has ended by itself."""
        return bool(select.select([self._parent.stdout], [], [], 0)[0])

    def finish(self) -> tuple[int, str]:
        """Wait for the end of the run; return its exit code and what it said on stderr."""
        return self._answer(), self._errors.read_text(encoding="utf-8")

    def _answer(self) -> int:
        assert self._parent.stdout
        return int(self._parent.stdout.readline())


@contextmanager
def forks(school: Path, errors: Path) -> Iterator[Forks]:
    """Runs in a school, of which the first one is complete when the second one starts."""
    parent = subprocess.Popen(
        [sys.executable, "-c", FORKS, errors, *WORDS, "--again"],
        cwd=school,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Nothing is read ahead: whether there is an answer can be asked of the pipe.
        bufsize=0,
        env=environment(),
    )
    with parent:
        yield Forks(parent, errors)
        assert parent.stdin
        parent.stdin.close()
    assert parent.returncode == 0


def start(school: Path) -> subprocess.Popen[bytes]:
    """``tmi run`` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tmi_cli", *WORDS, "--again"],
        cwd=school,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
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
    school = make_school(tmp_path / "school")
    with forks(school, tmp_path / "errors") as runs:
        runs.start()
        began = time.monotonic()
        assert runs.finish()[0] == 0
        lasts = time.monotonic() - began
        due = held_by(complete_runs(school)[0])
        killed = 0
        for number in range(KILLS):
            process = runs.start()
            if number % 2:
                # Every other one is killed from when it writes on; some have ended by then.
                while not runs.has_ended and not writes(school):
                    time.sleep(0.0005)
                time.sleep(chance.uniform(0, lasts / 2))
            else:
                time.sleep(chance.uniform(0, lasts))
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            killed += runs.finish()[0] == -signal.SIGKILL
            assert all(held_by(folder) == due for folder in complete_runs(school))
            check_kept_files(school)
        assert killed
        had = set(complete_runs(school))
        left = unfinished(school)
        runs.start()
        code, said = runs.finish()
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
