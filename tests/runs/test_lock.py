"""One run at a time in a folder; a killed one leaves nothing that the next has to be told of."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tmi_cli.errors import BusyError, OutputError
from tmi_cli.runs.lock import LOCK, hold

HOLDS = """
import sys, time
from pathlib import Path
from tmi_cli.runs import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path / "out")], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_second_is_told_without_waiting_who_holds_the_folder(
    tmp_path: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(_: float) -> None:
        raise AssertionError("it waits")

    monkeypatch.setattr(time, "sleep", wait)
    with pytest.raises(BusyError) as caught, hold(tmp_path / "out"):
        pass
    assert f"process {holder.pid} on " in str(caught.value.where)
    assert caught.value.exit_code == 5


def test_a_killed_holder_needs_no_cleaning_up(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    (tmp_path / "out" / "2025-26-P1" / ".tmi-run-x").mkdir(parents=True)
    (tmp_path / "out" / ".tmi-last-run.json-7").write_bytes(b"half")
    (tmp_path / "out" / "2025-26-P1" / ".tmi-run-x" / "half.xlsx").write_bytes(b"PK")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with hold(tmp_path / "out") as left:
        assert left == (".tmi-last-run.json-7", "2025-26-P1/.tmi-run-x")
    assert sorted(path.name for path in (tmp_path / "out").rglob("*")) == [LOCK, "2025-26-P1"]


def test_a_folder_that_was_held_for_nothing_is_as_it_was(tmp_path: Path) -> None:
    with hold(tmp_path / "a" / "b"):
        pass
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "theirs.txt").write_text("kept", encoding="utf-8")
    with hold(tmp_path / "c"):
        pass
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["theirs.txt"]


def test_the_lock_stays_beside_what_was_written_and_can_be_held_again(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with hold(tmp_path / "out"):
            (tmp_path / "out" / name).write_bytes(b"")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [LOCK, "one", "two"]


def test_a_folder_that_cannot_be_is_an_output_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError), hold(tmp_path / "out"):
        pass
    assert (tmp_path / "out").read_text(encoding="utf-8") == "a file"


def test_a_file_in_the_place_of_the_folder_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    for place in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(OutputError, match="something else, no folder, has this name"), hold(place):
            pass
    assert (tmp_path / "out").read_bytes() == b""


def test_foreign_files_are_no_leftovers(tmp_path: Path) -> None:
    for name in ("notes.tmi-old", ".tmi", "2025-26-P1", ".git"):
        (tmp_path / name).mkdir()
    (tmp_path / ".git" / ".tmi-x").write_bytes(b"")
    with hold(tmp_path) as left:
        assert left == ()
    assert (tmp_path / ".git" / ".tmi-x").exists()
