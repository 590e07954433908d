"""Every paper in every form: the workbook, the page, JSON, CSV, lines for a pipe and a terminal of any width."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from functools import cache
from typing import Any, get_args

import pytest
from openpyxl import load_workbook
from rich.console import Console

from tests.reports.html_page import Page
from tests.reports.little_paper import PAPER
from tests.reports.studies import sample
from tests.reports.workbook_lint import complaints
from tmi_cli.reports.html import to_html
from tmi_cli.reports.paper import FieldsPart, Head, Paper, Section, TablePart, TextPart, Value, share, shown
from tmi_cli.reports.paper_files import Kind, paper_files
from tmi_cli.reports.paper_terminal import render
from tmi_cli.reports.paper_text import as_plain, to_csv, to_json, to_tab_separated
from tmi_cli.reports.papers.attainment import attainment_paper
from tmi_cli.reports.papers.gaps import Scope, gaps_paper
from tmi_cli.reports.papers.meeting import meeting_paper
from tmi_cli.reports.papers.published import published_school
from tmi_cli.reports.papers.pupil import pupil_papers
from tmi_cli.reports.papers.school import school_paper
from tmi_cli.reports.papers.snapshot import faculties_of, snapshots
from tmi_cli.reports.workbook.paper import paper_workbook
from tmi_cli.reports.workbook.style import MARKS
from tmi_cli.sample import make_school

KINDS: tuple[Kind, ...] = get_args(Kind)
FIGURES = ("count", "percent", "points", "number")


@cache
def papers() -> dict[str, Paper]:
    """One of every kind, by a name of its own."""
    report, study = sample()
    found = {f"snapshot {faculty}": snapshots(report, study, [faculty])[0] for faculty in faculties_of(study)}
    found["school"] = school_paper(report, study)
    found["published"] = published_school(report, study)
    found["gaps"] = gaps_paper(report, study, Scope())
    found["gaps of a class"] = gaps_paper(report, study, Scope(class_code="4BI1", show_small=True))
    found["attainment"] = attainment_paper(report, study)
    for meeting in (1, 2):
        found[f"meeting {meeting}"] = meeting_paper(report, study, faculty="Science", meeting=meeting)
    # Flagged in many subjects, in none, and no longer at the school in the reported period.
    made = make_school(seed=7, pupils=60, session="2025-26")
    gone = next(pupil.scn for pupil in made.pupils if pupil.last_period < 3)
    counts = {case.pupil.scn: len(case.flags) for case in report.cases}
    calm = next(pupil.scn for pupil in made.pupils if pupil.last_period == 3 and pupil.scn not in counts)
    most = max(counts, key=lambda number: counts[number])
    for name, query in (("flagged", str(most)), ("calm", calm), ("gone", gone), ("several", "McCallum")):
        found[f"pupil {name}"] = pupil_papers(report, study, query)[0]
    return found


NAMES = [
    "snapshot Business and Computing", "snapshot English", "snapshot Expressive Arts",
    "snapshot Health and Wellbeing", "snapshot Mathematics", "snapshot Modern Languages", "snapshot Science",
    "snapshot Social Subjects", "snapshot Technologies", "school", "published", "gaps", "gaps of a class",
    "attainment", "meeting 1", "meeting 2", "pupil flagged", "pupil calm", "pupil gone", "pupil several",
]  # fmt: skip
FEW = ["snapshot Science", "school", "published", "gaps", "attainment", "meeting 2", "pupil flagged"]


def tables(paper: Paper) -> list[TablePart]:
    return [table for section in paper.sections for table in section.tables()]


def test_these_are_all_the_papers() -> None:
    assert list(papers()) == NAMES
    assert {paper.schema for paper in papers().values()} == {
        "tmi.snapshot/1", "tmi.gaps/1", "tmi.attainment/1", "tmi.meeting/1", "tmi.pupil/1", "tmi.pupils/1"
    }  # fmt: skip
    assert len({paper.run_id for paper in papers().values()}) == len(papers())
    assert all(re.fullmatch("[0-9a-f]{12}", paper.run_id) for paper in papers().values())


# ---- Workbook and page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_nobody_could_complain_of_the_workbook(name: str) -> None:
    paper = papers()[name]
    assert complaints(paper_workbook(paper), run_id=paper.run_id, published=paper.published) == []


@pytest.mark.parametrize("name", FEW)
def test_every_figure_of_every_table_is_in_the_workbook(name: str) -> None:
    paper = papers()[name]
    book = load_workbook(io.BytesIO(paper_workbook(paper)))
    cells: dict[Any, int] = {}
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if value is not None:
                    key = round(value, 6) if isinstance(value, float) else value
                    cells[key] = cells.get(key, 0) + 1
    due: dict[Any, int] = {}
    for table in tables(paper):
        for row in table.rows:
            for head, value in zip(table.heads, row, strict=True):
                if head.kind in FIGURES and value is not None:
                    key = round(value, 6) if isinstance(value, float) else value
                    due[key] = due.get(key, 0) + 1
    assert {key: count for key, count in due.items() if cells.get(key, 0) < count} == {}


@pytest.mark.parametrize("name", FEW)
def test_every_figure_of_every_table_is_in_the_page(name: str) -> None:
    paper = papers()[name]
    page = Page(to_html([paper]))
    told = [table for table in tables(paper) if table.rows]
    assert len(page.tables) == len(told)
    for table, rows in zip(told, page.tables.values(), strict=True):
        assert [" ".join(cell.split()) for cell in rows[0]] == [head.header for head in table.heads]
        due = [[heard(value, head) for value, head in zip(row, table.heads, strict=True)] for row in table.rows]
        assert [[" ".join(cell.split()) for cell in row] for row in rows[1:]] == due, table.name
    sentences = " ".join(page.text.split())
    for section in paper.sections:
        for part in section.parts:
            if isinstance(part, TextPart):
                assert all(" ".join(sentence.split()) in sentences for sentence in part.sentences)


def heard(value: Value, head: Head) -> str:
    """A value as somebody hears it who has the page read out."""
    if value is None:
        return ""
    if head.kind == "state" and value in MARKS:
        return MARKS[str(value)].text.partition(" ")[2]
    if isinstance(value, str):
        return "suppressed" if head.kind in FIGURES and value == "*" else " ".join(value.split())
    if head.kind == "percent":
        whole = f"{value:.0f}"
        if (whole, value == 100) == ("100", False):
            return ">99 %"
        return "<1 %" if (whole, value == 0) == ("0", False) else f"{whole} %"
    if head.kind == "points":
        return "0.0" if abs(value) < 0.05 else f"{value:+.1f}"
    return f"{value:,.1f}" if head.kind == "number" else f"{value:,}"


@pytest.mark.parametrize(
    ("percent", "told"),
    [(0.0, "0 %"), (0.2, "<1 %"), (0.6, "1 %"), (50.0, "50 %"), (99.4, "99 %"), (99.7, ">99 %"), (100.0, "100 %")],
)
def test_no_part_is_called_all_or_nothing(percent: float, told: str) -> None:
    assert (share(percent), shown(percent, "percent")) == (told, told)


def test_only_an_answer_has_no_name_for_a_file() -> None:
    assert [name for name, paper in papers().items() if not paper.file] == ["pupil several"]


def test_only_what_suppresses_small_numbers_may_be_published() -> None:
    assert [name for name, paper in papers().items() if paper.published] == ["published", "gaps"]


def test_no_file_is_called_by_a_pupils_name_or_number() -> None:
    made = make_school(seed=7, pupils=60, session="2025-26")
    words = {word for pupil in made.pupils for word in (pupil.scn, pupil.surname, pupil.forename)}
    for name, paper in papers().items():
        for path in paper_files([paper], "pupil", html=False):
            assert [word for word in words if word.casefold() in path.casefold()] == [], name


# ---- JSON ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_json_says_every_table_sentence_and_field(name: str) -> None:
    paper = papers()[name]
    text = to_json([paper])
    assert text.endswith("}\n")
    assert text.count("\n") == 1
    plain = json.loads(text)
    assert plain == as_plain(paper)
    assert list(plain) == [
        "schema", "version", "run_id", "title", "published", "pseudonymised", *paper.extra, "about", "sections"
    ]  # fmt: skip
    assert (plain["schema"], plain["title"], plain["published"]) == (paper.schema, paper.title, paper.published)
    assert [(item["label"], item["says"]) for item in plain["about"]] == list(paper.about)
    for told, section in zip(plain["sections"], paper.sections, strict=True):
        assert list(told) == ["title", "says", "to_fill_in", "tables"]
        assert told["says"] == [s for p in section.parts if isinstance(p, TextPart) for s in p.sentences]
        assert told["to_fill_in"] == [s for p in section.parts if isinstance(p, FieldsPart) for s in p.labels]
        assert list(told["tables"]) == [table.name for table in section.tables()]
        for table in section.tables():
            heads = [(at, head) for at, head in enumerate(table.heads) if head.kind != "entry"]
            assert told["tables"][table.name] == [{head.key: row[at] for at, head in heads} for row in table.rows]
            assert len({head.key for head in table.heads}) == len(table.heads), "a key twice hides a column"


def test_several_papers_are_one_object() -> None:
    two = [papers()["snapshot English"], papers()["snapshot Science"]]
    plain = json.loads(to_json(two))
    assert list(plain) == ["schema", "version", "papers"]
    assert plain["schema"] == "tmi.snapshot/1"
    assert plain["papers"] == [as_plain(paper) for paper in two]
    assert [paper["faculty"] for paper in plain["papers"]] == ["English", "Science"]


def test_the_keys_of_each_kind_of_paper_stay() -> None:
    """Keys may be added in a schema version, and never renamed or removed (docs/json.md)."""
    due = {
        "snapshot Science": ({"faculty"}, {"glance", "owners", "changes", "completeness", "targets", "movement",
                                            "ratings", "trend", "concerned", "praise"}),
        "school": ({"faculty"}, {"glance", "owners", "changes", "rules", "stages", "houses", "owners_load",
                                  "faculties", "heat_map", "trend"}),
        "gaps": ({"scope", "suppressed_under"}, {"gaps", "simd", "gender", "fme", "asn", "eal",
                                                  "care_experienced", "young_carer"}),
        "meeting 2": ({"faculty", "meeting"}, {"glance", "trend", "targets", "template", "prelim", "prelim_list",
                                                "predicted", "predicted_list", "concerned", "praise",
                                                "questions", "without_comment"}),
        "pupil flagged": ({"pupil", "timeline"}, {"flags"}),
        "pupil several": ({"pupils"}, {"pupils"}),
    }  # fmt: skip
    for name, (extra, named) in due.items():
        plain = as_plain(papers()[name])
        found = {table for section in plain["sections"] for table in section["tables"]}
        assert extra <= set(plain), name
        assert named <= found, name
    concerned = papers()["snapshot Science"].section("Pupils concerned").table("concerned")
    assert [head.key for head in concerned.heads] == [
        "surname", "forename", "stage", "registration", "subject", "level", "class", "teacher", "reason", "state",
        "since", "overview", "rag", "comment", "rule", "source",
    ]  # fmt: skip


# ---- CSV and lines for a pipe --------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_csv_has_a_record_a_value_and_numbers_bare(name: str) -> None:
    paper = papers()[name]
    text = to_csv([paper])
    records = list(csv.reader(io.StringIO(text, newline="")))
    assert records[0] == ["paper", "section", "table", "row", "column", "value"]
    due = [
        (section.title, table.title, number, head.header, value)
        for section in paper.sections
        for table in section.tables()
        for number, row in enumerate(table.rows, 1)
        for head, value in zip(table.heads, row, strict=True)
        if head.kind != "entry"
    ]
    lines = text.split("\r\n")
    assert (lines[-1], len(lines)) == ("", len(due) + 2)
    for line, record, (section, table_title, number, header, value) in zip(
        lines[1:], records[1:], due, strict=False
    ):
        assert record[:5] == [paper.title, section, table_title, str(number), header]
        if isinstance(value, int | float):
            assert line.endswith(f",{value}")
            assert float(record[5]) == value
        else:
            assert line.endswith('"')
            assert record[5].removeprefix("'") == (value or "")
        assert not record[5].startswith(("=", "+", "@", "\t", "\r"))


def naughty(text: str) -> Paper:
    """The little paper with a text in every table's cells."""
    heads = (Head("Who", "who", "strong"), Head("Points", "points", "points"), Head("Text", "text"))
    table = TablePart("naughty", text, heads, ((text, -3.5, text),))
    section = dataclasses.replace(PAPER.sections[0], title=text, parts=(TextPart((text,)), table))
    return dataclasses.replace(PAPER, title=text, sections=(section,))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "=HYPERLINK(\"x\")", "-MacRae"]
)  # fmt: skip
def test_no_text_of_the_csv_is_a_formula_and_a_negative_number_stays_one(text: str) -> None:
    record = list(csv.reader(io.StringIO(to_csv([naughty(text)]), newline="")))[1:]
    told = f"'{text}"
    assert record == [
        [told, told, told, "1", "Who", told],
        [told, told, told, "1", "Points", "-3.5"],
        [told, told, told, "1", "Text", told],
    ]
    assert ",-3.5\r\n" in to_csv([naughty(text)])


