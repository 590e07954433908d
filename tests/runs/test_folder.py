"""A run's folder is either whole or not there, and never touches an earlier one."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from tmi_cli.errors import OutputError
from tmi_cli.runs import MANIFEST, publish

FILES = {"escalation.xlsx": b"one", "faculties/Science.xlsx": b"two"}


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_every_file_and_the_manifest_stand_in_the_new_folder(tmp_path: Path) -> None:
    folder = publish(tmp_path / "out", name="2025-11-14-160000", files=FILES, manifest=b"{}")
    assert folder == tmp_path / "out" / "2025-11-14-160000"
    assert {name: (folder / name).read_bytes() for name in names(folder)} == {**FILES, MANIFEST: b"{}"}
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["2025-11-14-160000"]


def test_a_second_run_in_the_same_second_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    first = publish(tmp_path, name="now", files=FILES, manifest=b"1")
    second = publish(tmp_path, name="now", files={"a.csv": b""}, manifest=b"2")
    assert second.name == "now-2"
    assert names(first) == sorted([*FILES, MANIFEST])
    assert (first / MANIFEST).read_bytes() == b"1"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_files_and_folders_are_their_owners_alone(tmp_path: Path) -> None:
    folder = publish(tmp_path / "out", name="now", files=FILES, manifest=b"{}")
    for path in (folder, *folder.rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


@pytest.mark.parametrize("failing", ["fsync", "mkdir", "rename"])
def test_a_failure_leaves_nothing_behind_and_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    publish(tmp_path, name="earlier", files=FILES, manifest=b"1")

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    target: object = os if failing == "fsync" else Path
    monkeypatch.setattr(target, failing, fail)
    with pytest.raises(OutputError, match="No space left on device"):
        publish(tmp_path, name="later", files=FILES, manifest=b"2")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["earlier"]
    assert (tmp_path / "earlier" / MANIFEST).read_bytes() == b"1"


def test_being_stopped_while_writing_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, name="now", files=FILES, manifest=b"{}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", ["../escaped.xlsx", "/escaped.xlsx", "a/../../escaped.xlsx"])
def test_no_file_is_written_outside_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError):
        publish(tmp_path / "out", name="now", files={path: b"x"}, manifest=b"{}")
    assert list(tmp_path.rglob("*.xlsx")) == []
