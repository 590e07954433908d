"""Every kind of file is told by its content and read to the same cells, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.hostile import (
    biff,
    biff_error,
    biff_number,
    html,
    ods,
    ods_cell,
    ods_table,
    spreadsheetml,
    xlsb,
    xlsb_error,
    xlsb_number,
    xlsb_row,
)
from tests.exports.reading import read, rows
from tmi_cli.exports import Fault, Limits, Table
from tmi_cli.exports.html import Page

CELLS = [["SCN", "Surname"], ["123456789", "Ó Dálaigh"]]
TEXT = "SCN;Surname\r\n123456789;Ó Dálaigh\r\n"


def plain(table: Table) -> list[list[object]]:
    return [[repr(cell) if isinstance(cell, Fault) else cell for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_in_any_encoding_gives_the_same_cells(
    encoding: str, told: str, separator: str, tmp_path: Path
) -> None:
    [table] = read(tmp_path, TEXT.replace(";", separator).encode(encoding), "S4.xls")
    assert table.rows == CELLS
    assert (table.file.kind, table.file.encoding, table.file.separator) == ("csv", told, separator)
    assert table.sheet is None


def test_utf_16_of_the_other_order_is_read(tmp_path: Path) -> None:
    assert rows(tmp_path, b"\xfe\xff" + TEXT.encode("utf-16-be"), "S4.txt") == CELLS


def test_a_separator_told_in_the_first_line_is_believed(tmp_path: Path) -> None:
    assert rows(tmp_path, b"sep=;\na,b,c;d\n", "S4.csv")[1:] == [["a,b,c", "d"]]


def test_a_web_page_named_xls_is_a_table(tmp_path: Path) -> None:
    page = html(
        "<table><tr><th colspan=2>S4 &amp; S5</th><th rowspan='2'>House</th></tr>"
        "<tr style='display:none'><td>&nbsp;<td>O&#39;Neill\n   <b>Si&acirc;n</b></tr>"
        "<tr><td>7 <td>two<br>lines<td><script>no()</script>Skye</table>"
    )
    [table] = read(tmp_path, page, "S4.xls")
    assert table.rows == [["S4 & S5", "", "House"], ["\xa0", "O'Neill Siân", ""], ["7", "two\nlines", "Skye"]]
    assert (table.file.kind, table.sheet, table.hidden_rows) == ("html", None, 1)


PIECES = [
    *("<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th colspan=2>", "</th>", "<br>", "<b>"),
    *("a", " b\n c ", "&amp;", "&nbsp;", "<!--", "-->", "<script>", "</script>"),
    "<tr><td>1</td> <td>&lt; 2</td></tr>\n",
    "<TR hidden><TD rowspan='2' class=x> x </TD><th colspan=\"3\">y</th></TR>",
    "<tr style='display:none'><td></td></tr>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_rows_that_go_past_the_parser_are_read_as_it_reads_them(pieces: list[str]) -> None:
    page = "<table>" + "".join(pieces)
    fast, slow = Page(Limits()), Page(Limits())
    fast.read(page)
    slow.feed(page)
    slow.close()
    assert [(grid.rows, grid.hidden_rows) for grid in fast.done] == [(g.rows, g.hidden_rows) for g in slow.done]


def test_several_tables_of_a_page_are_told_apart(tmp_path: Path) -> None:
    page = html(
        "<table><tr><td>outer<table><tr><td>SCN<td>TG</tr></table>rest<td>x</table>"
        "<table><tr><td></table><table></table><table><tr><td>a<tr><td>b</table>"
    )
    found = {table.sheet: table.rows for table in read(tmp_path, page)}
    assert found == {"Table 1": [["outerrest", "x"]], "Table 2": [["SCN", "TG"]], "Table 3": [["a"], ["b"]]}


def test_a_page_is_read_in_the_encoding_it_tells(tmp_path: Path) -> None:
    page = html("<table><tr><td>Siân<td>’</table>").decode()
    for name in ("windows-1252", "iso-8859-1"):
        assert rows(tmp_path, page.replace("utf-8", name).encode("cp1252")) == [["Siân", "’"]]
    assert rows(tmp_path, page.encode("utf-16")) == [["Siân", "’"]]
    assert rows(tmp_path, page.replace("utf-8", "no-such").encode()) == [["Siân", "’"]]


def test_xml_of_2003_is_read_with_its_gaps(tmp_path: Path) -> None:
    first = (
        '<Worksheet ss:Name="Tracking"><Table><Column ss:Index="2" ss:Hidden="1" ss:Span="9"/>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">SCN &amp; <B>more</B></Data></Cell>'
        '<Cell><Data ss:Type="Number">7</Data></Cell></Row>'
        '<Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">2025-03-04T00:00:00</Data>'
        '</Cell><Cell ss:Formula="=A1"/></Row><Row><Cell><Data ss:Type="Error">#N/A</Data></Cell>'
        '<Cell><Data ss:Type="Boolean">1</Data></Cell></Row></Table></Worksheet>'
    )
    second = (
        '<Worksheet ss:Name="Old"><Table/><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible>'
        "</x:WorksheetOptions></Worksheet>"
    )
    tracking, old = read(tmp_path, spreadsheetml(first, second), "S4.xls")
    assert [[str(cell) for cell in row] for row in tracking.rows] == [
        ["SCN & more", "", "7.0"],
        ["", "", ""],
        ["", "2025-03-04", "=…"],
        ["#N/A", "True", ""],
    ]
    assert (tracking.hidden_rows, tracking.hidden_columns, tracking.hidden) == (1, 2, False)
    assert (old.hidden, old.rows, old.file.kind) == (True, [], "spreadsheetml")


NUMBERS_AND_AN_ERROR = [[5.0, ""], ["", ""], ["", "Fault('error', '#N/A')"]]


def test_a_real_xls_shows_its_errors(tmp_path: Path) -> None:
    hidden = (0x208, bytes([1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]))
    [table] = read(tmp_path, biff(hidden, biff_number(0, 0, 5), biff_error(2, 1, 0x2A)), "S4.xlsx")
    assert plain(table) == NUMBERS_AND_AN_ERROR
    assert (table.file.kind, table.sheet, table.hidden_rows) == ("xls", "Tracking", 1)


def test_an_xlsb_shows_its_errors(tmp_path: Path) -> None:
    data = xlsb(xlsb_row(0), xlsb_number(0, 5), xlsb_row(1, hidden=True), xlsb_row(2), xlsb_error(1, 0x2A))
    [table] = read(tmp_path, data, "S4.xls")
    assert plain(table) == NUMBERS_AND_AN_ERROR
    assert (table.file.kind, table.sheet, table.hidden_rows) == ("xlsb", "Tracking", 1)


def test_an_ods_shows_its_errors(tmp_path: Path) -> None:
    five = '<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
    error = ods_cell("#N/A", 'office:string-value="" calcext:value-type="error"')
    table = ods_table(
        f"<table:table-row>{five}</table:table-row>"
        '<table:table-row table:visibility="collapse"><table:table-cell/></table:table-row>'
        f"<table:table-row><table:table-cell/>{error}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    [read_back] = read(tmp_path, ods(table), "S4.csv")
    assert plain(read_back) == NUMBERS_AND_AN_ERROR
    assert (read_back.file.kind, read_back.sheet, read_back.hidden_rows) == ("ods", "Tracking", 1)


def test_a_workbook_whose_parts_have_other_names_is_read(tmp_path: Path) -> None:
    """Some programs write the parts of a workbook at other places and in other cases than Excel."""
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["SCN", "Surname"])
    book.save(made)
    moved = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"/xl/worksheets/sheet1.xml", b"worksheets/Sheet1.xml")
            new.writestr(name, content)
    assert rows(tmp_path, moved.getvalue()) == [["SCN", "Surname"]]
