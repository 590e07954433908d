"""The figures of a snapshot are those of the made-up school's own records, counted here without tmi's analysis."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.reports.studies import SAMPLE, sample
from tmi_cli.errors import RequestError
from tmi_cli.reports.paper import Paper, TablePart, Value
from tmi_cli.reports.papers.school import school_paper
from tmi_cli.reports.papers.snapshot import faculties_of, snapshots
from tmi_cli.sample import make_school
from tmi_cli.sample.model import SampleEntry

SEED, PUPILS = 7, 60
PASSES = {"N3": {8}, "N4": {8}, "NPA Level 5": {7}}
GRADED = {"N5", "H", "AH"}


class Seen(NamedTuple):
    """One course of the made-up school in a period, and its entries on the same level in the periods before."""

    scn: str
    now: SampleEntry
    earlier: list[SampleEntry]


def seen(period: int) -> Iterator[Seen]:
    school = make_school(seed=SEED, pupils=PUPILS, session="2025-26")
    of_course: dict[tuple[str, str, str], list[SampleEntry]] = defaultdict(list)
    for entry in school.entries:
        if entry.course.counts:
            of_course[entry.course.scn, entry.course.subject, entry.course.level].append(entry)
    for (scn, _, _), entries in of_course.items():
        for entry in entries:
            if entry.period == period:
                yield Seen(scn, entry, [e for e in entries if e.period < period])


def award(entry: SampleEntry) -> str | None:
    """A to D, pass or none; None where nothing stands or the course has no grades."""
    grade, level = entry.working_grade, entry.course.level
    if grade is None or level == "BGE":
        return None
    if level in GRADED:
        return {1: "A", 2: "A", 3: "B", 4: "B", 5: "C", 6: "C", 7: "D"}.get(grade, "none")
    return "pass" if grade in PASSES[level] else "none"


def goodness(entry: SampleEntry) -> int | None:
    """The higher the better: the level and progress code, or the working grade turned round."""
    if entry.course.level == "BGE":
        if entry.cfe_level is None:
            return None
        return entry.cfe_level * 4 + "ABCD".index(entry.progress)
    return None if entry.working_grade is None else -entry.working_grade


def counts(courses: list[Seen]) -> dict[str, tuple[int, int]]:
    """Each measure: how many, of how many judged."""
    senior = [s for s in courses if s.now.course.level != "BGE"]
    bge = [s for s in courses if s.now.course.level == "BGE"]
    awards = [a for s in senior if (a := award(s.now)) is not None]
    bands = [
        s.now.target_in_force - s.now.working_grade
        for s in senior
        if s.now.working_grade is not None and s.now.target_in_force is not None
    ]
    moves = []
    for course in courses:
        before = [g for e in course.earlier if (g := goodness(e)) is not None]
        now = goodness(course.now)
        if now is not None and before:
            moves.append(now - before[-1])
    rated = [s for s in courses if s.now.effort is not None and s.now.behaviour is not None]
    concern = [s for s in courses if any(rating in (3, 4) for rating in s.now.ratings)]
    judged = len({id(s) for s in rated} | {id(s) for s in concern})
    best = [s for s in rated if all(rating in (1, None) for rating in s.now.ratings)]
    return {
        "Working grades that can be judged": (len(awards), len(senior)),
        "Working grade A-C": (sum(a in ("A", "B", "C", "pass") for a in awards), len(awards)),
        "Working grade A-D": (sum(a in ("A", "B", "C", "D", "pass") for a in awards), len(awards)),
        "On track: at or above target": (sum(b >= 0 for b in bands), len(bands)),
        "Above target": (sum(b > 0 for b in bands), len(bands)),
        "Below target": (sum(b < 0 for b in bands), len(bands)),
        "BGE levels entered": (sum(goodness(s.now) is not None for s in bge), len(bge)),
        "Grade or level risen": (sum(m > 0 for m in moves), len(moves)),
        "Grade or level fallen": (sum(m < 0 for m in moves), len(moves)),
        "A rating is a concern": (len(concern), judged),
        "All ratings the best": (len(best), judged),
    }


def told(table: TablePart) -> dict[Value, tuple[Value, ...]]:
    return {row[0]: row[1:] for row in table.rows}


def papers() -> dict[str, Paper]:
    report, study = sample()
    return {faculty: snapshots(report, study, [faculty])[0] for faculty in faculties_of(study)}


def check(table: TablePart, now: list[Seen], last: list[Seen]) -> None:
    figures = told(table)
    due_now, due_last = counts(now), counts(last)
    shown = {name for name in due_now if due_now[name][1] or due_last[name][1]}
    assert set(figures) - {"Courses flagged"} == shown
    for name in shown:
        (count, of), (count_then, of_then) = due_now[name], due_last[name]
        share, share_then = (100 * n / d if d else None for n, d in ((count, of), (count_then, of_then)))
        change = None if share is None or share_then is None else round(share - share_then, 1)
        found = figures[name]
        assert (found[0], found[1], found[3], found[4]) == (count, of, count_then, of_then), name
        assert (found[2], found[5], found[6]) == (
            pytest.approx(share, abs=1e-3) if share is not None else None,
            pytest.approx(share_then, abs=1e-3) if share_then is not None else None,
            pytest.approx(change, abs=0.051) if change is not None else None,
        ), name


@pytest.mark.parametrize("faculty", ["English", "Mathematics", "Science", "Technologies", "Expressive Arts"])
def test_the_first_page_of_a_faculty_counts_what_the_school_recorded(faculty: str) -> None:
    now = [s for s in seen(3) if s.now.course.faculty == faculty]
    last = [s for s in seen(2) if s.now.course.faculty == faculty]
    check(papers()[faculty].sections[0].table("glance"), now, last)


def test_the_first_page_of_the_school_counts_what_the_school_recorded() -> None:
    check(school_paper(*sample()).sections[0].table("glance"), list(seen(3)), list(seen(2)))


def test_flags_and_owners_of_each_faculty_are_those_of_the_expected_flags() -> None:
    expected = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))["flags"]
    faculty_of = {s.now.course.subject: s.now.course.faculty for s in seen(3)}
    for faculty, paper in papers().items():
        here = [flag for flag in expected if faculty_of[flag[2]] == faculty]
        glance = paper.sections[0]
        roles = {role: len({flag[0] for flag in here if flag[1] == role}) for role in ("Year Head", "PSL", "CL")}
        flags = Counter(flag[1] for flag in here)
        assert glance.table("owners").rows == (
            *((role, number, flags[role]) for role, number in roles.items()),
            ("All", sum(roles.values()), len(here)),
        )
        states = Counter(flag[4] for flag in here)
        changes = dict(glance.table("changes").rows)
        assert {s: changes[s] for s in ("worse", "new", "continuing", "better")} == {
            s: states[s] for s in ("worse", "new", "continuing", "better")
        }
        assert told(glance.table("glance"))["Courses flagged"][0] == len({(flag[0], flag[2]) for flag in here})
        concerned = paper.section("Pupils concerned").table("concerned")
        assert Counter(concerned.column("rule")) == Counter(flag[3] for flag in here)


def test_every_division_of_a_faculty_adds_up_to_the_whole() -> None:
    for faculty, paper in papers().items():
        courses = sum(1 for s in seen(3) if s.now.course.faculty == faculty)
        for name in ("Subjects", "Classes", "Codes by class"):
            assert sum(map(int, paper.section(name).tables()[0].column("courses"))) == courses, (faculty, name)
        for name in ("Subjects", "Classes"):
            table = paper.section(name).tables()[0]
            flagged = told(paper.sections[0].table("glance"))["Courses flagged"][0]
            assert sum(map(int, table.column("flagged"))) == flagged


def test_distributions_add_up_and_no_percentage_is_of_what_was_not_judged() -> None:
    for paper in papers().values():
        for table in (*paper.section("Grades").tables(), *paper.section("Targets and movement").tables()[:1]):
            if table.total:
                now = [int(value) for value in table.column("now")]
                assert sum(now[:-1]) == now[-1]
                shares = [float(value) for value in table.column("share")[:-1] if value is not None]
                assert not shares or sum(shares) == pytest.approx(100, abs=0.01)


def test_the_trend_tells_each_period_as_its_own_report_did() -> None:
    from tmi_cli import pipeline

    report, study = sample()
    table = school_paper(report, study).section("Flags over time").table("trend")
    for number, row in enumerate(table.rows, 1):
        then = pipeline.flag(
            pipeline.Options(
                [SAMPLE / "exports"], session="2025-26", policy="balerno", groups=[SAMPLE / "lists"], period=number
            )
        )
        counted = Counter(flag.rule for flag in then.findings.flags)
        rules = [rule.name for rule in report.policy.rules_on]
        assert row == (
            f"Period {number}",
            then.courses_judged,
            *(counted[rule] for rule in rules),
            sum(counted.values()),
        )


def test_a_faculty_is_found_whatever_its_capitals_and_a_wrong_one_is_suggested() -> None:
    report, study = sample()
    assert snapshots(report, study, ["sCIENCE"])[0].extra == {"faculty": "Science"}
    with pytest.raises(RequestError) as told_:
        snapshots(report, study, ["Sciense"])
    assert told_.value.hint is not None
    assert "Did you mean Science?" in told_.value.hint


def test_praise_names_only_pupils_of_the_faculty_with_their_reasons() -> None:
    paper = papers()["English"]
    rows = paper.section("Praise").table("praise").rows
    best = {
        (s.scn, s.now.course.subject)
        for s in seen(3)
        if s.now.course.faculty == "English"
        and s.now.effort is not None
        and s.now.behaviour is not None
        and all(rating in (1, None) for rating in s.now.ratings)
    }
    said = [row for row in rows if "ll ratings the best" in str(row[-1])]
    assert len(said) == len(best)
    assert [row[-2] for row in rows] == sorted((row[-2] for row in rows), key=lambda n: -int(str(n)))
