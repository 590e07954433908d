"""``tmi init`` makes a folder that works, asks only a person, and never overwrites a school file."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import CLEAR, FLAGGED, HEADER, changed, write_csv
from tmi_cli.pipeline.new_school import NewSchool, make_school_folder
from tmi_cli.policy import load_school

WITH_FACULTY = (*HEADER, "Faculty")
NOW = "2025-26"
TODAY = date(2025, 11, 3)


def settings(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "tmi.toml").read_text(encoding="utf-8"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def flags(folder: Path, *args: str) -> Any:
    done = tmi_here("flag", "exports", "--session", NOW, "--no-files", "--format", "json", *args, cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["pupils"]


def test_the_folder_has_what_a_school_needs_and_only_the_owner_may_see_it(tmp_path: Path) -> None:
    given = ("--name", "Ours", "--policy", "standard", "--session", NOW, "--keep-days", "40")
    done = tmi_here("init", "ours", *given, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    ours = tmp_path / "ours"
    files = ["policy.schema.json", "tmi.schema.json", "tmi.toml"]
    assert sorted(path.name for path in ours.iterdir()) == sorted(["exports", "logs", "out", "store", *files])
    if os.name == "posix":
        assert {path.name: mode(path) for path in (ours, *ours.iterdir())} == {
            **dict.fromkeys(("ours", "exports", "logs", "out", "store"), 0o700),
            **dict.fromkeys(files, 0o600),
        }
    text = (ours / "tmi.toml").read_text(encoding="utf-8")
    assert text.splitlines()[0] == "#:schema ./tmi.schema.json"
    said = load_school(ours / "tmi.toml")
    assert (said.name, said.policy, said.session, said.privacy.keep_days) == ("Ours", "standard", NOW, 40)
    for step in ("tmi doctor", "tmi run", "tmi schedule", str(Path("ours") / "exports")):
        assert step in done.stderr


def test_without_a_terminal_nothing_is_asked(tmp_path: Path) -> None:
    assert tmi_here("init", cwd=tmp_path).returncode == 0
    said = settings(tmp_path)
    assert set(said["staff"]) == {"CL", "PSL", "Year Head"}
    assert [name for name, value in said.items() if not isinstance(value, dict)] == []


def test_a_school_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tmi.toml").write_text('name = "Ours"\n', encoding="utf-8")
    done = tmi_here("init", "--name", "Theirs", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "Error: There is a tmi.toml already, which is not overwritten.",
        "Where: tmi.toml",
        "To do: Change it with an editor; or move it away, and run tmi init again.",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["tmi.toml"]
    assert settings(tmp_path) == {"name": "Ours"}


def test_a_folder_that_is_half_made_is_completed_and_what_is_in_it_stays(tmp_path: Path) -> None:
    kept = write_csv(tmp_path / "exports" / "S4.csv", FLAGGED)
    before = kept.read_bytes()
    (tmp_path / "tmi.schema.json").write_text("half", encoding="utf-8")
    assert tmi_here("init", cwd=tmp_path).returncode == 0
    assert kept.read_bytes() == before
    assert json.loads((tmp_path / "tmi.schema.json").read_text(encoding="utf-8"))["title"]
    assert (tmp_path / "store").is_dir()


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--policy", "ballerno"), "Did you mean balerno?"),
        (("--session", "2025-27"), "Write a session like 2025-26."),
        (("--from", "nowhere.csv"), "nowhere.csv"),
        (("--from", "words.csv"), "No sheet could be read as a tracking export"),
        (("--keep-days", "0"), "--keep-days"),
    ],
)
def test_a_wrong_answer_makes_nothing(tmp_path: Path, args: tuple[str, ...], told: str) -> None:
    (tmp_path / "words.csv").write_text("one,two\nthree,four\n", encoding="utf-8")
    done = tmi_here("init", "ours", *args, cwd=tmp_path)
    assert (done.returncode, (tmp_path / "ours").exists()) == (2, False)
    assert told in done.stderr


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "ours").write_text("x", encoding="utf-8")
    done = tmi_here("init", "ours", cwd=tmp_path)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "Error: ours is a file.")


def test_faculties_of_a_column_become_the_schools_own(tmp_path: Path) -> None:
    rows = [
        (*FLAGGED, "Numbers"),
        (*changed(CLEAR, Subject="French", Class="4FR1"), "Languages"),
        (*changed(CLEAR, Subject="Physics", Class="4PH1"), ""),
        (*changed(CLEAR, Subject="Falconry", Class="4FA1"), ""),
    ]
    write_csv(tmp_path / "first.csv", *rows, header=WITH_FACULTY)
    done = tmi_here("init", "ours", "--from", "first.csv", "--policy", "balerno", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Faculties found: Languages, Numbers, Science" in done.stdout
    said = settings(tmp_path / "ours")
    assert said["faculties"] == {"Languages": ["French"], "Numbers": ["Mathematics"], "Science": ["Physics"]}
    text = " ".join((tmp_path / "ours" / "tmi.toml").read_text(encoding="utf-8").split())
    assert "No faculty is known for Falconry: add it where it belongs." in text.replace(" # ", " ")
    assert '[staff.CL] #"Languages" = "" #"Numbers" = "" #"Science" = ""' in text
    assert '[addresses.PSL] #"Skye" = ""' in text
    assert '[staff."Year Head"] #"S4" = ""' in text


def test_without_a_column_the_faculties_of_tmi_are_only_offered(tmp_path: Path) -> None:
    write_csv(tmp_path / "first.csv", FLAGGED)
    assert tmi_here("init", "ours", "--from", "first.csv", cwd=tmp_path).returncode == 0
    text = (tmp_path / "ours" / "tmi.toml").read_text(encoding="utf-8")
    assert settings(tmp_path / "ours")["faculties"] == {}
    assert '#"Mathematics" = ["Mathematics"]' in text


def test_an_export_that_tells_no_period_is_looked_at_too(tmp_path: Path) -> None:
    write_csv(tmp_path / "first.csv", changed(FLAGGED, Tracking_Point=""))
    done = tmi_here("init", "ours", "--from", "first.csv", cwd=tmp_path)
    assert "Stages found: S4" in done.stdout, done.stderr


@pytest.mark.parametrize("header", [HEADER, WITH_FACULTY], ids=["tmi's map", "a Faculty column"])
def test_the_new_school_file_changes_no_flag(tmp_path: Path, header: tuple[str, ...]) -> None:
    french = changed(FLAGGED, Subject="French", Class="4FR1")
    rows = [FLAGGED, french, CLEAR] if header is HEADER else [(*FLAGGED, "Numbers"), (*french, ""), (*CLEAR, "")]
    write_csv(tmp_path / "exports" / "S4.csv", *rows, header=header)
    before = flags(tmp_path)
    done = tmi_here("init", "--session", NOW, "--from", "exports", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert flags(tmp_path) == before != []


def test_a_policy_file_is_named_from_the_new_folder(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text('extends = "balerno"\n', encoding="utf-8")
    assert tmi_here("init", "school", "--policy", "ours.toml", cwd=tmp_path).returncode == 0
    assert settings(tmp_path / "school")["policy"] == "../ours.toml"
    write_csv(tmp_path / "school" / "exports" / "S4.csv", FLAGGED)
    assert flags(tmp_path / "school") != []


def test_whoever_is_stopped_may_begin_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(path: Path, data: bytes) -> None:
        if path.name == "tmi.toml":
            raise KeyboardInterrupt
        path.write_bytes(data)

    monkeypatch.setattr("tmi_cli.pipeline.new_school.replace_file", stopped)
    with pytest.raises(KeyboardInterrupt):
        make_school_folder(tmp_path, NewSchool(), today=TODAY)
    monkeypatch.undo()
    make_school_folder(tmp_path, NewSchool(), today=TODAY)
    assert (tmp_path / "tmi.toml").is_file()


def test_what_inspect_writes_into_the_file_stands_under_its_header(tmp_path: Path) -> None:
    assert tmi_here("init", "--session", NOW, cwd=tmp_path).returncode == 0
    write_csv(tmp_path / "exports" / "S4.csv", FLAGGED)
    assert tmi_here("inspect", "exports", "--write-mapping", cwd=tmp_path).returncode == 0
    text = (tmp_path / "tmi.toml").read_text(encoding="utf-8")
    assert 'Effort = "effort"' in text[text.index("\n[headers]") : text.index("\n[intervention_headers]")]


@pytest.mark.skipif(os.name != "posix", reason="a terminal is made with pty")
def test_at_a_terminal_it_asks_and_asks_again_where_an_answer_is_wrong(tmp_path: Path) -> None:
    import pty

    answers = ["Ours", "ballerno", "balerno", "25-26", NOW, "nowhere.csv", "", "many", "30"]
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-m", "tmi_cli", "init"], cwd=tmp_path, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
    shown = b""
    with contextlib.suppress(OSError):  # how a terminal tells that its other end was closed
        while part := os.read(ours, 4096):
            shown += part
    os.close(ours)
    told = shown.decode()
    assert asked.wait() == 0, told
    mistakes = (
        "Did you mean balerno?",
        "Write a session like 2025-26.",
        "There is no nowhere.csv.",
        "Write a number",
    )
    assert [sentence for sentence in mistakes if sentence not in told] == []
    said = load_school(tmp_path / "tmi.toml")
    assert (said.name, said.policy, said.session, said.privacy.keep_days) == ("Ours", "balerno", NOW, 30)
