"""The committed sample gives its expected flags, and those agree with the made-up school's own records."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from tmi_cli.sample import make_school

FOLDER = Path(__file__).parent.parent / "sample_data"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample_data", FOLDER / "make.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sample_gives_its_expected_flags(make: ModuleType) -> None:
    assert make.expected() == json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def test_the_committed_workbooks_are_what_make_sample_writes(make: ModuleType, tmp_path: Path) -> None:
    from tmi_cli.sample import write_sample

    school = make_school(seed=make.SEED, pupils=make.PUPILS, session=make.SESSION)
    written = write_sample(tmp_path, school=school, layouts=["long", "lists"])
    for path in written:
        committed = FOLDER / ("exports" if path.parent.name == "long" else "lists") / path.name
        assert path.read_bytes() == committed.read_bytes(), path.name


def test_flags_of_ratings_and_grades_are_those_in_the_schools_records(make: ModuleType) -> None:
    """Counted from the made-up school itself, which knows nothing of tmi's rules."""
    school = make_school(seed=make.SEED, pupils=make.PUPILS, session=make.SESSION)
    concern = {"N3": {9}, "N4": {9}, "N5": {7, 8, 9}, "H": {7, 8, 9}, "AH": {7, 8, 9}}
    due = set()
    for pupil, entry in school.entries_of(period=school.periods):
        if not entry.course.counts:
            continue
        if any(rating in (3, 4) for rating in entry.ratings):
            due.add((pupil.scn, entry.course.subject, "rating"))
        if entry.working_grade in concern.get(entry.course.level, {9}):
            due.add((pupil.scn, entry.course.subject, "working-grade"))
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    found = {(flag[0], flag[2], flag[3]) for flag in expected["flags"]}
    assert {flag for flag in found if flag[2] != "falling"} == due
