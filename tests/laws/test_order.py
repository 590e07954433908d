"""A school is told the same whatever the order, spread and surroundings of its rows, and however often."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.laws.judging import judged, law, without_places
from tests.laws.schools import COLUMNS, GRADES, PUPILS, RATINGS, SUBJECTS, TARGETS, Rows, policies, row_of, schools
from tests.small_school import csv_text, scn
from tmi_cli.reports.as_json import to_json


@law
@given(schools(), st.randoms(use_true_random=False), policies)
def test_the_order_of_rows_changes_nothing(rows: Rows, random: Any, policy: str) -> None:
    shuffled = random.sample(rows, len(rows))
    one = judged({"a.csv": csv_text(rows)}, policy=policy)
    two = judged({"a.csv": csv_text(shuffled)}, policy=policy)
    assert without_places(one) == without_places(two)


@law
@given(schools(repeated=True), st.randoms(use_true_random=False))
def test_the_order_of_rows_that_repeat_or_contradict_each_other_changes_no_flag(rows: Rows, random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    one, two = (without_places(judged({"a.csv": csv_text(r)})) for r in (rows, shuffled))
    for part in ("pupils", "counts", "rules", "resolved", "not_seen", "near_misses", "praise"):
        assert one[part] == two[part]


@law
@given(schools(), st.permutations(COLUMNS))
def test_the_order_of_columns_changes_nothing(rows: Rows, columns: list[str]) -> None:
    one = judged({"a.csv": csv_text(rows)})
    two = judged({"a.csv": csv_text(rows, columns)})
    assert without_places(one) == without_places(two)


@law
@given(schools(), st.data())
def test_how_rows_are_spread_over_files_changes_nothing(rows: Rows, data: st.DataObject) -> None:
    files: dict[str, Rows] = {}
    for row in rows:
        files.setdefault(data.draw(st.sampled_from(("z.csv", "b/a.csv", "A.csv"))), []).append(row)
    one = judged({"a.csv": csv_text(rows)})
    two = judged({name: csv_text(part) for name, part in files.items()})
    assert without_places(one) == without_places(two)


@law
@given(schools(), st.integers(0, 8))
def test_banners_blank_rows_footers_and_strange_columns_change_nothing(rows: Rows, banner: int) -> None:
    header, *lines = csv_text([{"Locker": "17", **row} for row in rows]).splitlines()
    text = "\r\n".join(
        [",,"] * banner
        + ["Tracking of a made-up school"] * min(banner, 1)
        + [header, *lines[: banner + 1], "", header, *lines[banner + 1 :], "", "Page 1 of 1", ",Total,,,,,12"]
    )
    assert without_places(judged({"a.csv": csv_text(rows)})) == without_places(judged({"a.csv": text}))


@law
@given(schools())
def test_the_same_export_twice_is_told_and_changes_no_flag(rows: Rows) -> None:
    once = without_places(judged({"a.csv": csv_text(rows)}))
    twice = without_places(judged({"a.csv": csv_text(rows), "b.csv": csv_text(rows)}))
    for part in ("pupils", "counts", "rules", "resolved", "not_seen", "near_misses", "praise"):
        assert once[part] == twice[part]
    assert any(problem["code"] == "duplicate-entry" for problem in twice["problems"])


@law
@given(schools())
def test_a_school_without_candidate_numbers_is_judged_the_same(rows: Rows) -> None:
    named = judged({"a.csv": csv_text([{**row, "scn": ""} for row in rows])})
    numbers = {forename: scn(i) for i, (forename, *_) in enumerate(PUPILS)}
    renamed = {(numbers[f.pupil.forename], f.rule, f.subject, f.level, f.class_code, f.period, f.state, f.since)
               for f in named.findings.flags}  # fmt: skip
    numbered = judged({"a.csv": csv_text(rows)})
    assert renamed == {
        (f.pupil.scn, f.rule, f.subject, f.level, f.class_code, f.period, f.state, f.since)
        for f in numbered.findings.flags
    }


@law
@given(schools(repeated=True), policies)
def test_running_twice_gives_the_same_json(rows: Rows, policy: str) -> None:
    text = csv_text(rows)
    assert to_json(judged({"a.csv": text}, policy=policy)) == to_json(judged({"a.csv": text}, policy=policy))


def test_the_order_in_which_python_keeps_its_sets_changes_nothing(tmp_path: Path) -> None:
    rows = [
        row_of({"pupil": (n * 7) % 5, "period": n % 3 + 1, "subject": SUBJECTS[n % 4], "class": "AB"[n % 2],
                "level": n, "target": TARGETS[n % 7], "new_target": "", "grade": GRADES[n % 13],
                "effort": RATINGS[n % 7], "behaviour": RATINGS[n % 5], "homework": RATINGS[n % 3]})
        for n in range(120)
    ]  # fmt: skip
    export = tmp_path / "a.csv"
    export.write_text(csv_text(rows), encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from tmi_cli.pipeline import Options, flag; "
        "from tmi_cli.reports.as_json import to_json; "
        "sys.stdout.write(to_json(flag(Options(exports=[Path(sys.argv[1])], session='2025-26'))))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", program, str(export)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0]
    assert told[0] == told[1]
