"""The key of pseudonyms: made by one command, never overwritten, never replaced, never beside what is written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import FLAGGED, write_csv


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an export in it."""
    write_csv(tmp_path / "exports" / "S4.csv", FLAGGED)
    (tmp_path / "tmi.toml").write_text('[privacy]\nkey_file = "tmi.key"\n')
    return tmp_path


def _flag(folder: Path, *more: str) -> Said:
    return tmi_here("flag", "exports", "--session", "2025-26", "--pseudonymise", *more, cwd=folder)


def test_a_key_is_32_random_bytes_that_only_its_owner_reads(folder: Path) -> None:
    assert [tmi_here("key", name, cwd=folder).returncode for name in ("a.key", "b.key")] == [0, 0]
    keys = [bytes.fromhex((folder / name).read_text()) for name in ("a.key", "b.key")]
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]
    if os.name == "posix":
        assert stat.S_IMODE((folder / "a.key").stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(folder: Path) -> None:
    tmi_here("key", "a.key", cwd=folder)
    before = (folder / "a.key").read_bytes()
    said = tmi_here("key", "a.key", cwd=folder)
    assert (said.returncode, (folder / "a.key").read_bytes()) == (2, before)
    assert "never overwritten" in said.stderr


@pytest.mark.parametrize("out", ["out", "lists"])
def test_no_key_lies_in_the_folder_for_what_is_written(folder: Path, out: str) -> None:
    (folder / out / "deep").mkdir(parents=True)
    made = tmi_here("key", f"{out}/deep/a.key", "--out", out, cwd=folder)
    assert (made.returncode, list((folder / out).rglob("*.key"))) == (2, [])
    (folder / out / "deep" / "a.key").write_text("0" * 64)
    used = _flag(folder, "--out", out, "--key-file", f"{out}/../{out}/deep/a.key")
    assert (used.returncode, "lies in the folder" in used.stderr) == (2, True)


@pytest.mark.parametrize("content", [None, b"", b"ab" * 31, b"xy" * 32, b"\xff" * 64, b"ab" * 33])
def test_without_a_whole_key_nothing_is_written_and_none_is_made(folder: Path, content: bytes | None) -> None:
    if content is not None:
        (folder / "tmi.key").write_bytes(content)
    said = _flag(folder)
    assert (said.returncode, said.stdout) == (2, "")
    assert "To do: " in said.stderr
    assert not list(folder.glob("out/2*"))
    assert ((folder / "tmi.key").read_bytes() if content is not None else None) == content
    assert (folder / "tmi.key").exists() == (content is not None)


def test_with_no_key_file_named_at_all_it_says_what_to_do(folder: Path) -> None:
    (folder / "tmi.toml").write_text("")
    said = _flag(folder)
    assert said.returncode == 2
    assert "tmi key FILE makes one" in said.stderr


def test_a_key_given_without_pseudonymise_is_a_mistake(folder: Path) -> None:
    tmi_here("key", "tmi.key", cwd=folder)
    said = tmi_here("flag", "exports", "--session", "2025-26", "--key-file", "tmi.key", cwd=folder)
    assert (said.returncode, said.stdout) == (2, "")
    assert "--pseudonymise" in said.stderr
    assert not (folder / "out").exists()
