"""Each file that cannot be read is refused with its own sentence, and with what to do about it."""

from __future__ import annotations

import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exports.hostile import (
    ROW,
    Made,
    biff,
    biff_number,
    book,
    false_size,
    html,
    locked,
    ods,
    ods_cell,
    ods_table,
    parts_of_book,
    shared_text_bomb,
    sheet_xml,
    spreadsheetml,
    value,
    xlsb,
    xlsb_number,
    xlsb_row,
    zipped,
)
from tests.exports.reading import read, refusal, rows
from tmi_cli.errors import ExportError
from tmi_cli.exports import Limits, read_export

AGAIN = "Export it again from SEEMiS."
AS_WORKBOOK = "Export it again as an Excel workbook or CSV."
SAVE_AS = "Open it in Excel, save it as .xlsx, and run again."
REPAIR = "Open it in Excel, save it as .xlsx, and run again; if Excel cannot open it either, export it again."
SMALLER = "Export one period or one stage at a time."
TIDY = "Delete the rows below the table and the columns to its right, save it, and run again."
DECLARED = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def dense(count: int) -> bytes:
    """Bytes that no packing makes smaller."""
    return random.Random(count).randbytes(count)


def doubled() -> bytes:
    """An archive in which a second sheet has the name of the first."""
    return zipped({**parts_of_book(), "xl/worksheets/sheet9.xml": sheet_xml(value("A1"))}).replace(
        b"sheet9.xml", b"sheet1.xml"
    )