@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_gets_six_fields_a_line_and_no_none(name: str) -> None:
    paper = papers()[name]
    lines = to_tab_separated([paper]).split("\n")
    assert lines[-1] == ""
    assert {line.count("\t") for line in lines[:-1]} == {5}
    assert len(lines) - 1 == to_csv([paper]).count("\r\n")
    assert "None" not in {line.split("\t")[5] for line in lines[:-1]}


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\r\nb", "\x1b[31mred", "\u202egpj", "\x00"])
def test_a_pipe_gets_no_control_character_from_a_cell(text: str) -> None:
    lines = to_tab_separated([naughty(text)]).split("\n")
    assert len(lines) == 5
    assert all(line.count("\t") == 5 for line in lines[:-1])
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", "".join(lines))


# ---- A terminal ----------------------------------------------------------------------------------------


def on_terminal(paper: Paper, width: int, *, encoding: str = "utf-8") -> list[str]:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="", errors="replace")
    console = Console(
        file=file, width=width, markup=False, emoji=False, highlight=False, color_system=None, legacy_windows=False
    )
    render(paper, console, sections=paper.sections)
    file.flush()
    return raw.getvalue().decode(encoding).split("\n")


@pytest.mark.parametrize(("width", "encoding"), [(40, "utf-8"), (80, "utf-8"), (80, "ascii"), (120, "utf-8")])
@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_of_any_width_shows_the_paper(name: str, width: int, encoding: str) -> None:
    paper = papers()[name]
    lines = on_terminal(paper, width, encoding=encoding)
    assert max(map(len, lines)) <= width
    text = "\n".join(lines)
    assert "None" not in re.findall(r"\w+", text)
    assert "nan" not in re.findall(r"\w+", text)
    if encoding == "utf-8":
        said = " ".join(text.split())
        assert " ".join(paper.title.split()) in said
        for section in paper.sections:
            assert [t.title for t in section.tables() if " ".join(t.title.split()) not in said] == []


