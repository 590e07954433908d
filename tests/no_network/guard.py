"""A test that tries to reach the network fails, in its own process and in those that it starts (TST-08)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.no_network.sitecustomize import FILE, shut

HERE = str(Path(__file__).parent)


class Attempts:
    """What was tried so far, by this process and those that it has started."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = self._size()

    def taken(self) -> list[str]:
        """The attempts since the last look, a line for each: process, call, address."""
        with self._file.open("rb") as file:
            file.seek(self._seen)
            new = file.read()
        self._seen += len(new)
        return new.decode("utf-8").splitlines()

    def _size(self) -> int:
        return self._file.stat().st_size


def _begin() -> Path:
    """Shut this process and every later one of it off from the network; return the file of attempts."""
    # An own file for each process of the test run: a worker must not be blamed for another.
    handle, name = tempfile.mkstemp(prefix="tmi-tests-network-")
    os.close(handle)
    os.environ[FILE] = name
    others = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path not in ("", HERE)]
    os.environ["PYTHONPATH"] = os.pathsep.join([HERE, *others])
    shut()
    return Path(name)


_ATTEMPTS_FILE = _begin()


def pytest_unconfigure() -> None:
    """Take the file away."""
    _ATTEMPTS_FILE.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def network_attempts() -> Iterator[Attempts]:
    """No test may try to reach the network, whatever becomes of the attempt."""
    attempts = Attempts(_ATTEMPTS_FILE)
    yield attempts
    tried = attempts.taken()
    assert tried == [], "the network was asked for"
