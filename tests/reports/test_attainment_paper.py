"""The figures of the attainment paper are those of the school's entries, counted here without tmi's analysis."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.reports.studies import sample
from tests.reports.values import whole
from tests.small_school import csv_text, run, table, with_numbers
from tmi_cli.analysis.study import study
from tmi_cli.policy import Policy, Scale
from tmi_cli.records import Entry, Pupil
from tmi_cli.reports.paper import Paper, TablePart, TextPart
from tmi_cli.reports.paper_text import to_json
from tmi_cli.reports.papers.attainment import attainment_paper
from tmi_cli.reports.report import Report

POLICIES = ["balerno", "irvine-royal", "irvine-royal-later"]
SCQF = {"N2": 2, "N3": 3, "N4": 4, "N5": 5, "H": 6, "AH": 7}
STAGES = ("S4", "S5", "S6")


@cache
def paper_of(policy: str) -> Paper:
    return attainment_paper(*sample(policy))


class Course(NamedTuple):
    """What a pupil has in one subject at one level: the best working grade, and what it is worth."""

    scqf: int
    award: str | None
    place: int | None
    scale: Scale


@cache
def seniors(policy: str) -> dict[str, dict[tuple[str, str], Course]]:
    """The courses of each pupil of S4-S6, from the entries of the report and the scales of its policy."""
    report, _ = sample(policy)
    found: dict[str, dict[tuple[str, str], Course]] = defaultdict(dict)
    for pupil, entry in report.entries:
        level = entry.course.level
        if pupil.stage not in STAGES or entry.phase != "senior" or level is None:
            continue
        scale = report.policy.scale_of(level)
        assert scale is not None
        grade = entry.working_grade
        award = None if grade is None else scale.award_of.get(grade, "none")
        place = None if grade is None else scale.order.index(grade)
        scqf = SCQF.get(level) or int(level.removeprefix("SCQF"))
        # The sample has nobody with two classes in one subject at one level.
        assert (entry.course.subject, level) not in found[pupil.key]
        found[pupil.key][entry.course.subject, level] = Course(scqf, award, place, scale)
    return found


def stage_of(report: Report) -> dict[str, str | None]:
    return {pupil.key: pupil.stage for pupil, _ in report.entries}


def has(courses: Mapping[tuple[str, str], Course], counted: Iterable[str], level: int) -> int:
    return sum(course.award in set(counted) and course.scqf >= level for course in courses.values())


def percent(count: int, of: int) -> Any:
    """A share as a table may round it."""
    return pytest.approx(100 * count / of, abs=0.06)


def glance_table(paper: Paper, name: str) -> TablePart:
    return paper.section("At a glance").table(name)


@pytest.mark.parametrize("policy", POLICIES)
def test_each_measure_at_a_glance_is_the_share_of_the_pupils_judged(policy: str) -> None:
    report, _ = sample(policy)
    stages = stage_of(report)
    for name, counted in report.policy.awards.items():
        made = glance_table(paper_of(policy), f"measures {name}")
        due = []
        for measure in report.policy.measures:
            row: list[Any] = [measure.name]
            for stage in (*STAGES, None):
                judged = [
                    courses
                    for key, courses in seniors(policy).items()
                    if stage in (None, stages[key]) and any(course.award for course in courses.values())
                ]
                meets = sum(has(courses, counted, measure.level) >= measure.awards for courses in judged)
                row.append(percent(meets, len(judged)))
            due.append(tuple(row))
        assert made.rows == tuple(due)
        assert name in made.title
        judged_by_stage = [
            sum(
                stages[key] in of and any(c.award for c in courses.values())
                for key, courses in seniors(policy).items()
            )
            for of in (*((stage,) for stage in STAGES), STAGES)
        ]
        assert [head.header for head in made.heads[1:]] == [
            f"{stage} (of {number})" for stage, number in zip((*STAGES, "All"), judged_by_stage, strict=True)
        ]


@pytest.mark.parametrize("policy", POLICIES)
def test_pupils_one_award_short_are_those_who_lack_one_and_have_a_course_left(policy: str) -> None:
    report, _ = sample(policy)
    due = []
    for measure in report.policy.measures:
        row: list[Any] = [measure.name]
        for counted in report.policy.awards.values():
            short = band = 0
            for courses in seniors(policy).values():
                left = [c for c in courses.values() if c.scqf >= measure.level and c.award not in counted]
                if has(courses, counted, measure.level) == measure.awards - 1 and left:
                    short += 1
                    band += any(one_band_under(course, counted) for course in left)
            row += [short, band]
        due.append(tuple(row))
    assert glance_table(paper_of(policy), "one_short").rows == tuple(due)


def one_band_under(course: Course, counted: Iterable[str]) -> bool:
    if not course.place:
        return False
    return course.scale.award_of.get(course.scale.order[course.place - 1]) in set(counted)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_sentences_at_a_glance_tell_counts_of_the_entries(policy: str) -> None:
    report, _ = sample(policy)
    courses = [course for of_pupil in seniors(policy).values() for course in of_pupil.values()]
    judged = [course for course in courses if course.award]
    senior = [entry for _, entry in report.entries if entry.phase == "senior"]
    due = [
        f"{len(seniors(policy))} pupils of S4, S5 and S6 with {len(courses)} senior courses: "
        f"{share(len(judged), len(courses))} courses {pc(len(judged), len(courses))} have a working grade that "
        "can be judged.",
        "A-C counts A, B, C and pass; A-D counts A, B, C, D and pass.",
        "Only this session's courses are counted: awards of earlier sessions stand in no export, so a pupil of S5 "
        "or S6 may have met a measure before.",
    ]
    for name, counted in report.policy.awards.items():
        number = sum(course.award in counted for course in judged)
        due.append(
            f"Working grades that would be {name}: {share(number, len(judged))} courses judged "
            f"{pc(number, len(judged))}."
        )
    for what, of, bands in (
        (
            "Working grade below the target",
            "working grades with a target",
            against_target(report, "working_grade"),
        ),
        ("Working grade worse than the prelim", "working grades with a prelim", against_prelim(report, senior)),
        (
            "Predicted grade below the target",
            "predicted grades with a target",
            against_target(report, "predicted"),
        ),
    ):
        below = sum(band < 0 for band in bands)
        far = sum(band <= -2 for band in bands)
        due.append(f"{what}: {share(below, len(bands))} {of} {pc(below, len(bands))}; {far} by 2 bands or more.")
    (text,) = [part for part in paper_of(policy).sections[0].parts if isinstance(part, TextPart)]
    assert list(text.sentences) == due


def share(count: int, of: int) -> str:
    return f"{count} of {of}"


def pc(count: int, of: int) -> str:
    return f"({100 * count / of:.0f} %)"


def against_target(report: Report, field: str) -> list[int]:
    """Bands of a grade above the target in force, of each entry that has both."""
    found = []
    for _, entry in report.entries:
        target = report.cohort.targets.get(id(entry))
        grade = getattr(entry, field)
        if entry.phase == "senior" and target is not None and grade is not None:
            found.append(bands(report.policy, entry, grade, target.code))
    return found


def against_prelim(report: Report, entries: Iterable[Entry]) -> list[int]:
    return [
        bands(report.policy, entry, entry.working_grade, entry.prelim)
        for entry in entries
        if entry.working_grade is not None and entry.prelim is not None
    ]


def bands(policy: Policy, entry: Entry, grade: str, other: str) -> int:
    scale = policy.scale_of(entry.course.level)
    assert scale is not None
    return scale.order.index(other) - scale.order.index(grade)


@pytest.mark.parametrize("policy", POLICIES)
def test_the_fifths_at_a_glance_are_those_worked_out_pupil_by_pupil(policy: str) -> None:
    report, _ = sample(policy)
    due = []
    for stage in ("S1", "S2", "S3", *STAGES):
        positions = [
            position(pupil, report) for pupil in {p.key: p for p, _ in report.entries if p.stage == stage}.values()
        ]
        judged = [value for value in positions if value is not None]
        size = len(judged) // 5
        low = [value for value in judged if sum(other < value for other in judged) < size]
        high = [value for value in judged if sum(other > value for other in judged) < size]
        assert not set(low) & set(high)
        due.append((stage, len(judged), len(low), len(high), len(positions) - len(judged)))
    assert glance_table(paper_of(policy), "fifths").rows == tuple(due)


def position(pupil: Pupil, report: Report) -> Fraction | None:
    is_senior = pupil.stage in STAGES
    shares = []
    for key, place, course in values_of(report):
        if key != pupil.key or (course[0] == "senior") != is_senior:
            continue
        others = [p for _, p, same in values_of(report) if same == course]
        if len(others) > 1:
            worse = sum(other > place for other in others)
            shares.append(Fraction(2 * worse + others.count(place), 2 * len(others)))
    return sum(shares, Fraction()) / len(shares) if len(shares) >= 3 else None


_VALUES: dict[str, list[tuple[str, int, tuple[str, str, str | None]]]] = {}


def values_of(report: Report) -> list[tuple[str, int, tuple[str, str, str | None]]]:
    """Each value of the period: the pupil, its place on the scale, and the course that it is compared in."""
    if report.policy.name not in _VALUES:
        found = _VALUES[report.policy.name] = []
        for pupil, entry in report.entries:
            level = entry.course.level
            code = entry.working_grade if entry.phase == "senior" else entry.level_code
            scale = report.policy.scale_of(level)
            if code is not None and scale is not None:
                course = (entry.phase, entry.course.subject, level if entry.phase == "senior" else pupil.stage)
                found.append((pupil.key, scale.order.index(code), course))
    return _VALUES[report.policy.name]


@pytest.mark.parametrize("policy", POLICIES)
def test_every_list_names_what_it_is_due(policy: str) -> None:
    report, _ = sample(policy)
    paper = paper_of(policy)
    awards = paper.section("Awards per pupil").table("awards")
    by_grade = [row for row in awards.rows if row[4] == "Working grade"]
    assert len(by_grade) == len(seniors(policy))
    for at, level in enumerate(range(3, 8)):
        for first, counted in enumerate(report.policy.awards.values()):
            due = sorted(has(courses, counted, level) for courses in seniors(policy).values())
            assert sorted(whole(row[7 + 5 * first + at]) for row in by_grade) == due
    below = paper.section("Below target list").table("below_target_list")
    assert list(below.column("bands")) == sorted(
        band for band in against_target(report, "working_grade") if band < 0
    )
    short = paper.section("One short").table("short")
    counts = glance_table(paper, "one_short")
    for name in report.policy.awards:
        rows = [row for row in short.rows if row[5] == name and row[-1] == "Working grade"]
        assert len(rows) == sum(map(whole, counts.column(f"short {name}")))


@pytest.mark.parametrize("policy", POLICIES)
def test_lists_begin_with_what_is_furthest_or_nearest(policy: str) -> None:
    report, _ = sample(policy)
    paper = paper_of(policy)
    prelims = paper.section("Prelim list").table("prelim_list").column("bands")
    senior = [entry for _, entry in report.entries if entry.phase == "senior"]
    apart = [band for band in against_prelim(report, senior) if abs(band) >= 2]
    assert sorted(map(whole, prelims)) == sorted(apart)
    assert [abs(whole(band)) for band in prelims] == sorted(map(abs, apart), reverse=True)
    predicted = paper.section("Predicted list").table("predicted_list").column("bands")
    assert list(predicted) == sorted(band for band in against_target(report, "predicted") if band < 0)
    placed = paper.section("Lowest and highest 20 %").table("fifths_list")
    columns = (placed.column(key) for key in ("stage", "which", "position"))
    order = [
        (str(stage), str(which) == "Highest 20 %", float(share or 0) * (1 if str(which) == "Lowest 20 %" else -1))
        for stage, which, share in zip(*columns, strict=True)
    ]
    assert order == sorted(order)


def test_the_prelims_furthest_from_the_grade_come_first_on_whichever_side(tmp_path: Path) -> None:
    text = """
    pupil | subject | level | grade | prelim | effort
    Ann   | Maths   | N5    | 3     | 5      | 1
    Bob   | Maths   | N5    | 7     | 3      | 1
    Cat   | Maths   | N5    | 2     | 7      | 1
    Dan   | Maths   | N5    | 4     | 3      | 1
    Eve   | Maths   | N5    | 6     | 3      | 1
    """
    made = small(tmp_path, text).section("Prelim list").table("prelim_list")
    assert list(zip(made.column("forename"), made.column("bands"), strict=True)) == [
        ("Cat", 5), ("Bob", -4), ("Eve", -3), ("Ann", 2)
    ]  # fmt: skip


def test_one_short_begins_with_what_one_band_would_bring_and_names_the_course(tmp_path: Path) -> None:
    changes = 'measures = [{ name = "2@5", awards = 2, level = 5 }]'
    text = """
    pupil | subject | level | grade | effort
    Ann   | Maths   | N5    | 3     | 1
    Ann   | Physics | N5    | 9     | 1
    Bob   | Maths   | N5    | 3     | 1
    Bob   | Physics | N5    |       | 1
    Cat   | Maths   | N5    | 3     | 1
    Cat   | Physics | N5    | 7     | 1
    Dan   | Maths   | N5    | 3     | 1
    """
    made = small(tmp_path, text, changes=changes).section("One short").table("short")
    assert [(row[1], *row[4:]) for row in made.rows if row[5] == "A-C"] == [
        ("Cat", "2@5", "A-C", 1, 2, "one band better in one course", "Physics N5: 7 (D)", "Working grade"),
        ("Bob", "2@5", "A-C", 1, 2, "a grade that is not judged yet", "Physics N5: no grade", "Working grade"),
        (
            "Ann",
            "2@5",
            "A-C",
            1,
            2,
            "more than one band in one course",
            "Physics N5: 9 (off track)",
            "Working grade",
        ),
    ]
    assert "Not listed: 2 times a pupil is one award short and takes no further course" in made.note


def test_the_template_tells_predicted_grades_where_a_course_has_any() -> None:
    report, _ = sample("balerno")
    made = paper_of("balerno").section("Predicted grade template").table("template")
    entries: dict[tuple[str | None, ...], list[Entry]] = defaultdict(list)
    for _, entry in report.entries:
        if entry.phase == "senior":
            entries[entry.faculty, entry.course.subject, entry.course.level].append(entry)
    due = []
    for (faculty, subject, level), here in sorted(entries.items(), key=str):
        field = "predicted" if any(entry.predicted for entry in here) else "working_grade"
        codes = [code for entry in here if (code := getattr(entry, field))]
        awards = [report.policy.award_of(level, code) for code in codes]
        graded = level in ("N5", "H", "AH")
        counts: list[Any] = []
        for counted in (("A",), *report.policy.awards.values()):
            number = sum(award in counted for award in awards)
            blank = counted == ("A",) and not graded
            counts += [None, None] if blank else [number, percent(number, len(codes))]
        basis = "Predicted grade" if field == "predicted" else "Working grade"
        due.append((faculty, subject, level, basis, len(here), len(codes), *counts, None))
    assert sorted(made.rows, key=course_of) == sorted(due, key=course_of)
    assert {row[3] for row in made.rows} == {"Predicted grade", "Working grade"}


def course_of(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(map(str, row[:3]))


def test_prelims_and_predicted_grades_have_their_sections_only_where_any_is_given(tmp_path: Path) -> None:
    names = [section.name for section in paper_of("balerno").sections]
    assert names == [
        "At a glance", "Measures", "Awards per pupil", "One short", "Below target", "Below target list", "Prelim",
        "Prelim list", "Predicted", "Predicted list", "Lowest and highest 20 %", "Predicted grade template",
    ]  # fmt: skip
    without = small(tmp_path, "pupil|subject|level|grade|effort\nAnn|Maths|N5|3|1")
    of_those = ("Prelim", "Prelim list", "Predicted", "Predicted list")
    assert [section.name for section in without.sections] == [name for name in names if name not in of_those]


def small(folder: Path, text: str, *, changes: str = "") -> Paper:
    rows = with_numbers(table(text))
    report = run(folder, {"Tracking TP1.csv": csv_text(rows)}, changes=changes)
    return attainment_paper(report, study(report.cohort, report.policy, report.findings))


@pytest.mark.parametrize("changes", ["awards = {}\nmeasures = []", "awards = {}", "measures = []"])
def test_a_policy_without_awards_or_measures_still_has_its_paper_and_says_so(tmp_path: Path, changes: str) -> None:
    paper = small(tmp_path, "pupil|subject|level|grade|target|effort\nAnn|Maths|N5|3|2|1", changes=changes)
    plain = json.loads(to_json([paper]))
    assert any(said.startswith("The policy defines no measures") for said in plain["sections"][0]["says"])
    assert paper.section("Measures").table("measures").empty.startswith("The policy defines no measures")
    assert plain["sections"][1]["tables"] == {"measures": []}
    assert plain["awards"] == ({} if "awards" in changes else {"A-C": [*"ABC", "pass"], "A-D": [*"ABCD", "pass"]})
    assert len(paper.section("Below target list").table("below_target_list").rows) == 1


def test_pupils_and_courses_that_cannot_be_judged_are_told(tmp_path: Path) -> None:
    paper = small(
        tmp_path,
        """
        pupil | stage | subject | level | grade | effort
        Ann   | S4    | Maths   | N5    |       | 1
        Bob   | S4    | Maths   | N5    | soon  | 1
        Cat   | S4    | Maths   | N5    | 3     | 1
        Dan   | S3    | Maths   | N5    | 3     | 1
        Eve   |       | Maths   | N5    | 3     | 1
        """,
    )
    (text,) = [part for part in paper.sections[0].parts if isinstance(part, TextPart)]
    assert text.sentences[0].startswith(
        "4 pupils of S4 and a stage not known with 4 senior courses: 2 of 4 courses"
    )
    assert "2 pupils with no course that can be judged: in no percentage." in text.sentences
    assert any(said.startswith("1 pupil of S1-S3 with a senior course") for said in text.sentences)
    made = glance_table(paper, "measures A-C")
    assert [head.header for head in made.heads] == ["Measure", "S4 (of 1)", "Stage not known (of 1)", "All (of 2)"]


def test_a_school_without_a_senior_phase_has_a_paper_that_says_so(tmp_path: Path) -> None:
    paper = small(tmp_path, "pupil|stage|subject|level|effort\nAnn|S1|Maths|3A|1\nBob|S1|Maths|3B|1")
    plain = json.loads(to_json([paper]))
    assert plain["sections"][0]["says"] == ["No pupil of the senior phase has a course in the period."]
    assert all(not section["tables"][name] for section in plain["sections"][1:] for name in section["tables"])
