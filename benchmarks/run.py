"""Measures tmi against the floor and against a plain script, in one run, as ratios: ``make bench``.

Every command is a fresh process, started in turn and repeated; the best time of each counts. Trust the ratios,
not the seconds: machines are shared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.reading import measure as measure_reading

PYTHON = sys.executable
REPEATS = 5
SLOW_REPEATS = 2
MAKE_EXPORTS = (
    "import sys; from pathlib import Path; from benchmarks.data import write_exports as w; w(Path(sys.argv[1]))"
)
CELLS_OF = (
    "import json, sys; from pathlib import Path; from python_calamine import load_workbook as load\n"
    "books = [load(str(p)) for p in sorted(Path(sys.argv[1]).rglob('*.xlsx'))]\n"
    "sheets = [[b.get_sheet_by_name(n).to_python() for n in b.sheet_names] for b in books]\n"
    "Path(sys.argv[2]).write_text(json.dumps(sheets), encoding='utf-8')\n"
)


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


def measure(commands: dict[str, Sequence[str]]) -> dict[str, Measured]:
    """Run every command in turn, again and again, so that a slow moment of the machine hits them all."""
    measured = {name: Measured() for name in commands}
    for number in range(REPEATS):
        for name, command in commands.items():
            if number < SLOW_REPEATS or not name.endswith("plain script"):
                measured[name].once(command)
    return measured


def tmi_command(what: str, export: Path, out: Path) -> Sequence[str]:
    """A command of tmi on one export, its files into ``out``."""
    return [PYTHON, "-m", "tmi_cli", what, str(export), "--session", "2025-26", "--out", str(out), "-q"]


def run_command(folder: Path) -> Sequence[str]:
    """An unattended run that makes the lists and the snapshots, and nothing else, of the same export."""
    school = folder / "unattended"
    school.mkdir()
    toml = """
        session = "2025-26"
        inbox = "../school.xlsx"
        [run]
        check = false
        rag = []
        mail = false
    """
    (school / "tmi.toml").write_text(toml, encoding="utf-8")
    return [PYTHON, "-m", "tmi_cli", "run", "--again", "--school", str(school / "tmi.toml"), "-q"]


def commands_for(name: str, folder: Path) -> dict[str, Sequence[str]]:
    """What is measured on one export; tmi runs once before, so that the floor can write the same cells."""
    export, out, cells = folder / f"{name}.xlsx", folder / f"out {name}", folder / f"{name}.json"
    out.mkdir()
    tmi = tmi_command("flag", export, out)
    subprocess.run(tmi, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([PYTHON, "-c", CELLS_OF, str(out), str(cells)], check=True)
    floor = [PYTHON, "-m", "benchmarks.floor"]
    return {
        f"{name}: read alone": [*floor, "read", str(export)],
        f"{name}: read, validate, write": [*floor, "all", str(export), str(cells), str(out)],
        f"{name}: tmi flag": tmi,
        f"{name}: plain script": [PYTHON, "-m", "benchmarks.naive", str(export), str(out)],
    }


def main() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: a child's memory is counted from its parent's.
        subprocess.run([PYTHON, "-c", MAKE_EXPORTS, str(folder)], check=True)
        commands: dict[str, Sequence[str]] = {
            "import click": [PYTHON, "-c", "import click"],
            "tmi --help": [PYTHON, "-m", "tmi_cli", "--help"],
        }
        for export in ("period", "session"):
            commands |= commands_for(export, folder)
        for what in ("flag", "snapshot"):
            commands[f"school: tmi {what}"] = tmi_command(what, folder / "school.xlsx", folder / "out school")
        commands["school: tmi run"] = run_command(folder)
        measured = measure(commands)
        reading = measure_reading(folder / "session.xlsx")
    told = {name: [round(m.seconds, 3), round(m.megabytes)] for name, m in measured.items()}
    for name, (seconds, megabytes) in told.items():
        print(f"{name:32} {seconds:7.2f} s {megabytes:7.0f} MB")
    help_ratio = measured["tmi --help"].seconds / measured["import click"].seconds
    print(f"\ntmi --help against importing click: {help_ratio:.2f} times (aim: at most 1.5)")
    for export in ("period", "session"):
        flag = measured[f"{export}: tmi flag"]
        read = flag.seconds / measured[f"{export}: read alone"].seconds
        floor = flag.seconds / measured[f"{export}: read, validate, write"].seconds
        script = measured[f"{export}: plain script"].seconds / flag.seconds
        print(f"{export}: against reading alone: {read:.2f} times")
        print(f"{export}: against reading, validating and writing: {floor:.2f} times (aim: at most 2)")
        print(f"{export}: faster than the plain script: {script:.1f} times (aim: at least 5)")
        print(f"{export}: memory {flag.megabytes:.0f} MB (aim: under 300)")
    snapshot = measured["school: tmi snapshot"].seconds / measured["school: tmi flag"].seconds
    print(f"school: all snapshots against tmi flag: {snapshot:.2f} times (aim: at most 2)")
    both = measured["school: tmi flag"].seconds + measured["school: tmi snapshot"].seconds
    integrity = measured["school: tmi run"].seconds / both
    print(f"school: tmi run against tmi flag and tmi snapshot, one after the other: {integrity:.2f} times")
    print(f"session: reading with all precautions, against calamine alone: {reading.read_export:.2f} times")
    print(f"session: reading and understanding every row: {reading.read_table:.2f} times")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(json.dumps(told, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
