"""The forms that go out: who is on them, what can be changed, what was written before."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.rag.forms import collect, fill, headers, school, send, write
from tests.reports.workbook_lint import complaints
from tmi_cli.rag.form import KEY, LOCKED, WRITTEN


def table_of(path: Path) -> list[dict[str, object]]:
    sheet = load_workbook(path)["RAG"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def test_each_faculty_gets_its_tracked_pupils_flagged_first(tmp_path: Path) -> None:
    school(tmp_path)
    forms = send(tmp_path)
    assert sorted(forms) == ["Mathematics RAG", "Social Subjects RAG"]
    rows = table_of(forms["Mathematics RAG"])
    assert [(row["First name"], row["Why"]) for row in rows] == [
        ("P0", "Effort 4"),
        ("P1", "Not flagged; not judged: no earlier period"),
        ("P2", "Not flagged; not judged: no earlier period"),
        ("P3", "Not flagged; not judged: no earlier period"),
    ]
    assert set(rows[0]) == {*LOCKED, *WRITTEN, KEY}
    assert len({row[KEY] for row in rows}) == 4
    keys = [row[KEY] for row in rows]
    assert [row[KEY] for row in table_of(send(tmp_path)["Mathematics RAG"])] == keys


def test_only_what_is_flagged_where_that_is_asked_for(tmp_path: Path) -> None:
    school(tmp_path)
    forms = send(tmp_path, "--flagged-only")
    told = [(row["First name"], row["Subject"]) for path in sorted(forms.values()) for row in table_of(path)]
    assert told == [("P0", "Mathematics"), ("P1", "History")]


def test_only_the_cells_to_be_filled_in_are_open_and_sorting_and_filtering_are_allowed(tmp_path: Path) -> None:
    school(tmp_path)
    sheet = load_workbook(send(tmp_path)["Mathematics RAG"])["RAG"]
    protection = sheet.protection
    assert (protection.sheet, protection.sort, protection.autoFilter, protection.password) == (
        True,
        False,  # False: not forbidden
        False,
        None,
    )
    at = headers(sheet)
    opened = {h for h, c in at.items() if not any(sheet.cell(r, c).protection.locked for r in range(5, 9))}
    assert opened == set(WRITTEN)
    assert all(sheet.cell(r, c).protection.locked for h, c in at.items() if h not in WRITTEN for r in range(5, 9))
    lists = {str(v.sqref): (v.type, v.formula1) for v in sheet.data_validations.dataValidation}
    assert lists == {
        "M5:M8": ("list", "Lists!$A$5:$A$7"),
        "N5:N8": ("list", "Lists!$C$5:$C$7"),
        "R5:R8": ("date", "36526"),
    }
    assert len(sheet.conditional_formatting) <= 10
    assert not load_workbook(send(tmp_path, "--unprotected")["Mathematics RAG"])["RAG"].protection.sheet


def test_the_drop_down_offers_what_the_policy_lists_on_a_sheet_that_is_seen(tmp_path: Path) -> None:
    school(tmp_path)
    rows = load_workbook(send(tmp_path)["Mathematics RAG"])["Lists"].iter_rows(min_row=5, values_only=True)
    assert [(row[0], row[2]) for row in rows] == [
        ("▲ Red", "Attendance"),
        ("● Amber", "Lack of attainment"),
        ("✓ Green", "Not on track"),
    ]


def test_a_policy_without_a_list_takes_any_comment(tmp_path: Path) -> None:
    school(tmp_path)
    form = send(tmp_path, "--policy", "standard")["Mathematics RAG"]
    lists = [str(v.sqref) for v in load_workbook(form)["RAG"].data_validations.dataValidation]
    assert lists == ["M5:M8", "R5:R8"]
    fill(form, tmp_path / "back" / "M.xlsx", lambda sheet: write(sheet, "P0", {"Comment": "Tired"}))
    assert "Values outside" not in collect(tmp_path, "back").stdout


def test_a_form_passes_every_other_rule_of_a_workbook(tmp_path: Path) -> None:
    school(tmp_path)
    for path in send(tmp_path).values():
        run_id = json.loads((path.parent.parent / "manifest.json").read_text())["run_id"]
        found = complaints(path.read_bytes(), run_id=run_id)
        # These two are what a form is for; no other workbook has them.
        assert found == ["RAG: XL-05: conditionalFormatting", "RAG: XL-10: sheetProtection"]


def test_what_was_written_the_last_time_stands_beside_and_what_has_no_row_is_listed(tmp_path: Path) -> None:
    school(tmp_path)
    form = send(tmp_path)["Mathematics RAG"]

    def filled(sheet: Worksheet) -> None:
        write(sheet, "P0", {"RAG": "▲ Red", "Comment": "Attendance", "Note": "Rings home"})
        write(sheet, "P3", {"RAG": "✓ Green", "Note": "Leaves soon"})

    collect(tmp_path, fill(form, tmp_path / "back" / "M.xlsx", filled))
    school(tmp_path, period="2")
    second = tmp_path / "exports" / "TP2.csv"
    kept = [line for line in second.read_text().splitlines() if ",P3," not in line]
    second.write_text("\n".join(kept) + "\n")
    form = send(tmp_path)["Mathematics RAG"]
    rows = {row["First name"]: row for row in table_of(form)}
    last = ("Last RAG", "Last comment", "Last note", "RAG", "Note")
    assert [rows["P0"][header] for header in last] == ["▲ Red", "Attendance", "Rings home", None, None]
    assert [rows["P1"][header] for header in last] == [None] * 5
    left = list(load_workbook(form)["Earlier entries"].iter_rows(min_row=5, values_only=True))
    assert [(row[1], row[2], row[6], row[8]) for row in left] == [("P3", "Mathematics", "Green", "Leaves soon")]


def test_a_form_that_is_sent_again_holds_what_was_collected(tmp_path: Path) -> None:
    school(tmp_path)
    form = send(tmp_path)["Mathematics RAG"]
    written = {"RAG": "● Amber", "Comment": "Not on track", "Note": "+1 to go", "Review date": "12/03/2026"}
    collect(tmp_path, fill(form, tmp_path / "back" / "M.xlsx", lambda sheet: write(sheet, "P2", written)))
    again = send(tmp_path)["Mathematics RAG"]
    row = next(row for row in table_of(again) if row["First name"] == "P2")
    assert {h: str(row[h]) for h in written} == {**written, "Review date": "2026-03-12 00:00:00"}
    before = (tmp_path / "store" / "rag.csv").read_bytes()
    assert "nothing was written" in collect(tmp_path, again).stderr
    assert (tmp_path / "store" / "rag.csv").read_bytes() == before


def test_a_house_gets_only_pupils_whose_overview_lies_with_it(tmp_path: Path) -> None:
    school(tmp_path)
    path = tmp_path / "exports" / "TP1.csv"
    lines = path.read_text().splitlines()
    lines = [lines[0] + ",House", *(line + ",Skye" for line in lines[1:])]
    # P0 is flagged in two faculties now, and so is the pupil support leader's.
    at = lines[0].split(",").index("Effort")
    for number, line in enumerate(lines):
        cells = line.split(",")
        if "P0" in cells and "History" in cells:
            cells[at] = "4"
            lines[number] = ",".join(cells)
    path.write_text("\n".join(lines) + "\n")
    forms = send(tmp_path, "--by", "house")
    assert list(forms) == ["Skye RAG"]
    assert [(r["First name"], r["Subject"]) for r in table_of(forms["Skye RAG"])] == [
        ("P0", "History"),
        ("P0", "Mathematics"),
    ]
