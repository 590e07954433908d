"""The pack of a meeting follows the agenda; neither it nor a snapshot tells what is another faculty's business."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.reports.studies import SAMPLE, sample
from tests.reports.test_snapshot_paper import PUPILS, SEED
from tests.reports.workbook_lint import Workbook
from tests.small_school import Row, csv_text, run, scn
from tmi_cli import pipeline
from tmi_cli.analysis.study import Study, study
from tmi_cli.errors import RequestError
from tmi_cli.reports.html import to_html
from tmi_cli.reports.paper import FieldsPart, Paper, TextPart
from tmi_cli.reports.paper_text import as_plain, to_csv, to_json
from tmi_cli.reports.papers.meeting import meeting_paper
from tmi_cli.reports.papers.snapshot import faculties_of, snapshots
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.paper import paper_workbook
from tmi_cli.sample import make_school

FIRST = [
    ("At a glance", ["glance", "owners", "changes", "completeness"]),
    ("1 Patterns and trends", ["grades-graded", "grades-on-track", "levels", "trend"]),
    ("2 Progress", ["targets", "movement", "ratings"]),
    ("3 Interventions and their impact", []),
    ("4 Projected attainment", ["template"]),
    ("4 Predicted grade against target", ["predicted"]),
    ("4 Predicted grades below the target, furthest first", ["predicted_list"]),
    ("5 Attainment list and individual cases", ["concerned"]),
    ("5 Whom to praise", ["praise"]),
    ("6 Moderation", ["questions", "without_comment"]),
    ("7 Agreed next steps", []),
]
PRELIM = [
    ("4 Working grade against prelim", ["prelim"]),
    ("4 Working grade and prelim 2 bands or more apart", ["prelim_list"]),
]


def sections(paper: Paper) -> list[tuple[str, list[str]]]:
    return [(section.title, [table.name for table in section.tables()]) for section in paper.sections]


def test_the_sections_follow_the_agenda_and_the_prelim_comes_with_the_second_meeting() -> None:
    report, study_ = sample()
    first = meeting_paper(report, study_, faculty="science", meeting=1)
    second = meeting_paper(report, study_, faculty="Science", meeting=2)
    assert sections(first) == FIRST
    assert sections(second) == [*FIRST[:5], *PRELIM, *FIRST[5:]]
    assert (first.title, first.file, first.recipient) == (
        "Science: attainment meeting 1, 2025-26, period 3",
        "Science meeting 1",
        "the attainment meeting of Science",
    )
    assert first.about[0] == (
        "Meeting",
        "First meeting: BGE after period 1, senior phase before the prelim",
    )
    assert second.about[0] == (
        "Meeting",
        "Second meeting: BGE after period 3, senior phase after the prelim",
    )
    assert second.extra == {"faculty": "Science", "meeting": 2}
    assert first.run_id != second.run_id


def test_without_a_number_it_is_the_second_meeting_from_period_3_on_or_once_a_prelim_is_given(
    tmp_path: Path,
) -> None:
    assert meeting_paper(*sample(), faculty="Science").extra["meeting"] == 2
    for prelims, due in (({}, 1), ({"prelim": "4"}, 2)):
        rows = [entry(number, "Biology", class_code="4BI1", **prelims) for number in range(3)]
        folder = tmp_path / str(due)
        folder.mkdir()
        report = run(folder, {"Tracking.csv": csv_text(rows)})
        paper = meeting_paper(report, study(report.cohort, report.policy, report.findings), faculty="Science")
        assert (paper.extra["meeting"], paper.file) == (due, f"Science meeting {due}")
        names = [section.name for section in paper.sections if section.name.startswith("4 ")]
        assert names == ["4 Projected", *["4 Prelim", "4 Prelim list"][: 2 * len(prelims)]]


def test_what_people_agree_on_is_left_to_them() -> None:
    paper = meeting_paper(*sample(), faculty="Science", meeting=1)
    labels = {
        section.title: part.labels
        for section in paper.sections
        for part in section.parts
        if isinstance(part, FieldsPart)
    }
    assert labels == {
        "3 Interventions and their impact": ("Intervention", "With whom", "By whom, since when", "Impact"),
        "7 Agreed next steps": ("What", "Who", "By when", "How we shall know"),
    }
    cases = paper.section("5 Cases").table("concerned")
    assert [head.header for head in cases.heads if head.kind == "entry"] == ["RAG", "Comment"]
    assert {value for key in ("rag", "comment") for value in cases.column(key)} == {None}


def test_the_figures_of_the_pack_are_those_of_the_facultys_snapshot() -> None:
    report, study_ = sample()
    for faculty in faculties_of(study_):
        pack = meeting_paper(report, study_, faculty=faculty, meeting=2)
        snapshot = snapshots(report, study_, [faculty])[0]
        of = {table.name: table for section in snapshot.sections for table in section.tables()}
        same = {table.name: table for section in pack.sections for table in section.tables() if table.name in of}
        assert {"glance", "owners", "changes", "trend", "targets", "movement", "concerned", "praise"} <= set(same)
        assert same == {name: of[name] for name in same}


def test_an_unknown_faculty_is_suggested() -> None:
    with pytest.raises(RequestError) as error:
        meeting_paper(*sample(), faculty="Maths", meeting=1)
    assert error.value.hint is not None
    assert "Did you mean Mathematics?" in error.value.hint


# ---- A little school: two faculties, each with odd classes and its own pupils ---------------------------


def entry(number: int, subject: str, *, class_code: str, period: int = 2, **cells: str) -> dict[str, str]:
    """An entry of one of twelve pupils; ratings and grades that nobody would ask about, but for ``cells``."""
    return {
        "scn": scn(number), "forename": f"Fore{number}name", "surname": f"Sur{number}name", "stage": "S4",
        "reg": f"4R{number}", "house": "Skye", "period": str(period), "subject": subject, "level": "N5",
        "class": class_code, "teacher": f"T. {subject.replace(' ', '')}teacher", "target": "3", "grade": "3",
        "effort": str(1 + number % 2), "behaviour": "1", "homework": str(1 + (number + period) % 2),
        "comment": f"{subject} comment.", **cells,
    }  # fmt: skip


def rows_of_the_school() -> list[Row]:
    """Biology is Science's, Music is Expressive Arts', no faculty claims Dog Grooming; pupils 0-8 have both.

    Pupil 9 has Music alone, 10 Biology alone. In period 2 all of 4BI1 and of 4MU1 have the same ratings, and
    pupil 0 is flagged in every subject; in period 1 all of 4BI1 had the same ratings too.
    """
    same = {"effort": "2", "behaviour": "2", "homework": "2"}
    rows: list[Row] = []
    for number in range(9):
        rows.append(entry(number, "Biology", class_code="4BI1", period=1, **{**same, "effort": "1"}))
        rows.append(entry(number, "Music", class_code="4MU1", period=1))
    for number in range(9):
        flagged = {"grade": "9", "comment": ""} if number == 0 else {}
        rows.append(entry(number, "Biology", class_code="4BI1", **{**same, **flagged}))
        rows.append(entry(number, "Music", class_code="4MU1", **{**same, **flagged}))
    rows.append(entry(0, "Dog Grooming", class_code="4DG1", effort="4", comment="Dog Grooming is not for 0."))
    rows.append(entry(9, "Music", class_code="4MU2", effort="4", comment=""))
    rows.append(entry(10, "Biology", class_code="4BI2", homework="3", comment=""))
    rows.append(entry(11, "Dog Grooming", class_code="4DG1", effort="4"))
    return rows


GROUPS = csv_text(
    [
        {"scn": scn(number), "forename": f"Fore{number}name", "surname": f"Sur{number}name", "ASN": "Y",
         "SEBN": "Y", "care": "Y"}
        for number in (0, 9, 10)
    ]
)  # fmt: skip


@cache
def little(folder: Path, policy: str) -> tuple[Report, Study]:
    report = run(
        folder,
        {"Tracking.csv": csv_text(rows_of_the_school())},
        policy=policy,
        school='name = "Little"\n[faculties]\nScience = ["Biology"]\n"Expressive Arts" = ["Music"]\n',
        groups={"Groups.csv": GROUPS},
    )
    return report, study(report.cohort, report.policy, report.findings)


@pytest.fixture(scope="module", params=["standard", "irvine-royal"])
def school(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Study]:
    return little(tmp_path_factory.mktemp("little"), request.param)


def test_moderation_asks_what_check_asks_of_the_facultys_classes_in_the_period(tmp_path: Path) -> None:
    report, study_ = little(tmp_path, "standard")
    checked = pipeline.check(
        pipeline.Options(
            [tmp_path / "exports"], session="2025-26", school=tmp_path / "tmi.toml", groups=[tmp_path / "lists"]
        )
    )
    codes = ("class-all-the-same", "copied-forward", "unlike-elsewhere")
    about_classes = [item for item in checked.items if item.problem.code in codes]
    assert {(item.faculty, item.problem.period) for item in about_classes} >= {
        ("Science", 1), ("Science", 2), ("Expressive Arts", 2)
    }  # fmt: skip
    for faculty in ("Science", "Expressive Arts"):
        moderation = meeting_paper(report, study_, faculty=faculty, meeting=1).section("6 Moderation")
        due = {
            (item.subject, item.class_code, item.teacher, item.problem.message, None)
            for item in about_classes
            if (item.faculty, item.problem.period) == (faculty, 2)
        }
        assert due
        rows = moderation.table("questions").rows
        assert (set(rows), len(rows)) == (due, len(due))
    silent = meeting_paper(report, study_, faculty="Science", meeting=1).section("6 Moderation")
    assert silent.table("without_comment").rows == (("Biology", "4BI2", "T. Biologyteacher", 1),)
    assert silent.table("without_comment").note == "1 entry in the period."


def test_moderation_of_the_sample_is_what_check_finds() -> None:
    report, study_ = sample()
    checked = pipeline.check(
        pipeline.Options([SAMPLE / "exports"], session="2025-26", policy="balerno", groups=[SAMPLE / "lists"])
    )
    for faculty in faculties_of(study_):
        due: dict[tuple[str, str, str], int] = {}
        for item in checked.items:
            where = (item.subject, item.class_code, item.teacher)
            if (item.faculty, item.problem.period, item.problem.code) == (faculty, 3, "concern-without-comment"):
                due[where] = due.get(where, 0) + 1
        moderation = meeting_paper(report, study_, faculty=faculty, meeting=1).section("6 Moderation")
        assert moderation.table("questions").rows == ()
        told = moderation.table("without_comment").rows
        assert told == tuple((*place, count) for place, count in sorted(due.items()))


# ---- SEC-32: nothing of anybody else's business ----------------------------------------------------------


_MEMBERS: dict[tuple[str, str], dict[str, str]] = {}


def members(paper: Paper) -> dict[str, str]:
    """Every form of a paper: the members of its workbook's zip, its page, its JSON and its CSV; made once."""
    key = (paper.run_id, paper.title)
    if key not in _MEMBERS:
        with zipfile.ZipFile(io.BytesIO(paper_workbook(paper))) as archive:
            found = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
        # The pack of the first meeting is in that of the second.
        pages = {} if paper.extra.get("meeting") == 1 else {"html": to_html([paper])}
        _MEMBERS[key] = {**found, **pages, "json": to_json([paper]), "csv": to_csv([paper])}
    return _MEMBERS[key]