def test_a_terminal_without_unicode_gets_no_question_mark_for_what_tmi_draws() -> None:
    glance = papers()["snapshot English"].sections[:1]
    paper = dataclasses.replace(papers()["snapshot English"], sections=glance)
    assert [line for line in on_terminal(paper, 80, encoding="ascii") if "?" in line] == []


@pytest.mark.parametrize(("encoding", "dots"), [("utf-8", "…"), ("ascii", "...")])
def test_a_terminal_says_how_many_rows_and_columns_it_leaves_out(encoding: str, dots: str) -> None:
    heads = (Head("Who", "who", "strong"), *(Head(f"Number {at}", f"n{at}", "count") for at in range(9)))
    rows = tuple((f"P{number}", *range(9)) for number in range(30))
    table = TablePart("wide", "Wide", heads, rows)
    paper = dataclasses.replace(PAPER, sections=(Section("One", "One", (table,)),))
    text = "\n".join(on_terminal(paper, 40, encoding=encoding))
    shown_heads = len(re.findall("Number", text))
    assert 0 < shown_heads < 9
    # The caption may be folded to the width of the table.
    said = " ".join(text.split())
    assert f"{dots} 18 more rows and {9 - shown_heads} more columns: see the workbook" in said
    assert "P11" in text
    assert "P12" not in text


