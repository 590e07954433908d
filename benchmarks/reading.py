"""Measures reading alone: ``exports.read_export``, with all its precautions, against python-calamine without any.

``read_export`` looks at the parts of the file, hashes its bytes and finds error cells, formulas without a value
and what is hidden; only then calamine reads the cells. ``read_table`` makes entries of them. Each job is a fresh
process on the same export, started in turn; the best time counts, of the work alone and not of the start of Python
and its libraries. Run as ``python -m benchmarks.reading [SESSION.xlsx]``.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

REPEATS = 5
AIM = 1.5
"""``read_export`` takes at most this many times as long as calamine alone."""

Job = Callable[[], object]


class Ratios(NamedTuple):
    """How many times as long as calamine alone reading takes, without and with understanding."""

    read_export: float
    read_table: float


def _calamine(export: Path) -> Job:
    from benchmarks import floor

    return lambda: floor.read(export)


def _read_export(export: Path) -> Job:
    from tmi_cli.exports import read_export

    return lambda: read_export(export, export.name)


def _read_table(export: Path) -> Job:
    from tmi_cli.exports import read_export
    from tmi_cli.layouts import read_table
    from tmi_cli.policy import SubjectMap, load_policy

    policy, subjects = load_policy("standard"), SubjectMap()
    return lambda: [
        read_table(table, policy=policy, subjects=subjects) for table in read_export(export, export.name)
    ]


JOBS = {"calamine alone": _calamine, "read_export": _read_export, "read_export and read_table": _read_table}


def measure(export: Path) -> Ratios:
    """Print and return what reading costs on an export, as ratios to python-calamine alone."""
    best = dict.fromkeys(JOBS, float("inf"))
    for _ in range(REPEATS):
        for name in JOBS:
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.reading", str(export), name],
                check=True,
                capture_output=True,
                text=True,
            )
            best[name] = min(best[name], float(told.stdout))
    alone, read, understood = best.values()
    ratios = Ratios(read / alone, understood / alone)
    print(f"reading: calamine alone takes {alone:.3f} s")
    print(f"reading: read_export against calamine alone: {ratios.read_export:.2f} times (aim: at most {AIM})")
    print(f"reading: with read_table: {ratios.read_table:.2f} times")
    return ratios


def main() -> None:
    if len(sys.argv) > 2:
        job = JOBS[sys.argv[2]](Path(sys.argv[1]))
        start = time.perf_counter()
        done = job()
        print(time.perf_counter() - start)
        assert done
        return
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    from benchmarks.data import write_exports

    with TemporaryDirectory() as name:
        measure(write_exports(Path(name))["session"])


if __name__ == "__main__":
    main()
