"""What is found is the same with pseudonyms as without, but for the names."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.conformance import CASES, case_options
from tmi_cli import pipeline
from tmi_cli.analysis import DOUBTS
from tmi_cli.pipeline.key_file import make_key
from tmi_cli.reports.as_json import as_plain
from tmi_cli.reports.report import Report

NAMES = (
    "seven-faults", "csv-zoo", "four-periods", "groups-and-attendance", "wide-merged",
    "bge-two-columns", "per-class-folder", "classes-and-levels", "html-xls",
)  # fmt: skip
"""Between them every family of layout, damaged numbers, conflicts, shared classes, lists and several files."""

_TOKEN = re.compile(r"P-[A-Z2-7]{12}|T-[A-Z2-7]{8}")


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key, made as a school makes one."""
    path = tmp_path_factory.mktemp("keys") / "tmi.key"
    make_key(path, out=Path("out"))
    return path


def _flag(case: dict[str, Any], flag: dict[str, Any]) -> tuple[object, ...]:
    cells = tuple(sorted((e["cell"], e["field"], e["code"], e["period"]) for e in flag["evidence"]))
    told = ("rule", "subject", "faculty", "level", "class", "state", "since", "reason")
    owner = tuple(case["owner"][part] for part in ("role", "why", "unit", "assumed"))
    about = tuple(case["pupil"][part] for part in ("stage", "registration", "house"))
    return (about, tuple(case["pupil"]["groups"]), owner, *(flag[part] for part in told), cells)


def _nameless(report: Report) -> dict[str, Any]:
    """Everything that a report says, counted, without what names a pupil, a teacher, a file or a sheet."""
    plain = as_plain(report)
    gone = ("rule", "subject", "level", "last_period")
    return {
        "flags": Counter(_flag(case, flag) for case in plain["pupils"] for flag in case["flags"]),
        "pupils": Counter((len(c["flags"]), tuple(c["faculties"]), c["owner"]["role"]) for c in plain["pupils"]),
        **{
            what: Counter(tuple(x[part] for part in gone) for x in plain[what])
            for what in ("resolved", "not_seen")
        },
        "near": Counter((tuple(miss["faculties"]), miss["to"]) for miss in plain["near_misses"]),
        "praise": Counter((x["subject"], str(x["reasons"])) for p in plain["praise"] for x in p["courses"]),
        "problems": Counter(
            (p["code"], p["severity"], p["field"], p["cell"], p["period"]) for p in plain["problems"]
        ),
        "rules": plain["rules"] + [(r["rule"], r["flagged"], len(r["praised"])) for r in plain["praise_rules"]],
        "counts": (plain["counts"], plain["periods"]),
        "sources": Counter(
            tuple(source.get(part) for part in ("sha256", "layout", "rows", "read", "rejected", "ignored"))
            for source in plain["sources"]
        ),
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_same_is_found_and_nobody_is_named(name: str, key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CASES / name)
    options = replace(case_options(name), accept=DOUBTS)
    named = pipeline.flag(options)
    tokens = pipeline.flag(replace(options, pseudonymise=True, key_file=key_file))
    assert _nameless(tokens) == _nameless(named)
    assert named.cases, "something is found at all"
    people = list(named.cohort.pupils.values())
    assert len(tokens.cohort.pupils) == len(people)
    assert all(_TOKEN.fullmatch(key) and pupil.surname == key for key, pupil in tokens.cohort.pupils.items())
    text = json.dumps(as_plain(tokens), ensure_ascii=False)
    words = set(re.findall(r"[\w'’-]+", text))
    known = {word for p in people for word in (p.scn, p.surname, p.forename) if word}
    # Houses are called as some pupils are, and houses stay.
    known -= {p.house for p in people}
    assert words & known == set()
    teachers = {name for _, entry in named.entries for name in entry.teachers}
    files = {source["file"] for source in named.sources}
    assert [told for told in teachers | files if told in text] == []