def in_its_own_words(table: TablePart, width: int) -> list[str]:
    """The words of the first column that are broken on a terminal of a width."""
    paper = dataclasses.replace(PAPER, sections=(Section("One", "One", (table,)),))
    text = "\n".join(on_terminal(paper, width))
    rows = table.rows if len(table.rows) <= 25 else table.rows[:12]
    return [word for row in rows for word in str(row[0] or "").split() if word not in text]


@pytest.mark.parametrize("width", [80, 100, 130])
def test_a_terminal_breaks_no_name_to_make_room_for_columns_of_figures(width: int) -> None:
    broken = {
        (name, table.name): words
        for name, paper in papers().items()
        for table in tables(paper)
        if table.heads[0].kind in ("text", "strong") and (words := in_its_own_words(table, width))
    }
    assert broken == {}


@pytest.mark.parametrize(
    "name",
    [
        "school",
        "attainment",
        "meeting 1",
        "gaps",
    ],
)
def test_the_workbook_is_called_what_the_paper_is_called(name: str) -> None:
    paper = papers()[name]
    kind = next(kind for kind in KINDS if paper.schema == f"tmi.{kind}/1")
    assert f"{paper.file}.xlsx" in paper_files([paper], kind, html=False)


def test_nothing_is_called_100_percent_that_is_not_all_of_it() -> None:
    for name, paper in papers().items():
        for sentence in json.dumps(as_plain(paper), ensure_ascii=False).split('"'):
            for count, of in re.findall(r"([\d,]+) of ([\d,]+)[^()]{0,60}\(100 %\)", sentence):
                assert count == of, (name, sentence)
