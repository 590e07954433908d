"""``tmi inspect``: what it says of each sheet, that it shows nobody, and that it writes nothing by itself."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import FLAGGED, HEADER, changed, write_csv, write_xlsx
from tests.conformance import CASES, case_names, case_options, load
from tmi_cli import pipeline
from tmi_cli.exports import cell_text
from tmi_cli.layouts import Blank, ListRow
from tmi_cli.records import Entry
from tmi_cli.reports.inspect_report import InspectReport
from tmi_cli.reports.inspect_show import to_json, to_text

WORD = re.compile(r"[\w'’-]+")


def inspect_case(name: str, *options: str) -> Said:
    return tmi_here("inspect", *load(name, "case.json")["args"][1:], *options, cwd=CASES / name)


def paragraphs(text: str) -> dict[str, list[str]]:
    """The lines about each sheet, below its first."""
    found = [part.splitlines() for part in text.split("\n\n")]
    return {lines[0]: [line.strip() for line in lines[1:]] for lines in found if lines}


SAID: dict[str, dict[str, list[str]]] = {
    "messy-long": {
        "Tracking export TP3.xlsx › Pivot: left-out (left out)": [
            "Left out: no row in the first 30 is a header with a pupil column.",
            "4 rows = 0 read + 0 rejected + 4 ignored",
        ],
        "Tracking export TP3.xlsx › Old copy: left-out (left out)": [
            "Left out: the sheet is hidden.",
            "40 rows = 0 read + 0 rejected + 40 ignored",
        ],
        "Tracking export TP1.xlsx › Data: long (sure)": [
            "Header in row 5; period 1 (from the Tracking Point column).",
            "1611 rows = 1552 read + 0 rejected + 59 ignored",
            "Note: holds 67 hidden rows and 1 hidden columns; they were read.",
            "ignored: 19 × blank row (row 47, 132, 217, 302, 387, 472, 557, 642, 727, 812 …)",
            "ignored: 37 × header repeated (row 48, 90, 133, 175, 218, 260, 303, 345, 388, 430 …)",
            "ignored: 3 × total or footer (row 1614, 1615, 1616)",
            "C  SCN                 scn               999999999 | 999999999 | 999999999",
            "T  Concern Level       not used; is it level?",
            "U  UPN ref             not used",
        ],
    },
    "per-class-folder": {
        "class 16a.xlsx › Sheet1: per-class (sure)": [
            "Header in row 3; period 1 (from the title above the table)."
        ],
        "S5/S5 N5 RME TP1.xlsx › Sheet1: per-class (sure)": ["Header in row 1; period 1 (from the file name)."],
        "S5/S5 Higher Drama.xlsx › TP2: per-class (sure)": ["Header in row 1; period 2 (from the sheet name)."],
    },
    "wide-merged": {
        "S1 tracking.xlsx › S1 TP1: wide-two-row (sure)": [
            "Header in row 1 and 2; period 1 (from the sheet name).",
            "I  Art and Design › E                 effort of Art and Design  1 | 1 | 2",
            "… and 11 more columns; --format json has them all",
        ],
    },
    "groups-and-attendance": {
        "Attendance.xlsx › Attendance: attendance (sure)": [
            "Header in row 1; period none.",
            "D  Attendance (%)  attendance        9 | 9.999 | 9.999",
            "E  Late            not used",
        ],
        "Pupil list.xlsx › Pupils: pupils (sure)": ["H  SIMD Decile  simd              9 | 9 | 9"],
    },
}
"""Case -> first line of a sheet -> lines that stand below it."""


@pytest.mark.parametrize("name", SAID)
def test_the_text_says_what_each_sheet_was_taken_for(name: str) -> None:
    result = inspect_case(name)
    assert (result.returncode, result.stderr) == (0, "")
    shown = paragraphs(result.stdout)
    assert {
        head: [line for line in due if line not in shown.get(head, [])] for head, due in SAID[name].items()
    } == {head: [] for head in SAID[name]}


@cache
def report_of(name: str) -> InspectReport:
    return pipeline.inspect(case_options(name, CASES / name))


@pytest.mark.parametrize("name", case_names())
def test_the_json_accounts_for_every_sheet_of_every_case(name: str) -> None:
    found = json.loads(to_json(report_of(name)))
    assert found["schema"] == "tmi.inspect/1"
    due = {(s["file"], s["sheet"]): s for s in load(name, "expected.json")["sheets"]}
    assert {(s["file"], s["sheet"]) for s in found["sheets"]} == set(due)
    for sheet in found["sheets"]:
        expected = due[sheet["file"], sheet["sheet"]]
        assert sheet["layout"] == expected["layout"]
        assert sheet["rows"] == sheet["read"] + sheet["rejected"] + sheet["ignored"]
        if sheet["layout"] == "left-out":
            assert sheet["reason"]
            assert sheet["sure"] == "left out"
            continue
        assert sheet["header_rows"]
        assert sheet["rejected"] == sum(passed["count"] for passed in sheet["rejected_rows"])
        assert sheet["ignored"] == sum(passed["count"] for passed in sheet["ignored_rows"])
        assert sheet["period"] == expected["period"]
        assert bool(sheet["period_from"]) == bool(sheet["periods"])
        assert {"scn", "surname", "name"} & {column["field"] for column in sheet["columns"]}


@pytest.mark.parametrize("name", case_names())
def test_no_pupil_number_or_comment_of_any_case_is_shown(name: str) -> None:
    report = report_of(name)
    names: set[str] = set()
    comments: set[str] = set()
    for reading in report.readings:
        rows: list[Entry | Blank | ListRow] = [*reading.entries, *reading.blanks, *reading.list_rows]
        for row in rows:
            told = row.told
            names.update(WORD.findall(f"{told.scn or ''} {told.forename} {told.known_as} {told.surname}"))
            comments.add(cell_text(row.spot.raw("comment", row.row)))
    text = to_text(report) + to_json(report)
    assert len(names) > 20
    assert {word for word in names & set(WORD.findall(text)) if len(word) > 1} == set()
    assert [comment for comment in comments if len(comment) > 8 and comment in text] == []


CANARIES = ("Canaryforename", "Canarysurname", "Canarycomment", "165660463")
CANARY_SHEETS: dict[str, list[list[Any]]] = {
    "no-header": [
        [162181203, "Calum", "Testwood", "S4", "Mathematics", "N5", "", 3],
        [165660463, *CANARIES[:2], "S4", "Mathematics", "N5", f"{CANARIES[2]} was late.", 3],
    ],
    "a-comment-under-effort": [
        list(HEADER),
        list(changed(FLAGGED, Forename=CANARIES[0], Surname=CANARIES[1], Effort=f"{CANARIES[2]} was late.")),
    ],
    "a-name-under-working-grade": [
        list(HEADER),
        list(changed(FLAGGED, Working_Grade=CANARIES[1], Target_Grade=CANARIES[0])),
    ],
}


@pytest.mark.parametrize("name", CANARY_SHEETS)
def test_a_sheet_that_is_not_as_it_should_be_shows_nobody_either(name: str, tmp_path: Path) -> None:
    export = write_xlsx(tmp_path / "S4 TP1.xlsx", CANARY_SHEETS[name])
    shown = tmi_here("inspect", export, "--write-mapping", cwd=tmp_path)
    plain = tmi_here("inspect", export, "--format", "json", cwd=tmp_path)
    written = "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("*.toml"))
    text = shown.stdout + shown.stderr + plain.stdout + plain.stderr + written
    assert [canary for canary in CANARIES if canary in text] == []


def test_inspect_writes_nothing_unless_it_is_asked_to(tmp_path: Path) -> None:
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    tmi_here("inspect", "S4 TP1.csv", cwd=tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["S4 TP1.csv"]
