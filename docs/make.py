"""Writes the pages of docs/ that are generated: run ``make docs``. A test holds them equal."""

from __future__ import annotations

from pathlib import Path

from tmi_cli.reports.explain import problems_page
from tmi_cli.reports.rules_page import rules_page

PAGES = {"problems.md": problems_page, "rules.md": rules_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        Path(__file__).with_name(name).write_text(page(), encoding="utf-8")
