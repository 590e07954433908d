"""Whatever happens to the process that reads, the run goes on: the file is told, and the next one is read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exports.hostile import ROW, book, html, value
from tests.exports.reading import read, refusal, rows
from tmi_cli.exports import Limits
from tmi_cli.exports.isolation import ReaderProcess

_UNSTABLE = """
import os, sys, time
from tmi_cli.exports import readers, worker

def unstable(file, data, *, limits, password):
    if b"ABORT" in data:
        os.abort()
    if b"HANG" in data:
        time.sleep(99)
    if b"MEMORY" in data:
        list(iter(lambda: bytearray(50_000_000), None))
    if b"PRINT" in data:
        print("a library's own words", flush=True)
    if b"RAISE" in data:
        raise KeyError("Morag")
    return readers.read_bytes(file, data, limits=limits, password=password)

worker.read_bytes = unstable
worker.main()
"""
GOOD = html("<table><tr><td>SCN</td><td>Surname</td></tr></table>")


@pytest.fixture
def unstable() -> Iterator[ReaderProcess]:
    process = ReaderProcess([sys.executable, "-c", _UNSTABLE])
    yield process
    process.close()


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("ABORT", "S4.xls made its reader break off: it is damaged, or made to do harm."),
        ("HANG", "S4.xls took longer to read than 1 s."),
        pytest.param(
            "MEMORY",
            "S4.xls needs more memory than a spreadsheet may.",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of this kind"),
        ),
        ("RAISE", "S4.xls cannot be read as a workbook."),
    ],
)
def test_a_reader_that_fails_costs_one_file(
    what: str, sentence: str, tmp_path: Path, unstable: ReaderProcess
) -> None:
    limits = replace(Limits(), memory=400_000_000)
    # Only what hangs is to run into the time limit; a busy machine makes everything else slow.
    short = replace(limits, seconds=1) if what == "HANG" else limits
    bad = html(f"<table><tr><td>{what}</td><td>1</td></tr></table>")
    assert rows(tmp_path, GOOD, "S3.xls", limits=limits, reader=unstable) == [["SCN", "Surname"]]
    assert refusal(tmp_path, bad, "S4.xls", limits=short, reader=unstable).sentence == sentence
    assert rows(tmp_path, GOOD, "S5.xls", limits=limits, reader=unstable) == [["SCN", "Surname"]]


def test_what_a_library_prints_is_no_answer(tmp_path: Path, unstable: ReaderProcess) -> None:
    data = html("<table><tr><td>PRINT</td><td>1</td></tr></table>")
    assert rows(tmp_path, data, "S4.xls", reader=unstable) == [["PRINT", "1"]]


@pytest.mark.parametrize("code", ["pass", "print('no frame')", "import sys; sys.stdout.write('9' * 99)"])
def test_a_process_that_does_not_answer_is_told(code: str, tmp_path: Path) -> None:
    process = ReaderProcess([sys.executable, "-c", code])
    assert "made its reader break off" in refusal(tmp_path, GOOD, "S4.xls", reader=process).sentence


def test_the_value_that_aborts_the_library_does_not_abort_the_run(tmp_path: Path) -> None:
    """Even with every limit lifted: this cell makes python-calamine ask for more memory than there is."""
    lifted = Limits(rows=1 << 20, columns=1 << 14, cells=1 << 62)
    error = refusal(tmp_path, book(ROW + value("XFD1048576")), limits=lifted)
    assert error.sentence == "Tracking.xlsx made its reader break off: it is damaged, or made to do harm."
    assert rows(tmp_path, book()) == [["SCN"]]


def test_a_usual_workbook_starts_no_process(tmp_path: Path) -> None:
    process = ReaderProcess([sys.executable, "-c", "raise SystemExit"])
    assert rows(tmp_path, book(), reader=process) == [["SCN"]]
    assert rows(tmp_path, b"SCN,Surname\n", "S4.csv", reader=process) == [["SCN", "Surname"]]


def test_every_kind_of_cell_passes_between_the_processes(tmp_path: Path) -> None:
    """The same workbook, in the usual form and in one that is read in the other process."""
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>S\u00ecne \U0001f600 "</t></is></c><c r="B1"><v>0.1</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" t="d"><v>2025-03-04</v></c><c r="E1" t="d">'
        '<v>2025-03-04T09:30:00</v></c><c r="F1" t="e"><v>#N/A</v></c><c r="G1"><f>A1</f></c></row>'
    )
    here = read(tmp_path, book(cells), reader=ReaderProcess([sys.executable, "-c", "raise SystemExit"]))
    there = read(tmp_path, book(f"<!-- -->{cells}"))
    assert repr(here[0].rows) == repr(there[0].rows)
    assert [type(cell).__name__ for cell in here[0].rows[0]] == [
        "str",
        "float",
        "bool",
        "date",
        "datetime",
        "Fault",
        "Fault",
    ]


def test_a_module_beside_the_exports_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    process = ReaderProcess()
    try:
        assert rows(tmp_path, GOOD, "S4.xls", reader=process) == [["SCN", "Surname"]]
    finally:
        process.close()
