"""The pupil of a row: number, name, stage."""

from __future__ import annotations

import pytest

from tmi_cli.layouts.context import Context
from tmi_cli.layouts.pupil_cells import PupilCells


def told_stage(text: str, *, registration: str = "", around: str | None = None) -> str | None:
    cells = PupilCells({"surname": 0, "stage": 1, "registration": 2}, Context(stage=around))
    told, _ = cells.read(["Sample", text, registration])
    assert told is not None
    return told.stage


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("S4", "S4"),
        ("s4", "S4"),
        ("4", "S4"),
        ("4.0", "S4"),
        ("Year 4", "S4"),
        ("Yr 4", "S4"),
        ("S 4", "S4"),
        ("Stage S4", "S4"),
        ("S5/6", None),
        ("S7", None),
        ("0", None),
        ("44", None),
        ("Senior", None),
        ("", None),
    ],
)
def test_text_is_stage(text: str, stage: str | None) -> None:
    assert told_stage(text) == stage


def test_a_number_in_the_stage_column_is_a_stage() -> None:
    cells = PupilCells({"surname": 0, "stage": 1}, Context())
    told, _ = cells.read(["Sample", 4.0])
    assert told is not None
    assert told.stage == "S4"


@pytest.mark.parametrize(
    ("registration", "stage"),
    [("4A1", "S4"), ("S4A", "S4"), ("4", "S4"), ("A4", None), ("41", None), ("Skye", None)],
)
def test_without_a_stage_the_registration_class_tells_it(registration: str, stage: str | None) -> None:
    assert told_stage("", registration=registration) == stage


def test_the_column_beats_the_text_around_and_that_beats_the_registration_class() -> None:
    assert told_stage("S6", registration="4A1", around="S5") == "S6"
    assert told_stage("", registration="4A1", around="S5") == "S5"


@pytest.mark.parametrize(
    ("text", "surname", "forename"),
    [
        ("Sample, Ailsa", "Sample", "Ailsa"),
        ("SAMPLE , Ailsa Jane", "SAMPLE", "Ailsa Jane"),
        ("Ailsa Sample", "Sample", "Ailsa"),
        ("Ailsa Jane Sample", "Sample", "Ailsa Jane"),
        ("Sample", "Sample", ""),
    ],
)
def test_a_whole_name_in_one_column_is_split(text: str, surname: str, forename: str) -> None:
    told, _ = PupilCells({"name": 0}, Context()).read([text])
    assert told is not None
    assert (told.surname, told.forename) == (surname, forename)


@pytest.mark.parametrize("cells", [["", ""], ["", "-"], ["1.23E+08", ""], ["N/A", "TBC"]])
def test_a_row_without_a_number_and_a_surname_names_nobody(cells: list[str]) -> None:
    told, _ = PupilCells({"scn": 0, "surname": 1}, Context()).read(cells)
    assert told is None