def papers_of(school: tuple[Report, Study], faculty: str) -> list[Paper]:
    return [
        *snapshots(*school, [faculty]),
        *(meeting_paper(*school, faculty=faculty, meeting=meeting) for meeting in (1, 2)),
    ]


@pytest.mark.parametrize(
    ("faculty", "own", "strangers"),
    [("Science", "Biology", (9, 11)), ("Expressive Arts", "Music", (10, 11))],
)
def test_a_pupil_without_a_course_in_the_faculty_is_nowhere_in_its_files(
    school: tuple[Report, Study], faculty: str, own: str, strangers: tuple[int, ...]
) -> None:
    words = [
        word
        for number in strangers
        for word in (scn(number), f"Fore{number}name", f"Sur{number}name", f"4R{number}<", f'"4R{number}"')
    ]
    for paper in papers_of(school, faculty):
        for name, text in members(paper).items():
            assert [word for word in words if word in text] == [], (paper.title, name)
        assert "Sur0name" in to_json([paper])
        assert own in to_json([paper])


@pytest.mark.parametrize(("faculty", "others"), [("Science", "Music"), ("Expressive Arts", "Biology")])
def test_no_other_facultys_subject_class_teacher_or_comment_and_no_group_is_in_its_files(
    school: tuple[Report, Study], faculty: str, others: str
) -> None:
    words = [others, f"4{others[:2].upper()}1", f"{others}teacher", f"{others} comment"]
    words += ["DogGroomingteacher", "4DG1", "SEBN", "Care Exp", "Additional support"]
    for paper in papers_of(school, faculty):
        for name, text in members(paper).items():
            assert [word for word in words if word in text] == [], (paper.title, name)


