"""A paper's workbook: every figure in its place, charts that agree with their cells, and fit to read and print."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tests.reports.big_paper import BIG, pupils
from tests.reports.little_paper import PAPER
from tests.reports.test_style import contrast
from tests.reports.test_workbook_text import NAUGHTY
from tests.reports.workbook_lint import complaints
from tmi_cli.reports.paper import HIDDEN, ChartPart, Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.workbook.paper import paper_workbook
from tmi_cli.reports.workbook.style import FIGURES, MARKS, SHADES
from tmi_cli.reports.workbook.write import clean

FIGURE_KINDS = ("count", "percent", "points", "number")
NUMBERS = (Head("Name", "name", "strong"), Head("Now", "now", "count"), Head("Before", "before", "count"))
Sheets = dict[str, list[list[Any]]]


def paper_of(*sections: Section, published: bool = False) -> Paper:
    return dataclasses.replace(PAPER, sections=sections, published=published)


def glance(*parts: Any) -> Section:
    return Section("At a glance", "At a glance", parts or (TextPart(("Nothing.",)),))


def chart(
    table: str, kind: Any = "columns", series: tuple[str, ...] = ("now",), title: str = "A chart"
) -> ChartPart:
    return ChartPart(table, title, kind, "name", series, "Across", "Up", f"{title}: some are more than others.")


def with_openpyxl(data: bytes) -> Sheets:
    return {sheet.title: [list(row) for row in sheet.values] for sheet in load_workbook(io.BytesIO(data))}


def with_calamine(data: bytes) -> Sheets:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: [
            [None if cell == "" else cell for cell in row]
            for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in book.sheet_names
    }


READERS = [with_openpyxl, with_calamine]


def due(value: Value, head: Head) -> Any:
    """A value as a reader finds it: numbers where figures are, texts everywhere else."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return MARKS[value].text if head.kind == "state" and value in MARKS else clean(value)
    return value


def tables_in(rows: list[list[Any]], table: TablePart) -> list[list[tuple[Any, ...]]]:
    """The rows below each place where the heads of a table stand."""
    heads = [clean(head.header) for head in table.heads]
    starts = [at for at, row in enumerate(rows) if row[: len(heads)] == heads]
    return [[tuple(row[: len(heads)]) for row in rows[at + 1 : at + 1 + len(table.rows)]] for at in starts]


