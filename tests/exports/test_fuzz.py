"""Whatever a file holds, it is read or refused: no other error comes out."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exports.hostile import (
    biff,
    biff_error,
    biff_number,
    book,
    html,
    ods,
    ods_cell,
    ods_table,
    parts_of_book,
    sheet_xml,
    spreadsheetml,
    xlsb,
    xlsb_error,
    xlsb_number,
    xlsb_row,
    zipped,
)
from tmi_cli.errors import ExportError
from tmi_cli.exports import read_export

CELLS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><f>1</f></c><c r="C1" t="e"><v>#N/A</v></c></row>'
    '<row r="2" hidden="1"><c r="A2"><v>1</v></c><c r="AB2" t="inlineStr"><is><t>x</t></is></c></row>'
)
GOOD = [
    book(),
    zipped(parts_of_book({"A": sheet_xml(CELLS), "B": sheet_xml()}, strings="<sst><si><t>x</t></si></sst>")),
    xlsb(xlsb_row(0), xlsb_number(0, 5), xlsb_row(2, hidden=True), xlsb_error(1, 7)),
    ods(
        ods_table("<table:table-row>" + ods_cell("x", 'table:number-columns-repeated="2"') + "</table:table-row>")
    ),
    biff(biff_number(0, 0, 5), biff_error(1, 2, 42)),
    html("<table><tr><th colspan=2>SCN<td rowspan=3>x<tr><td>a&nbsp;b<br></table>"),
    spreadsheetml(
        '<Worksheet ss:Name="A"><Table><Row><Cell><Data ss:Type="Number">5</Data></Cell></Row></Table></Worksheet>'
    ),
    b'UPN,Name,Comment\n1,A,"bad\n2,B,good\n3,C,"fine"\n',
]
SNIPPETS = [b"<", b'"', b"\0", b"\xff\xff\xff\xff", b"1048576", b"XFD", b"<!--", b"&#65;", b"<c>", b"99999999999"]

edits = st.lists(
    st.tuples(
        st.integers(0, 1 << 16),
        st.integers(0, 12),
        st.one_of(st.sampled_from(SNIPPETS), st.binary(max_size=4), st.none()),
    ),
    min_size=1,
    max_size=4,
)
Edits = list[tuple[int, int, bytes | None]]

quick = settings(
    max_examples=70, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def edited(data: bytes, changes: Edits) -> bytes:
    for place, cut, put in changes:
        at = place % (len(data) + 1)
        data = data[:at] if put is None else data[:at] + put + data[at + cut :]
    return data


def survives(folder: Path, data: bytes) -> None:
    path = folder / "fuzz.xlsx"
    path.write_bytes(data)
    try:
        tables = read_export(path, "fuzz.xlsx")
    except ExportError as error:
        told, tables = error, []
    # A cause would be an error that nobody foresaw.
    assert tables or (told.sentence.startswith("fuzz.xlsx ") and told.hint and told.__cause__ is None)
    for table in tables:
        assert len({len(row) for row in table.rows}) <= 1


@quick
@given(st.sampled_from(GOOD), edits)
def test_changed_bytes(tmp_path: Path, data: bytes, changes: Edits) -> None:
    survives(tmp_path, edited(data, changes))


@quick
@given(st.sampled_from([data for data in GOOD if data.startswith(b"PK")]), st.integers(0, 99), edits)
def test_changed_members_of_an_archive(tmp_path: Path, data: bytes, member: int, changes: Edits) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[member % len(parts)]
    survives(tmp_path, zipped({**parts, name: edited(parts[name], changes)}))


@quick
@given(
    st.sampled_from(
        [b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html><table>", b"\xff\xfe"]
    ),
    st.binary(max_size=2_000),
)
def test_noise(tmp_path: Path, start: bytes, noise: bytes) -> None:
    survives(tmp_path, start + noise)


@pytest.mark.parametrize("data", GOOD)
def test_the_files_that_are_changed_are_good(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "good"
    path.write_bytes(data)
    assert read_export(path, "good")
