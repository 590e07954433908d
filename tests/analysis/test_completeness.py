"""What was due and what was entered, on a little school that was counted by hand, and its laws on all cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.analysis.little_school import check, row
from tests.conformance import CASES, case_names, case_options
from tests.small_school import Row, scn, table
from tmi_cli import pipeline
from tmi_cli.analysis import Completeness

# Ada and Bea have everything. Cal's French has no behaviour and his homework is blank where others have some.
# Dod has a blank row in Maths, known from period 1, and no row in French, known from period 1. Eve's grade cannot
# be read, and her effort stands as N/A. Flo left after period 1. Gil's Maths has two teachers. Hal is in S1, where
# period 1 is the last, and Ida's level stands there without a code. Jim came in period 2 and is blank throughout.
SCHOOL = table("""
pupil | stage | period | faculty   | subject     | level | code | class | teacher  | grade | effort | behaviour | homework
Ada   | S4    | 1      | Maths     | Mathematics | N5    |      | 4MA1  | M. Kirk  | 3     | 1      | 1         | 1
Ada   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA1  | M. Kirk  | 3     | 1      | 1         | 1
Bea   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA1  | M. Kirk  | 3     | 2      | 1         | 2
Cal   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA1  | M. Kirk  | 4     | 2      | 1         |
Cal   | S4    | 2      | Languages | French      | N5    |      | 4FR1  | F. Roy   | 4     | 2      |           |
Dod   | S4    | 1      | Maths     | Mathematics | N5    |      | 4MA2  | N. Neil  | 2     | 1      | 1         |
Dod   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA2  | N. Neil  |       |        |           |
Dod   | S4    | 1      | Languages | French      | N5    |      | 4FR1  | F. Roy   | 3     | 1      | 1         |
Eve   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA2  | N. Neil  | Z     | N/A    | 1         |
Flo   | S4    | 1      | Maths     | Mathematics | N5    |      | 4MA2  | N. Neil  | 2     | 1      | 1         | 1
Gil   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA2  | N. Neil  | 2     | 1      | 1         |
Gil   | S4    | 2      | Maths     | Mathematics | N5    |      | 4MA2  | O. Ogg   | 2     | 1      | 1         |
Hal   | S1    | 1      | Science   | Science     | 3     | B    | 1SC1  | S. Sim   |       | 1      | 1         |
Ida   | S1    | 1      | Science   | Science     |       |      | 1SC1  | S. Sim   |       | 1      | 1         |
Jim   | S4    | 2      | Languages | French      | N5    |      | 4FR1  | F. Roy   |       |        |           |
""")  # noqa: E501  a line of a table cannot be broken

COUNTED = [
    ("faculty", "Languages", 2, 0, {"behaviour": 2, "effort": 1, "working grade": 1}),
    ("faculty", "Maths", 6, 4, {"behaviour": 1, "effort": 2, "homework": 1, "working grade": 2}),
    ("faculty", "Science", 2, 1, {"level": 1}),
    ("subject", "French", 2, 0, {"behaviour": 2, "effort": 1, "working grade": 1}),
    ("subject", "Mathematics", 6, 4, {"behaviour": 1, "effort": 2, "homework": 1, "working grade": 2}),
    ("subject", "Science", 2, 1, {"level": 1}),
    ("class", "1SC1", 2, 1, {"level": 1}),
    ("class", "4FR1", 2, 0, {"behaviour": 2, "effort": 1, "working grade": 1}),
    ("class", "4MA1", 3, 3, {"homework": 1}),
    ("class", "4MA2", 3, 1, {"behaviour": 1, "effort": 2, "working grade": 2}),
    ("teacher", "F. Roy", 2, 0, {"behaviour": 2, "effort": 1, "working grade": 1}),
    ("teacher", "M. Kirk", 3, 3, {"homework": 1}),
    ("teacher", "N. Neil", 3, 1, {"behaviour": 1, "effort": 2, "working grade": 2}),
    ("teacher", "O. Ogg", 1, 1, {}),
    ("teacher", "S. Sim", 2, 1, {"level": 1}),
]
"""Unit, name, due, entered, missing; homework is missing only in 4MA1, the one class that was given some."""


def numbered(rows: Sequence[Row]) -> list[Row]:
    numbers = {name: scn(i) for i, name in enumerate(dict.fromkeys(line["pupil"] for line in rows))}
    return [
        {"scn": numbers[line["pupil"]], "forename": line["pupil"], "surname": "Sample", **line} for line in rows
    ]


def counted(units: Sequence[Completeness]) -> list[tuple[str, str, int, int, dict[str, int]]]:
    return [
        (u.unit, u.name, u.due, u.entered, {name.replace("_", " "): n for name, n in u.missing.items()})
        for u in units
    ]


def test_the_little_school_is_as_complete_as_counted_by_hand(tmp_path: Path) -> None:
    assert counted(check(tmp_path, {"S.csv": numbered(SCHOOL)}).completeness) == COUNTED


def test_a_unit_is_told_in_a_sentence(tmp_path: Path) -> None:
    told = {u.name: u.sentence for u in check(tmp_path, {"S.csv": numbered(SCHOOL)}).completeness}
    assert told["4MA2"] == "1 of 3 entered; missing: behaviour 1, effort 2, working grade 2"
    assert told["O. Ogg"] == "1 of 1 entered"


def test_what_no_column_tells_is_named_so(tmp_path: Path) -> None:
    rows = [row(0, subject="Wayfinding", teacher="", **{"class": ""})]
    assert counted(check(tmp_path, {"S4.csv": rows}).completeness) == [
        ("faculty", "(no faculty)", 1, 1, {}),
        ("subject", "Wayfinding", 1, 1, {}),
        ("class", "(no class)", 1, 1, {}),
        ("teacher", "(no teacher)", 1, 1, {}),
    ]


def test_homework_is_due_only_in_a_class_that_has_any(tmp_path: Path) -> None:
    """One of two classes of a teacher is given homework: the other lacks none, at any level."""
    rows = [row(number) for number in range(3)]
    rows += [row(number, homework="", **{"class": "4MA2"}) for number in range(3, 6)]
    found = {u.name: u.missing for u in check(tmp_path, {"S4.csv": rows}).completeness}
    assert found == {name: {} for name in ("Mathematics", "4MA1", "4MA2", "M. Kirk")}


@pytest.mark.parametrize("name", case_names())
def test_in_every_case_the_classes_add_up_to_the_faculties(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / name)
    units = pipeline.check(case_options(name)).completeness
    sums: dict[str, Counter[str]] = {}
    for unit in units:
        counts = {"due": unit.due, "entered": unit.entered, **unit.missing}
        sums[unit.unit] = sums.get(unit.unit, Counter()) + Counter(counts)
    assert units
    assert sums["faculty"] == sums["class"] == sums["subject"]
    assert all(0 <= unit.entered <= unit.due for unit in units)
    assert all(0 < count <= unit.due for unit in units for count in unit.missing.values())
    lacking = {
        (u.unit, u.name): max((n for field, n in u.missing.items() if field != "homework"), default=0)
        for u in units
    }
    assert all(lacking[u.unit, u.name] <= u.due - u.entered for u in units)