def xml_of(data: bytes, pattern: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(
            archive.read(name).decode("utf-8") for name in archive.namelist() if re.search(pattern, name)
        )


@pytest.mark.parametrize("paper", [PAPER, BIG], ids=["little", "big"])
def test_a_paper_gives_no_cause_for_complaint_and_the_same_bytes(paper: Paper) -> None:
    data = paper_workbook(paper)
    assert complaints(data, run_id=paper.run_id) == []
    assert paper_workbook(paper) == data


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("paper", [PAPER, BIG], ids=["little", "big"])
def test_every_value_of_every_table_stands_where_it_belongs(paper: Paper, reader: Callable[..., Sheets]) -> None:
    sheets = reader(paper_workbook(paper))
    for at, section in enumerate(paper.sections):
        rows = sheets["Summary" if at == 0 else section.name]
        for table in section.tables():
            wanted = [
                tuple(due(value, head) for value, head in zip(row, table.heads, strict=True)) for row in table.rows
            ]
            if wanted:
                assert tables_in(rows, table) == [wanted]
            else:
                assert any(table.empty in row for row in rows)


def test_the_summary_says_what_it_is_and_where_everything_is() -> None:
    rows = with_openpyxl(paper_workbook(PAPER))["Summary"]
    column = [row[0] for row in rows]
    assert column[0] == PAPER.title
    assert column[1].startswith(
        "Contains personal data about pupils. For the curriculum leader of Science. Show it"
    )
    for label, told in PAPER.about:
        assert rows[column.index(label)][1] == told
    assert rows[column.index("Run")][1].startswith("0123456789ab, made by tmi ")
    start = column.index("Contents") + 1
    assert [(row[0], row[1]) for row in rows[start : start + 4]] == [
        ("Flags over time", "Flags over the periods."),
        ("Pupils", "Pupils concerned. Flagged pupils with this faculty's flags."),
        ("Praise", "Praise."),
        ("Next steps", "Agreed next steps."),
    ]
    assert "•  9 pupils are flagged." in column
    assert "Of 54 entries 50 were judged, 4 not." in column


@pytest.mark.parametrize("name", ["Flags over time", "Pupils", "Praise", "Next steps"])
def test_every_sheet_has_its_title_a_note_and_the_way_back(name: str) -> None:
    rows = with_openpyxl(paper_workbook(PAPER))[name]
    assert rows[0][0] == PAPER.section(name).title
    assert rows[1][0]
    assert rows[2][0] == "Back to Summary"


def test_figures_are_numbers_that_show_what_they_are() -> None:
    sheet = load_workbook(io.BytesIO(paper_workbook(PAPER)))["Summary"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Grade") + 1
    shown = [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows(top, top + 3, 2, 5)]
    count, percent, points = (FIGURES[kind] for kind in ("count", "percent", "points"))
    assert shown[0] == [(12, count), (24, percent), (10, count), (3.2, points)]
    hidden = sheet.cell(top + 2, 2)
    assert (hidden.value, hidden.data_type, hidden.alignment.horizontal) == (HIDDEN, "s", "right")
    empty = sheet.cell(top + 2, 5)
    assert (empty.value, empty.has_style) == (None, True)
    assert all(cell.font.bold for cell in sheet[top + 3][:4])


def test_a_heat_column_is_darker_where_there_is_more_and_can_be_read() -> None:
    heads = (
        Head("Name", "name"),
        Head("S1", "s1", "percent"),
        Head("S2", "s2", "percent"),
        Head("All", "all", "count"),
    )
    rows = (("a", 0, 25.0, 9), ("b", 50.0, 75.0, 9), ("c", 100.0, HIDDEN, 9), ("All", 1000, None, 27))
    table = TablePart("heat", "Heat", heads, rows, total=True, heat=("s1", "s2"))
    sheet = load_workbook(io.BytesIO(paper_workbook(paper_of(glance(table)))))["Summary"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Name") + 1
    fills = [
        [cell.fill.fgColor.rgb if cell.fill.patternType else None for cell in row]
        for row in sheet.iter_rows(top, top + 3, 2, 4)
    ]
    one, two, three, four = (f"FF{tint[1:]}" for tint in SHADES)
    assert fills == [[None, one, None], [two, three, None], [four, None, None], [None, None, None]]
    assert all(contrast("#000000", tint) >= 4.5 for tint in SHADES)
    assert not list(sheet.conditional_formatting)


def test_a_chart_draws_the_cells_of_its_table_and_passes_by_what_is_hidden() -> None:
    rows = (("a", 3, 1), ("b", HIDDEN, 2), ("c", None, 4), ("d", 5, HIDDEN), ("All", 99, 99))
    table = TablePart("t", "T", NUMBERS, rows, total=True)
    kinds = ("columns", "bars", "stacked", "lines")
    sections = [Section(f"It's {kind}!", kind, (table, chart("t", kind, ("now", "before")))) for kind in kinds]
    data = paper_workbook(paper_of(glance(), *sections))
    assert complaints(data, run_id=PAPER.run_id) == []
    for number, kind in enumerate(kinds, 1):
        drawn = xml_of(data, rf"charts/chart{number}\.xml")
        formulas = re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", drawn)
        sheet = f"'It''s {kind}!'"
        assert formulas[0] == f"({sheet}!$B$6,{sheet}!$N$11,{sheet}!$B$8:$B$9)"
        assert formulas[1] == f"({sheet}!$C$6:$C$8,{sheet}!$N$11)"
        kept = [
            re.findall(r'<c:pt idx="(\d)"><c:v>(.*?)<', part) for part in re.findall(r"<c:val>.*?</c:val>", drawn)
        ]
        assert kept == [[("0", "3.0"), ("3", "5.0")], [("0", "1.0"), ("1", "2.0"), ("2", "4.0")]]
        assert "99" not in drawn.replace("maxMin", "")
        assert ("maxMin" in drawn) == (kind in ("bars", "stacked"))
        assert '<c:dispBlanksAs val="gap"/>' in drawn


def test_series_are_told_apart_without_colour() -> None:
    heads = (NUMBERS[0], *(Head(f"S{n}", f"s{n}", "count") for n in range(8)))
    table = TablePart("t", "T", heads, (("a", *range(8)), ("b", *range(8))))
    series = tuple(head.key for head in heads[1:])
    for kind, marks in (("bars", r"<a:pattFill prst=\"\w+\"|<a:solidFill>"), ("lines", r"<c:symbol val=\"\w+\"")):
        drawn = xml_of(paper_workbook(paper_of(glance(table, chart("t", kind, series)))), "charts/chart1")
        found = [re.search(marks, ser) for ser in re.findall(r"<c:spPr>.*?</c:ser>", drawn, re.DOTALL)]
        assert len({match.group() for match in found if match}) == 8


def test_charts_that_are_too_many_go_on_with_their_tables() -> None:
    one = TablePart("one", "One", NUMBERS, (("a", 1, 2), ("b", 3, 4)))
    two = TablePart("two", "Two", NUMBERS, (("c", 5, 6),))
    parts = (one, chart("one", title="First"), chart("one", "bars", title="Second"),
             two, chart("two", title="Third"),
             chart("one", "lines", title="Fourth"), chart("two", "stacked", title="Fifth"))  # fmt: skip
    data = paper_workbook(paper_of(glance(*parts), Section("Many", "Many charts", parts)))
    assert complaints(data, run_id=PAPER.run_id) == []
    sheets = with_openpyxl(data)
    assert list(sheets) == ["Summary", "At a glance 2", "At a glance 3", "Many", "Many 2", "Many 3"]
    captions = {
        name: {str(cell).split(": ")[0] for row in rows for cell in row if ": some are more" in str(cell)}
        for name, rows in sheets.items()
    }
    assert captions["Summary"] == captions["Many"] == {"First", "Second"}
    assert captions["Many 2"] == {"Third", "Fourth"}
    assert captions["Many 3"] == {"Fifth"}
    assert {name: {row[0] for row in rows} & {"One", "Two"} for name, rows in sheets.items()} == {
        "Summary": {"One"},
        "At a glance 2": {"One", "Two"},
        "At a glance 3": {"Two"},
        "Many": {"One"},
        "Many 2": {"One", "Two"},
        "Many 3": {"Two"},
    }


def test_a_published_paper_is_one_sheet_of_values() -> None:
    sections = [section for section in PAPER.sections if section.name != "Pupils"]
    paper = paper_of(*sections, published=True)
    data = paper_workbook(paper)
    assert complaints(data, run_id=paper.run_id, published=True) == []
    assert paper_workbook(paper) == data
    sheets = with_openpyxl(data)
    assert list(sheets) == ["Summary"]
    for section in sections:
        for table in section.tables():
            wanted = [tuple(due(v, h) for v, h in zip(row, table.heads, strict=True)) for row in table.rows]
            assert not wanted or tables_in(sheets["Summary"], table) == [wanted]
    everything = xml_of(data, "")
    assert "Small numbers are suppressed. No pupil is named." in everything
    assert not re.search("personal data|curriculum leader|Néill|Siân", everything)


@pytest.mark.parametrize("published", [False, True])
def test_an_empty_paper_says_so(published: bool) -> None:
    sections = [
        dataclasses.replace(
            section,
            parts=tuple(
                dataclasses.replace(part, rows=(), total=False) if isinstance(part, TablePart) else part
                for part in section.parts
            ),
        )
        for section in PAPER.sections
    ]
    data = paper_workbook(paper_of(*sections, published=published))
    assert complaints(data, run_id=PAPER.run_id, published=published) == []
    assert "Nothing to show." in xml_of(data, "sharedStrings")
    assert not xml_of(data, "charts/")


def test_a_chart_without_a_number_is_not_drawn() -> None:
    table = TablePart("t", "T", NUMBERS, (("a", HIDDEN, None),))
    data = paper_workbook(paper_of(glance(table, chart("t", "lines", ("now", "before")))))
    assert complaints(data, run_id=PAPER.run_id) == []
    assert not xml_of(data, "charts/")


@pytest.mark.parametrize("text", [*NAUGHTY, "x" * 300, "word " * 60, "Sheet1!A1", "=Sheet1!A1", "a!B1"])
def test_any_text_is_text_wherever_it_stands(text: str) -> None:
    heads = (Head(text, "name", "strong"), Head("Now", "now", "count"), Head("State", "state", "state"))
    table = TablePart("t", text, heads, ((text, 1, text), ("b", text, None)), note=text)
    drawn = ChartPart("t", text, "columns", "name", ("now",), text, text, text)
    sections = (
        Section(text, text, (TextPart((text,)), table, drawn), intro=text),
        Section(text, text, (table, drawn), intro=text),
        Section(text, text, (table,), intro=text, long=True),
    )
    data = paper_workbook(
        dataclasses.replace(paper_of(*sections), title=text, recipient=text, about=((text, text),))
    )
    if text.strip():
        assert complaints(data, run_id=PAPER.run_id) == []
    assert "<f>" not in xml_of(data, "worksheets/")
    names = with_calamine(data)
    assert all(len(name) <= 31 for name in names)
    rows = list(names.values())[1]
    assert any(row[:3] == [clean(text), 1, MARKS[text].text if text in MARKS else clean(text)] for row in rows)
    cells = [cell for sheet in load_workbook(io.BytesIO(data)) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}


def test_names_that_clash_give_a_sheet_each() -> None:
    table = TablePart("t", "T", NUMBERS, (("a", 1, 2),))
    names = ["Maths", "maths", "Summary", "Maths 2", "M/F", "M:F", "x" * 300, "x" * 301]
    parts = (table, *(chart("t", title=f"Chart {n}") for n in range(3)))
    data = paper_workbook(paper_of(glance(), *(Section(name, name, parts) for name in names)))
    assert complaints(data, run_id=PAPER.run_id) == []
    sheets = list(with_calamine(data))
    assert len({sheet.casefold() for sheet in sheets}) == len(sheets) == 1 + 2 * len(names)


@pytest.mark.parametrize("long", [False, True])
def test_twelve_columns_of_words_wrap_and_still_print_on_one_page_width(long: bool) -> None:
    heads = tuple(Head(f"Column of words {n}", f"c{n}", "text", 6, 40) for n in range(12))
    table = TablePart("t", "T", heads, tuple(tuple(f"{'word ' * 12}{n}{m}" for n in range(12)) for m in range(3)))
    data = paper_workbook(paper_of(glance(), Section("Wide", "Wide", (table,), long=long)))
    assert complaints(data, run_id=PAPER.run_id) == []
    assert tables_in(with_openpyxl(data)["Wide"], table) == [list(table.rows)]
    sheet = load_workbook(io.BytesIO(data))["Wide"]
    if not long:
        assert sum(dimension.width for dimension in sheet.column_dimensions.values()) <= 180
    assert all(sheet.row_dimensions[row].height > 15 for row in range(sheet.max_row - 2, sheet.max_row + 1))


def test_headers_that_are_the_same_are_told_apart_in_a_list() -> None:
    heads = (Head("Now", "a", "count"), Head("now", "b", "number"), Head("", "c", "percent"))
    table = TablePart("t", "T", heads, ((1, 1.25, HIDDEN), (None, -3.5, 12.5)))
    data = paper_workbook(paper_of(glance(), Section("List", "List", (table,), long=True)))
    assert complaints(data, run_id=PAPER.run_id) == []
    rows = with_openpyxl(data)["List"]
    assert [row[:3] for row in rows[3:]] == [["Now", "now (2)", "c"], [1, 1.25, HIDDEN], [None, -3.5, 12.5]]


def test_a_block_that_fits_on_a_page_is_not_split() -> None:
    tables = [
        TablePart(f"t{n}", f"Table {n}", NUMBERS, tuple((f"{m}", m, m) for m in range(20))) for n in range(3)
    ]
    data = paper_workbook(paper_of(glance(), Section("Long", "Long", (*tables, chart("t2")))))
    sheet = load_workbook(io.BytesIO(data))["Long"]
    rows = [sheet.cell(each.id + 1, 1).value for each in sheet.row_breaks.brk]
    assert rows == ["Table 1", "Table 2", "A chart: some are more than others."]


def test_a_heading_does_not_end_a_page() -> None:
    table = TablePart("t", "Table", NUMBERS, tuple((f"{m}", m, m) for m in range(20)))
    sections = [Section(f"S{n}", f"Chapter {n}", (table,), intro="What it is.") for n in range(4)]
    sheet = load_workbook(io.BytesIO(paper_workbook(paper_of(*sections, published=True))))["Summary"]
    rows = [sheet.cell(each.id + 1, 1).value for each in sheet.row_breaks.brk]
    assert rows == ["Chapter 1", "Chapter 2", "Chapter 3"]


def test_a_list_keeps_its_look() -> None:
    sheet = load_workbook(io.BytesIO(paper_workbook(PAPER)))["Pupils"]
    assert sheet.freeze_panes == "C5"
    assert [table.ref for table in sheet.tables.values()] == ["A4:H6"]
    assert sheet.print_area == "'Pupils'!$A$1:$G$6"
    assert sheet["F5"].fill.fgColor.rgb == sheet["G6"].fill.fgColor.rgb == "FFFFFBE6"


@pytest.mark.parametrize(
    ("member", "old", "new", "said"),
    [
        ("drawings/drawing1.xml", ' descr="Most', ' title="Most', "no alternative text"),
        ("charts/chart1.xml", "<c:title>", "<c:titel>", "without a title"),
        ("charts/chart1.xml", '<c:delete val="0"/>', "", "not said to be shown"),
        ("charts/chart1.xml", "<c:legendPos", "<c:view3D/><c:legendPos", ""),
        ("charts/chart1.xml", '<c:showVal val="1"/>', "", "no data labels"),
        ("charts/chart1.xml", "<c:v>20.0</c:v>", "<c:v>21.0</c:v>", "remembers '21.0' for '20'"),
        ("charts/chart1.xml", "Summary!", "Sumary!", "no sheet for"),
        ("charts/chart1.xml", "Summary!$D$", "Summary!$Z$", "no cell for"),
        ("drawings/drawing1.xml", "<xdr:col>12</xdr:col>", "<xdr:col>30</xdr:col>", "outside the print area"),
        ("charts/chart3.xml", "<c:legend>", "<c:legend/><c:legend>", "a legend for one series"),
    ],
)
def test_the_linter_sees_what_is_wrong_with_a_chart(member: str, old: str, new: str, said: str) -> None:
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(paper_workbook(PAPER))) as archive,
        zipfile.ZipFile(made, "w") as changed,
    ):
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            if name.endswith(member):
                assert old in content
                content = content.replace(old, new).replace(
                    "</c:title>", "</c:titel>" if "titel" in new else "</c:title>"
                )
            changed.writestr(name, content)
    found = complaints(made.getvalue(), run_id=PAPER.run_id)
    assert any(said in complaint for complaint in found) or not said


def test_a_long_list_and_four_charts_stay_small() -> None:
    sections = [*BIG.sections[:-2], Section("Pupils", "Pupils", (pupils(500),), long=True)]
    data = paper_workbook(paper_of(*sections))
    assert complaints(data, run_id=PAPER.run_id) == []
    assert len(data) < 200_000