CORPUS: dict[str, tuple[Made, str, str]] = {
    "nothing": (lambda: b"", "is empty.", AGAIN),
    "blanks": (lambda: b" \r\n\t\r\n", "is empty.", AGAIN),
    "zeros": (lambda: bytes(5_000), "is empty.", AGAIN),
    "cut short": (
        lambda: book()[:-200],
        "is incomplete.",
        "Was it still being copied or downloaded? Export it again and wait until it is done.",
    ),
    "cut-short xls": (
        lambda: biff(biff_number(0, 0, 1))[:3_000],
        "is incomplete.",
        "Was it still being copied or downloaded? Export it again and wait until it is done.",
    ),
    "flipped bytes": (
        lambda: zipped(parts_of_book(), method=zipfile.ZIP_STORED).replace(b"SCN", b"SCM"),
        "is damaged: a part of it cannot be read.",
        REPAIR,
    ),
    "false size": (
        lambda: false_size(book(), "xl/worksheets/sheet1.xml", 100),
        "is damaged: a part of it cannot be read.",
        REPAIR,
    ),
    "names twice": (doubled, "is damaged: a part of it cannot be read.", REPAIR),
    "no sheet": (
        lambda: zipped(parts_of_book({})),
        "holds no worksheet.",
        "Choose the export itself; this has only charts, or nothing, in it.",
    ),
    "utf-16 sheet": (
        lambda: zipped(parts_of_book({"A": sheet_xml().replace("UTF-8", "UTF-16").encode("utf-16")})),
        "cannot be read as a workbook.",
        REPAIR,
    ),
    "pdf": (lambda: b"%PDF-1.7\n%\xe2\xe3", "is a PDF document, not a spreadsheet.", AS_WORKBOOK),
    "png": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture, not a spreadsheet.", AS_WORKBOOK),
    "jpeg": (lambda: b"\xff\xd8\xff\xe0\0\x10JFIF\0", "is a picture, not a spreadsheet.", AS_WORKBOOK),
    "docx": (
        lambda: zipped({"word/document.xml": "<w/>"}),
        "is a Word document, not a spreadsheet.",
        AS_WORKBOOK,
    ),
    "pptx": (
        lambda: zipped({"ppt/presentation.xml": "<p/>"}),
        "is a PowerPoint presentation, not a spreadsheet.",
        AS_WORKBOOK,
    ),
    "odt": (
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<o/>"}),
        "is an OpenDocument text, not a spreadsheet.",
        AS_WORKBOOK,
    ),
    "zip": (
        lambda: zipped({"S4.csv": "SCN\n1\n"}),
        "is a zip archive without a workbook in it.",
        "Unpack it, and give the files that were in it.",
    ),
    "sign-in page": (
        lambda: html("<h1>Sign in</h1>"),
        "is a web page without a table.",
        "It may be a sign-in page saved in place of the report: export it again from SEEMiS.",
    ),
    "mhtml": (
        lambda: b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html><table></table></html>",
        "is a web archive (MHTML), not a spreadsheet.",
        SAVE_AS,
    ),
    "xml": (lambda: b'<?xml version="1.0"?><pupils/>', "is an XML file, but no spreadsheet.", AS_WORKBOOK),
    "excel 4": (lambda: b"\x09\x04\x06\x00" + bytes(9) + b"x", "is a workbook of Excel 4 or older.", SAVE_AS),
    "noise": (lambda: bytes(range(1, 32)) * 99, "is no spreadsheet and no text.", AS_WORKBOOK),
    "locked": (
        lambda: locked(book(docProps__thumb=dense(9_000)), "tea"),
        "is protected by a password.",
        "Give the password when asked or with --password-file, or take it off in Excel: "
        "File › Info › Protect Workbook.",
    ),
    "locked ods": (
        lambda: ods("", **{"META-INF__manifest_dot_xml": "<manifest:encryption-data/>"}),
        "is protected by a password in a way that cannot be opened here.",
        "Open it in the program it was made with, take the password off, and save it.",
    ),
    "many parts": (
        lambda: zipped({**parts_of_book(), **{f"xl/p{n}.xml": "" for n in range(2_000)}}),
        "has more than 2,000 parts inside, as no spreadsheet has.",
        SAVE_AS,
    ),
    "ratio": (
        lambda: book(xl__media__a_dot_png=bytes(2_000_000)),
        "unpacks to more than 100 times its size, as a file made to do harm does.",
        AGAIN,
    ),
    "bomb": (
        lambda: zipped({**parts_of_book(), "xl/worksheets/sheet1.xml": sheet_xml(" " * 201_000_000)}),
        "unpacks to more than 200 MB.",
        SMALLER,
    ),
    "doctype in a sheet": (
        lambda: zipped(parts_of_book({"Tracking": sheet_xml(before=DECLARED)})),
        "declares a document type (DOCTYPE), as no spreadsheet does.",
        SAVE_AS,
    ),
    "doctype in the texts": (
        lambda: zipped(parts_of_book(strings=f"{DECLARED}<sst/>")),
        "declares a document type (DOCTYPE), as no spreadsheet does.",
        SAVE_AS,
    ),
    "doctype in the workbook": (
        lambda: zipped(parts_of_book(book=f"{DECLARED}<workbook/>".encode())),
        "declares a document type (DOCTYPE), as no spreadsheet does.",
        SAVE_AS,
    ),
    "doctype in xml of 2003": (
        lambda: spreadsheetml().replace(b"<Workbook", DECLARED.encode() + b"<Workbook"),
        "declares a document type (DOCTYPE), as no spreadsheet does.",
        SAVE_AS,
    ),
    "last cell of all": (
        lambda: book(ROW + value("XFD1048576")),
        "has a value far from its table, in cell XFD1048576 of sheet Tracking.",
        TIDY,
    ),
    "a stray row": (
        lambda: book(ROW + value("C1048576")),
        "has a value far from its table, in cell C1048576 of sheet Tracking.",
        TIDY,
    ),
    "a stray column": (
        lambda: book('<row r="1"><c r="A1"><v>1</v></c><c r="SG1"><v>1</v></c></row>'),
        "has a value far from its table, in cell SG1 of sheet Tracking.",
        TIDY,
    ),
    "a cell hidden in a comment's quotes": (
        lambda: book('<row r="1"><!-- <c a=" --><c r="XFD1048576"><v>1</v></c><!-- "> --></row>'),
        "has a value far from its table, in cell XFD1048576 of sheet Tracking.",
        TIDY,
    ),
    "a cell written in another way": (
        lambda: book("<row r = '1048576'><c\nr='&#88;FD1048576'><v>1</v></c></row>"),
        "has a value far from its table, in cell XFD1048576 of sheet Tracking.",
        TIDY,
    ),
    "stray xlsb": (
        lambda: xlsb(xlsb_row(0), xlsb_number(0, 1), xlsb_row(1_048_575), xlsb_number(16_383, 1)),
        "has a value far from its table, in cell XFD1048576 of sheet Tracking.",
        TIDY,
    ),
    "repeated ods": (
        lambda: ods(
            ods_table(
                '<table:table-row table:number-rows-repeated="1048576">'
                + ods_cell("x", 'table:number-columns-repeated="16384"')
                + "</table:table-row>"
            )
        ),
        "has a value far from its table, in cell XFD1048576 of sheet Tracking.",
        TIDY,
    ),
    "wide xls": (
        lambda: biff(biff_number(0, 0, 1), biff_number(65_535, 255, 1)),
        "is too big: its sheets spread over more than 4,000,000 cells.",
        f"{TIDY} {SMALLER}",
    ),
    "two stray cells": (
        lambda: book(value("A1") + value("RZ100000")),
        "is too big: its sheets spread over more than 4,000,000 cells.",
        f"{TIDY} {SMALLER}",
    ),
    "commas": (
        lambda: b"a,b\n" + b"," * 4_500_000,
        "is too big: its sheets spread over more than 4,000,000 cells.",
        f"{TIDY} {SMALLER}",
    ),
    "spans": (
        lambda: html("<table>" + "<tr>" + "<td colspan=1000>x</td>" * 5 + "</tr>" * 900 + "</table>").replace(
            b"</tr>", b"</tr><tr>" + b"<td colspan=1000>x</td>" * 6
        ),
        "is too big: its sheets spread over more than 4,000,000 cells.",
        f"{TIDY} {SMALLER}",
    ),
    "one text everywhere": (shared_text_bomb, "is too big: its cells hold more than 250 MB of text.", SMALLER),
    "quotation marks": (
        lambda: b'SCN,Comment\n1,a "b"\n' + b'2,"c" d\n' * 1_002,
        "has quotation marks that are opened and never closed in more than 1,000 lines.",
        AS_WORKBOOK,
    ),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_bad_file_has_its_own_sentence(name: str, tmp_path: Path) -> None:
    make, sentence, hint = CORPUS[name]
    error = refusal(tmp_path, make())
    assert (error.sentence, error.hint) == (f"Tracking.xlsx {sentence}", hint)


def test_a_file_too_big_is_not_even_read(tmp_path: Path) -> None:
    error = refusal(tmp_path, b"SCN\n" * 300_000, "S4.csv", limits=replace(Limits(), file=1_000_000))
    assert error.sentence == "S4.csv is larger than 1 MB."


@pytest.mark.parametrize("name", ["~$S4.xlsx", ".~lock.S4.xlsx#"])
def test_the_mark_beside_an_open_file_is_told_from_the_file(name: str, tmp_path: Path) -> None:
    sentence = "is the note that a program leaves beside a file it has open, not an export."
    assert refusal(tmp_path, b"\x05Teacher", name).sentence == f"{name} {sentence}"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as raised:
        read_export(tmp_path / "S4.xlsx", "S4.xlsx")
    assert raised.value.sentence == "S4.xlsx cannot be opened (No such file or directory)."


def test_formatted_cells_far_away_are_no_extent(tmp_path: Path) -> None:
    styled = '<row r="2" ht="15"/><row r="1048576"><c r="B1048576" s="0"/><c r="XFD1048576" s="0"></c></row>'
    assert rows(tmp_path, book(ROW + styled)) == [["SCN"]]


def test_a_false_dimension_is_not_believed(tmp_path: Path) -> None:
    xml = sheet_xml(ROW, head='<dimension ref="A1:XFD1048576"/>')
    assert rows(tmp_path, zipped(parts_of_book({"Tracking": xml}))) == [["SCN"]]


def test_the_cells_of_all_sheets_count_together(tmp_path: Path) -> None:
    limits = replace(Limits(), cells=999)
    sheets = {name: sheet_xml(value("A1") + value("Z10")) for name in ("A", "B", "C", "D")}
    assert "more than 999 cells" in refusal(tmp_path, zipped(parts_of_book(sheets)), limits=limits).sentence
    del sheets["D"]
    assert len(read(tmp_path, zipped(parts_of_book(sheets)), limits=limits)) == 3


def test_a_long_text_is_counted_as_often_as_it_is_shown(tmp_path: Path) -> None:
    """A long comment among many short ones does not make a workbook too big."""
    texts = "".join(f"<si><t>{text}</t></si>" for text in ("x" * 9_000, "y"))

    def made(usual: int) -> bytes:
        cells = "".join(
            f'<row r="{n}"><c r="A{n}" t="s"><v>{0 if n == 5 else usual}</v></c></row>' for n in range(1, 400)
        )
        return zipped(parts_of_book({"Tracking": sheet_xml(cells)}, strings=f"<sst>{texts}</sst>"))

    limits = replace(Limits(), text=50_000)
    assert len(rows(tmp_path, made(1), limits=limits)) == 399
    assert refusal(tmp_path, made(0), limits=limits).sentence.endswith("its cells hold more than 0 MB of text.")
