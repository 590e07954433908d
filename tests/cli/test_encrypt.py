"""What is written with ``--encrypt`` is locked, opens to the very same bytes, and touches the disk only so."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile  # type: ignore[import-untyped]  # it carries no types

from tests.analysis.in_process import tmi_here
from tests.rag.forms import PUPILS, school
from tests.small_school import scn
from tmi_cli.exports.unlock import unlock
from tmi_cli.reports import encrypt

COMPOUND = b"\xd0\xcf\x11\xe0"
LOCK = ("--encrypt", "--encrypt-password-file", "word.txt")
_OPENED: list[str] | None = None


def _note(event: str, args: tuple[object, ...]) -> None:
    if event == "open" and _OPENED is not None and isinstance(args[2], int) and args[2] & 3:
        _OPENED.append(str(args[0]))


@pytest.fixture
def opened_to_write() -> Iterator[list[str]]:
    """Every path that anything in this process opens to write."""
    global _OPENED
    if not getattr(_note, "hooked", False):
        # A hook can never be taken away again.
        sys.addaudithook(_note)
        _note.hooked = True  # type: ignore[attr-defined]
    _OPENED = []
    yield _OPENED
    _OPENED = None


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A little school and a password, with locks that turn a thousand times less often: they cost seconds."""
    quick = partial(ECMA376Agile.encrypt, spin_count=100)
    monkeypatch.setattr(ECMA376Agile, "encrypt", staticmethod(quick))
    school(tmp_path)
    (tmp_path / "word.txt").write_text("caorach bheag\nsecond line\n", encoding="utf-8")
    return tmp_path


def run_of(folder: Path, kind: str = "") -> Path:
    return max(folder.glob(f"out/*/{kind}[0-9]*"))


def outputs(run: Path) -> dict[str, dict[str, object]]:
    told: dict[str, dict[str, object]] = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    return told


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_workbook_is_locked_opens_to_the_plain_bytes_and_the_rest_is_left_out(place: Path) -> None:
    assert tmi_here("flag", "exports", "-q", cwd=place).returncode == 0
    plain = files(run_of(place))
    shutil.rmtree(place / "out")
    said = tmi_here("flag", "exports", *LOCK, cwd=place)
    assert said.returncode == 0
    assert "Excel for the web does not open locked workbooks" in said.stderr
    run = run_of(place)
    written = files(run)
    books = {name for name in plain if name.endswith(".xlsx")}
    assert set(written) == {*books, "manifest.json"}
    assert len(books) > 1
    for name in books:
        assert written[name].startswith(COMPOUND)
        assert unlock(written[name], "caorach bheag") == plain[name]
        assert outputs(run)[name]["plain_sha256"] == hashlib.sha256(plain[name]).hexdigest()
        assert outputs(run)[name]["sha256"] == hashlib.sha256(written[name]).hexdigest()
    assert "caorach" not in (run / "manifest.json").read_text(encoding="utf-8")


def test_nothing_that_can_be_read_touches_the_disk(
    place: Path, monkeypatch: pytest.MonkeyPatch, opened_to_write: list[str]
) -> None:
    temporary = place / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    assert tmi_here("flag", "exports", *LOCK, "-q", cwd=place).returncode == 0
    out = place / "out"
    # A file that is opened by its number was opened by its path before; the null device keeps nothing.
    paths = [place / path for path in opened_to_write if not path.isdecimal() and path != os.devnull]
    assert paths
    assert [path for path in paths if not path.is_relative_to(out) and "__pycache__" not in path.parts] == []
    assert not list(temporary.iterdir())
    kept = {Path(name).name for name in files(out)}
    assert {path.name for path in paths if path.is_relative_to(out)} <= {*kept, ".tmi.lock", ".tmi.holder"}
    for name, data in files(out).items():
        assert b"PK\x03\x04" not in data[:4], name
        assert not any(scn(n).encode() in data for n in range(PUPILS)), name
        assert b"Sample" not in data, name


def test_locked_runs_are_verified_found_in_and_made_again(place: Path) -> None:
    toml = (place / "tmi.toml").read_text(encoding="utf-8")
    (place / "tmi.toml").write_text(
        toml + '[privacy]\nencrypt = true\npassword_file = "word.txt"\n[run]\nsnapshots = false\nrag = []\n',
        encoding="utf-8",
    )
    for command in ("check exports", "run"):
        said = tmi_here(*command.split(), "-q", cwd=place)
        assert said.returncode in (0, 1), said.stderr
    for run in place.glob("out/*/*/"):
        assert {Path(name).suffix for name in outputs(run)} <= {".xlsx", ".eml"}
    said = tmi_here("verify", "out", "--inputs", "--format", "json", cwd=place)
    runs = json.loads(said.stdout)["runs"]
    assert [(run["made_again"], run["differences"]) for run in runs] == [(True, [])] * 2, said.stdout
    without = json.loads(tmi_here("find", scn(0), "--format", "json", "-q", cwd=place).stdout)
    opened = tmi_here("find", scn(0), "--password-file", "word.txt", "--format", "json", "-q", cwd=place)
    assert without["not_looked_into"]
    assert json.loads(opened.stdout)["not_looked_into"] == []
    assert any(one["file"] == "escalation.xlsx" for one in json.loads(opened.stdout)["found"])


def test_locked_forms_are_collected_with_the_password(place: Path) -> None:
    assert tmi_here("rag", "send", "exports", *LOCK, "-q", cwd=place).returncode == 0
    forms = run_of(place, "rag-") / "faculties"
    assert tmi_here("rag", "collect", forms, cwd=place).returncode == 2
    said = tmi_here("rag", "collect", forms, "--password-file", "word.txt", "--format", "json", "-q", cwd=place)
    assert said.returncode == 0, said.stderr
    assert sum(unit["seen"] for unit in json.loads(said.stdout)["units"]) == PUPILS + 2


def test_without_a_password_nothing_is_written_and_no_value_can_be_given_as_one(place: Path) -> None:
    said = tmi_here("flag", "exports", "--encrypt", cwd=place)
    assert said.returncode == 2
    assert "--encrypt-password-file" in said.stderr
    assert not (place / "out").exists()
    assert tmi_here("flag", "exports", "--encrypt-password", "x", cwd=place).returncode == 2


def test_a_lock_that_does_not_open_again_stops_the_run(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encrypt, "unlock", lambda data, password: data)
    said = tmi_here("flag", "exports", *LOCK, cwd=place)
    assert said.returncode == 4
    assert not list(place.glob("out/*/*/manifest.json"))


def test_an_installation_that_cannot_lock_says_what_to_install(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import msoffcrypto.format.ooxml  # type: ignore[import-untyped]  # it carries no types

    monkeypatch.delattr(msoffcrypto.format.ooxml.OOXMLFile, "encrypt")
    said = tmi_here("flag", "exports", *LOCK, cwd=place)
    assert said.returncode == 2
    assert "tmi[encrypt]" in said.stderr
