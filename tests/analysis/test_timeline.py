"""A pupil over the periods: courses, bars, and what became of each flag."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from tests.analysis.three_periods import report_of, studied
from tests.conformance import CASES
from tests.small_school import run
from tmi_cli import pipeline
from tmi_cli.analysis.study import Study, study
from tmi_cli.analysis.timeline import FlagLife, LevelChange, course_lines, flag_lives, periods_for, sparkline
from tmi_cli.flags.find import Flag, NotSeen
from tmi_cli.reports.report import Report

SAMPLE = Path(__file__).parents[2] / "sample_data"


def test_every_course_has_a_row_and_a_changed_level_a_new_one(tmp_path: Path) -> None:
    found, pupil = studied(report_of(tmp_path))
    lines = course_lines(found.cohort, found.policy, pupil)
    assert periods_for(found.cohort, pupil) == (1, 2, 3)
    values = [[(moment.period, moment.value, moment.target) for moment in line.moments] for line in lines]
    assert [
        (line.subject, line.level, line.classes, moments, line.changes, line.sparkline)
        for line, moments in zip(lines, values, strict=True)
    ] == [
        ("Biology", "H", ("5BI1",), [(1, "4", "3"), (2, "4", "3"), (3, "4", "3")], (), "▅▅▅│▆"),
        ("English", "H", ("5EN1", "5EN2"), [(1, "4", "3"), (2, None, "3"), (3, "6", "3")], (), "▆·▄│▇"),
        ("French", "N5", ("5FR1",), [(1, "2", "2"), (2, "2", "2"), (3, "1", "2")], (), "▇▇█│▇"),
        ("Geography", "N4", ("5GE1",), [(1, "9", "8"), (2, "9", "8"), (3, "8", "8")], (), "▁▁█│█"),
        ("History", "H", ("5HI1",), [(1, "4", "4"), (2, None, "4"), (3, None, "4")], (), "▅··│▅"),
        ("Mathematics", "H", ("5MA1",), [(1, "7", "4"), (2, None, None), (3, "7", "4")],
         (LevelChange(3, "N5"),), "▃·▃│▆"),
        ("Mathematics", "N5", ("5MA2",), [(1, None, None), (2, "7", "3"), (3, None, None)],
         (LevelChange(2, "H"),), "·▃·│▇"),
    ]  # fmt: skip
    entries = {(line.subject, line.level): [moment.entry is not None for moment in line.moments] for line in lines}
    assert entries["English", "H"] == [True, True, True]
    assert entries["Mathematics", "H"] == [True, False, True]


def test_two_classes_at_one_time_are_two_rows_and_a_move_of_class_is_one(tmp_path: Path) -> None:
    text = """SCN,Forename,Surname,Stage,Tracking Point,Subject,Level,Class,Working Grade,Effort,Behaviour
