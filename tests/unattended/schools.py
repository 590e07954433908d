"""A school folder that tmi run works in, and what must hold of it whatever happened."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.cli.command import CLEAR, FLAGGED, changed, write_csv
from tmi_cli.rag.sent import read_sent

TOML = 'session = "2025-26"\n[addresses.CL]\n"Mathematics" = "maths@school.example"\n'
WORDS = ("run", "--no-input", "--as-of", "2025-11-14")


def make_school(folder: Path, *, period: int = 1) -> Path:
    """A school with an export of each period up to ``period``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tmi.toml").write_text(TOML, encoding="utf-8")
    for number in range(1, period + 1):
        rows = [changed(row, Tracking_Point=f"TP{number}") for row in (FLAGGED, CLEAR)]
        rows[1] = changed(rows[1], Effort=str(number))
        write_csv(folder / "exports" / f"TP{number}.csv", *rows)
    return folder


def complete_runs(school: Path) -> list[Path]:
    """The folders of complete runs, the earliest first; each holds what its manifest says and nothing else.

    Every other folder in ``out`` must be one that is not finished, and says so by its name.
    """
    found = []
    for folder in sorted((school / "out").glob("*/*")):
        if folder.name.startswith(".tmi-"):
            continue
        told = json.loads((folder / "manifest.json").read_bytes())["outputs"]
        held = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
        held.pop("manifest.json")
        assert {name: hashlib.sha256(data).hexdigest() for name, data in held.items()} == {
            name: output["sha256"] for name, output in told.items()
        }
        found.append(folder)
    return found


def held_by(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with what it holds."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unfinished(school: Path) -> list[str]:
    """What is left of runs that did not end."""
    return [path.name for path in school.rglob(".tmi-*")]


def check_kept_files(school: Path) -> dict[str, Any]:
    """What is kept from run to run is whole, if it is there; returns what ``last-run.json`` says."""
    for path in (school / "store").glob("rag-sent-*.json"):
        read_sent(path)
    path = school / "out" / "last-run.json"
    told: dict[str, Any] = json.loads(path.read_bytes()) if path.exists() else {}
    return told
