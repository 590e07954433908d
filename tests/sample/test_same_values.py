"""Every layout carries the values of the same school."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tmi_cli.sample import SampleSchool, make_school, write_sample

from .reading import (
    NO_COURSE,
    Key,
    Values,
    blank,
    expected_values,
    from_long,
    from_wide_flat,
    from_wide_two_row,
    not_blank,
    sheet_rows,
    sheet_table,
    sheets_of,
)


def test_long_holds_every_entry(small: SampleSchool, written: Path) -> None:
    rows = [row for path in (written / "long").iterdir() for row in sheet_table(path)]
    assert len(rows) == len(small.entries)
    assert not_blank(map(from_long, rows)) == expected_values(small)
    assert {str(row["Class"]) for row in rows} == {course.class_code for course in small.courses}


def test_csv_holds_what_long_holds(small: SampleSchool, written: Path) -> None:
    found: dict[Key, Values] = {}
    for path in (written / "csv").iterdir():
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbfSCN,")
        text = content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert text.count("\r\n") == len(rows) + 1
        found |= not_blank(from_long(dict(row)) for row in rows)
    as_text = {key: tuple(map(str, values)) for key, values in expected_values(small).items()}
    assert found == as_text


def test_wide_two_row_holds_what_long_holds(small: SampleSchool, written: Path) -> None:
    found: dict[Key, Values] = {}
    for path in (written / "wide-two-row").iterdir():
        for sheet in CalamineWorkbook.from_path(path).sheet_names:
            found |= not_blank(from_wide_two_row(path, sheet=sheet))
    assert found == expected_values(small)


def test_wide_flat_holds_what_long_holds(small: SampleSchool, written: Path) -> None:
    found: dict[Key, Values] = {}
    for path in (written / "wide-flat").iterdir():
        for sheet in CalamineWorkbook.from_path(path).sheet_names:
            found |= not_blank(from_wide_flat(path, sheet=sheet))
    assert found == expected_values(small)


def test_across_holds_what_long_holds_of_the_senior_phase(small: SampleSchool, written: Path) -> None:
    expected = expected_values(small, stages="456")
    latest_target = {
        (entry.course.scn, entry.course.subject, entry.course.level): blank(entry.target_in_force)
        for entry in small.entries
    }
    found: dict[Key, Values] = {}
    for _, rows in sheets_of(written / "across" / "Senior phase tracking.xlsx"):
        for row in rows:
            course = (str(row["SCN"]), str(row["Subject"]), str(row["Level"]))
            assert row["Target"] == latest_target[course]
            for period in (1, 2, 3):
                values = tuple(row[f"{name}{period}"] for name in ("WG", "Eff", "Beh", "Hwk"))
                found[course[0], period, course[1], course[2]] = values
    assert {key: values for key, values in found.items() if any(values)} == {
        key: (values[1], *values[3:]) for key, values in expected.items() if any((values[1], *values[3:]))
    }


@pytest.mark.parametrize("layout", ["bge-one-column", "bge-two-columns"])
def test_bge_files_hold_level_and_progress(small: SampleSchool, written: Path, layout: str) -> None:
    digits = {"First": "1", "Second": "2", "Third": "3", "Fourth": "4"}
    found: dict[Key, Values] = {}
    for path in (written / layout).iterdir():
        for row in sheet_table(path):
            text = f"{row['Level']}{row.get('Progress Code', '')}".replace(" ", "")
            for word, digit in digits.items():
                text = text.replace(word, digit)
            subject = str(row["Subject"])
            key = (
                str(row["SCN"]),
                int(str(row["TP"])[2:]),
                subject,
                "" if subject in NO_COURSE else "BGE",
            )
            ratings = (row["Effort"], row["Behaviour"], row["Home Learning"])
            found[key] = ("", "", text, *ratings)
    assert {key: values for key, values in found.items() if any(values)} == expected_values(small, stages="123")


def test_per_class_holds_every_entry_once(tmp_path: Path) -> None:
    school = make_school(seed=7, pupils=24, periods=2)
    files = write_sample(tmp_path, school=school, layouts=["per-class"])
    assert len(files) == len(set(files))
    found: list[tuple[object, ...]] = []
    banners = 0
    for path in files:
        rows = sheet_rows(path)
        banner = str(rows[0][0])
        if banner != "SCN":
            banners += 1
            assert banner.endswith(f", Tracking Point {path.stem[-1]}")
            rows = rows[1:]
        headings = [str(cell) for cell in rows[0]]
        found += [(row[0], int(path.stem[-1]), *row[headings.index("Effort") :]) for row in rows[1:]]
    assert 0 < banners < len(files)
    assert sorted(map(str, found)) == sorted(
        str((entry.course.scn, entry.period, *map(blank, entry.ratings), entry.comment))
        for entry in school.entries
    )
