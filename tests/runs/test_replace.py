"""A file that is kept from run to run is the old one or the new one, whatever goes wrong."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tmi_cli.errors import OutputError
from tmi_cli.runs.replace import replace_file


def test_a_file_is_made_and_replaced_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "store" / "rag.csv"
    replace_file(path, b"one")
    replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["rag.csv"]


def fails(call: Callable[..., Any], number: int) -> Callable[..., Any]:
    """The call, which fails for want of room the ``number``-th time."""
    seen = 0

    def counted(*args: Any, **given: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return call(*args, **given)

    return counted


@pytest.mark.parametrize("name", ["open", "fsync", "replace"])
@pytest.mark.parametrize("number", [1, 2])
def test_the_old_file_is_whole_where_a_step_fails(
    name: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rag.csv"
    replace_file(path, b"old")
    if name == "replace":
        monkeypatch.setattr(Path, "replace", fails(Path.replace, number))
    else:
        monkeypatch.setattr(os, name, fails(getattr(os, name), number))
    told = None
    try:
        replace_file(path, b"new")
    except OutputError as error:
        told = error.sentence
    monkeypatch.undo()
    assert told is None or "rag.csv could not be written" in told
    assert path.read_bytes() in ([b"new"] if told is None else [b"old", b"new"])
    assert [each.name for each in tmp_path.iterdir()] == ["rag.csv"]


def test_a_user_who_stops_it_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rag.csv"
    replace_file(path, b"old")

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        replace_file(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["rag.csv"]
