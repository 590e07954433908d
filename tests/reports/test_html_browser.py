"""The page in a browser: alone in the world, silent, printable, accessible, and narrow enough for a phone.

They need playwright, Chromium (on the path, or TMI_CHROMIUM) and axe-core (TMI_AXE, or what
``npm install --prefix tests/reports`` brings). Without them they are skipped, or
fail where TMI_REQUIRE_BROWSER=1.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.reports.little_paper import PAPER
from tmi_cli.reports.html import to_html
from tmi_cli.reports.paper import Paper

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(os.environ.get("TMI_AXE") or Path(__file__).parent / "node_modules/axe-core/axe.min.js")
SECOND = dataclasses.replace(PAPER, title="Mathematics: snapshot, 2025-26, period 2", recipient="nobody else")
PAGES = {"one": [PAPER], "several": [PAPER, SECOND]}


def long_list() -> Paper:
    """The little paper with sixty pupils."""
    section = PAPER.section("Pupils")
    table = section.tables()[0]
    rows = tuple((f"{table.rows[0][0]} {number}", *table.rows[0][1:]) for number in range(60))
    longer = dataclasses.replace(section, parts=(dataclasses.replace(table, rows=rows),))
    return dataclasses.replace(PAPER, sections=tuple(longer if s is section else s for s in PAPER.sections))


def missing(what: str) -> None:
    """Skip, or fail where nothing may be missing."""
    if os.environ.get("TMI_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{what} (TMI_REQUIRE_BROWSER=1)")
    pytest.skip(what)  # a developer may have no browser; CI says it must be there


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("TMI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if importlib.util.find_spec("playwright") is None:
        missing("playwright is not installed")
    if not chromium:
        missing("there is no chromium or google-chrome on the path, and TMI_CHROMIUM is not set")
    from playwright.sync_api import sync_playwright

    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        # /dev/shm is small in containers.
        arguments = ["--disable-dev-shm-usage", *(["--no-sandbox"] if is_root else [])]
        started = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield started
        started.close()


class Opened:
    """A page opened from a file without a network, and all that it asked for and said."""

    def __init__(self, browser: Browser, path: Path, *, width: int = 1200) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.uri = path.as_uri()
        self._context = browser.new_context(
            viewport={"width": width, "height": 800}, offline=True, bypass_csp=False, locale="en-GB"
        )
        self.page: Page = self._context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(self.uri, wait_until="load")

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self._context.close()


@pytest.fixture(params=list(PAGES))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return written(PAGES[request.param], tmp_path)


def written(papers: list[Paper], folder: Path) -> Path:
    path = folder / "paper.html"
    path.write_text(to_html(papers), encoding="utf-8")
    return path


def pages_of(pdf: bytes) -> list[tuple[int, int]]:
    """Width and height of each page of a PDF, in millimetres."""
    assert pdf.startswith(b"%PDF-")
    boxes = re.findall(rb"/Type /Page\b[^s].*?/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf, re.DOTALL)
    assert len(boxes) == len(re.findall(rb"/Type /Page\b(?!s)", pdf))
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]


def test_it_asks_for_nothing_but_itself_and_says_nothing(browser: Browser, path: Path) -> None:
    with Opened(browser, path) as opened:
        opened.page.mouse.wheel(0, 5000)
        assert (opened.asked, opened.said) == ([opened.uri], [])
        # The policy holds: a script that somebody smuggled in would not run.
        opened.page.evaluate("document.body.append(Object.assign(document.createElement('img'), {src: 'x:y'}))")
        opened.page.wait_for_timeout(50)
        assert len(opened.said) == 1
        assert "Content Security Policy" in opened.said[0]


@pytest.mark.parametrize("width", [360, 768, 1200])
def test_the_page_itself_never_scrolls_sideways(browser: Browser, path: Path, width: int) -> None:
    with Opened(browser, path, width=width) as opened:
        assert opened.page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_what_is_too_wide_for_a_phone_can_be_scrolled_from_the_keyboard(browser: Browser, path: Path) -> None:
    with Opened(browser, path, width=360) as opened:
        wide = opened.page.locator(".long .scroll").first
        wide.focus()
        opened.page.keyboard.press("ArrowRight")
        opened.page.wait_for_function("document.activeElement.scrollLeft > 0")
        opened.page.keyboard.press("Tab")
        assert wide.evaluate("element => element !== document.activeElement")


def test_the_first_stop_of_the_keyboard_leads_to_the_content(browser: Browser, path: Path) -> None:
    with Opened(browser, path) as opened:
        opened.page.keyboard.press("Tab")
        assert opened.page.evaluate("document.activeElement.textContent") == "Skip to the content"
        opened.page.keyboard.press("Enter")
        assert opened.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_no_barrier(browser: Browser, path: Path, width: int) -> None:
    if not AXE.exists():
        missing(f"axe-core is not at {AXE}: npm install --prefix tests/reports")
    with Opened(browser, path, width=width) as opened:
        # Evaluated from outside, as the page's own policy allows no script.
        opened.page.evaluate(AXE.read_text(encoding="utf-8"))
        result: dict[str, Any] = opened.page.evaluate("async () => await axe.run({resultTypes: ['violations']})")
        grave = [
            (one["id"], one["impact"], node["html"], node["failureSummary"])
            for one in result["violations"]
            for node in one["nodes"]
            if one["impact"] in ("serious", "critical")
        ]
        assert len(result["passes"]) > 20
        assert grave == []


@pytest.mark.parametrize(
    ("papers", "upright", "lying"), [([PAPER], 3, 1), ([PAPER, SECOND], 7, 2), ([long_list()], 3, 3)]
)
def test_it_prints_upright_and_wide_lists_on_their_side(
    browser: Browser, tmp_path: Path, papers: list[Paper], upright: int, lying: int
) -> None:
    with Opened(browser, written(papers, tmp_path)) as opened:
        sizes = pages_of(opened.page.pdf(prefer_css_page_size=True))
    assert (sizes.count((210, 297)), sizes.count((297, 210))) == (upright, lying)
    assert len(sizes) == upright + lying


def test_what_is_for_the_screen_alone_is_not_printed(browser: Browser, path: Path) -> None:
    with Opened(browser, path) as opened:
        header = opened.page.locator("th.screen").first
        assert header.is_visible()
        opened.page.emulate_media(media="print")
        assert not header.is_visible()
        assert not opened.page.locator(".skip").is_visible()
