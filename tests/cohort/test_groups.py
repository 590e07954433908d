"""Vulnerable groups: from ticks, deciles, percentages, and lists beside the export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_school import csv_text, run, scn, table
from tmi_cli.cohort.groups import decile, is_ticked, percentage


@pytest.mark.parametrize("text", ["Y", "y", "Yes", "YES", "1", "X", "x", "TRUE", "✓", "ASN stage 3"])
def test_a_tick_is(text: str) -> None:
    assert is_ticked(text)


@pytest.mark.parametrize(
    "text", ["", "N", "n", "No", "NO", "0", "FALSE", "-", "--", "N/A", "NA", "None", "TBC", "–"]
)
def test_no_tick_is(text: str) -> None:
    assert not is_ticked(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", 1), ("10", 10), ("4.0", 4), ("Decile 3", 3), ("0", None), ("", None), ("11", None), ("unknown", None)],
)
def test_text_is_decile(text: str, number: int | None) -> None:
    assert decile(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("93", 93.0),
        ("93%", 93.0),
        ("93 %", 93.0),
        ("93.4", 93.4),
        ("0.93", 93.0),
        ("0.899", 89.9),
        ("0.9", 90.0),
        ("100", 100.0),
        ("100%", 100.0),
        ("1", 100.0),
        ("0", 0.0),
        ("1%", 1.0),
        ("0.5%", 0.5),
        ("", None),
        ("n/a", None),
        ("140", None),
    ],
)
def test_text_is_percentage(text: str, number: float | None) -> None:
    assert percentage(text) == number


EXPORT = {"forename": "Ailsa", "surname": "Sample", "stage": "S4", "reg": "4A1", "scn": scn(1), "period": "1",
          "subject": "French", "level": "N5", "effort": "3", "behaviour": "1"}  # fmt: skip


def groups(folder: Path, *, policy: str, lists: str = "", **columns: str) -> tuple[str, ...]:
    """The groups of a pupil who has these columns in the export, or these lines in a list."""
    report = run(
        folder,
        {"Export.csv": csv_text([{**EXPORT, **columns}])},
        policy=policy,
        groups={"List.csv": csv_text(table(lists))} if lists else None,
    )
    (case,) = report.cases
    return case.pupil.groups


@pytest.mark.parametrize(
    ("policy", "columns", "found"),
    [
        ("standard", {"simd": "2"}, ("SIMD 1-2",)),
        ("standard", {"simd": "3"}, ()),
        ("standard", {"simd": "0"}, ()),
        ("standard", {"simd": ""}, ()),
        ("balerno", {"simd": "4"}, ("SIMD 1-4",)),
        ("balerno", {"simd": "5"}, ()),
        ("balerno", {"attendance": "89.9"}, ("Attendance",)),
        ("balerno", {"attendance": "90.0"}, ()),
        ("balerno", {"attendance": "0.85"}, ("Attendance",)),
        ("balerno", {"attendance": ""}, ()),
        ("standard", {"attendance": "10"}, ()),
        ("standard", {"asn": "Y", "care": "No", "fme": "1", "carer": "x"}, ("ASN", "FME", "Young Carer")),
        ("balerno", {"care": "TRUE", "asn": "0", "5@3": "Yes", "SEBN": "N", "Pathway 3": "✓"},
         ("Care Experienced", "5@3", "Pathway 3")),
    ],
)  # fmt: skip
def test_columns_of_the_export_make_groups(
    policy: str, columns: dict[str, str], found: tuple[str, ...], tmp_path: Path
) -> None:
    assert groups(tmp_path, policy=policy, **columns) == found


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        (f"scn | SEBN | ASN\n{scn(1)} | Y | N", ("SEBN",)),
        (
            "Known As | Surname | Reg class | Attendance (%) | Late\nAilsa | Sample | 4A1 | 85% | 3",
            ("Attendance",),
        ),
        (f"SCN | Forename | Surname | SIMD (Decile 1-10)\n{scn(1)} | Ailsa | Sample | 3", ("SIMD 1-4",)),
        (f"SCN | Surname | Group\n{scn(1)} | Sample | SEBN\n{scn(1)} | Sample | 5@3", ("5@3", "SEBN")),
        (
            "SCN | Total Possible | Total Attendance | Authorised Absence | Unauthorised Absence\n"
            f"{scn(1)} | 380 | 323 | 50 | 7",
            ("Attendance",),
        ),
        (f"SCN | Surname | SEBN\n{scn(2)} | Other | Y\n{scn(1)} | Sample | ", ()),
    ],
    ids=[
        "group columns",
        "attendance by name",
        "pupil list",
        "one row a group",
        "attendance in totals",
        "another's",
    ],
)
def test_lists_beside_the_export_make_groups(lists: str, found: tuple[str, ...], tmp_path: Path) -> None:
    assert groups(tmp_path, policy="balerno", lists=lists) == found
