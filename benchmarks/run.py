"""Measures tmi against the floor and against a plain script, in one run, as ratios: ``make bench``.

Every command is a fresh process, started in turn and repeated; the best time of each counts. Trust the ratios,
not the seconds: machines are shared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.data import write_exports

PYTHON = sys.executable
REPEATS = 5
SLOW_REPEATS = 2


class Measured:
    """The best time (seconds) and the highest memory (MB) of some runs of one command."""

    def __init__(self) -> None:
        self.seconds = float("inf")
        self.megabytes = 0.0

    def once(self, command: Sequence[str]) -> None:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        told = process.stderr.read() if process.stderr else b""
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds = min(self.seconds, time.perf_counter() - start)
        self.megabytes = max(self.megabytes, usage.ru_maxrss / 1024)
        if status:
            raise SystemExit(f"{' '.join(command)} failed:\n{told.decode()}")


def measure(commands: dict[str, Sequence[str]], *, slow: frozenset[str]) -> dict[str, Measured]:
    """Run every command in turn, again and again, so that a slow moment of the machine hits them all."""
    measured = {name: Measured() for name in commands}
    for number in range(REPEATS):
        for name, command in commands.items():
            if name not in slow or number < SLOW_REPEATS:
                measured[name].once(command)
    return measured


def main() -> None:
    with TemporaryDirectory() as folder:
        files = write_exports(Path(folder))
        out = Path(folder) / "out"
        out.mkdir()
        tmi = [PYTHON, "-m", "tmi_cli", "flag", "--session", "2025-26", "--out", str(out), "-q"]
        commands: dict[str, Sequence[str]] = {
            "import click": [PYTHON, "-c", "import click"],
            "tmi --help": [PYTHON, "-m", "tmi_cli", "--help"],
        }
        for name, path in files.items():
            floor = [PYTHON, "-m", "benchmarks.floor"]
            commands[f"{name}: read alone"] = [*floor, "read", str(path), str(out)]
            commands[f"{name}: read, validate, write"] = [*floor, "all", str(path), str(out)]
            commands[f"{name}: tmi flag"] = [*tmi, str(path)]
            commands[f"{name}: plain script"] = [PYTHON, "-m", "benchmarks.naive", str(path), str(out)]
        measured = measure(commands, slow=frozenset(n for n in commands if n.endswith("plain script")))
    for name, result in measured.items():
        print(f"{name:32} {result.seconds:7.2f} s {result.megabytes:7.0f} MB")
    print()
    told = measured["tmi --help"].seconds / measured["import click"].seconds
    print(f"tmi --help against importing click: {told:.2f} times (aim: at most 1.5)")
    for name in files:
        flag = measured[f"{name}: tmi flag"]
        read = flag.seconds / measured[f"{name}: read alone"].seconds
        floor_ratio = flag.seconds / measured[f"{name}: read, validate, write"].seconds
        script = measured[f"{name}: plain script"].seconds / flag.seconds
        print(f"{name}: tmi flag against reading alone: {read:.2f} times")
        print(f"{name}: against reading, validating and writing: {floor_ratio:.2f} times (aim: at most 2)")
        print(f"{name}: faster than the plain script: {script:.1f} times (aim: at least 5)")
        print(f"{name}: memory {flag.megabytes:.0f} MB (aim: under 300)")


if __name__ == "__main__":
    main()
