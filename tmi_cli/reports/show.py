"""What stdout shows: the result and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tmi_cli.reports.as_csv import to_csv
from tmi_cli.reports.as_json import to_json
from tmi_cli.reports.plain import to_tab_separated
from tmi_cli.reports.report import Report

TEXTS: dict[str, Callable[[Report], str]] = {
    "json": to_json,
    "csv": to_csv,
    "table": to_tab_separated,
}
"""How each format is written where stdout is no terminal."""


def to_stdout(report: Report, *, shape: str, folder: Path | None, colour: bool = True) -> None:
    """Show a report on stdout: for a person at a terminal as tables, else as text of the format asked for."""
    if shape == "table" and sys.stdout.isatty():
        from tmi_cli.reports.terminal import show

        show(report, folder=folder, colour=colour)
        return
    sys.stdout.write(TEXTS[shape](report))
