"""Every exit code is provoked by the real command, with the sentence a person gets."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import CLEAR, FLAGGED, changed, tmi, write_csv

WRONG = [
    pytest.param(
        ["flag", "nowhere.xlsx"],
        ["There is no file or folder nowhere.xlsx."],
        id="a missing file",
    ),
    pytest.param(
        ["flag", "good.csv", "--policy", "balernio"],
        ["There is no policy called balernio.", "Did you mean balerno?"],
        id="an unknown policy",
    ),
    pytest.param(
        ["flag", "good.csv", "--policy", "wrong.toml"],
        ["thresold is not a setting here.", "wrong.toml › line 3", "rules"],
        id="a mistake in a policy",
    ),
    pytest.param(
        ["flag", "good.csv", "--school", "wrong-school.toml"],
        ["facultys is not a setting here.", "Did you mean faculties?"],
        id="a mistake in the school file",
    ),
    pytest.param(
        ["flag", "good.csv", "--session", "2025"],
        ["2025 is not a session.", "2025-26"],
        id="no session",
    ),
    pytest.param(
        ["flag", "good.csv", "--period", "3"],
        ["No export has entries for period 3.", "The exports hold period 1."],
        id="a period that no export holds",
    ),
    pytest.param(
        ["flag", "untold.csv"],
        ["Nothing tells which tracking period this is", "Where: untold.csv", "--period 2"],
        id="no period anywhere",
    ),
    pytest.param(
        ["flag", "notes.csv"],
        ["No sheet could be read as a tracking export", "Where: notes.csv"],
        id="no readable sheet",
    ),
    pytest.param(
        ["flag", "picture.xlsx"],
        ["picture.xlsx is a picture, not a spreadsheet."],
        id="something else under the name of a workbook",
    ),
    pytest.param(
        ["flag", "folder"],
        ["No export was found in folder."],
        id="a folder without exports",
    ),
    pytest.param(["flag"], ["Missing argument"], id="no argument"),
    pytest.param(["flag", "good.csv", "--polcy", "x"], ["No such option"], id="an unknown option"),
    pytest.param(["flg", "good.csv"], ["No such command", "flag"], id="an unknown command"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_csv(tmp_path / "good.csv", FLAGGED, CLEAR)
    write_csv(tmp_path / "untold.csv", changed(FLAGGED, Tracking_Point=""))
    (tmp_path / "notes.csv").write_text("Dear all,\nplease remember the tracking.\n", encoding="utf-8")
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "folder").mkdir()
    (tmp_path / "wrong.toml").write_text(
        'extends = "standard"\n[rules.below-target]\nthresold = 2\n', encoding="utf-8"
    )
    (tmp_path / "wrong-school.toml").write_text("[facultys]\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(("args", "told"), WRONG)
def test_a_wrong_request_ends_with_2_says_why_and_writes_nothing(
    folder: Path, args: list[str], told: list[str]
) -> None:
    before = sorted(folder.rglob("*"))
    result = tmi(*args, "--no-files" if args == ["flag", "good.csv"] else "-q", cwd=folder)
    assert result.returncode == 2
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for words in told:
        assert words in result.stderr
    assert "Sample" not in result.stderr
    assert sorted(folder.rglob("*")) == before


def test_a_run_ends_with_0_whether_pupils_are_flagged_or_not(folder: Path) -> None:
    assert tmi("flag", "good.csv", "--no-files", cwd=folder).returncode == 0
    write_csv(folder / "clear.csv", CLEAR)
    assert tmi("flag", "clear.csv", "--no-files", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("row", "fail_on", "code"),
    [
        (FLAGGED, "flags", 1),
        (CLEAR, "flags", 0),
        (changed(CLEAR, Effort="5"), "problems", 1),
        (FLAGGED, "problems", 0),
        (changed(CLEAR, Effort="5"), "never", 0),
    ],
)
def test_fail_on_ends_with_1_where_it_found_what_it_was_asked_to_find(
    tmp_path: Path, row: tuple[str, ...], fail_on: str, code: int
) -> None:
    write_csv(tmp_path / "S4.csv", row)
    result = tmi("flag", "S4.csv", "--no-files", "--fail-on", fail_on, cwd=tmp_path)
    assert result.returncode == code


def test_a_defect_ends_with_3_and_saves_its_place_without_pupil_data(folder: Path) -> None:
    script = (
        "import tmi_cli.pipeline.known as p, tmi_cli.cli.main as m\n"
        "def make_cohort(*args, **kwargs): raise ValueError('Ailsa Sample 165660463')\n"
        "p.make_cohort = make_cohort\n"
        "m.run(['flag', 'good.csv'])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 3
    assert result.stdout == ""
    assert "defect of tmi" in result.stderr
    assert "Traceback" not in result.stderr
    saved = next(folder.glob("tmi-defect-*.txt")).read_text(encoding="utf-8")
    assert "ValueError" in saved
    for secret in ("Ailsa", "Sample", "165660463"):
        assert secret not in result.stderr + saved
    assert not (folder / "out").exists()


def test_an_output_that_cannot_be_written_ends_with_4_and_leaves_what_was_there(folder: Path) -> None:
    (folder / "out").write_text("a file where a folder should be", encoding="utf-8")
    result = tmi("flag", "good.csv", cwd=folder)
    assert result.returncode == 4
    assert "could not be written" in result.stderr
    assert "earlier results are untouched" in result.stderr
    assert (folder / "out").read_text(encoding="utf-8") == "a file where a folder should be"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe stands in for a slow file")
def test_being_stopped_by_the_user_ends_with_130(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "slow.csv")
    # A test run in the background hands down an ignored SIGINT; a person at a terminal does not.
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from tmi_cli.cli.main import run; run(['flag', 'slow.csv'])\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    # The command waits for somebody to write into the pipe; give it the time to get there.
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stdout == ""
    assert stderr.strip() == "Stopped. Nothing half-written was left behind."


def test_unclaimed_subject_is_told_and_the_pupil_stays_on_the_lowest_step(tmp_path: Path) -> None:
    write_csv(tmp_path / "S4.csv", changed(FLAGGED, Subject="Wayfinding"))
    result = tmi("flag", "S4.csv", "--no-files", "--format", "json", cwd=tmp_path)
    report = json.loads(result.stdout)
    problem = next(p for p in report["problems"] if p["code"] == "subject-without-faculty")
    assert (problem["value"], problem["cell"]) == ("Wayfinding", None)
    assert report["pupils"][0]["owner"] == {
        "role": "CL",
        "name": None,
        "why": "no faculties; no faculty claims Wayfinding",
        "unit": None,
        "assumed": False,
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [(("flag",), 0), (("flag", "--fail-on", "flags"), 1), (("flag", "--fail-on", "problems"), 0), (("check",), 1)],
)
def test_the_manifest_tells_what_the_command_ended_with(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    odd = changed(CLEAR, Effort="7") if words == ("check",) else CLEAR
    write_csv(tmp_path / "TP1.csv", FLAGGED, odd)
    said = tmi_here(*words, "TP1.csv", "--session", "2025-26", cwd=tmp_path)
    (manifest,) = tmp_path.rglob("manifest.json")
    assert (said.returncode, json.loads(manifest.read_text(encoding="utf-8"))["exit_code"]) == (code, code)
