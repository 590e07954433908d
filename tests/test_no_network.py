"""tmi needs no network, and the tests have none: an attempt fails its test even if nobody notices it (TST-08)."""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.command import CLEAR, FLAGGED, write_csv
from tests.no_network.guard import Attempts

ROOT = Path(__file__).parent.parent
# An address that is kept for documentation: nobody has it.
NOBODY = ("192.0.2.1", 9)


def connect(kind: int = socket.SOCK_STREAM) -> socket.socket:
    return socket.socket(socket.AF_INET, kind)


WAYS: dict[str, Callable[[], object]] = {
    "socket.connect": lambda: connect().connect(NOBODY),
    "socket.connect again": lambda: connect().connect_ex(NOBODY),
    "socket.sendto": lambda: connect(socket.SOCK_DGRAM).sendto(b"x", NOBODY),
    "socket.bind": lambda: connect().bind(("127.0.0.1", 0)),
    "socket.getaddrinfo": lambda: socket.create_connection(("example.org", 80), timeout=1),
    "socket.getaddrinfo again": lambda: socket.getaddrinfo("localhost", 80),
    "socket.gethostbyname": lambda: socket.gethostbyname("example.org"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_every_way_to_the_network_is_shut(way: str, network_attempts: Attempts) -> None:
    with pytest.raises(OSError, match="the tests have no network"):
        WAYS[way]()
    assert [line.split()[1] for line in network_attempts.taken()] == [way.split()[0]]


def test_a_process_that_a_test_starts_has_no_network_either(network_attempts: Attempts) -> None:
    code = (
        "import urllib.request as u\ntry: u.urlopen('http://192.0.2.1/', timeout=1)\nexcept OSError as e: print(e)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "the tests have no network" in result.stdout
    assert [line.split()[1] for line in network_attempts.taken()] == ["socket.getaddrinfo"]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="Windows has no such sockets")
def test_processes_of_this_machine_may_talk_to_each_other(tmp_path: Path) -> None:
    one, two = socket.socketpair()
    with one, two, contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        one.sendall(b"x")
        assert two.recv(1) == b"x"
        listener.bind(str(tmp_path / "s"))


def test_a_test_that_hides_its_attempt_fails(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (tmp_path / "test_it.py").write_text(
        "import contextlib, socket, subprocess, sys\n"
        "TRY = 'import socket\\ntry: socket.getaddrinfo(\"x\", 1)\\nexcept Exception: pass'\n"
        "def test_here(): exec(TRY)\n"
        "def test_in_a_child(): subprocess.run([sys.executable, '-c', TRY], check=True)\n"
        "def test_none(): pass\n",
        encoding="utf-8",
    )
    result = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-p", "tests.no_network.guard", "-p", "no:cacheprovider", "-q",
            "--rootdir", tmp_path, "-c", tmp_path / "pytest.ini", tmp_path / "test_it.py",
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 1
    assert "3 passed, 2 errors" in result.stdout
    assert result.stdout.count("the network was asked for") >= 2


UNSHARE = shutil.which("unshare")


def can_unshare() -> bool:
    return (
        bool(UNSHARE) and subprocess.run([UNSHARE, "-rn", sys.executable, "-c", ""], check=False).returncode == 0
    )


@pytest.mark.skipif(not can_unshare(), reason="no permission for a namespace without any interface")
def test_a_run_where_there_is_no_network_at_all_writes_the_same_bytes(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", FLAGGED, CLEAR)
    made = []
    for name, before in (("with", []), ("without", [UNSHARE, "-rn"])):
        command = [*before, sys.executable, "-m", "tmi_cli", "flag", export, "--session", "2025-26", "-q"]
        subprocess.run([*command, "--out", tmp_path / name], capture_output=True, check=True)
        (manifest,) = (tmp_path / name).rglob("manifest.json")
        made.append(json.loads(manifest.read_text(encoding="utf-8"))["outputs"])
    assert made[0] == made[1]
    assert "escalation.xlsx" in made[0]
