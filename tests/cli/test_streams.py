"""stdout carries the result and nothing else, on a terminal and in a pipe, whatever a pupil is called."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import CLEAR, FLAGGED, changed, tmi, write_csv

NAUGHTY = [
    "[bold]x",
    "[/]",
    "4A[/b]",
    ":smile:",
    "\x1b]0;title\x07",
    "\u202egpj",
    "=1+1",
    "@SUM(A1)",
    "A" * 80,
    "Siân",
    "None",
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    rows = [changed(FLAGGED, Surname=name, SCN="", Reg=f"4A{number}") for number, name in enumerate(NAUGHTY, 1)]
    return write_csv(tmp_path / "S4 TP1.csv", *rows)


def test_json_is_one_object_and_messages_go_to_stderr(export: Path) -> None:
    result = tmi("flag", export, "--format", "json", "--no-files", cwd=export.parent)
    assert result.returncode == 0
    surnames = {case["pupil"]["surname"] for case in json.loads(result.stdout)["pupils"]}
    assert surnames == set(NAUGHTY)
    assert "11 of 11 pupils flagged" in result.stderr
    assert "\x1b" not in result.stderr
    assert "\r" not in result.stderr


def test_quiet_says_nothing_on_stderr(export: Path) -> None:
    assert tmi("flag", export, "--no-files", "-q", cwd=export.parent).stderr == ""


def test_verbose_accounts_for_every_sheet(export: Path) -> None:
    result = tmi("flag", export, "--no-files", "-v", cwd=export.parent)
    assert "S4 TP1.csv: long; 11 rows = 11 read + 0 rejected + 0 ignored" in result.stderr


def test_a_piped_table_is_one_record_a_line_and_cuts_nothing(export: Path) -> None:
    result = tmi("flag", export, "--no-files", cwd=export.parent)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert lines[0][:3] == ["owner", "surname", "forename"]
    assert {line[1] for line in lines[1:]} == {
        *(n for n in NAUGHTY if n.isprintable()),
        "?]0;title?",
        "?gpj",
    }
    assert {len(line) for line in lines} == {len(lines[0])}


def test_csv_holds_no_cell_that_a_spreadsheet_takes_for_a_formula(export: Path) -> None:
    result = tmi("flag", export, "--no-files", "--format", "csv", cwd=export.parent)
    rows = list(csv.DictReader(result.stdout.splitlines(keepends=True)))
    surnames = {row["surname"] for row in rows}
    assert {"'=1+1", "'@SUM(A1)", "[bold]x"} <= surnames
    assert not any(cell[:1] in ("=", "+", "-", "@") for row in rows for cell in row.values())


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize("width", [80, 120])
def test_a_terminal_shows_names_as_they_are_and_obeys_none(export: Path, width: int) -> None:
    shown = at_terminal(export, COLUMNS=str(width), NO_COLOR="1")
    for name in ("[bold]x", "[/]", "4A[/b]", ":smile:", "?]0;title?", "?gpj", "=1+1", "Siân", "None"):
        assert f"{name}, Ailsa" in shown
    assert "\x1b]0;" not in shown
    assert "\u202e" not in shown
    assert max(len(line) for line in shown.splitlines()) <= width


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize("off", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"FORCE_COLOR": "0"}])
def test_colour_can_be_switched_off(export: Path, off: dict[str, str]) -> None:
    assert "\x1b[" not in at_terminal(export, **off)


def test_a_pipe_gets_no_colour(export: Path) -> None:
    result = tmi("flag", export, "--no-files", cwd=export.parent, env={"FORCE_COLOR": "0"})
    assert "\x1b" not in result.stdout + result.stderr


def test_a_reader_who_goes_away_ends_the_command_quietly(tmp_path: Path) -> None:
    rows = [changed(FLAGGED, SCN="", Surname=f"Sample{n:04}" + "a" * 60, Comment="x" * 500) for n in range(3000)]
    export = write_csv(tmp_path / "S4 TP1.csv", *rows)
    process = subprocess.Popen(
        [sys.executable, "-m", "tmi_cli", "flag", str(export), "--no-files", "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline().startswith("owner\t")
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == ""
    process.stderr.close()


def test_a_ticked_name_prints_under_a_windows_code_page(export: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tmi_cli", "flag", str(export), "--no-files"],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0
    assert "Siân" in result.stdout.decode("utf-8")


def test_no_pupil_stands_in_the_name_of_any_file(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", FLAGGED, CLEAR)
    assert tmi("flag", export, "--out", tmp_path / "out", cwd=tmp_path).returncode == 0
    names = " ".join(path.name for path in (tmp_path / "out").rglob("*"))
    assert not any(word in names for word in ("Ailsa", "Sample", "165660463"))


def at_terminal(export: Path, **env: str) -> str:
    """What ``tmi flag`` shows at a pseudo-terminal."""
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tmi_cli", "flag", str(export), "--no-files", "-q"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", **env},
    )
    os.close(theirs)
    shown = bytearray()
    try:
        while data := os.read(ours, 65536):
            shown.extend(data)
    except OSError:  # so Linux tells that nothing more will come
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 0
    return shown.decode("utf-8")
