"""Generated pages are what the code generates, and what the pages name exists."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tmi_cli.reports.explain import problems_page
from tmi_cli.reports.rules_page import rules_page

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize(("name", "page"), [("rules.md", rules_page), ("problems.md", problems_page)])
def test_generated_pages_are_what_make_docs_writes(name: str, page: Callable[[], str]) -> None:
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_nothing_in_the_project_points_outside_it() -> None:
    """No path of a machine, and no reference to anything that a clone does not hold."""
    outside = re.compile(r"\.\./shared|/(?:work|tmp|home|root)/[a-z]")
    found = []
    for path in ROOT.rglob("*"):
        told = path.suffix in (".py", ".md", ".toml") or path.name in ("Makefile", "run")
        if told and not any(part.startswith(".venv") or part == ".git" for part in path.parts):
            found += [str(path)] if outside.search(path.read_text(encoding="utf-8")) else []
    assert [path for path in found if Path(path).name != Path(__file__).name] == []
