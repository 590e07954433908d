"""Writes exports, and runs the real command in a real process, as a shell or a scheduled task would."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEADER = (
    "SCN", "Forename", "Surname", "Stage", "Reg", "House", "Subject", "Level", "Class", "Teacher",
    "Tracking Point", "Target Grade", "Working Grade", "Effort", "Behaviour", "Homework", "Comment",
)  # fmt: skip

FLAGGED = (
    "165660463", "Ailsa", "Sample", "S4", "4A1", "Skye", "Mathematics", "N5", "4MA2", "M. Kirk",
    "TP1", "3", "4", "3", "2", "1", "",
)  # fmt: skip
CLEAR = (
    "162181203", "Calum", "Testwood", "S4", "4A1", "Skye", "Mathematics", "N5", "4MA2", "M. Kirk",
    "TP1", "3", "3", "1", "2", "1", "",
)  # fmt: skip


def tmi(*args: str | Path, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``tmi`` with nothing on stdin and both streams caught."""
    return subprocess.run(
        [sys.executable, "-m", "tmi_cli", *map(str, args)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def write_csv(path: Path, *rows: Sequence[str], header: Sequence[str] = HEADER) -> Path:
    """Write an export in the long layout."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    """Write a workbook of one sheet."""
    made = Workbook()
    made.active.title = "Data"
    for row in rows:
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.getvalue())
    return path


def changed(row: Sequence[str], **cells: str) -> tuple[str, ...]:
    """A row with some cells changed, named as in the header (with ``_`` for a space)."""
    wanted = {name.replace("_", " "): text for name, text in cells.items()}
    assert set(wanted) <= set(HEADER)
    return tuple(wanted.get(name, text) for name, text in zip(HEADER, row, strict=True))