def test_a_subject_that_no_faculty_claims_is_in_no_facultys_files(tmp_path: Path) -> None:
    for paper in papers_of(little(tmp_path, "standard"), "Science"):
        assert "Dog Grooming" not in to_json([paper]), paper.title


def test_the_cases_are_the_facultys_flags_and_no_others(school: tuple[Report, Study]) -> None:
    report, study_ = school
    for faculty in ("Science", "Expressive Arts"):
        due = sorted(
            (flag.pupil.surname, flag.subject, flag.class_code, flag.rule, flag.reason, flag.state)
            for flag in report.findings.flags
            if flag.faculty == faculty
        )
        assert due
        for meeting in (1, 2):
            table = (
                meeting_paper(report, study_, faculty=faculty, meeting=meeting)
                .section("5 Cases")
                .table("concerned")
            )
            keys = ("surname", "subject", "class", "rule", "reason", "state")
            told = sorted(zip(*(table.column(key) for key in keys), strict=True), key=str)
            assert told == sorted(due, key=str)


@cache
def strangers_of(faculty: str) -> dict[str, set[str]]:
    """The words that tell the sample's pupils who never had a course in the faculty, and nobody who had."""
    made = make_school(seed=SEED, pupils=PUPILS, session="2025-26")
    inside = {course.scn for course in made.courses if course.faculty == faculty}
    known = {
        word
        for pupil in made.pupils
        if pupil.scn in inside
        for word in (pupil.surname, pupil.forename, pupil.known_as, pupil.registration)
    }
    known |= {word for course in made.courses for word in course.teacher.split()}
    return {
        pupil.scn: {pupil.scn, *({pupil.surname, pupil.forename, pupil.known_as} - known - {""})}
        for pupil in made.pupils
        if pupil.scn not in inside
    }


