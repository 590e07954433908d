"""A run that is ended at any moment leaves nothing half-written, and says so in one line (REL-15)."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.command import FLAGGED, write_csv
from tests.exports.hostile import html
from tests.unattended.schools import check_kept_files, complete_runs, make_school, unfinished
from tmi_cli.runs.lock import HOLDER, LOCK

SAMPLE = Path(__file__).parent.parent.parent / "sample_data"
SEED = 20250821
MOMENTS = 8
PATIENCE = 30
"""Seconds after which a process that should end hangs."""
SAYS = {
    signal.SIGTERM: (143, "Ended by the system. Nothing half-written was left behind."),
    signal.SIGINT: (130, "Stopped. Nothing half-written was left behind."),
}

# Tests that run in the background hand down an ignored SIGINT; a terminal does not.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tmi_cli.cli import ending, main
stop_when_told = ending.stop_when_told
def told():
    stop_when_told()
    print("ready", flush=True)
ending.stop_when_told = told
main.run(sys.argv[1:])
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no signals")


def start(*args: str | Path, before: str = "") -> subprocess.Popen[str]:
    """Start the command; it listens to signals when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-c", before + COMMAND, *map(str, args)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def end(process: subprocess.Popen[str], number: signal.Signals) -> tuple[int, str]:
    """Send a signal; return the exit code and what was said on stderr."""
    process.send_signal(number)
    stderr = process.communicate(timeout=PATIENCE)[1]
    return process.returncode, stderr.strip()


def flag_sample(out: Path) -> tuple[str | Path, ...]:
    return (
        "flag", SAMPLE / "exports", "--groups", SAMPLE / "lists", "--session", "2025-26", "--policy", "balerno",
        "--out", out, "-q",
    )  # fmt: skip


@pytest.fixture(scope="module")
def seconds(tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long an undisturbed run takes from when it listens."""
    process = start(*flag_sample(tmp_path_factory.mktemp("whole") / "out"))
    begun = time.monotonic()
    assert "owner\t" in process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == 0
    return time.monotonic() - begun


@pytest.mark.parametrize("number", SAYS)
def test_a_signal_at_any_moment_ends_the_run_and_leaves_nothing_half_written(
    number: signal.Signals, seconds: float, tmp_path: Path
) -> None:
    drawn = random.Random(SEED + number)
    seen = []
    for moment in range(MOMENTS // 2):
        out = tmp_path / str(moment) / "out"
        process = start(*flag_sample(out))
        # One in each stretch of the run: reading, judging, writing.
        time.sleep(seconds * (moment + drawn.random()) / (MOMENTS // 2) * 0.7)
        seen.append(end(process, number))
        assert list(tmp_path.rglob(".tmi-*")) == []
        # Where it came too late for the run, the run is there and whole; else nothing is.
        runs = [manifest.parent for manifest in out.glob("*/*/manifest.json")]
        files = [path for path in out.rglob("*") if path.is_file() and path.name not in (LOCK, HOLDER)]
        assert [path for path in files if not any(path.is_relative_to(run) for run in runs)] == []
    assert set(seen) <= {SAYS[number], (0, "")}
    assert SAYS[number] in seen


@pytest.mark.parametrize("number", SAYS)
def test_a_signal_while_another_process_reads_ends_both(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "S4.xls").write_bytes(html("<table><tr><td>SCN</td><td>Surname</td></tr></table>"))
    reader = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(99)"
    before = (
        "import sys; from tmi_cli.exports import isolation\n"
        f"isolation.READER._command = (sys.executable, '-c', {reader!r})\n"
    )
    process = start("flag", tmp_path / "S4.xls", "--out", tmp_path / "out", "-q", before=before)
    for _ in range(200):
        if (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(encoding="utf-8"):
            break
        time.sleep(0.05)
    assert end(process, number) == SAYS[number]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["S4.xls", "pid"]
    with contextlib.suppress(ProcessLookupError):
        # It is no child of this process: a moment later the system has taken it away.
        time.sleep(0.2)
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), 0)
        pytest.fail("the reader is still there")


def test_an_unattended_run_that_is_ended_says_so_beside_the_results(tmp_path: Path) -> None:
    school = make_school(tmp_path)
    slow = "import time; from tmi_cli.runs import folder, replace\nfolder.settle = lambda path: time.sleep(99)\n"
    words = ["run", "--no-input", "-q", "--as-of", "2025-11-14", "--school", school / "tmi.toml"]
    process = start(*words, before=slow)
    for _ in range(400):
        if list((school / "out").glob("*/.tmi-run-*")):
            break
        time.sleep(0.05)
    assert end(process, signal.SIGTERM) == SAYS[signal.SIGTERM]
    told = check_kept_files(school)
    assert (told["outcome"], told["exit_code"], told["message"]) == ("stopped", 143, "The system ended the run.")
    assert "Ended" not in (school / "out" / "status.txt").read_text(encoding="utf-8")
    assert complete_runs(school) == []
    assert unfinished(school) == []


def test_being_asked_twice_still_takes_away_the_whole_of_what_is_half_written(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    slow = (
        "import os, shutil, signal, time\n"
        "from tmi_cli.runs import folder\n"
        "rmtree = shutil.rmtree\n"
        "def slow(*args, **kwargs):\n"
        "    os.kill(os.getpid(), signal.SIGTERM); time.sleep(0.2); rmtree(*args, **kwargs)\n"
        "shutil.rmtree = slow\n"
        "folder.settle = lambda path: os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    process = start("flag", export, "--out", tmp_path / "out", "-q", before=slow)
    stderr = process.communicate(timeout=PATIENCE)[1]
    assert (process.returncode, stderr.strip()) == SAYS[signal.SIGTERM]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["S4 TP1.csv"]


@pytest.mark.parametrize("number", SAYS)
def test_a_signal_where_python_can_raise_nothing_is_not_lost(number: signal.Signals, tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    lost = (
        "import os, time\n"
        "from tmi_cli import pipeline\n"
        "class Gone:\n"
        f"    def __del__(self): os.kill(os.getpid(), {int(number)}); time.sleep(0.1)\n"
        "def flag(*args, **kwargs):\n"
        "    Gone(); time.sleep(99)\n"
        "pipeline.flag = flag\n"
    )
    process = start("flag", export, "--out", tmp_path / "out", "-q", before=lost)
    stderr = process.communicate(timeout=PATIENCE)[1]
    assert (process.returncode, stderr.strip()) == SAYS[number]
    assert not (tmp_path / "out").exists()
