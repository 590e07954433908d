"""Text stays text, whatever it says (SEC-01)."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from tests.reports.books import RUN, report_of, sheets, with_pupil
from tests.reports.workbook_lint import complaints
from tmi_cli.reports.handling import Handling
from tmi_cli.reports.workbook import workbooks
from tmi_cli.reports.workbook.book import Book
from tmi_cli.reports.workbook.write import LONGEST, clean

NAUGHTY = [
    "=1+1", "=", "==x", "{=1+1}", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "＝1+1", "＋1", "－1",
    "＠x", '=HYPERLINK("http://example.org","x")', "=cmd|' /C calc'!A0", "#N/A", "#REF!", "http://example.org",
    "http://example.org/" + "x" * 2100, "internal:'Summary'!A1", "_x0041_b", "_x005F_", "00123", "1e5", "1E2",
    "TRUE", "NULL", "NA", "'quoted'", "&amp;", "<b>x</b>", "]]>", "a\nb", "Ó Dálaigh", "👩\u200d🏫", "Z͑ͫa̶l̸g̵o",
    "\u202eevil", " both ends ",
]  # fmt: skip


def written(values: list[str]) -> bytes:
    book = Book(title="T", handling=Handling("nobody"), run_id="r")
    _, _, cells, _ = book.add_sheet("S")
    cells.texts(0, 0, values)
    return book.to_bytes()


def read_back(data: bytes) -> list[str]:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [str(row[0]) for row in rows]


def xml_of(data: bytes, member: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(member).decode("utf-8")


@given(st.lists(st.one_of(st.sampled_from(NAUGHTY), st.text(min_size=1)), min_size=1, max_size=30))
@example(NAUGHTY)
@settings(max_examples=60)
def test_any_text_comes_back_as_it_was_but_for_what_xml_cannot_hold(values: list[str]) -> None:
    data = written(values)
    illegal = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
    assert read_back(data) == [illegal.sub("\ufffd", value) for value in values]
    sheet = xml_of(data, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert all(kind == "s" for kind in re.findall(r'<c r="[^"]+" s="\d+" t="(\w+)"', sheet))


@pytest.mark.parametrize("value", [v for v in NAUGHTY if v.lstrip()[:1] in "=+-@＝＋－＠"])
def test_what_could_become_a_formula_is_marked_as_text(value: str) -> None:
    data = written([value])
    formats = re.search(r"<cellXfs.*?</cellXfs>", xml_of(data, "xl/styles.xml"), re.DOTALL)
    style = re.search(r'<c r="A1" s="(\d+)"', xml_of(data, "xl/worksheets/sheet1.xml"))
    assert formats
    assert style
    used = re.findall(r"<xf [^>]*>", formats.group())[int(style.group(1))]
    assert 'quotePrefix="1"' in used


@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_a_text_too_long_for_a_cell_is_cut_and_says_so(letter: str) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    fits, too_long = letter * (LONGEST // units), letter * (LONGEST // units + 1)
    assert clean(fits) == fits
    cut = clean(too_long)
    assert len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut.startswith(letter * 1000)
    assert re.search(r" … \[cut: [\d,]+ characters\]\Z", cut)


@pytest.mark.parametrize("surname", ["=1+1", "-O'Neil", "x" * 200, "Two\nlines", "\ud800bad\x0b", "http://x.org"])
def test_an_odd_surname_is_shown_as_text_and_harms_nothing(surname: str) -> None:
    report = with_pupil(report_of("seven-faults"), surname=surname)
    books = workbooks(report, run_id=RUN)
    assert [complaints(data, run_id=RUN) for data in books.values()] == [[]] * len(books)
    role = report.cases[0].owner.role
    assert sheets(books["escalation.xlsx"])[role][0]["Surname"] == clean(surname)


@pytest.mark.parametrize("field", ["house", "stage"])
def test_an_odd_house_or_stage_still_gives_a_file_of_its_own(field: str) -> None:
    case = report_of("seven-faults")
    for value in ("../../x", "CON", "S4/5", "a" * 200, "History", "=x"):
        report = with_pupil(case, **{field: value})
        owner = report.cases[0].owner.model_copy(update={"unit": value, "unit_kind": field})
        first = report.cases[0].model_copy(update={"owner": owner})
        books = workbooks(dataclasses.replace(report, cases=[first, *report.cases[1:]]), run_id=RUN)
        assert all(path.count("/") < 2 and ".." not in path.split("/") for path in books)
        assert len({path.casefold() for path in books}) == len(books)
        assert [c for data in books.values() for c in complaints(data, run_id=RUN)] == []