@pytest.mark.parametrize("faculty", ["Modern Languages", "Technologies"])
def test_pupils_of_the_sample_without_a_course_in_a_faculty_are_nowhere_in_its_files(faculty: str) -> None:
    words = {word for told in strangers_of(faculty).values() for word in told}
    assert len(words) > 20
    # Whole words: Excel's own theme names a font for Bengali, which holds a Ben.
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b")
    for paper in papers_of(sample(), faculty):
        for name, text in members(paper).items():
            assert pattern.findall(text) == [], (paper.title, name)


def test_the_pupils_named_in_each_facultys_workbook_have_a_course_there() -> None:
    """All nine faculties, row by row: whoever stands in a list has a course of the faculty in the period."""
    made = make_school(seed=SEED, pupils=PUPILS, session="2025-26")
    report, study_ = sample()
    for faculty in faculties_of(study_):
        inside = {
            (pupil.surname, pupil.known_as or pupil.forename)
            for pupil in made.pupils
            for course in made.courses
            if (course.scn, course.faculty) == (pupil.scn, faculty)
        }
        strings = set(Workbook(paper_workbook(snapshots(report, study_, [faculty])[0])).strings)
        for pupil in made.pupils:
            if (pupil.surname, pupil.known_as or pupil.forename) not in inside:
                assert pupil.scn not in strings
        for paper in papers_of((report, study_), faculty):
            for section in paper.sections:
                for table in section.tables():
                    if "surname" in [head.key for head in table.heads]:
                        told = set(zip(table.column("surname"), table.column("forename"), strict=True))
                        assert told <= inside, (paper.title, table.name)


def test_the_pack_says_its_sentences_as_plain_json() -> None:
    plain: dict[str, Any] = as_plain(meeting_paper(*sample(), faculty="Science", meeting=1))
    assert (plain["schema"], plain["faculty"], plain["meeting"]) == ("tmi.meeting/1", "Science", 1)
    steps = plain["sections"][-1]
    assert steps == {
        "title": "7 Agreed next steps",
        "says": [],
        "to_fill_in": ["What", "Who", "By when", "How we shall know"],
        "tables": {},
    }
    text = meeting_paper(*sample(), faculty="Science", meeting=1).section("6 Moderation").parts[0]
    assert text == TextPart(("These are questions for the teachers who know the classes, and no findings.",))
