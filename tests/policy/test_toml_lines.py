"""Every setting of a TOML file is found on the line on which it stands."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from tmi_cli.policy.toml_lines import lines_of

KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
VALUES = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.booleans() | st.lists(st.integers())
TABLES = st.recursive(VALUES, lambda inside: st.dictionaries(KEYS, inside, max_size=3), max_leaves=8)

SCHOOL = '''\
name = "Ours"  # a comment

accept = [
  "a",  # [privacy]
  "name = 3",
]
text = """
[run]
x = 1
"""
"quoted key" = 1
one.two = 3
"two lines" = { a = 1, "b.c" = [2] }
[staff.CL]
"Science" = "A"
# name = 2
[addresses.CL]
"Science" = "B"
[[groups]]
name = "ASN"
[run]
'''


def test_each_kind_of_setting_is_found() -> None:
    assert lines_of(SCHOOL) == {
        ("name",): 1,
        ("accept",): 3,
        ("text",): 7,
        ("quoted key",): 11,
        ("one",): 12,
        ("one", "two"): 12,
        ("two lines",): 13,
        ("two lines", "a"): 13,
        ("two lines", "b.c"): 13,
        ("staff", "CL"): 14,
        ("staff", "CL", "Science"): 15,
        ("addresses", "CL"): 17,
        ("addresses", "CL", "Science"): 18,
        ("groups",): 19,
        ("groups", "name"): 20,
        ("run",): 21,
    }


def leaves(tables: dict[str, Any], place: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    found = set()
    for key, value in tables.items():
        found |= leaves(value, (*place, key)) if isinstance(value, dict) else {(*place, key)}
    return found


@settings(max_examples=80)
@given(st.dictionaries(KEYS, TABLES, max_size=4))
def test_a_line_is_told_for_every_setting_and_it_is_where_its_statement_begins(tables: dict[str, Any]) -> None:
    text = tomlkit.dumps(tables)
    said = tomllib.loads(text)
    found = lines_of(text)
    assert leaves(said) <= set(found)
    lines = text.split("\n")
    for place in leaves(said):
        assert place[-1] in tomllib.loads(lines[found[place] - 1].partition(" = ")[0] + " = 1")


@pytest.mark.parametrize("text", ["", "\n\n", "# only words\n", "\ufeff"])
def test_nothing_stands_in_a_file_without_settings(text: str) -> None:
    assert lines_of(text) == {}
