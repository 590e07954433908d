"""Every file that is written can stand in a folder of Windows, whatever a faculty is called (SEC-40)."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.command import FLAGGED, changed, tmi, write_csv
from tests.reports.test_names import file_faults

FACULTIES = {
    "CON": "Mathematics",
    "NUL.xlsx": "English",
    "aux.science": "Biology",
    "Maths": "History",
    "maths": "Music",
    "Ends with dots...": "Geography",
    "a/b\\c:d?": "Physics",
    "x" * 200: "Chemistry",
    "Straße": "French",
    "STRASSE": "German",
}
"""Faculty -> its one subject, in which one pupil is flagged."""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an unattended run, which writes what flag, check, snapshot and rag send write."""
    school = tmp_path_factory.mktemp("school")
    told = [f"{json.dumps(faculty)} = [{json.dumps(subject)}]" for faculty, subject in FACULTIES.items()]
    addresses = [f'{json.dumps(faculty)} = "pt@school.example"' for faculty in FACULTIES]
    (school / "tmi.toml").write_text(
        "\n".join(['session = "2025-26"', "[faculties]", *told, "[addresses.CL]", *addresses]), encoding="utf-8"
    )
    rows = [
        changed(FLAGGED, Subject=subject, Class=f"4X{number}", Teacher=faculty)
        for number, (faculty, subject) in enumerate(FACULTIES.items())
    ]
    write_csv(school / "exports" / "S4 TP1.csv", *rows)
    result = tmi("run", "--no-input", "-q", "--as-of", "2025-11-14", cwd=school)
    assert result.returncode == 0, result.stdout + result.stderr
    (manifest,) = (school / "out").rglob("manifest.json")
    return manifest.parent


@pytest.mark.parametrize("folder", ["faculties", "snapshots", "rag"])
def test_each_faculty_has_a_file_of_its_own(folder: str, run: Path) -> None:
    assert len(list((run / folder).rglob("*.xlsx"))) == len(FACULTIES)


def test_every_name_is_one_that_windows_takes_and_can_tell_from_the_others(run: Path) -> None:
    paths = [path for path in run.rglob("*") if path.name != "manifest.json"]
    faults = {path.name: file_faults(path.stem) for path in paths}
    assert {name: wrong for name, wrong in faults.items() if wrong} == {}
    alike = Counter((path.parent, path.name.casefold()) for path in paths)
    assert [path for path, number in alike.items() if number > 1] == []
    assert len(paths) > 3 * len(FACULTIES)


def test_names_that_differ_in_capitals_only_hold_their_own_faculty(run: Path) -> None:
    held = []
    for path in (run / "faculties").glob("[Mm]aths*.xlsx"):
        cells = [str(cell) for sheet in load_workbook(path) for row in sheet.values for cell in row]
        held.append({subject for subject in FACULTIES.values() if subject in cells})
    assert sorted(held, key=sorted) == [{"History"}, {"Music"}]


def test_a_path_too_long_for_excel_is_told(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    short = tmi("flag", export, "--out", tmp_path / "o", cwd=tmp_path)
    deep = tmp_path / "d".ljust(100, "d") / "e".ljust(100, "e")
    long = tmi("flag", export, "--out", deep, cwd=tmp_path)
    assert (short.returncode, long.returncode) == (0, 0)
    assert "218" not in short.stderr
    assert "Excel opens none over 218" in long.stderr
