"""In delimited text no cell moves to another column, and no row is swallowed, without being told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.exports.reading import read, rows
from tmi_cli.exports import Limits, SourceFile
from tmi_cli.exports.text import read_text

HEADER = "UPN,Name,Att\n"


@pytest.mark.parametrize(
    ("text", "cells", "misfits", "notes"),
    [
        ("1,A,90\n2,B,91\n", [["1", "A", "90"], ["2", "B", "91"]], [0, 0], ()),
        (
            "1,A,90,\n2,B,91,\n",
            [["1", "A", "90"], ["2", "B", "91"]],
            [0, 0],
            ("has 2 rows that end with a separator too many, which was left out",),
        ),
        ("1,A,90\n2,B,x,91\n", [["1", "A", "90", ""], ["2", "B", "x", "91"]], [0, 1], ()),
        ("1,A\n\n2,B,91\n", [["1", "A", ""], ["", "", ""], ["2", "B", "91"]], [-1, 0, 0], ()),
    ],
    ids=["even", "a separator too many everywhere", "one longer", "one shorter"],
)
def test_a_row_of_another_width_than_the_header_is_known(
    text: str, cells: list[list[str]], misfits: list[int], notes: tuple[str, ...], tmp_path: Path
) -> None:
    [table] = read(tmp_path, (HEADER + text).encode(), "S4.csv")
    assert table.rows[1:] == cells
    assert [table.misfit(row, 0) for row in range(1, len(table.rows))] == misfits
    assert table.notes == notes


def test_a_workbook_has_no_misfits(tmp_path: Path) -> None:
    [table] = read(tmp_path, b"<table><tr><td>a<td>b<tr><td>c</table>", "S4.xls")
    assert table.misfit(1, 0) == 0


@pytest.mark.parametrize(
    ("text", "cells", "stray"),
    [
        # Read leniently, the second and third pupils would become part of the first one's comment.
        ('1,A,"bad\n2,B,good\n3,C,"fine"\n', [["1", "A", '"bad'], ["2", "B", "good"], ["3", "C", "fine"]], "2"),
        ('1,A,"never closed\n2,B,x\n', [["1", "A", '"never closed'], ["2", "B", "x"]], "2"),
        ('1,A,"Wee" Jim\n2,"B",x\n', [["1", "A", '"Wee" Jim'], ["2", "B", "x"]], "2"),
        ('1,A,"x" y\n2,B,"x" y\n', [["1", "A", '"x" y'], ["2", "B", '"x" y']], "2 and 1 more"),
        ('1,"A","a ""b"" \n', [["1", "A", '"a ""b"" ']], "2"),
    ],
)
def test_a_stray_quotation_mark_swallows_nothing(
    text: str, cells: list[list[str]], stray: str, tmp_path: Path
) -> None:
    [table] = read(tmp_path, (HEADER + text).encode(), "S4.csv")
    assert table.rows[1:] == cells
    assert table.notes == (f"has a quotation mark that is never closed in row {stray}: read as it stands",)


def test_line_breaks_and_quotes_inside_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    text = '1,"A ""the"" B","one\r\ntwo\n\nthree, four"\r\n2,B,x\r\n'
    assert rows(tmp_path, (HEADER + text).encode(), "S4.csv")[1:] == [
        ["1", 'A "the" B', "one\r\ntwo\n\nthree, four"],
        ["2", "B", "x"],
    ]


def test_nuls_are_left_out_and_told(tmp_path: Path) -> None:
    [table] = read(tmp_path, b"UPN,Name,Comment\n1,A\0,long enough to be a text, not noise\0\n", "S4.csv")
    assert table.rows[1][:2] == ["1", "A"]
    assert table.notes == ("has 2 NUL characters, which were left out",)


def test_a_comment_of_the_longest_kind_is_whole_and_no_limit_is_changed(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    comment = "long " * 6_553
    assert rows(tmp_path, f'{HEADER}1,A,"{comment}"\n'.encode(), "S4.csv")[1][2] == comment
    assert csv.field_size_limit() == before


@given(
    st.lists(
        st.lists(
            st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=3, max_size=3
        )
    )
)
def test_what_the_csv_module_writes_is_read_back(cells: list[list[str]]) -> None:
    import io

    out = io.StringIO()
    table = [["SCN", "Name", "Comment"], *cells]
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(table)
    data = out.getvalue().encode("utf-8-sig")
    [read_back] = read_text(SourceFile(Path(), "", "csv", "", 0), data, Limits())
    assert read_back.rows == table
    assert read_back.notes == ()
