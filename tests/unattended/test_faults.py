"""Whatever call to the system fails, and with whatever error: what was there is whole, nothing is half-written.

SQLite's method: the first call fails, then the second, and so on until a run goes through untouched.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.unattended.schools import WORDS, check_kept_files, complete_runs, held_by, make_school, unfinished
from tmi_cli.pipeline import unattended

CALLS = ("open", "fsync", "mkdir", "rename", "replace", "unlink", "fdopen")


class Fault:
    """Makes the ``number``-th call that is about ``folder`` fail (and with ``lasting`` every later one)."""

    def __init__(self, folder: Path, *, number: int, error: int, lasting: bool) -> None:
        self._folder = str(folder)
        self._number = number
        self._error = error
        self._lasting = lasting
        self.calls: list[str] = []

    @contextmanager
    def armed(self) -> Iterator[None]:
        """The calls go through this fault while the context lasts."""
        with pytest.MonkeyPatch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._failing(name, getattr(os, name)))
            yield

    @property
    def struck(self) -> bool:
        """Whether a call has failed."""
        return len(self.calls) >= self._number

    def _failing(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **given: Any) -> Any:
            self._count(name, args[0] if args else None, given)
            # That the bytes reach the disk needs no showing here, and takes most of the time.
            got = None if name == "fsync" else call(*args, **given)
            return _Writing(got, self) if name == "fdopen" and args[1:] != ("r",) else got

        return wrapped

    def _count(self, name: str, first: Any, given: dict[str, Any]) -> None:
        about = isinstance(first, int) or "dir_fd" in given or str(first).startswith(self._folder)
        if not about:
            return
        self.calls.append(name)
        at = len(self.calls)
        if at == self._number or (self._lasting and at > self._number):
            raise OSError(self._error, os.strerror(self._error))

    def write(self) -> None:
        """A write, which may fail as well."""
        self._count("write", 0, {})


class _Writing:
    """A file whose writes go through a fault."""

    def __init__(self, file: Any, fault: Fault) -> None:
        self._file = file
        self._fault = fault

    def write(self, data: Any) -> Any:
        self._fault.write()
        return self._file.write(data)

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A school with a complete run of period 1 and a new export; what is only computed is computed once."""
    made = make_school(tmp_path / "school")
    assert tmi_here(*WORDS, cwd=made).returncode == 0
    make_school(made, period=2)
    together, everything = unattended.together, unattended.make_everything
    known: dict[str, Any] = {}

    def once(name: str, make: Callable[..., Any]) -> Callable[..., Any]:
        def cached(*args: Any, **given: Any) -> Any:
            if name not in known:
                known[name] = make(*args, **given)
            return known[name]

        return cached

    monkeypatch.setattr(unattended, "together", once("together", together))
    monkeypatch.setattr(unattended, "make_everything", once("everything", everything))
    return made


def run(school: Path, fault: Fault | None = None) -> Said:
    if fault is None:
        return tmi_here(*WORDS, "--again", cwd=school)
    with fault.armed():
        return tmi_here(*WORDS, "--again", cwd=school)


@pytest.mark.parametrize(
    ("error", "lasting"),
    [(errno.ENOSPC, False), (errno.EACCES, False), (errno.EIO, False), (errno.ENOSPC, True)],
    ids=["no room", "no permission", "the disk fails", "no room from then on"],
)
def test_no_failing_call_harms_what_was_there(school: Path, error: int, lasting: bool) -> None:
    first = complete_runs(school)
    before = {folder: held_by(folder) for folder in first}
    assert run(school).returncode == 0
    (new,) = set(complete_runs(school)) - set(first)
    due = held_by(new)
    shutil.rmtree(new)
    number, ends = 0, set()
    while True:
        number += 1
        fault = Fault(school, number=number, error=error, lasting=lasting)
        said = run(school, fault)
        if not fault.struck:
            break
        place = f"call {number}: {fault.calls[number - 1]}: {said.stderr}"
        added = set(complete_runs(school)) - set(first)
        ends.add(said.returncode)
        assert said.returncode in (0, 4), place
        assert said.returncode == 4 or len(added) == 1, place
        assert said.returncode == 0 or "could not be written" in said.stderr, place
        assert all(held_by(folder) == due for folder in added), place
        assert {folder: held_by(folder) for folder in first} == before, place
        told = check_kept_files(school)
        assert said.returncode == 4 or told["outcome"] == "published", place
        if unfinished(school):
            # What could not be taken away, because that failed too, the next run takes away.
            assert run(school).returncode == 0, place
            assert unfinished(school) == [], place
        for folder in set(complete_runs(school)) - set(first):
            shutil.rmtree(folder)
    assert said.returncode == 0
    assert unfinished(school) == []
    assert ends == {0, 4}
    assert number > 100
