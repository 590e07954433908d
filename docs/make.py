"""Writes the pages and pictures of docs/ that are generated: run ``make docs``. A test holds the pages equal."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

from tmi_cli import Options, flag
from tmi_cli.reports.explain import problems_page
from tmi_cli.reports.rules_page import rules_page
from tmi_cli.reports.terminal import render

HERE = Path(__file__).parent
PAGES = {"problems.md": problems_page, "rules.md": rules_page}
COMMAND = "tmi flag sample_data/exports --groups sample_data/lists --policy balerno"


def terminal_picture() -> str:
    """What the command shows on the sample at a terminal of 100 columns, as SVG without any web font."""
    sample = HERE.parent / "sample_data"
    report = flag(Options([sample / "exports"], session="2025-26", policy="balerno", groups=[sample / "lists"]))
    console = Console(record=True, width=100, file=io.StringIO(), force_terminal=True, markup=False, emoji=False)
    render(report, console, folder=None)
    svg = console.export_svg(title=COMMAND, unique_id="tmi")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
    (HERE / "pictures").mkdir(exist_ok=True)
    (HERE / "pictures" / "terminal.svg").write_text(terminal_picture(), encoding="utf-8")
