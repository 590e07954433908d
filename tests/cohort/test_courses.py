"""Which rows are one entry, and which subjects are the same course."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_school import csv_text, run, table, with_numbers
from tmi_cli.reports.report import Report


def judge(folder: Path, text: str, *, school: str = "") -> Report:
    return run(folder, {"Export.csv": csv_text(with_numbers(table(text)))}, school=school)


def courses(report: Report) -> list[tuple[str | None, ...]]:
    """Every entry of the reported period: subject, level, class, teachers and working grade."""
    return [(*entry.course, ", ".join(entry.teachers), entry.working_grade) for _, entry in report.entries]


def problems(report: Report) -> list[tuple[str, str | None, str | None]]:
    return sorted((p.code, p.field, p.origin.cell if p.origin else None) for p in report.problems)


def test_a_shared_class_is_one_entry_with_both_teachers(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        pupil | period | subject | level | class | teacher | grade
        Ailsa | 1      | French  | H     | 5FR1  | Mx One  | 3
        Ailsa | 1      | French  | H     | 5FR1  | Mx Two  | 3
        """,
    )
    assert courses(report) == [("French", "H", "5FR1", "Mx One, Mx Two", "3")]
    assert problems(report) == []


def test_three_spellings_are_one_subject_and_one_entry(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        pupil | period | subject     | level | class | teacher | grade
        Ailsa | 1      | Maths       | H     | 5MA1  | Mx One  | 3
        Ailsa | 1      | MATHEMATICS | H     | 5ma1  | Mx Two  | 3
        Ailsa | 1      | Higher Math |       | 5MA1  | Mx Tri  | 3
        """,
    )
    assert courses(report) == [("Mathematics", "H", "5MA1", "Mx One, Mx Two, Mx Tri", "3")]


def test_a_conflict_cites_the_later_value_and_a_duplicate_the_later_pupil(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        pupil | period | subject | level | class | teacher | grade | effort
        Ailsa | 1      | French  | H     | 5FR1  | Mx One  | 3     | 1
        Ailsa | 1      | French  | H     | 5FR1  | Mx One  | 4     | 1
        Blair | 1      | French  | H     | 5FR1  | Mx One  | 3     | 1
        Blair | 1      | French  | H     | 5FR1  | Mx One  | 3     | 1
        """,
    )
    assert courses(report) == [("French", "H", "5FR1", "Mx One", None), ("French", "H", "5FR1", "Mx One", "3")]
    assert problems(report) == [("conflicting-entries", "working_grade", "J3"), ("duplicate-entry", None, "A5")]


@pytest.mark.parametrize("levels", [("H", "N5", ""), ("H", "", "N5"), ("", "H", "N5")])
def test_rows_that_disagree_on_the_level_conflict_wherever_a_row_without_one_stands(
    levels: tuple[str, str, str], tmp_path: Path
) -> None:
    lines = "\n".join(f"Ailsa | 1 | French | {level} | 5FR1 | Mx {n} | 1" for n, level in enumerate(levels))
    report = judge(tmp_path, f"pupil | period | subject | level | class | teacher | effort\n{lines}")
    assert [level for _, level, *_ in courses(report)] == [None]
    assert [p.field for p in report.problems if p.code == "conflicting-entries"] == ["level"]


def test_a_course_is_known_by_its_name_its_class_or_its_column(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        pupil | period | subject      | level | class      | grade
        Ailsa | 1      | Higher Drama |       |            | 3
        Ailsa | 1      | Physics      |       | N5 Phys 2  | 3
        Ailsa | 1      | N5/N4 Music  | N4    |            | 8
        Ailsa | 1      | N5 French    | H     | 5HI61      | 3
        """,
    )
    assert sorted((subject, level) for subject, level, *_ in courses(report)) == [
        ("Drama", "H"),
        ("French", "H"),
        ("Music", "N4"),
        ("Physics", "N5"),
    ]


@pytest.mark.parametrize("stage", ["S1", "S2", "S3"])
@pytest.mark.parametrize(
    ("level", "due"),
    [
        ("", "BGE"),
        ("4", "BGE"),
        ("Level 4", "BGE"),
        ("4A", "BGE"),
        ("Third", "BGE"),
        ("N4", "N4"),
        ("Nat 5", "N5"),
    ],
)
def test_in_general_education_a_level_is_the_curriculums_unless_it_can_only_be_a_senior_course(
    stage: str, level: str, due: str, tmp_path: Path
) -> None:
    report = judge(
        tmp_path,
        f"pupil | stage | period | subject | level | effort\nAilsa | {stage} | 1 | French | {level} | 1",
    )
    assert [found for _, found, *_ in courses(report)] == [due]
    assert problems(report) == []


@pytest.mark.parametrize(("level", "due"), [("4", "N4"), ("Level 5", "N5"), ("5", "N5"), ("4A", "BGE")])
def test_in_the_senior_phase_a_bare_level_is_the_courses(level: str, due: str, tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"pupil | stage | period | subject | level | effort\nAilsa | S4 | 1 | French | {level} | 1",
    )
    assert [found for _, found, *_ in courses(report)] == [due]


def test_the_digit_and_letters_of_a_teaching_set_are_no_level(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        pupil | stage | period | subject | level | class  | effort
        Ailsa | S6    | 1      | History |       | 5HI61  | 1
        Blair | S6    | 1      | Drama   |       | 5AHdraB | 1
        """,
    )
    assert [level for _, level, *_ in courses(report)] == [None, None]
    assert [p.code for p in report.problems] == ["level-unknown", "level-unknown"]


def test_a_faculty_column_beats_the_schools_map_and_that_the_shipped_one(tmp_path: Path) -> None:
    text = """
        pupil | period | subject    | level | faculty | effort | behaviour
        Ailsa | 1      | French     | H     | Tongues | 3      | 1
        Ailsa | 1      | German     | H     |         | 3      | 1
        Ailsa | 1      | Beekeeping | H     |         | 3      | 1
        Ailsa | 1      | Physics    | H     | -       | 3      | 1
        """
    own = '[faculties]\n"Our Languages" = ["French", "German"]\n"Outdoors" = ["Beekeeping"]\n'
    for school, faculties in (
        ("", {"French": "Tongues", "German": "Modern Languages", "Beekeeping": None, "Physics": "Science"}),
        (own, {"French": "Tongues", "German": "Our Languages", "Beekeeping": "Outdoors", "Physics": None}),
    ):
        report = judge(tmp_path, text, school=school)
        assert {flag.subject: flag.faculty for flag in report.findings.flags} == faculties
        unclaimed = [subject for subject, faculty in faculties.items() if faculty is None]
        assert [p.value for p in report.problems if p.code == "subject-without-faculty"] == unclaimed


def test_pupils_and_courses_with_an_entry_in_the_reported_period_are_counted(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        pupil | period | subject | level | effort
        Ailsa | 1      | French  | H     | 1
        Ailsa | 1      | Physics | H     | 1
        Ailsa | 2      | French  | H     | 1
        Ailsa | 2      | Physics | H     |
        Ailsa | 2      | Music   | H     |
        Ailsa | 2      | PSE     |       | 1
        Blair | 1      | French  | H     | 1
        Cora  | 2      | PSE     |       | 1
        """,
    )
    assert (report.pupils_judged, report.courses_judged) == (1, 2)
