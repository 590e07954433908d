"""A new school file explains every setting, holds what was given, and can be uncommented line by line."""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from tmi_cli.policy import School
from tmi_cli.policy.school_text import school_text

WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
SETTING = re.compile(r"^#(?=\S+ = |\")", re.MULTILINE)


def fields(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Every setting of a model and of those inside it, with what is said of it."""
    for name, field in model.model_fields.items():
        inside = field.annotation
        if isinstance(inside, type) and issubclass(inside, BaseModel):
            yield name, inspect.getdoc(inside) or ""
            yield from fields(inside)
        else:
            yield name, field.description or ""


def prose(text: str) -> str:
    return " ".join(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))


def test_every_setting_of_the_model_is_explained_and_shown() -> None:
    text = school_text({})
    every = list(fields(School))
    assert len(every) > 25
    assert [name for name, told in every if not told or told not in prose(text)] == []
    assert [name for name, _ in every if not re.search(rf"^(#?{name} = |\[{name}\])", text, re.MULTILINE)] == []


def test_a_file_of_which_nothing_is_given_says_nothing() -> None:
    said = School.model_validate(tomllib.loads(school_text({})))
    assert said == School(staff={"CL": {}}, addresses={"CL": {}})


def test_every_line_that_is_commented_out_is_a_setting_that_may_be_set() -> None:
    text = school_text({}, offered={"staff": {"Year Head": {"S1": ""}, 'PT "A"': {"Ros & Co": ""}}})
    said = School.model_validate(tomllib.loads(SETTING.sub("", text)))
    assert said.staff == {"Year Head": {"S1": ""}, 'PT "A"': {"Ros & Co": ""}}
    assert (said.out, said.store, said.inbox, said.groups) == ("out", "store", ("exports",), ())
    assert (said.run, said.logs) == (School().run, School().logs)
    assert sorted(said.period_dates) == [1, 2]
    assert said.model_fields_set == set(School.model_fields)


@settings(max_examples=50)
@given(name=WORDS, faculties=st.dictionaries(WORDS, st.lists(WORDS), max_size=3), days=st.none() | st.integers(1))
def test_what_is_given_is_what_the_file_says(name: str, faculties: dict[str, Any], days: int | None) -> None:
    text = school_text({"name": name, "faculties": faculties, "privacy": {"keep_days": days}})
    said = School.model_validate(tomllib.loads(text))
    assert (said.name, said.privacy.keep_days) == (name, days)
    assert said.faculties == {faculty: tuple(subjects) for faculty, subjects in faculties.items()}


@pytest.mark.parametrize("part", ["faculties", "headers"])
def test_what_is_offered_stands_there_in_place_of_the_example(part: str) -> None:
    text = school_text({}, offered={part: {"Ours": "x"}})
    assert '#"Ours" = "x"' in text
    assert "Chemistry" not in text or part != "faculties"
    assert "Now at" not in text or part != "headers"


def test_a_note_stands_with_its_setting() -> None:
    text = school_text({}, notes={"faculties": "Found in the first export."})
    section = text[text.index("[faculties]") : text.index("[staff]")]
    assert "# Found in the first export." in section


def test_the_page_on_the_school_file_shows_every_setting() -> None:
    page = Path(__file__).parent.parent.parent / "docs" / "school-folder.md"
    shown = tomllib.loads(re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)[0])
    school = School.model_validate(shown)
    assert sorted(shown) == sorted(School.model_fields)
    for table in (school.run, school.privacy, school.logs):
        assert table.model_fields_set == set(type(table).model_fields)
