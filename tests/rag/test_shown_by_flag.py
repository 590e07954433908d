"""What ``tmi flag`` gives for the whole school has the last words beside the flags, once there are any."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.analysis.in_process import tmi_here
from tests.rag.forms import PUPILS, collect, fill, school, send, write
from tmi_cli import pipeline
from tmi_cli.rag import RagEntry, newest_marks
from tmi_cli.reports.report import Report
from tmi_cli.reports.terminal import render

SAID = {"RAG": "▲ Red", "Comment": "@Attendance", "Note": "Late\nagain", "Review date": "12/03/2026"}


def school_that_wrote(folder: Path) -> None:
    """In period 1 Mathematics marked all four pupils, History none; in period 2 both have a flag."""
    school(folder)
    form = send(folder)["Mathematics RAG"]

    def all_marked(sheet: Any) -> None:
        write(sheet, "P0", SAID)
        write(sheet, "P1", {"RAG": "Amber"})
        for number in range(2, PUPILS):
            write(sheet, f"P{number}", {"RAG": "g"})

    assert collect(folder, fill(form, folder / "back" / "M.xlsx", all_marked)).returncode == 0
    school(folder, period="2")


def flags(folder: Path, *args: str) -> str:
    said = tmi_here("flag", "exports", "--no-files", *args, cwd=folder)
    assert said.returncode == 0, said.stderr
    return said.stdout


def reported(folder: Path, **given: Any) -> Report:
    return pipeline.flag(
        pipeline.Options(exports=[folder / "exports"], school=folder / "tmi.toml", **given),
    )


def heading(report: Report) -> list[str]:
    out = io.StringIO()
    render(report, Console(file=out, width=120, color_system=None), folder=None)
    return [line.rstrip() for line in out.getvalue().split("\n\n")[0].splitlines()]


def test_json_has_the_last_words_of_each_flags_course(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    told = json.loads(flags(tmp_path, "--format", "json"))
    found = {
        (case["pupil"]["forename"], flag["subject"]): flag["rag"]
        for case in told["pupils"]
        for flag in case["flags"]
    }
    said = {
        "period": 1,
        "by": "faculty",
        "unit": "Mathematics",
        "rag": "Red",
        "comment": "@Attendance",
        "note": "Late\nagain",
        "action": None,
        "by_whom": None,
        "review_date": "2026-03-12",
    }
    assert found == {("P0", "Mathematics"): [said], ("P1", "History"): []}


def test_csv_and_a_pipe_have_them_behind_the_flag_as_safe_text(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    assert tmi_here("flag", "exports", cwd=tmp_path).returncode == 0
    (path,) = tmp_path.glob("out/2025-26-P2/2*/flags.csv")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert rows[0][-6:] == ["last_rag", "last_comment", "decision", "by", "date", "outcome"]
    assert [row[-6:-4] for row in rows[1:]] == [["▲ Red (period 1)", "'@Attendance: Late\nagain"], ["", ""]]
    piped = [line.split("\t") for line in flags(tmp_path).splitlines()]
    assert [row[-2:] for row in piped] == [
        ["last_rag", "last_comment"],
        ["▲ Red (period 1)", "@Attendance: Late again"],
        ["", ""],
    ]


def test_a_terminal_counts_the_marks_of_the_newest_period(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    counted = "RAG: 1 red, 1 amber, 2 green (period 1)"
    lines = heading(reported(tmp_path))
    assert lines[2:4] == ["4 pupils, 6 courses: 2 pupils flagged, 2 flags", counted]


def test_the_newest_period_is_none_after_the_reported_one() -> None:
    def entry(period: int, rag: str) -> RagEntry:
        names = dict.fromkeys(("by", "unit", "surname", "forename", "subject", "level", "class_code"), "")
        return RagEntry(key=f"{period}{rag}", session="2025-26", period=period, pupil="1", rag=rag, **names)

    entries = [entry(1, "Red"), entry(2, "Green"), entry(3, ""), entry(4, "Red")]
    assert newest_marks(entries, period=3) == (2, {"Green": 1})
    assert newest_marks(entries, period=4) == (4, {"Red": 1})
    assert newest_marks(entries[2:3], period=3) is None


def test_without_words_of_the_session_nothing_is_other_than_without_a_store(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    store = tmp_path / "store" / "rag.csv"
    store.write_bytes(store.read_bytes().replace(b'"2025-26"', b'"2024-25"'))
    assert b"2024-25" in store.read_bytes()
    shapes: list[tuple[str, ...]] = [(), ("--format", "json"), ("--format", "csv")]
    another = [flags(tmp_path, *shape) for shape in shapes] + heading(reported(tmp_path))
    (tmp_path / "store").rename(tmp_path / "elsewhere")
    none = [flags(tmp_path, *shape) for shape in shapes] + heading(reported(tmp_path))
    assert another == none
    assert not any(word in text for text in none for word in ("last_rag", '"rag"', "RAG:"))
