"""The little schools of these tests; every command runs once on each."""

from __future__ import annotations

import pytest

from tests.outputs.canaries import write_canaries
from tests.outputs.every_command import Ran, run_every
from tests.outputs.naughty import FACULTIES, write_naughty
from tests.small_school import scn


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Every command, run on the school of canaries."""
    folder = tmp_path_factory.mktemp("canaries")
    write_canaries(folder)
    return run_every(folder, pupil=scn(0), note="zqnote")


@pytest.fixture(scope="session")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Every command, run on the school of naughty texts."""
    folder = tmp_path_factory.mktemp("naughty")
    write_naughty(folder)
    pages = ("pupil", "changes", "interventions list")
    return run_every(folder, pupil=scn(0), note="=1+1", pages=pages, faculty=FACULTIES[1])
