"""The same bytes and names wherever tmi is started, and however little it is given (TST-09, CLI-40, CLI-41)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import CLEAR, FLAGGED, HEADER, changed, write_csv
from tests.exports.hostile import html

ROOT = Path(__file__).parent.parent.parent
NAME = "Siân ✓"


@dataclass(frozen=True)
class Surroundings:
    """How the command is started. ``None`` in ``env`` takes a variable away; a shell does what ``shut`` says."""

    env: dict[str, str | None] = field(default_factory=dict)
    empty: bool = False
    python: tuple[str, ...] = ()
    cwd: Path | None = None
    shut: str = ""
    popen: dict[str, Any] = field(default_factory=dict)


SURROUNDINGS = {
    "a Windows code page": Surroundings({"PYTHONIOENCODING": "cp1252"}),
    "no language": Surroundings({"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "New Zealand": Surroundings({"TZ": "Pacific/Auckland"}),
    "an empty environment": Surroundings(empty=True),
    "no home": Surroundings({"HOME": None, "USERPROFILE": None}),
    "the root folder": Surroundings(cwd=Path(Path.cwd().anchor)),
    "no terminal": Surroundings(popen={"start_new_session": True}),
    "stdin shut": Surroundings(shut="<&-"),
    "stdout a file": Surroundings(shut=">shown"),
    "every stream shut": Surroundings(shut="<&- >&- 2>&-"),
    "encodings told": Surroundings(python=("-X", "warn_default_encoding", "-W", "error::EncodingWarning")),
}
OF_POSIX = {"stdin shut", "stdout a file", "every stream shut", "no terminal"}


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Exports of which one is read by tmi's own process and one by another."""
    folder = tmp_path_factory.mktemp("exports")
    write_csv(folder / "S4 TP1.csv", changed(FLAGGED, Surname=NAME), CLEAR)
    row = changed(
        FLAGGED, SCN="162181211", Stage="S3", Surname=NAME, Level="BGE", Working_Grade="", Target_Grade=""
    )
    cells = ["".join(f"<td>{cell}</td>" for cell in line) for line in (HEADER, row)]
    (folder / "S3 TP1.xls").write_bytes(html(f"<table><tr>{cells[0]}</tr><tr>{cells[1]}</tr></table>"))
    return folder


@pytest.fixture(scope="module")
def at_home(exports: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """What an ordinary run shows and writes."""
    return run(Surroundings(), exports, tmp_path_factory.mktemp("home") / "out")


def run(around: Surroundings, exports: Path, out: Path, *, place: Path = ROOT) -> tuple[str, dict[str, Any]]:
    """Run ``tmi flag``; return stdout and what the manifest tells of the outputs."""
    env: dict[str, str | None] = {"PYTHONPATH": os.pathsep.join([str(place), os.environ.get("PYTHONPATH", "")])}
    env = {} if around.empty else {**os.environ, **env, **around.env}
    if sys.platform == "win32":
        env["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    command = [
        *(["/bin/sh", "-c", f'exec "$@" {around.shut}', "sh"] if around.shut else []),
        sys.executable, *around.python, "-m", "tmi_cli", "flag", str(exports), "--session", "2025-26",
        "--out", str(out), "-q",
    ]  # fmt: skip
    result = subprocess.run(
        command,
        env={name: value for name, value in env.items() if value is not None},
        # Where nothing tells Python where tmi is, it finds it where it stands.
        cwd=around.cwd or (ROOT if around.empty else out.parent),
        capture_output=True,
        timeout=60,
        check=False,
        **around.popen,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    (manifest,) = out.rglob("manifest.json")
    return result.stdout.decode("utf-8"), json.loads(manifest.read_text(encoding="utf-8"))["outputs"]


@pytest.mark.parametrize("around", SURROUNDINGS)
def test_the_surroundings_change_nothing(
    around: str, exports: Path, at_home: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    if sys.platform == "win32" and around in OF_POSIX:
        pytest.skip("a shell and sessions of POSIX")
    stdout, outputs = run(SURROUNDINGS[around], exports, tmp_path / "out")
    if around == "stdout a file":
        stdout = (tmp_path / "shown").read_text(encoding="utf-8")
    assert outputs == at_home[1]
    assert {"escalation.xlsx", "flags.csv", "flags.json"} <= set(outputs)
    assert stdout == ("" if around == "every stream shut" else at_home[0])
    assert at_home[0].count(f"\t{NAME}\t") == 2


def test_a_place_that_cannot_be_written_to_is_enough_to_run_from(
    exports: Path, at_home: tuple[str, dict[str, Any]], tmp_path: Path
) -> None:
    place = tmp_path / "place"
    shutil.copytree(ROOT / "tmi_cli", place / "tmi_cli", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "rules", place / "tmi_cli" / "rules", dirs_exist_ok=True)
    before = sorted(place.rglob("*"))
    for folder in (place, *(path for path in before if path.is_dir())):
        folder.chmod(0o555)
    # -B: an administrator may write anywhere, but what Python itself would keep is not what is asked about.
    around = Surroundings(python=("-B",), cwd=tmp_path)
    try:
        told = run(around, exports, tmp_path / "out", place=place)
    finally:
        for folder in (place, *(path for path in before if path.is_dir())):
            folder.chmod(0o755)
    assert told == at_home
    assert sorted(place.rglob("*")) == before


def test_a_run_writes_nowhere_but_where_it_is_told(exports: Path, tmp_path: Path) -> None:
    for name in ("home", "temp", "here", "out"):
        (tmp_path / name).mkdir()
    around = Surroundings(
        {"HOME": str(tmp_path / "home"), "USERPROFILE": str(tmp_path / "home"),
         **dict.fromkeys(["TMPDIR", "TEMP", "TMP"], str(tmp_path / "temp"))},
        cwd=tmp_path / "here",
    )  # fmt: skip
    run(around, exports, tmp_path / "out" / "runs")
    assert [list((tmp_path / name).iterdir()) for name in ("home", "temp", "here")] == [[], [], []]


def test_a_locked_workbook_is_told_where_there_is_nobody_to_ask(exports: Path, tmp_path: Path) -> None:
    from tests.exports.hostile import book, locked

    (tmp_path / "S4.xlsx").write_bytes(locked(book(docProps__thumb_dot_jpeg=os.urandom(9_000)), "caorach"))
    shut = [] if sys.platform == "win32" else ["/bin/sh", "-c", 'exec "$@" <&-', "sh"]
    result = subprocess.run(
        [*shut, sys.executable, "-m", "tmi_cli", "flag", str(tmp_path / "S4.xlsx"), "--no-files"],
        cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert result.returncode == 2
    assert "protected by a password" in result.stderr
