"""The little schools of these tests; every command runs once on each, whichever worker asks for it first."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from tests.outputs.canaries import write_canaries
from tests.outputs.every_command import Ran, run_every
from tests.outputs.naughty import FACULTIES, write_naughty
from tests.small_school import scn


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], Ran]) -> Ran:
    """What ``make`` returns of a folder with this name, made by one worker and read by the others."""
    shared = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    kept = shared / f"{name}.pickle"
    with FileLock(shared / f"{name}.lock"):
        if not kept.exists():
            (shared / name).mkdir()
            kept.write_bytes(pickle.dumps(make(shared / name)))
        made: Ran = pickle.loads(kept.read_bytes())  # noqa: S301  it was written here
    return made


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Every command, run on the school of canaries."""

    def make(folder: Path) -> Ran:
        write_canaries(folder)
        return run_every(folder, pupil=scn(0), note="zqnote")

    return made_once(tmp_path_factory, "canaries", make)


@pytest.fixture(scope="session")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Every command, run on the school of naughty texts."""

    def make(folder: Path) -> Ran:
        write_naughty(folder)
        pages = ("pupil", "changes", "interventions list")
        return run_every(folder, pupil=scn(0), note="=1+1", pages=pages, faculty=FACULTIES[1])

    return made_once(tmp_path_factory, "naughty", make)
