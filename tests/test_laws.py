"""Laws that hold for every school, however small or odd: generated, run through the whole pipeline, compared."""

from __future__ import annotations

import csv
import io
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, assume, example, given, settings
from hypothesis import strategies as st

from tests.small_school import HEADERS, csv_text, run, scn
from tmi_cli.cohort import make_cohort
from tmi_cli.errors import TmiError
from tmi_cli.exports import Fault, SourceFile, Table
from tmi_cli.flags import find_flags
from tmi_cli.layouts import SheetReading, read_table
from tmi_cli.layouts.words import COURSE_WORDS, MARK_WORDS, PUPIL_WORDS, VALUE_WORDS
from tmi_cli.policy import SubjectMap, load_policy, policy_names
from tmi_cli.reports.as_json import as_plain, to_json
from tmi_cli.reports.report import Report

Rows = list[dict[str, str]]
Plain = dict[str, Any]


def examples(number: int) -> settings:
    """So many examples, the same ones in every run."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        database=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=[HealthCheck.too_slow],
    )


law = examples(60)

# ---- Small schools -------------------------------------------------------------------------------------

PUPILS = (
    ("Ailsa", "Sample", "S2", "88"),
    ("Blair", "Exemplar", "S4", "89.9"),
    ("Cora", "Mockingham", "S4", "90"),
    ("Duncan", "Placeholder", "S5", ""),
    ("Eilidh", "Specimen", "S3", "70%"),
)
SUBJECTS = ("French", "Physics", "Maths", "Beekeeping", "PSE")
GRADES = ("1", "3", "3", "4", "5", "6", "7", "8", "9", "D", "", "0", "soon")
RATINGS = ("1", "2", "2", "3", "4", "", "5")
BGE_LEVELS = ("2D", "3A", "3A", "3B", "4D", "4D", "", "N5", "3")
SENIOR_LEVELS = ("H", "H", "H", "N5", "N4", "NPA Level 5", "")
TARGETS = ("", "", "2", "3", "4", "8", "9")

ALL_RULES_ON = "".join(f"[rules.{rule.name}]\non = true\n" for rule in load_policy("standard").rules.values())


def _entry(drawn: Mapping[str, Any]) -> dict[str, str]:
    forename, surname, stage, attendance = PUPILS[drawn["pupil"]]
    levels = BGE_LEVELS if stage in ("S2", "S3") else SENIOR_LEVELS
    return {
        "scn": scn(drawn["pupil"]),
        "forename": forename,
        "surname": surname,
        "stage": stage,
        "attendance": attendance,
        "period": str(drawn["period"]),
        "subject": drawn["subject"],
        "level": levels[drawn["level"] % len(levels)],
        "class": drawn["class"],
        "teacher": f"Mx {drawn['class']}",
        "target": drawn["target"],
        "new_target": drawn["new_target"],
        "grade": drawn["grade"],
        "effort": drawn["effort"],
        "behaviour": drawn["behaviour"],
        "homework": drawn["homework"],
    }


_DRAWN = st.fixed_dictionaries(
    {
        "pupil": st.integers(0, len(PUPILS) - 1),
        "period": st.integers(1, 3),
        "subject": st.sampled_from(SUBJECTS),
        "class": st.sampled_from(("A", "A", "B")),
        "level": st.integers(0, 62),
        "target": st.sampled_from(TARGETS),
        "new_target": st.sampled_from(("", "", "", "1", "2", "3")),
        "grade": st.sampled_from(GRADES),
        "effort": st.sampled_from(RATINGS),
        "behaviour": st.sampled_from(RATINGS),
        "homework": st.sampled_from(RATINGS),
    }
)


def _course(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["pupil"], row["subject"], row["class"], row["period"])


_COLUMNS = ["scn", "forename", "surname", "stage", "attendance", "period", "subject", "level", "class", "teacher",
            "target", "new_target", "grade", "effort", "behaviour", "homework"]  # fmt: skip


@st.composite
def schools(draw: st.DrawFn, *, repeated: bool = False) -> Rows:
    """Rows of a small school, one a course and period; with ``repeated`` some courses have several."""
    drawn = draw(st.lists(_DRAWN, min_size=1, max_size=24, unique_by=None if repeated else _course))
    # One row that every school has, so that there is always something to report.
    certain = {
        "pupil": 2, "period": 1, "subject": "Music", "class": "A", "level": 0, "target": "", "new_target": "",
        "grade": "4", "effort": "3", "behaviour": "1", "homework": "1",
    }  # fmt: skip
    return [_entry(row) for row in (certain, *drawn)]


policies = st.sampled_from(policy_names())


def judged(
    exports: Mapping[str, str | bytes],
    *,
    policy: str = "standard",
    changes: str = ALL_RULES_ON,
    period: int | None = None,
) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), exports, policy=policy, changes=changes, period=period)


def without_places(report: Report) -> Plain:
    """The JSON of a report without what a move of cells may change: places, and rows told in words."""
    plain = as_plain(report)
    del plain["sources"], plain["policy"]
    for case in plain["pupils"]:
        for flag in case["flags"]:
            flag["evidence"] = [_placeless(e) for e in flag["evidence"]]
    plain["problems"] = sorted((_placeless(p) for p in plain["problems"]), key=str)
    return plain


def _placeless(item: Plain) -> Plain:
    return {key: value for key, value in item.items() if key not in ("file", "sheet", "cell", "message")}


def flagged(report: Report) -> set[tuple[Any, ...]]:
    """Which rule flagged which course of which pupil."""
    return {(f.pupil.key, f.rule, f.subject, f.level, f.class_code, f.period) for f in report.findings.flags}


def flags_of(report: Report, number: str) -> list[Plain]:
    """The flags of one pupil, as the JSON shows them, without places."""
    return [
        {**flag, "evidence": [_placeless(e) for e in flag["evidence"]]}
        for case in as_plain(report)["pupils"]
        if case["pupil"]["scn"] == number
        for flag in case["flags"]
    ]


# ---- Order does not matter -----------------------------------------------------------------------------


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
    for part in ("pupils", "counts", "rules", "resolved", "not_seen", "near_misses"):
        assert one[part] == two[part]


@law
@given(schools(), st.permutations(_COLUMNS))
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
    for part in ("pupils", "counts", "rules", "resolved", "not_seen", "near_misses"):
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


# ---- What a flag depends on ----------------------------------------------------------------------------


@law
@given(schools(), st.integers(0, len(PUPILS) - 1), st.integers(1, 3), policies)
def test_a_pupils_flags_do_not_depend_on_other_pupils(rows: Rows, who: int, period: int, policy: str) -> None:
    alone = [row for row in rows if row["scn"] == scn(who)]
    assume(any(row["period"] == str(period) and row["effort"] and row["subject"] != "PSE" for row in alone))
    one = judged({"a.csv": csv_text(alone)}, policy=policy, period=period)
    two = judged({"a.csv": csv_text(rows)}, policy=policy, period=period)
    assert flags_of(one, scn(who)) == flags_of(two, scn(who))


@law
@given(schools(), st.integers(1, 2))
def test_later_periods_change_nothing_in_the_report_of_an_earlier_one(rows: Rows, period: int) -> None:
    before = [row for row in rows if int(row["period"]) <= period]
    # A row of the first period stands in every school; make sure that the reported one has values too.
    certain = {**rows[0], "period": str(period), "subject": "Drama"}
    one = judged({"a.csv": csv_text([*before, certain])}, period=period)
    two = judged({"a.csv": csv_text([*rows, certain])}, period=period)
    assert without_places(one) == without_places(two)


@law
@given(schools(), policies)
def test_every_flag_cites_a_cell_that_holds_its_value(rows: Rows, policy: str) -> None:
    report = judged({"a.csv": csv_text(rows)}, policy=policy)
    columns = list(rows[0])
    for flag in report.findings.flags:
        assert flag.evidence
        for e in flag.evidence:
            row = rows[(e.origin.row or 0) - 1]
            assert row[columns[e.origin.column or 0]] == e.value
            assert row["scn"] == flag.pupil.scn
            assert flag.subject is None or e.period == int(row["period"])


@law
@given(schools(), policies)
def test_every_entry_has_one_outcome_for_each_rule_that_applies(rows: Rows, policy: str) -> None:
    report = judged({"a.csv": csv_text(rows)}, policy=policy)
    for rule, count in zip(report.policy.rules_on, report.findings.counts, strict=True):
        applies = [entry for _, entry in report.entries if rule.applies_to(entry.phase)]
        due = report.pupils_judged if rule.kind == "attendance-below" else len(applies)
        assert count.flagged + count.clear + count.cannot_judge == due
        told = [flag for flag in report.findings.flags if flag.rule == rule.name]
        assert count.flagged == len(told)
    assert {case.pupil.key for case in report.cases} == {flag.pupil.key for flag in report.findings.flags}


@law
@given(schools())
def test_a_flag_now_is_neither_resolved_nor_not_seen_and_nothing_is_both(rows: Rows) -> None:
    findings = judged({"a.csv": csv_text(rows)}).findings
    now = {(f.pupil.key, f.rule, f.subject, f.level, f.class_code) for f in findings.flags}
    resolved = {(i.pupil.key, i.rule, i.subject, i.level, i.class_code) for i in findings.resolved}
    not_seen = {(i.pupil.key, i.rule, i.subject, i.level, i.class_code) for i in findings.not_seen}
    assert not now & resolved
    assert not now & not_seen
    assert not resolved & not_seen


# ---- A stricter policy flags no less --------------------------------------------------------------------


_DIGITS = "123456789"


@st.composite
def full_sessions(draw: st.DrawFn) -> Rows:
    """One subject in which every pupil has an entry in each of three periods, on one level throughout."""
    certain = {"subject": "French", "class": "A", "level": 0, "new_target": "", "effort": "1", "homework": "1"}
    rows = []
    for pupil in range(len(PUPILS)):
        for period in (1, 2, 3):
            row = {
                **certain,
                "pupil": pupil,
                "period": period,
                "target": draw(st.sampled_from(("", "2", "4"))),
                "grade": draw(st.sampled_from(_DIGITS)),
                "behaviour": draw(st.sampled_from("1234")),
            }
            entry = _entry(row)
            if entry["stage"] in ("S2", "S3"):
                entry |= {"level": draw(st.sampled_from(("3A", "3A", "3A", "3B", ""))), "grade": "", "target": ""}
            rows.append(entry)
    return rows


def _each_flags_no_more(rows: Rows, rule: str, policies: Iterable[str]) -> None:
    """Each of some changes to the policy, the strictest first, flags nothing that the one before did not."""
    found = [
        {flag for flag in flagged(judged({"a.csv": csv_text(rows)}, changes=changes)) if flag[1] == rule}
        for changes in policies
    ]
    for stricter, milder in itertools.pairwise(found):
        assert milder <= stricter


@examples(30)
@given(full_sessions())
def test_more_bands_flag_no_more(rows: Rows) -> None:
    bands = "[rules.below-target]\non = true\nbands = {}\n"
    _each_flags_no_more(rows, "below-target", (bands.format(n) for n in (1, 2, 3, 5, 8)))


@examples(30)
@given(full_sessions())
def test_more_periods_flag_no_more(rows: Rows) -> None:
    periods = "[rules.level-stuck]\non = true\nperiods = {}\n"
    _each_flags_no_more(rows, "level-stuck", (periods.format(n) for n in (2, 3, 4)))


@examples(30)
@given(full_sessions(), st.lists(st.integers(1, 1000), min_size=2, max_size=4))
def test_a_lower_attendance_threshold_flags_no_more(rows: Rows, tenths: list[int]) -> None:
    percent = "[rules.attendance]\non = true\npercent = {}\n"
    highest_first = sorted({*tenths, 899, 900}, reverse=True)
    _each_flags_no_more(rows, "attendance", (percent.format(n / 10) for n in highest_first))


@examples(30)
@given(full_sessions(), st.permutations("1234"))
def test_fewer_ratings_of_concern_flag_no_more(rows: Rows, codes: list[str]) -> None:
    concern = "[scales.ratings]\nconcern = {}\n"
    _each_flags_no_more(rows, "rating", (concern.format(codes[n:]) for n in range(5)))


@examples(30)
@given(full_sessions(), st.permutations(_DIGITS))
def test_fewer_grades_of_concern_flag_no_more(rows: Rows, codes: list[str]) -> None:
    concern = "[scales.graded]\nconcern = {}\n"
    _each_flags_no_more(rows, "working-grade", (concern.format(codes[n:]) for n in (0, 3, 6, 9)))


@law
@given(schools(), st.sets(st.sampled_from(sorted(load_policy("standard").rules))))
def test_a_rule_switched_off_takes_its_own_flags_away_and_no_others(rows: Rows, off: set[str]) -> None:
    changes = "".join(
        f"[rules.{rule.name}]\non = {'false' if rule.name in off else 'true'}\n"
        for rule in load_policy("standard").rules.values()
    )
    every = flagged(judged({"a.csv": csv_text(rows)}))
    some = flagged(judged({"a.csv": csv_text(rows)}, changes=changes))
    assert some == {flag for flag in every if flag[1] not in off}


# ---- The same again gives the same ----------------------------------------------------------------------


@law
@given(schools(repeated=True), policies)
def test_running_twice_gives_the_same_json(rows: Rows, policy: str) -> None:
    text = csv_text(rows)
    assert to_json(judged({"a.csv": text}, policy=policy)) == to_json(judged({"a.csv": text}, policy=policy))


def test_the_order_in_which_python_keeps_its_sets_changes_nothing(tmp_path: Path) -> None:
    rows = [
        _entry({"pupil": (n * 7) % 5, "period": n % 3 + 1, "subject": SUBJECTS[n % 4], "class": "AB"[n % 2],
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


# ---- However odd a table is -----------------------------------------------------------------------------

_WORDS = sorted(
    {
        word
        for words in (PUPIL_WORDS, MARK_WORDS, COURSE_WORDS, VALUE_WORDS)
        for ws in words.values()
        for word in ws
    }
)
_HEADER_CELLS = st.one_of(
    st.sampled_from(sorted(HEADERS.values())),
    st.sampled_from(sorted(HEADERS.values())),
    st.sampled_from(_WORDS),
    st.sampled_from(("Maths", "N5 Physics WG", "TP1 Effort", "Eff2", "E", "B", "H", "English TP2 TG", "WG 1", "")),
    st.text(max_size=12),
)
_TEXT_CELLS = st.one_of(
    st.sampled_from(
        ("", "", "1", "2", "3", "4", "7", "9", "3B", "H", "N5", "N5/H", "S4", "S2", "French", "Maths", "Sample",
         "Ailsa", "Ailsa, Sample", "4A1", "Tracking Point 2", "TP1", "2", scn(1), scn(2), "1.23E+08", "12345678",
         "Total", "Printed on 1 May", "Page 1 of 2", "x", "-", "TRUE", "93%", "0.5", "=A1", "O’Neill", "³")
    ),
    st.text(max_size=12),
)  # fmt: skip
_ODD_CELLS = st.one_of(
    _TEXT_CELLS,
    st.none(),
    st.booleans(),
    st.integers(-1, 12),
    st.integers(0, 2**70),
    st.floats(),
    st.sampled_from((1.0, 2.0, 3.0, 7.0, 150000075.0, 0.93)),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from((Fault("error", "#N/A"), Fault("formula", "=A1+B1"))),
)


@st.composite
def tables(draw: st.DrawFn, cells: st.SearchStrategy[Any]) -> list[list[Any]]:
    """A table of any cells, mostly with something like a header somewhere near its top."""
    width = draw(st.integers(1, 9))
    header = st.lists(_HEADER_CELLS, min_size=width, max_size=width)
    line = st.lists(cells, min_size=width, max_size=width)
    banner = draw(st.lists(line, max_size=3))
    return [*banner, *draw(st.lists(header, max_size=2)), *draw(st.lists(line, max_size=10))]


_NAMES = st.sampled_from(("Export.xlsx", "S4 N5 Maths TP2.xlsx", "TP1/S2 French.xlsx", "TP3 Higher.csv", "x"))


def _file(name: str) -> SourceFile:
    return SourceFile(path=Path(name), name=name, kind="xlsx", sha256="", size=0)


def _account(readings: Iterable[SheetReading]) -> None:
    for reading in readings:
        assert reading.rows == reading.read + len(reading.rejected) + reading.ignored_count
        assert reading.read >= 0
        account = reading.summary()
        assert account["rows"] == account["read"] + account["rejected"] + account["ignored"]
        if reading.layout == "left-out":
            assert reading.reason
            continue
        assert reading.shape is not None
        below = reading.shape.header_rows[-1]
        told = [passed.row for passed in (*reading.rejected, *reading.ignored)]
        assert len(told) == len(set(told))
        assert all(below < row <= below + reading.rows for row in told)
        assert all(passed.reason for passed in (*reading.rejected, *reading.ignored))
        used = {entry.row for entry in reading.entries} | {row.row for row in reading.list_rows}
        ignored = {passed.row for passed in reading.ignored}
        assert not used & ignored


_POLICY = load_policy("irvine-royal")
_SUBJECTS = SubjectMap()


@examples(300)
@given(st.lists(st.tuples(_NAMES, st.sampled_from((None, "TP2", "S4", "Maths")), tables(_ODD_CELLS)), max_size=3))
def test_any_table_is_read_and_every_row_is_accounted_for(
    sheets: Sequence[tuple[str, str | None, list[list[Any]]]],
) -> None:
    readings = [
        read_table(Table(_file(name), sheet, rows), policy=_POLICY, subjects=_SUBJECTS)
        for name, sheet, rows in sheets
    ]
    _account(readings)
    cohort = make_cohort(readings, _POLICY)
    _account(readings)
    find_flags(cohort, _POLICY)


def _refusal(exports: Mapping[str, str | bytes], *, period: int | None = None) -> TmiError | None:
    """Judge some exports, and return the error they were refused with, if they were."""
    try:
        report = judged(exports, policy="balerno", period=period)
    except TmiError as error:
        return error
    for source in report.sources:
        assert source["rows"] == source["read"] + source["rejected"] + source["ignored"]
    assert to_json(report)
    return None


@examples(150)
@given(st.lists(tables(_TEXT_CELLS), min_size=1, max_size=2), st.sampled_from((None, 1, 2)))
def test_any_csv_is_judged_or_refused_with_a_sentence(files: list[list[list[str]]], period: int | None) -> None:
    exports = {f"{number}.csv": _plain_csv(rows) for number, rows in enumerate(files)}
    refusal = _refusal(exports, period=period)
    assert refusal is None or (refusal.sentence and refusal.hint)


def _plain_csv(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


@examples(150)
@given(st.binary(min_size=1, max_size=400))
@example(b"SCN,Subject,Effort\r\n\x00,\x00")
@example(b"\xff\xfeS")
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1cut short")
@example(b"PK\x03\x04cut short")
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    refusal = _refusal({"Export TP1.csv": content})
    assert refusal is None or (refusal.sentence and refusal.hint)


def test_a_quote_that_is_never_closed_is_read_or_refused_with_a_sentence() -> None:
    refusal = _refusal({"Export TP1.csv": 'SCN,Subject,Effort\r\n"' + "never closed " * 90_000})
    assert refusal is None or (refusal.sentence and refusal.hint)
