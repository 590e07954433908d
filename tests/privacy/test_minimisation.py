"""What no rule needs is forgotten once a sheet was read: columns that mean nothing here reach nothing (DP-01)."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import write_xlsx
from tests.privacy.leaks import leaks, remembered, written
from tests.small_school import run, scn
from tmi_cli import pipeline

CANARIES = ("CANARY-FSM", "CANARY-SIMD", "CANARY-ADDRESS", "CANARY-BANNER", "CANARY-HIDDEN", "14/02/2010")
BORN = date(2010, 2, 14)
SCHOOL = '[headers]\n"SIMD" = "ignore"\n"FSM" = "ignore"\n'

LONG = (
    ("SCN", "Surname", "Date of Birth", "Forename", "Stage", "FSM", "Subject", "Level", "Tracking Point", "SIMD",
     "Target Grade", "Working Grade", "Effort", "Comment", "Home Address"),
    *(
        (scn(at), f"Sample{at}", BORN, "Ailsa", "S4", "CANARY-FSM", "Mathematics", "N5", "TP2", "CANARY-SIMD",
         "3", "6" if at else "lots", "4", "Is late", "CANARY-ADDRESS")
        for at in range(3)
    ),
)  # fmt: skip
WIDE = (
    ("CANARY-BANNER", *[""] * 6),
    ("Home Address", "Surname", "Forename", "Stage", "Date of Birth", "Physics WG", "Physics Effort"),
    *(("CANARY-ADDRESS", f"Testwood{at}", "Calum", "S4", BORN, "4", "1") for at in range(3)),
    ("CANARY-ADDRESS", "", "", "", BORN, "4", "1"),
)
LIST = (
    ("SCN", "Surname", "ASN", "Parent", "Date of Birth"),
    (scn(0), "Sample0", "Y", "CANARY-ADDRESS", BORN),
    (scn(9), "Nobody", "Y", "CANARY-ADDRESS", BORN),
)


def _csv(rows: tuple[tuple[object, ...], ...]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [f"{cell:%d/%m/%Y}" if isinstance(cell, date) else cell for cell in row] for row in rows
    )
    return out.getvalue()


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """A long workbook, a wide CSV and a list, each with columns that tmi has no use for."""
    write_xlsx(tmp_path / "exports" / "S4 TP2.xlsx", LONG)
    (tmp_path / "exports" / "S4 Wide TP2.csv").write_text(_csv(WIDE))
    (tmp_path / "exports" / "Pupils.csv").write_text(_csv(LIST))
    (tmp_path / "exports" / "Notes.csv").write_text("Anything\nCANARY-HIDDEN\n")
    (tmp_path / "tmi.toml").write_text(SCHOOL)
    return tmp_path


def _seen(found: pipeline.Options, keep: bool) -> list[str]:
    from tmi_cli.pipeline.options import silent
    from tmi_cli.pipeline.reading import read_all

    return remembered(read_all(found, silent, keep_rows=keep).readings)


def test_no_cell_of_an_unused_column_is_remembered(exports: Path) -> None:
    options = pipeline.Options([exports / "exports"], session="2025-26", school=exports / "tmi.toml")
    report = pipeline.flag(options)
    texts = " ".join(map(str.casefold, remembered(report)))
    assert [word for word in ("sample0", "testwood2", "is late") if word not in texts] == [], "pupils are reached"
    assert [canary for canary in (*CANARIES, "2010-02-14") if canary.casefold() in texts] == []


def test_no_reading_remembers_one_unless_it_is_asked_to(exports: Path) -> None:
    options = pipeline.Options([exports / "exports"], session="2025-26", school=exports / "tmi.toml")
    assert not leaks({"": "\n".join(_seen(options, keep=False)).encode()}, CANARIES)
    kept = {word for _, word in leaks({"": "\n".join(_seen(options, keep=True)).encode()}, CANARIES)}
    assert kept == set(CANARIES), "the walk would find them"


@pytest.mark.parametrize("asked", [("flag",), ("check",), ("snapshot",), ("inspect",), ("pupil", scn(0))])
def test_no_command_shows_or_writes_one(exports: Path, asked: tuple[str, ...]) -> None:
    said = tmi_here(*asked, "exports", "--session", "2025-26", "--verbose", cwd=exports)
    assert said.returncode in (0, 1), said.stderr
    texts = {"stdout": said.stdout.encode(), "stderr": said.stderr.encode(), **written(exports / "out")}
    assert leaks(texts, CANARIES) == set()


def test_a_value_that_a_rule_needs_keeps_its_cell(tmp_path: Path) -> None:
    report = run(tmp_path, {"S4 TP2.csv": _csv(LONG)}, school=SCHOOL)
    told = [(item.field, item.value, str(item.origin)) for f in report.findings.flags for item in f.evidence]
    assert told == [("effort", "4", f"S4 TP2.csv › M{row}") for row in (2, 3, 4)]
