"""What stands in a cell is what is read: nothing is guessed, dropped or made prettier."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.exports.hostile import ROW, book, ods, ods_table, parts_of_book, sheet_xml, zipped
from tests.exports.reading import read, rows
from tmi_cli.exports import Fault, cell_text, read_export

CASES = Path(__file__).parent.parent / "cases"
WORKBOOKS = sorted(CASES.glob("**/*.xlsx"))
TRICKY = ["Null", "NA", "None", "nan", "N/A", "NULL", "n/a", "True", "-", "1e5", "00123", "3-4", " 7 ", "=1+1"]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_openpyxl_reads_the_same(path: Path) -> None:
    """Two readers that have nothing in common give the same cells."""
    second = openpyxl.load_workbook(path, data_only=True)
    tables = read_export(path, path.name)
    assert [table.sheet for table in tables] == second.sheetnames
    for table in tables:
        sheet = second[str(table.sheet)]
        assert table.hidden == (sheet.sheet_state != "visible")
        height = len(table.rows)
        width = max(map(len, table.rows), default=0)
        seen = sheet.iter_rows(1, max(height, sheet.max_row), 1, max(width, sheet.max_column), values_only=True)
        for number, row in enumerate(seen):
            ours = table.rows[number] if number < height else []
            ours = [*ours, *[""] * (len(row) - len(ours))]
            assert [_alike(cell) for cell in ours] == [_alike(cell) for cell in row], f"row {number + 1}"


def _alike(cell: Any) -> Any:
    """A cell in the terms that both readers share: openpyxl has None for blanks, and errors as text."""
    if cell is None or (isinstance(cell, Fault) and cell.kind == "formula"):
        return ""
    if isinstance(cell, Fault):
        return cell.shown
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n")
    return float(cell) if isinstance(cell, int) and not isinstance(cell, bool) else cell


def test_texts_stay_as_they_are(tmp_path: Path) -> None:
    made = io.BytesIO()
    workbook = openpyxl.Workbook()
    for number, text in enumerate(TRICKY, 1):
        workbook.active.cell(number, 1).value = text
        workbook.active.cell(number, 1).data_type = "s"
    workbook.save(made)
    assert [row[0] for row in rows(tmp_path, made.getvalue())] == TRICKY
    assert rows(tmp_path, "\n".join(f"{text};x" for text in TRICKY).encode(), "S4.csv") == [
        [text, "x"] for text in TRICKY
    ]


CELLS_OF_ALL_KINDS = """
<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>inline</t></is></c></row>
<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
<row r="3"><c r="A3"><f>A1+1</f></c><c r="B3" s="1"><f>A1</f><v></v></c><c r="C3"><f>A1</f><v/></c></row>
<row r="4"><c r="A4"><f t="shared" ref="A4:A5" si="0">B4</f></c><c r="B4"><f t="shared" si="0"/></c></row>
<row r="5"><c r="A5" t="str"><f>IF(1,"")</f><v></v></c><c r="B5"><f>1+1</f><v>2</v></c></row>
""".replace("\n", "")
SHOWN = [
    ["shared", "inline", ""],
    ["Fault('error', '#N/A')", "Fault('error', '#DIV/0!')", ""],
    ["Fault('formula', '=…')"] * 3,
    ["Fault('formula', '=…')", "Fault('formula', '=…')", ""],
    ["", "2.0", ""],
]


@pytest.mark.parametrize("form", ["as Excel writes it", "in another form"])
def test_errors_and_uncalculated_formulas_are_no_blanks(form: str, tmp_path: Path) -> None:
    cells = (
        CELLS_OF_ALL_KINDS if form == "as Excel writes it" else CELLS_OF_ALL_KINDS.replace("</c><c", "</c>\n<c")
    )
    data = zipped(parts_of_book({"Tracking": sheet_xml(cells)}, strings="<sst><si><t>shared</t></si></sst>"))
    [table] = read(tmp_path, data)
    assert [
        [repr(c) if isinstance(c, Fault) else cell_text(c) and str(c) for c in row] for row in table.rows
    ] == SHOWN


def test_a_fault_beyond_the_last_value_is_kept(tmp_path: Path) -> None:
    [table] = read(tmp_path, book(ROW + '<row r="3"><c r="C3" t="e"><v>#REF!</v></c></row>'))
    assert repr(table.rows) == "[['SCN', '', ''], ['', '', ''], ['', '', Fault('error', '#REF!')]]"


@pytest.mark.parametrize(("settings", "day"), [("", 4), ('<workbookPr date1904="1"/>', 5)])
def test_dates_count_from_the_workbook_s_own_first_day(settings: str, day: int, tmp_path: Path) -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    )
    parts = parts_of_book({"T": sheet_xml('<row r="1"><c r="A1" s="1"><v>45720</v></c></row>')}, settings=settings)
    parts["xl/styles.xml"] = styles
    key = "xl/_rels/workbook.xml.rels"
    parts[key] = str(parts[key]).replace(
        "</Relationships>",
        '<Relationship Id="rIdT" Target="styles.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>',
    )
    expected = dt.date(2025, 3, 4) if day == 4 else dt.date(2029, 3, 5)
    assert rows(tmp_path, zipped(parts)) == [[expected]]


def test_merged_cells_fill_only_their_first(tmp_path: Path) -> None:
    made = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active.append(["Maths", None, None, "English"])
    workbook.active.merge_cells("A1:C1")
    workbook.save(made)
    assert rows(tmp_path, made.getvalue()) == [["Maths", "", "", "English"]]


def test_hidden_rows_columns_and_sheets_are_counted_and_read(tmp_path: Path) -> None:
    made = io.BytesIO()
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for number in range(6):
        sheet.append([number, "a", "b"])
    for number in (2, 4, 900):
        sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions.group("D", "Z", hidden=True)
    old = workbook.create_sheet("Old")
    old.sheet_state = "veryHidden"
    old.append([1])
    workbook.save(made)
    first, second = read(tmp_path, made.getvalue())
    # Hidden rows and columns beyond the table hide nothing of it.
    assert (len(first.rows), first.hidden_rows, first.hidden_columns, first.hidden) == (6, 2, 1, False)
    assert (second.rows, second.hidden) == ([[1.0]], True)


FOUND = {
    "xl/vbaProject.bin": "macros",
    "xl/externalLinks/externalLink1.xml": "links to other workbooks",
    "xl/connections.xml": "data connections",
    "xl/queryTables/queryTable1.xml": "query tables",
    "xl/embeddings/oleObject1.bin": "embedded objects",
    "xl/activeX/activeX1.xml": "ActiveX controls",
}


@pytest.mark.parametrize("part", FOUND)
def test_what_else_than_values_a_workbook_holds_is_told(part: str, tmp_path: Path) -> None:
    [table] = read(tmp_path, zipped({**parts_of_book(), part: "<x/>"}), "S4.xlsm")
    assert table.rows == [["SCN"]]
    assert table.file.notes == (f"holds {FOUND[part]}: only the values were read",)


def test_dde_links_are_told_beside_all_else(tmp_path: Path) -> None:
    link = '<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    parts = {**parts_of_book(), "xl/vbaProject.bin": "", "xl/externalLinks/externalLink1.xml": link}
    [table] = read(tmp_path, zipped(parts))
    told = "holds macros, links to other workbooks and DDE links: only the values were read"
    assert table.file.notes == (told,)


def test_macros_in_an_ods_are_told(tmp_path: Path) -> None:
    row = '<table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row>'
    [table] = read(tmp_path, ods(ods_table(row), Basic__Standard__x_dot_xml="<x/>"))
    assert table.file.notes == ("holds macros: only the values were read",)


def test_a_file_that_is_open_elsewhere_says_so(tmp_path: Path) -> None:
    (tmp_path / "~$Tracking.xlsx").write_bytes(b"\x05Morag")
    assert read(tmp_path, book())[0].file.notes == ("is open in Excel: unsaved changes are not in it",)
    (tmp_path / ".~lock.S4.csv#").write_bytes(b",Morag")
    [table] = read(tmp_path, b"SCN\n1\n", "S4.csv")
    assert table.file.notes == ("is open in LibreOffice: unsaved changes are not in it",)
