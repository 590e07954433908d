"""Each check of a folder passes where all is well, and does not where it is not; nothing is left of it."""

from __future__ import annotations

import os
import shutil
import stat
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tmi_cli.errors import OutputError
from tmi_cli.runs import probe
from tmi_cli.runs.place import length, network, synchronised
from tmi_cli.runs.verdict import Verdict

Usage = namedtuple("Usage", "total used free")
POSIX = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def tree(folder: Path) -> list[tuple[str, bytes | None]]:
    return sorted((str(p), p.read_bytes() if p.is_file() else None) for p in folder.rglob("*"))


def found(folder: Path) -> dict[str, str]:
    return {verdict.name: verdict.status for verdict in probe.probe(folder)}


def test_a_folder_that_is_fit_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "2025-26-P1").mkdir()
    (tmp_path / "2025-26-P1" / "kept.txt").write_bytes(b"x")
    before = tree(tmp_path)
    assert found(tmp_path) == {"out folder": "ok", "rename": "ok", "lock": "ok"}
    assert tree(tmp_path) == before


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert found(tmp_path / "a" / "b") == {"out folder": "ok"}
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_fails(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    assert found(tmp_path / "out") == found(tmp_path / "out" / "below") == {"out folder": "failed"}


def test_a_folder_that_cannot_be_written_to_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    (verdict,) = probe.probe(tmp_path)
    assert (verdict.status, "Permission denied" in verdict.sentence) == ("failed", True)


def test_a_disk_without_renames_fails_and_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(Path, "rename", refuse)
    assert found(tmp_path) == {"out folder": "ok", "rename": "failed", "lock": "ok"}
    assert list(tmp_path.iterdir()) == []


@contextmanager
def _everybody(folder: Path) -> Iterator[tuple[str, ...]]:
    yield ()


@contextmanager
def _nobody(folder: Path) -> Iterator[tuple[str, ...]]:
    raise OutputError("No locks here.")
    yield ()


@pytest.mark.parametrize("lock", [_everybody, _nobody])
def test_a_disk_without_locks_fails(lock: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe, "hold", lock)
    assert found(tmp_path) == {"out folder": "ok", "rename": "ok", "lock": "failed"}


@pytest.mark.parametrize(("free", "status"), [(2e9, "ok"), (5e8, "warning"), (5e7, "failed")])
def test_a_disk_that_is_nearly_full_is_told(
    free: float, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))
    assert probe.space(tmp_path / "not" / "yet").status == status


def test_what_a_stopped_run_left_an_hour_ago_is_told(tmp_path: Path) -> None:
    left = tmp_path / "2025-26-P1" / ".tmi-run-x-1"
    left.mkdir(parents=True)
    saved = datetime.fromtimestamp(left.stat().st_mtime, UTC)
    assert probe.unfinished(tmp_path, saved + timedelta(minutes=59)).status == "ok"
    verdict = probe.unfinished(tmp_path, saved + timedelta(minutes=61))
    assert (verdict.status, "2025-26-P1/.tmi-run-x-1" in verdict.sentence) == ("warning", True)
    assert left.is_dir()


def test_nothing_is_left_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert probe.unfinished(tmp_path / "out", datetime.now(UTC)).status == "ok"


@POSIX
@pytest.mark.parametrize(("mode", "status"), [(0o600, "ok"), (0o400, "ok"), (0o640, "failed"), (0o604, "failed")])
def test_a_secret_is_for_its_owner_only(mode: int, status: str, tmp_path: Path) -> None:
    path = tmp_path / "password.txt"
    path.write_text("hunter2\n", encoding="utf-8")
    path.chmod(mode)
    verdict = probe.secret("password_file", path)
    assert (verdict.name, verdict.status) == ("password_file", status)
    assert "hunter2" not in verdict.sentence + verdict.todo
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.parametrize("said", [None, "", "\n"])
def test_a_secret_must_be_there_and_say_something(said: str | None, tmp_path: Path) -> None:
    path = tmp_path / "key"
    if said is not None:
        path.write_text(said, encoding="utf-8")
        path.chmod(0o600)
    assert probe.secret("key_file", path).status == "failed"


def warned(verdicts: list[Verdict]) -> list[bool]:
    assert {verdict.status for verdict in verdicts} <= {"ok", "warning"}
    return [verdict.status == "warning" for verdict in verdicts]


def test_a_long_path_is_told_before_excel_refuses() -> None:
    assert warned([length("/" * 118), length("/" * 119)]) == [False, True]


def test_a_synchronised_folder_is_told_on_every_system() -> None:
    yes = [
        r"C:\Users\a\OneDrive - Council\out",
        "/srv/a/OneDrive/out",
        "/srv/a/Dropbox/x",
        r"\\srv\SharePoint\x",
    ]
    no = [r"C:\Users\a\out", "/srv/a/out", "/srv/my onedrive notes", r"\\server\share"]
    assert warned([synchronised(path) for path in (*yes, *no)]) == [True] * 4 + [False] * 4


def test_a_mapped_drive_is_told_and_a_share_in_full_is_not() -> None:
    paths = ["H:\\tmi\\out", "h:\\out", "C:\\tmi\\out", r"\\server\share\out", "//server/share/out", "/srv/out"]
    assert warned([network(path) for path in paths]) == [True, True, False, False, False, False]
