"""Levels as text: of senior courses, of general education, and inside a course's name."""

from __future__ import annotations

import pytest

from tmi_cli.layouts.level_text import CourseText, read_course, read_level, read_progress


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        (("N5", "n5", "NAT5", "Nat 5", "National 5", "NATIONAL 5", "75", " N5 ", "N 5"), "N5"),
        (("N4", "NAT4", "National 4", "74"), "N4"),
        (("N3", "NAT3", "National 3", "73"), "N3"),
        (("N2", "NAT2", "National 2", "72"), "N2"),
        (("H", "h", "HIGH", "Higher", "76"), "H"),
        (("AH", "ADVH", "Adv. H", "Adv H", "Advanced Higher", "77"), "AH"),
        (("Level 5", "L5", "SCQF 5", "SCQF5", "SCQF Level 5"), "N5"),
        (("Level 6", "L6", "SCQF 6"), "H"),
        (("Level 7", "SCQF 7"), "AH"),
        (("Level 4", "L4"), "N4"),
        (("NPA 5", "NPA Level 5", "Level 5 NPA", "SCQF 5 Award", "L5 NPA", "Level 5 pass/fail", "PF 5"), "SCQF5"),
        (("Skills for Work 4", "SfW Level 4", "N4 Units", "Nat 4 Award"), "SCQF4"),
        (("FA Level 6", "Foundation Apprenticeship 6", "NPA SCQF 6"), "SCQF6"),
        (("", "N", "N1", "N6", "5", "Level 8", "L1", "N4/N5", "4C", "E", "NPA", "NPA 4/5", "Maths", "S5"), None),
    ],
)
def test_text_is_level(texts: tuple[str, ...], level: str | None) -> None:
    assert {text: read_level(text) for text in texts} == dict.fromkeys(texts, level)


@pytest.mark.parametrize(
    ("text", "level"),
    [("Level 5", "SCQF5"), ("L6", "SCQF6"), ("SCQF 7", "SCQF7"), ("N5", "N5"), ("75", "N5"), ("Higher", "H")],
)
def test_a_plain_level_is_pass_fail_where_the_policy_says_so(text: str, level: str) -> None:
    assert read_level(text, plain_is_graded=False) == level


@pytest.mark.parametrize(
    ("level", "code", "progress"),
    [
        ("3B", "", "3B"),
        ("3b", "", "3B"),
        ("3 B", "", "3B"),
        ("L3 B", "", "3B"),
        ("L3B", "", "3B"),
        ("Level 3 B", "", "3B"),
        ("Third B", "", "3B"),
        ("THIRD B", "", "3B"),
        ("Third Level B", "", "3B"),
        ("3rd B", "", "3B"),
        ("3-B", "", "3B"),
        ("Early D", "", "ED"),
        ("ED", "", "ED"),
        ("First A", "", "1A"),
        ("Second C", "", "2C"),
        ("Fourth D", "", "4D"),
        ("3", "B", "3B"),
        ("Third", "b", "3B"),
        ("L4", "A", "4A"),
        ("CfE Level 2", "C", "2C"),
        ("3", "", "3"),
        ("Third", "", "3"),
        ("5A", "", None),
        ("3E", "", None),
        ("3", "E", None),
        ("B", "", None),
        ("", "B", None),
        ("N5", "", None),
        ("H", "", None),
        ("33", "", None),
    ],
)
def test_general_education_text_is_level_and_code(level: str, code: str, progress: str | None) -> None:
    found = read_progress(level, code)
    assert (str(found) if found else None) == progress


@pytest.mark.parametrize(
    ("text", "course"),
    [
        ("Higher Drama", CourseText("Drama", "H")),
        ("N5 Maths", CourseText("Maths", "N5")),
        ("National 5 Maths", CourseText("Maths", "N5")),
        ("Maths N5", CourseText("Maths", "N5")),
        ("Physics (AH)", CourseText("Physics", "AH")),
        ("Advanced Higher Modern Studies", CourseText("Modern Studies", "AH")),
        ("Maths - Higher", CourseText("Maths", "H")),
        ("Level 5 NPA Photography", CourseText("Photography", "SCQF5")),
        ("N5/N4 Drama", CourseText("Drama", None)),
        ("Drama N4/N5", CourseText("Drama", None)),
        ("Drama", CourseText("Drama", None)),
        ("Art & Design", CourseText("Art & Design", None)),
        ("Human  Biology", CourseText("Human Biology", None)),
        ("", CourseText("", None)),
    ],
)
def test_course_text_is_subject_and_level(text: str, course: CourseText) -> None:
    assert read_course(text) == course
