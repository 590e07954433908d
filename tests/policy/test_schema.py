"""The JSON Schemas accept what tmi accepts, and refuse every mistake that a schema can see."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.policy.test_mistakes import LADDER
from tmi_cli.policy.load import policy_names, rules_folder
from tmi_cli.policy.schema import policy_schema, school_schema

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = {"school": Draft202012Validator(school_schema()), "policy": Draft202012Validator(policy_schema())}
OF_POLICIES = {"extends", "rules", "scales", "ladders", "measures", "interventions", "rag_comments"}


def refused(what: str, toml: str) -> list[str]:
    """What a schema has against a text of TOML; days are texts to it, as they are to an editor."""
    tables = json.loads(json.dumps(tomllib.loads(toml), default=str))
    return [error.message for error in SCHEMAS[what].iter_errors(tables)]


def settings(part: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Every setting of a schema, with its place."""
    if isinstance(part, dict):
        for name, inside in part.get("properties", {}).items():
            yield f"{place}.{name}", inside
        for name, inside in part.get("$defs", {}).items():
            yield from settings(inside, name)


def examples() -> dict[str, str]:
    """Every example of TOML in the pages, by page and number."""
    found = {}
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        blocks = re.findall(r"^( *)```toml\n(.*?)^ *```", page.read_text(encoding="utf-8"), re.M | re.S)
        found.update({f"{page.name} {number}": text for number, (_, text) in enumerate(blocks, 1)})
    return found


@pytest.mark.parametrize("what", ["school", "policy"])
def test_the_schema_is_one_of_the_draft_it_names(what: str) -> None:
    schema = SCHEMAS[what].schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("what", ["school", "policy"])
def test_every_setting_is_described_and_none_may_be_null(what: str) -> None:
    schema = SCHEMAS[what].schema
    found = dict(settings(schema))
    assert len(found) > 20
    parts = schema["$defs"]
    told = {
        place: {**parts.get(inside.get("$ref", "").rpartition("/")[2], {}), **inside}
        for place, inside in found.items()
    }
    assert [place for place, inside in told.items() if not inside.get("description")] == []
    assert "null" not in json.dumps(schema)


@pytest.mark.parametrize("name", policy_names())
def test_every_shipped_policy_fits(name: str) -> None:
    assert refused("policy", (rules_folder() / f"{name}.toml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("toml", examples().values(), ids=examples())
def test_every_example_in_the_pages_fits(toml: str) -> None:
    what = "policy" if OF_POLICIES & set(tomllib.loads(toml)) else "school"
    assert refused(what, toml) == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("tmi.toml")), ids=lambda path: path.parent.name)
def test_every_school_file_of_the_cases_fits(path: Path) -> None:
    assert refused("school", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("toml", ['inbox = "in"', 'groups = ["a.csv", "b.csv"]', "[period_dates]\n9 = 2026-06-01"])
def test_what_the_school_file_may_say_in_two_ways_fits(toml: str) -> None:
    assert refused("school", toml) == []


@pytest.mark.parametrize(
    "toml",
    [
        'titel = "Ours"',
        "[rules.below-target]\non = true\nband = 2",
        '[scales.graded]\nconcerns = ["9"]',
        '[[groups]]\nname = "ASN"\nfield = "asn"\nheader = ["ASN"]',
        LADDER.format("atleast = 1"),
        LADDER.format("at_least = 1, atmost = 1"),
        LADDER.format("at_least = 1, more_than_share = 0.5"),
        LADDER.format("sees_groups = true"),
        LADDER.format("more_than_share = 1"),
        '[scales.graded]\norder = ["1", "1"]',
        '[scales.ours]\nused_for = ["Highers"]',
        "[rules.below-target]\nbands = 0",
        'plain_levels = "fail"',
        '[[groups]]\nname = "EAL"\nfield = "eall"',
        '[[groups]]\nname = "Ours"',
        '[[groups]]\nname = "Few"\nfield = "simd"',
        '[rules.ours]\nkind = "grade-fel"',
        "[rules]\nfalling = false",
        '[rules.falling]\nsays = "Fell {}"',
        '[rules.falling]\nsays = "Fell to {grade:d}"',
        '[rules.falling]\nsays = "Fell {"',
        '[rules.falling]\nkind = "grade-fell"\nsays = "Fell by {places}"',
        '[rules.falling]\nname = "falling"',
        'name = "ours"',
        "periods = { junior = 3 }",
        "ladders = []",
    ],
)
def test_a_mistake_in_a_policy_is_refused(toml: str) -> None:
    assert refused("policy", 'extends = "standard"\n') == []
    assert refused("policy", f'extends = "standard"\n{toml}') != []


@pytest.mark.parametrize("part", ["title", "source", "scales", "rules", "ladders", "why", "order"])
def test_only_a_policy_that_extends_another_may_leave_a_part_out(part: str) -> None:
    whole = tomllib.loads((rules_folder() / "standard.toml").read_text(encoding="utf-8"))
    {"why": whole["rules"]["rating"], "order": whole["scales"]["ratings"]}.get(part, whole).pop(part)
    assert not SCHEMAS["policy"].is_valid(whole)
    assert SCHEMAS["policy"].is_valid({**whole, "extends": "standard"})


@pytest.mark.parametrize(
    "toml",
    [
        'nam = "x"',
        '[faculty]\n"Maths" = ["Maths"]',
        'faculties = { Maths = "Maths" }',
        "[period_dates]\n10 = 2026-06-01",
        "[run]\nrag = ['year']",
        "[run]\nmost_errors = -1",
        "[run]\nsnapshot = true",
        "[logs]\nkeep = 0",
        "[privacy]\nencrypt = true",
        "[privacy]\nkeep_days = 0",
        '[staff]\nCL = "A. Teacher"',
    ],
)
def test_a_mistake_in_a_school_file_is_refused(toml: str) -> None:
    assert refused("school", "[privacy]\nencrypt = false") == []
    assert refused("school", toml) != []
