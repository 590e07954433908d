"""Every workbook and page says for whom it is and until when it may be kept (DP-42)."""

from __future__ import annotations

import dataclasses
import io
from datetime import date
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.outputs.every_command import Ran
from tests.reports.little_paper import PAPER
from tmi_cli.reports.handling import Handling, shared
from tmi_cli.reports.html import to_html
from tmi_cli.reports.workbook.book import Book

DAY = date(2027, 9, 4)
MATHS = dataclasses.replace(PAPER, recipient="the curriculum leader of Mathematics")
PUBLISHED = dataclasses.replace(PAPER, published=True)
DATED = "Delete by 4 September 2027."


@cache
def footer(recipient: str, day: date | None, run_id: str = "0123456789ab") -> str:
    book = Book(title="T", handling=Handling(recipient, day), run_id=run_id)
    book.add_sheet("Summary")
    told = load_workbook(io.BytesIO(book.to_bytes()))["Summary"].oddFooter.left.text
    assert isinstance(told, str)
    return told


def test_the_line_names_the_recipient_and_the_day() -> None:
    start = "Contains personal data about pupils. For the year head of S4."
    assert Handling("the year head of S4", DAY).sentence == f"{start} {DATED}"
    assert Handling("the year head of S4").at_length == (
        f"{start} Show it only to those who need it; keep and delete it as the school's retention schedule says."
    )
    assert Handling("anybody", DAY, published=True).at_length == (
        "Small numbers are suppressed. No pupil is named."
    )


@given(st.text(max_size=400), st.sampled_from([DAY, None]))
def test_in_a_footer_the_recipient_is_cut_and_never_the_day(recipient: str, day: date | None) -> None:
    handling = Handling(recipient, day)
    written = handling.within(200, written=lambda text: text.replace("&", "&&"))
    assert len(written.encode("utf-16-le", "surrogatepass")) // 2 <= 200
    assert written.startswith("Contains personal data about pupils. For ")
    assert not day or written.endswith(DATED)


@pytest.mark.parametrize("recipient", ["nobody", "x" * 300, "A & B " * 60, "😀" * 200])
def test_the_footer_of_a_workbook_holds_the_day(recipient: str) -> None:
    told = footer(recipient, DAY)
    assert told.endswith(DATED)
    assert "run 0123456789ab" in told
    assert ("…" in told) == (recipient != "nobody")


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.lines.append(data.strip())


def test_a_page_says_it_at_the_top_at_the_end_and_in_print() -> None:
    paper = dataclasses.replace(PAPER, delete_by=DAY)
    page = to_html([paper])
    assert _Text(page).lines.count(paper.handling.sentence) == 2
    assert page.count("Delete\\20 by\\20 4\\20 September\\20 2027") >= 1


def test_several_papers_on_one_page_share_the_first_day_and_what_is_published_has_none() -> None:
    both = [dataclasses.replace(paper, delete_by=DAY) for paper in (PAPER, MATHS)]
    told = shared(paper.handling for paper in both)
    assert told == f"Contains personal data about pupils. Each paper names the person it is for. {DATED}"
    assert shared([PUBLISHED.handling]) == "Small numbers are suppressed. No pupil is named."


def test_everything_that_a_command_writes_says_it_or_names_no_pupil(ran: Ran) -> None:
    """The school file of these schools has ``keep_days = 400``."""
    wrong = []
    for path, data in ran.files(".xlsx"):
        book = load_workbook(io.BytesIO(data))
        top = "".join(str(row[0]) for row in book["Summary"].iter_rows(max_row=3, max_col=1, values_only=True))
        said = [top, *(str(sheet.oddFooter.left.text) for sheet in book)]
        due = "No pupil is named." if "No pupil is named." in top else DATED
        wrong += [path for words in said if due not in words or "retention" in words]
    for path, data in [*ran.files(".html"), *ran.files(".eml")]:
        if "4 September 2027" not in data.decode("utf-8"):
            wrong.append(path)
    assert wrong == []
    assert len(list(ran.files(".xlsx"))) > 40
    assert len(list(ran.files(".html"))) > 0