150000076,Anna,Sample,S5,1,Art,H,5AR1,2,1,1
150000076,Anna,Sample,S5,1,Art,H,5AR2,5,1,1
150000076,Anna,Sample,S5,1,Music,H,5MU1,3,1,1
150000076,Anna,Sample,S5,2,Art,H,5AR1,3,1,1
150000076,Anna,Sample,S5,2,Art,H,5AR2,6,1,1
150000076,Anna,Sample,S5,2,Music,H,5MU2,4,1,1
"""
    found, pupil = studied(run(tmp_path, {"TP.csv": text}))
    lines = course_lines(found.cohort, found.policy, pupil)
    assert [(line.classes, [moment.value for moment in line.moments]) for line in lines] == [
        (("5AR1",), ["2", "3"]),
        (("5AR2",), ["5", "6"]),
        (("5MU1", "5MU2"), ["3", "4"]),
    ]


@pytest.mark.parametrize(
    ("places", "target", "codes", "due"),
    [
        ([], None, 9, ""),
        ([None, None], None, 9, "··"),
        ([0, 8], None, 9, "█▁"),
        (list(range(8)), None, 8, "█▇▆▅▄▃▂▁"),
        ([0, 1], 0, 2, "█▁│█"),
        ([3, 4, 5], 2, 9, "▆▅▄│▇"),
        ([None, 7, 8], 0, 9, "·▂▁│█"),
        ([0], None, 1, "█"),
        ([10, 9, 9], None, 20, "▄▅▅"),
        ([19, 0], None, 20, "▁█"),
        ([19, 12], None, 20, "▁█"),
        ([0, 1, 2, 3], None, 20, "█▇▆▅"),
    ],
)
def test_a_bar_is_higher_where_the_code_is_better(
    places: Sequence[int | None], target: int | None, codes: int, due: str
) -> None:
    assert sparkline(places, target, codes=codes) == due


def test_every_step_of_a_code_is_seen_where_eight_bars_can_show_it() -> None:
    for codes in range(2, 25):
        for best in range(codes):
            for worst in range(best + 1, min(codes, best + 8)):
                high, low = sparkline([best, worst], None, codes=codes)
                assert high > low
                if codes > 8:
                    assert ord(high) - ord(low) == worst - best


def _fates(lives: Sequence[FlagLife]) -> list[tuple[object, ...]]:
    return [
        (life.flag.period, life.flag.subject, life.flag.level, life.flag.rule, life.flag.state,
         [tuple(step) for step in life.steps])
        for life in lives
    ]  # fmt: skip


def test_what_became_of_each_flag_is_told_period_by_period(tmp_path: Path) -> None:
    found, pupil = studied(report_of(tmp_path))
    assert _fates(flag_lives(found, pupil)) == [
        (3, "Biology", "H", "rating", "worse", []),
        (3, "English", "H", "falling", "new", []),
        (3, "Mathematics", "H", "working-grade", "new", []),
        (2, "Biology", "H", "rating", "worse", [(3, "worse")]),
        (2, "Geography", "N4", "working-grade", "continuing", [(3, "resolved")]),
        (2, "Mathematics", "N5", "working-grade", "new", [(3, "not seen")]),
        (1, "Biology", "H", "rating", "new", [(2, "worse"), (3, "worse")]),
        (1, "French", "N5", "rating", "new", [(2, "resolved")]),
        (1, "Geography", "N4", "working-grade", "new", [(2, "continuing"), (3, "resolved")]),
        (1, "History", "H", "rating", "new", [(3, "not seen")]),
        (1, "Mathematics", "H", "working-grade", "new", [(3, "new")]),
    ]


def test_attendance_is_no_flag_of_a_course_and_nothing_becomes_of_it(tmp_path: Path) -> None:
    found, pupil = studied(report_of(tmp_path, changes="[rules.attendance]\non = true\n"))
    lives = [life for life in flag_lives(found, pupil) if life.flag.subject is None]
    assert _fates(lives) == [(period, None, None, "attendance", "new", []) for period in (3, 2, 1)]
    assert {str(item.origin) for life in lives for item in life.flag.evidence} == {"List.csv › B2"}


def test_a_period_asked_for_ends_the_timeline(tmp_path: Path) -> None:
    found, pupil = studied(report_of(tmp_path, period=2))
    lines = course_lines(found.cohort, found.policy, pupil)
    assert {tuple(moment.period for moment in line.moments) for line in lines} == {(1, 2)}
    assert {life.flag.period for life in flag_lives(found, pupil)} == {1, 2}


def _sample(policy: str, period: int | None = None) -> Report:
    return pipeline.flag(
        pipeline.Options(
            exports=[SAMPLE / "exports"],
            session="2025-26",
            policy=policy,
            period=period,
            groups=[SAMPLE / "lists"],
        )
    )


def _four_periods(_: str, period: int | None = None) -> Report:
    case = CASES / "four-periods"
    school = case / "tmi.toml" if (case / "tmi.toml").exists() else None
    return pipeline.flag(pipeline.Options([case / "exports"], session="2025-26", school=school, period=period))


@cache
def _by_period(name: str) -> tuple[Study, dict[int, Report]]:
    """The study of the latest period, and each period reported on its own."""
    make = _four_periods if name == "four-periods" else _sample
    latest = make(name)
    periods = {p for subjects in latest.cohort.history.values() for history in subjects.values() for p in history}
    return study(latest.cohort, latest.policy, latest.findings), {p: make(name, p) for p in sorted(periods)}


SCHOOLS = ["irvine-royal", "four-periods"]


@pytest.mark.parametrize("name", SCHOOLS)
def test_the_flags_of_all_pupils_are_those_of_each_period_reported_on_its_own(name: str) -> None:
    found, reports = _by_period(name)
    due = [flag for report in reports.values() for flag in report.findings.flags]
    told = [life.flag for pupil in found.cohort.pupils.values() for life in flag_lives(found, pupil)]

    def key(flag: Flag) -> tuple[object, ...]:
        return (flag.pupil.key, flag.period, flag.subject or "", flag.class_code or "", flag.rule)

    assert sorted(told, key=key) == sorted(due, key=key)
    assert len(due) > 5


@pytest.mark.parametrize("name", SCHOOLS)
def test_what_became_of_all_flags_is_what_each_period_says_on_its_own(name: str) -> None:
    """Ends as the reports of the periods list them, and every flag of an earlier period has a fate."""
    found, reports = _by_period(name)
    last = {key: found.cohort.reported_period(pupil) for key, pupil in found.cohort.pupils.items()}
    lives = [
        life for pupil in found.cohort.pupils.values() for life in flag_lives(found, pupil) if life.flag.subject
    ]
    assert [life for life in lives if not life.steps and life.flag.period != last[life.flag.pupil.key]] == []

    def flag_key(life: FlagLife) -> tuple[object, ...]:
        flag = life.flag
        return (flag.pupil.key, flag.rule, flag.subject, flag.level, flag.class_code, flag.period)

    def gone_key(item: NotSeen) -> tuple[object, ...]:
        return (item.pupil.key, item.rule, item.subject, item.level, item.class_code, item.last_period)

    for period, report in reports.items():
        ended = {flag_key(life) for life in lives if [tuple(s) for s in life.steps] == [(period, "resolved")]}
        assert ended == {gone_key(item) for item in report.findings.resolved}
    unseen = {
        flag_key(life)
        for life in lives
        if [tuple(s) for s in life.steps] == [(last[life.flag.pupil.key], "not seen")]
    }
    assert unseen == {gone_key(item) for item in found.findings[max(reports)].not_seen}
    # A flag that goes on is reached from the one before it, in the same words.
    reached = {
        (life.flag.pupil.key, life.flag.rule, life.flag.subject, *step) for life in lives for step in life.steps
    }
    goes_on = {
        (flag.pupil.key, flag.rule, flag.subject, flag.period, flag.state)
        for report in reports.values()
        for flag in report.findings.flags
        if flag.state != "new" and flag.subject
    }
    assert goes_on <= reached
