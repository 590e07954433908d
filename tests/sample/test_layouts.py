"""The layouts look as they should, and come out the same on each run."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tmi_cli.sample import LAYOUTS, SampleSchool, make_school, write_sample

from .reading import sheet_rows, sheet_table


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_one_seed_writes_the_same_bytes(small: SampleSchool, tmp_path: Path) -> None:
    again = make_school(seed=7, pupils=120)
    layouts = ["long", "wide-two-row", "across", "csv", "lists"]
    first = write_sample(tmp_path / "first", school=small, layouts=layouts)
    second = write_sample(tmp_path / "second", school=again, layouts=layouts)
    assert [path.name for path in first] == [path.name for path in second]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_each_layout_has_its_folder(written: Path) -> None:
    folders = {path.relative_to(written).parts[0] for path in _files(written)}
    assert folders == set(LAYOUTS) - {"per-class"}


def test_a_layout_nobody_knows_is_refused_before_writing(small: SampleSchool, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no layout called sideways"):
        write_sample(tmp_path, school=small, layouts=["lists", "sideways"])
    assert list(tmp_path.iterdir()) == []


def test_importing_the_sample_loads_no_spreadsheet_library() -> None:
    code = "import tmi_cli.sample, sys; sys.exit('xlsxwriter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_workbook_says_that_its_pupils_are_invented(written: Path) -> None:
    for path in _files(written):
        if path.suffix == ".xlsx":
            properties = zipfile.ZipFile(path).read("docProps/core.xml").decode()
            assert "invented pupils" in properties
            assert "2025-08-18" in properties


def test_the_second_long_workbook_has_a_banner(written: Path) -> None:
    tops = [sheet_rows(written / "long" / f"Tracking export TP{period}.xlsx")[0][:2] for period in (1, 2, 3)]
    assert tops == [["SCN", "Forename"], ["Craiglarnoch Academy", ""], ["SCN", "Forename"]]


def test_candidate_numbers_are_text_and_codes_numbers(written: Path) -> None:
    for row in sheet_table(written / "long" / "Tracking export TP1.xlsx"):
        assert isinstance(row["SCN"], str)
        assert len(row["SCN"]) == 9
        assert isinstance(row["Effort"], int) or row["Effort"] == ""


def test_subjects_are_merged_over_their_columns(written: Path) -> None:
    book = CalamineWorkbook.from_path(written / "wide-two-row" / "S4 tracking.xlsx")
    merged = book.get_sheet_by_name("S4 TP1").merged_cell_ranges
    assert merged is not None
    widths = [last - first + 1 for (_, first), (_, last) in merged]
    assert widths == [5] * (len(widths) - 2) + [3, 3]


def test_wide_sheets_list_who_is_on_the_roll(small: SampleSchool, written: Path) -> None:
    for stage in small.stages:
        path = written / "wide-two-row" / f"{stage} tracking.xlsx"
        for period in (1, 2, 3):
            listed = [row[0] for row in sheet_rows(path, sheet=f"{stage} TP{period}")[2:]]
            on_roll = [p.scn for p in small.pupils if p.stage == stage and p.on_roll(period)]
            assert listed == on_roll


def test_bge_levels_in_one_column_are_written_in_three_ways(written: Path) -> None:
    folder = written / "bge-one-column"
    for stage, pattern in (
        ("S1", r"[1-4][A-D]"),
        ("S2", r"[1-4] [A-D]"),
        ("S3", r"[FST]\w+ [A-D]"),
    ):
        for row in sheet_table(folder / f"{stage} BGE.xlsx"):
            assert row["Level"] == "" or re.fullmatch(pattern, str(row["Level"]))


def test_lists_name_every_pupil_and_attendance_has_no_number(small: SampleSchool, written: Path) -> None:
    folder = written / "lists"
    pupils = sheet_table(folder / "Pupil list.xlsx")
    assert [row["SCN"] for row in pupils] == [pupil.scn for pupil in small.pupils]
    attendance = sheet_table(folder / "Attendance.xlsx")
    assert list(attendance[0]) == ["Known As", "Surname", "Reg class", "Attendance (%)", "Late"]
    known = {(row["Known As"], row["Surname"], row["Reg class"]) for row in attendance}
    assert len(known) == len(small.pupils)
    groups = {row["SCN"] for row in sheet_table(folder / "Vulnerable groups.xlsx")}
    in_one = {p.scn for p in small.pupils if p.sebn or p.pathway_3 or p.five_at_three}
    assert groups == in_one
