"""The HTML page: every figure is in it, text stays text, and it needs nothing but itself."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.reports.html_page import Page
from tests.reports.little_paper import PAPER
from tmi_cli.reports.html import to_html
from tmi_cli.reports.html.words import legal
from tmi_cli.reports.paper import (
    HIDDEN,
    ChartKind,
    ChartPart,
    FieldsPart,
    Head,
    Paper,
    Part,
    Section,
    TablePart,
    TextPart,
    Value,
    shown,
)
from tmi_cli.reports.workbook.style import MARKS, SHADES

NAUGHTY = [
    "<script>alert(1)</script>", "{{7*7}}", "{% raw %}", "$x$", r"$\frac{1}{", "</style><b>", "</svg></title>",
    "]]>", '" onload="x', "' onclick='x", "&amp;", "&#60;", "<!-- x", "\u202eevil\u202c", "שלום עולם",
    "日本語コース", "👩\u200d🏫", "Z͑ͫa̶l̸g̵o", "a\x00b\x0b\x1b[31m", "\ud800", "\ufffe", "two\nlines\tand", "  ",
    "%s {0}", "\\", "_x", "url(#p1)", 'id="p1"', "x" * 300, "word " * 60,
]  # fmt: skip

MATHS = dataclasses.replace(
    PAPER, title="Mathematics: snapshot, 2025-26, period 2", recipient="the curriculum leader of Mathematics"
)
PUBLISHED = dataclasses.replace(PAPER, title="School: snapshot, 2025-26, period 2", published=True)


@cache
def page_of_one() -> str:
    """The little paper as a page."""
    return to_html([PAPER])


def all_over(text: str) -> Paper:
    """A paper that says a text in every place that can say one."""
    heads = (
        Head(text, "name", "strong"),
        Head(text, "count", "count"),
        Head(text, "more", "percent"),
        Head(text, "state", "state"),
        Head(text, "entry", "entry"),
    )
    rows = ((text, 1, 2.5, text, text), (text, text, HIDDEN, "new", None), (text, None, 3, "worse", None))
    kinds: tuple[ChartKind, ...] = ("bars", "lines")
    parts: tuple[Part, ...] = (
        TextPart((text, text)),
        TextPart((text,), bullets=True),
        TablePart("t", text, heads, rows, note=text, empty=text, heat=("count",)),
        TablePart("none", text, heads, (), empty=text),
        *(ChartPart("t", text, kind, "name", ("count", "more"), text, text, text) for kind in kinds),
        FieldsPart((text, text)),
    )
    section = Section(name=text, title=text, intro=text, parts=parts)
    return Paper(text, text, text, ((text, text),), (section,), text)


def as_read(value: Value, head: Head) -> str:
    """A value as a reader hears it."""
    if value == HIDDEN and head.kind not in ("text", "strong", "state", "entry"):
        return "suppressed"
    if head.kind == "state" and value in MARKS:
        return MARKS[str(value)].text.partition(" ")[2]
    return shown(value, head.kind)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("papers", [[PAPER], [PAPER, MATHS, PUBLISHED]])
def test_the_same_papers_give_the_same_page(papers: list[Paper]) -> None:
    assert to_html(papers) == to_html(papers)


def test_another_process_with_other_settings_gives_the_same_page(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "axes.grid: True\nsvg.fonttype: path\nfont.size: 30\n", encoding="utf-8"
    )
    code = (
        "import sys; from tests.reports.little_paper import PAPER; from tmi_cli.reports.html import to_html;"
        "assert 'matplotlib' not in sys.modules and 'jinja2' not in sys.modules;"
        "page = to_html([PAPER]); assert 'matplotlib.pyplot' not in sys.modules; sys.stdout.write(page)"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1", "MATPLOTLIBRC": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == to_html([PAPER])
    assert done.stderr == b""


@pytest.mark.parametrize("papers", [[PAPER], [PAPER, MATHS]])
def test_every_figure_of_every_table_is_in_the_page(papers: list[Paper]) -> None:
    page = Page(to_html(papers))
    told = [table for paper in papers for section in paper.sections for table in section.tables() if table.rows]
    due = [
        [[head.header for head in table.heads]]
        + [[as_read(value, head) for value, head in zip(row, table.heads, strict=True)] for row in table.rows]
        for table in told
    ]
    assert list(page.tables.values()) == due


def test_everything_else_that_a_paper_says_is_in_the_page() -> None:
    page = Page(page_of_one())
    due = [PAPER.title, PAPER.handling.sentence, PAPER.run_id, *(word for pair in PAPER.about for word in pair)]
    for section in PAPER.sections:
        due += [section.title, section.intro]
        for part in section.parts:
            if isinstance(part, TablePart):
                due += [part.title, part.note, *([] if part.rows else [part.empty])]
            elif isinstance(part, ChartPart):
                due += [part.title, part.says, part.x_title, part.y_title]
            elif isinstance(part, TextPart):
                due += part.sentences
            elif isinstance(part, FieldsPart):
                due += part.labels
    assert [text for text in due if text not in page.seen] == []
    assert all(mark in page.text for mark in ("● New", "▲ Worse"))
    assert MARKS["new"].meaning in page.seen
    assert MARKS["better"].meaning not in page.seen


@cache
def elements(text: str) -> tuple[str, ...]:
    """The elements of the paper that says a text all over, but for those a drawing has more or fewer of."""
    page = Page(to_html([all_over(text)]))
    drawn = ("path", "g", "text", "use", "defs", "clippath", "rect")
    return tuple(tag for tag, _ in page.elements if tag not in drawn)


@pytest.mark.parametrize("text", NAUGHTY)
def test_any_text_comes_out_as_text(text: str) -> None:
    page = Page(to_html([all_over(text)]))
    assert plain(page.text).count(plain(legal(text))) >= 20
    assert elements(text) == elements("harmless")
    assert not any(name.startswith("on") for _, given in page.elements for name in given)
    assert re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", page.source) is None


@pytest.mark.parametrize("papers", [[PAPER], [PAPER, MATHS, PUBLISHED], [all_over('id="p1" url(#p1)')] * 2])
def test_ids_are_unique_and_every_reference_stays_in_the_page(papers: list[Paper]) -> None:
    page = Page(to_html(papers))
    assert sorted(set(page.ids)) == sorted(page.ids)
    used = [
        f"#{name}"
        for _, given in page.elements
        for v in given.values()
        for name in re.findall(r"url\(#(.*?)\)", v)
    ]
    assert used
    assert {reference[:1] for reference in page.references} == {"#"}
    assert {name.removeprefix("#") for name in [*page.references, *page.named, *used]} <= set(page.ids)


@pytest.mark.parametrize("papers", [[PAPER], [PAPER, MATHS, PUBLISHED]])
def test_the_page_needs_nothing_but_itself(papers: list[Paper]) -> None:
    html = to_html(papers)
    page = Page(html)
    assert page.declarations == ["DOCTYPE html"]
    bare = re.sub(r'xmlns(:xlink)?="[^"]*"', "", html)
    assert (
        re.findall(
            r"https?:|//|@import|@font-face|<script|javascript:", bare.replace("/* ", "").replace(" */", "")
        )
        == []
    )
    assert {tag for tag, _ in page.elements} & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "img",
    } == set()
    policies = [given["content"] for tag, given in page.elements if given.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
    assert ("meta", {"name": "robots", "content": "noindex"}) in page.elements
    assert ("html", {"lang": "en-GB"}) in page.elements


@pytest.mark.parametrize(
    ("papers", "due"),
    [([PAPER], [1, *[2] * 6]), ([PAPER, MATHS], [1, *[2, *[3] * 6] * 2])],
)
def test_headings_skip_no_level(papers: list[Paper], due: list[int]) -> None:
    assert Page(to_html(papers)).headings == due


def test_several_papers_share_a_title_and_each_says_how_it_may_be_passed_on() -> None:
    html = to_html([PAPER, MATHS, PUBLISHED])
    assert "<title>Snapshot, 2025-26, period 2</title>" in html
    assert all(html.count(paper.handling.sentence) >= 1 for paper in (PAPER, MATHS, PUBLISHED))
    assert "Each paper names the person it is for." in html
    assert "<title>2 papers</title>" in to_html([PAPER, dataclasses.replace(MATHS, title="Maths")])


def test_no_paper_makes_no_page() -> None:
    with pytest.raises(ValueError, match="at least one paper"):
        to_html([])


def test_what_is_suppressed_is_explained_once_and_only_where_it_occurs() -> None:
    assert page_of_one().count("stands for a figure that is suppressed") == 1
    rest = dataclasses.replace(PAPER, sections=PAPER.sections[1:])
    assert "suppressed" not in Page(to_html([rest])).text


def test_a_total_stands_apart() -> None:
    html = page_of_one()
    foot = re.search("<tfoot>(.*?)</tfoot>", html, re.DOTALL)
    assert foot
    assert plain(Page(foot[1]).text) == "All50100 %36"


def test_heat_is_shaded_by_value_and_black_stays_readable_on_every_tint() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    cells = dict.fromkeys(("14", "11", "5", "3", "0"), "")
    cells |= {text: found for found, text in re.findall(r'<td class="figure ?(\S*)">(\d+)</td>', page_of_one())}
    assert [cells[text] for text in ("14", "11", "5", "3", "0")] == ["heat-4", "heat-3", "heat-1", "heat-1", ""]
    assert all((light(shade) + 0.05) / 0.05 >= 4.5 for shade in SHADES)


def test_what_is_not_for_paper_is_marked_and_entry_fields_are_empty() -> None:
    html = page_of_one()
    assert html.count('class="text screen"') == 3
    assert html.count('<td class="entry"></td>') == 4


@pytest.mark.parametrize("first", [True, False])
def test_the_head_of_a_paper_has_no_printed_page_to_itself_where_its_first_section_lies(first: bool) -> None:
    heads = tuple(Head(f"Column {at}", f"c{at}", "text") for at in range(12))
    wide = Section("Wide", "Wide", (TablePart("wide", "Wide", heads, (("x",) * 12,)),))
    narrow = Section("Narrow", "Narrow", (TextPart(("Narrow.",)),))
    paper = dataclasses.replace(PAPER, sections=(wide, narrow) if first else (narrow, wide))
    (name,) = re.findall(r"\.wide \{ page: (\S+); \}", to_html([paper]))
    assert (f".top {{ page: {name}; }}" in to_html([paper])) is first
    (name, _) = re.findall(r"\.wide \{ page: (\S+); \}", to_html([paper, paper]))
    (head,) = re.findall(rf"(#\S+) > header \{{ page: {name}; \}}", to_html([paper, paper])) or ("",)
    assert (f"{head}-wide" == f"#{name}") is first
