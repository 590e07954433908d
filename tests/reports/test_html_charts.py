"""A chart draws what its table says, whatever that is, as a drawing that can stand in a page."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reports.html_page import Page
from tests.reports.little_paper import GRADES, PAPER
from tmi_cli.reports.html import to_html
from tmi_cli.reports.html.charts import to_svg
from tmi_cli.reports.paper import HIDDEN, ChartKind, ChartPart, Head, TablePart, Value

KINDS: tuple[ChartKind, ...] = get_args(ChartKind)


def chart(kind: ChartKind, *series: str, says: str = "says") -> ChartPart:
    return ChartPart("t", says, kind, "c", series, says, says, says)


def told(svg: str) -> list[str]:
    """The texts of a drawing."""
    return [text.strip() for text in re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)]


def test_a_chart_shows_its_figures_and_a_gap_but_no_total() -> None:
    drawn = next(part for part in PAPER.sections[0].parts if isinstance(part, ChartPart))
    assert sorted(set(told(to_svg(GRADES, drawn, name="c")))) == sorted(
        {"1 (A1)", "2 (A2)", "7 (D)", "Working grade", "Entries", "Period 1", "Period 2"}
        | {"12", "20", HIDDEN, "10", "22", "4"}
        | {"0", "5", "15"}
    )


def test_a_name_with_an_underscore_stays_in_the_legend() -> None:
    heads = (Head("C", "c"), Head("_one", "n", "count"), Head("two", "m", "count"))
    for kind in KINDS:
        assert {"_one", "two"} <= set(
            told(to_svg(TablePart("t", "T", heads, (("a", 1, 2),)), chart(kind, "n", "m"), name="c"))
        )


@given(st.text(max_size=40))
@settings(max_examples=8)
def test_a_chart_draws_whatever_its_labels_say(text: str) -> None:
    table = TablePart("t", "T", (Head(text, "c"), Head(text, "n", "count")), ((text, 1), (f"{text} {text}", 2)))
    for kind in KINDS:
        page = Page(to_svg(table, chart(kind, "n", says=text), name="c"))
        assert [tag for tag, _ in page.elements][:3] == ["svg", "title", "desc"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_category_is_cut_however_long_or_many(kind: ChartKind) -> None:
    labels = [
        f"A course with a rather long name, level {at}, supercalifragilisticexpialidocious" for at in range(25)
    ]
    table = TablePart(
        "t", "T", (Head("C", "c"), Head("N", "n", "count")), tuple((label, at) for at, label in enumerate(labels))
    )
    svg = to_svg(table, chart(kind, "n"), name="c")
    written = re.sub(r"\s", "", Page(svg).text)
    assert all(re.sub(r"\s", "", label) in written for label in labels)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [(), (("A", None, HIDDEN),), (("A", 0, 0), ("B", 0, 0))])
def test_a_chart_with_nothing_to_draw_is_still_a_chart(
    kind: ChartKind, rows: tuple[tuple[Value, ...], ...]
) -> None:
    table = TablePart("t", "T", (Head("C", "c"), Head("N", "n", "count"), Head("M", "m", "points")), rows)
    svg = to_svg(table, chart(kind, "n", "m"), name="c")
    found = any(isinstance(value, int) for row in rows for value in row)
    assert ("No figures to draw." in svg) is not found


def test_a_drawing_is_found_small_named_and_described() -> None:
    found = re.findall("<svg.*?</svg>", to_html([PAPER]), re.DOTALL)
    charts = [part for section in PAPER.sections for part in section.parts if isinstance(part, ChartPart)]
    assert len(found) == len(charts)
    for svg, chart in zip(found, charts, strict=True):
        page = Page(svg)
        assert page.elements[0][1]["role"] == "img"
        assert "height" not in page.elements[0][1]
        assert page.elements[0][1]["aria-labelledby"].split() == page.ids[:2]
        assert page.text.strip().startswith(f"{chart.title}\n{chart.says}")
        assert len(svg) < 20_000
        assert not {tag for tag, _ in page.elements} & {"style", "metadata"}
