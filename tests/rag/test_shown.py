"""What people wrote is shown again where it is needed, to those who may see it."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook

from tests.analysis.in_process import tmi_here
from tests.rag.forms import collect, fill, school, send, write

SAID = {"RAG": "▲ Red", "Comment": "Attendance", "Note": "Late", "Action": "Call home", "By whom": "A. Teacher"}


def school_that_wrote(folder: Path) -> None:
    """Mathematics said something of pupil 0 in period 1, and the exports of period 2 are there."""
    school(folder)
    form = send(folder)["Mathematics RAG"]
    collect(folder, fill(form, folder / "back" / "M.xlsx", lambda sheet: write(sheet, "P0", SAID)))
    school(folder, period="2")


def shown(folder: Path, *args: str) -> dict[str, object]:
    said = tmi_here(*args, "--format", "json", "--no-files", cwd=folder)
    assert said.returncode == 0, said.stderr
    told: dict[str, object] = json.loads(said.stdout)
    return told


def test_a_snapshot_and_a_meeting_show_what_the_faculty_said(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    for command in (("snapshot", "exports"), ("meeting", "exports")):
        text = json.dumps(shown(tmp_path, *command, "--faculty", "Mathematics"), ensure_ascii=False)
        assert '"last_rag": "▲ Red (period 1)", "last_comment": "Attendance: Late"' in text
        other = json.dumps(shown(tmp_path, *command, "--faculty", "Social Subjects"), ensure_ascii=False)
        assert "last_rag" not in other
    counted = shown(tmp_path, "snapshot", "exports", "--faculty", "Mathematics", "--period", "1")
    assert "RAG: 1 Red, 0 Amber, 0 Green, of 1 course marked in period 1." in json.dumps(counted)


def test_a_pupils_page_shows_every_entry(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    told = json.dumps(shown(tmp_path, "pupil", "P0 Sample", "exports"), ensure_ascii=False)
    assert "Attendance: Late" in told
    assert "Call home, A. Teacher" in told
    assert "Call home" not in json.dumps(shown(tmp_path, "pupil", "P1 Sample", "exports"))


def test_flag_shows_the_faculty_what_it_said_and_no_other(tmp_path: Path) -> None:
    school_that_wrote(tmp_path)
    assert tmi_here("flag", "exports", cwd=tmp_path).returncode == 0
    found = {}
    for path in tmp_path.glob("out/2025-26-P2/2*/**/*.xlsx"):
        for sheet in load_workbook(path):
            rows = list(sheet.iter_rows(min_row=4, values_only=True))
            if rows and "Last RAG" in rows[0]:
                at = rows[0].index("Last RAG")
                found[path.stem, sheet.title] = [row[at] for row in rows[1:] if row[at]]
    said = ["▲ Red (period 1): Attendance: Late"]
    assert found == {("escalation", "CL"): said, ("Mathematics", "Flags"): said}
