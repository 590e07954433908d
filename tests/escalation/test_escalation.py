"""Who acts: counting faculties or subjects, the ladder's steps, near misses, and the order of the lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_school import csv_text, run, scn, table
from tmi_cli.reports.report import Report

FIVE = ("French", "Physics", "Maths", "Music", "English")


def judge(folder: Path, text: str, *, policy: str = "balerno", school: str = "", changes: str = "") -> Report:
    """Flag pupils who have five courses each; ``flagged`` lists the subjects in which effort is 3."""
    rows = []
    for number, pupil in enumerate(table(text)):
        flagged = [subject.strip() for subject in pupil.pop("flagged").split(",") if subject.strip()]
        rows += [
            {
                "scn": scn(number),
                "surname": "Sample",
                "stage": "S4",
                "house": "Skye",
                "period": "1",
                **pupil,
                "subject": subject,
                "level": "N5",
                "effort": "3" if subject in flagged else "1",
                "behaviour": "1",
            }
            for subject in dict.fromkeys((*FIVE, *flagged))
        ]
    return run(folder, {"Export.csv": csv_text(rows)}, policy=policy, school=school, changes=changes)


def owners(report: Report) -> list[tuple[str, str, str | None, str | None, str]]:
    """Each flagged pupil: forename, role, unit, name and why."""
    return [(c.pupil.forename, c.owner.role, c.owner.unit, c.owner.name, c.owner.why) for c in report.cases]


def test_distinct_faculties_are_counted_one_two_three(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | flagged
        Ailsa    | French
        Blair    | French, German
        Cora     | French, Physics
        Duncan   | French, Physics, Maths
        Eilidh   | French, Physics, Maths, Music
        Fraser   |
        """,
    )
    assert owners(report) == [
        ("Eilidh", "Year Head", "S4", None, "4 faculties"),
        ("Duncan", "Year Head", "S4", None, "3 faculties"),
        ("Cora", "PSL", "Skye", None, "2 faculties"),
        ("Ailsa", "CL", "Modern Languages", "Modern Languages", "1 faculty"),
        ("Blair", "CL", "Modern Languages", "Modern Languages", "1 faculty"),
    ]
    assert [(c.faculties, c.subjects) for c in report.cases][2:] == [
        (("Modern Languages", "Science"), ("French", "Physics")),
        (("Modern Languages",), ("French",)),
        (("Modern Languages",), ("French", "German")),
    ]


def test_flagged_pupils_exactly_one_short_of_the_top_step_are_near_misses(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | flagged
        Cora     | French, Physics
        Ailsa    | French
        Blair    | Maths, Music
        Duncan   | French, Physics, Maths
        """,
    )
    assert [(m.pupil.forename, m.faculties, m.to) for m in report.near_misses] == [
        ("Blair", ("Expressive Arts", "Mathematics"), "Year Head"),
        ("Cora", ("Modern Languages", "Science"), "Year Head"),
    ]


def test_a_subject_that_no_faculty_claims_adds_none_and_stays_at_the_lowest_step(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | flagged
        Ailsa    | Beekeeping
        Blair    | Beekeeping, French
        """,
    )
    assert owners(report) == [
        ("Blair", "CL", "Modern Languages", "Modern Languages", "1 faculty; no faculty claims Beekeeping"),
        ("Ailsa", "CL", None, None, "no faculties; no faculty claims Beekeeping"),
    ]
    assert [(c.faculties, c.subjects) for c in report.cases] == [
        (("Modern Languages",), ("Beekeeping", "French")),
        ((), ("Beekeeping",)),
    ]


def test_irvine_royal_counts_subjects_and_the_furthest_step_that_holds_wins(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | flagged
        Ailsa    | French
        Blair    | French, Physics
        Cora     | French, Physics, Maths
        Duncan   | French, German, Spanish
        """,
        policy="irvine-royal",
    )
    # Duncan has seven courses: three flagged are not more than half of them.
    assert owners(report) == [
        ("Cora", "Head of House", "Skye", None, "3 of 5 subjects"),
        ("Duncan", "PT Pastoral", "Skye", None, "3 subjects"),
        ("Blair", "PT Pastoral (informal)", "Skye", None, "2 subjects"),
        ("Ailsa", "PT Pastoral (informal)", "Skye", None, "1 subject"),
    ]
    assert all(case.assumed for case in report.cases)


def test_exactly_half_of_the_courses_is_not_more_than_half(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | flagged
        Ailsa    | French, Physics, German
        Blair    | French, Physics, Maths, German
        """,
        policy="irvine-royal",
    )
    assert [(c.pupil.forename, c.owner.role) for c in report.cases] == [
        ("Blair", "Head of House"),
        ("Ailsa", "PT Pastoral"),
    ]


def test_pupils_in_a_group_come_first_then_most_faculties_then_names_by_letters(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | surname    | asn | flagged
        Zoe      | O'Zed      |     | French, Physics, Maths
        Ailsa    | Ozample    |     | French, Physics, Maths
        Òran     | Sample     |     | French, Physics, Maths
        Ola      | SAMPLE     |     | French, Physics, Maths
        Blair    | Sample     |     | French, Physics, Maths, Music
        Cora     | Zuletzt    | Y   | French, Physics, Maths
        """,
    )
    assert [case.pupil.forename for case in report.cases] == ["Cora", "Blair", "Ailsa", "Zoe", "Ola", "Òran"]


def test_a_name_in_the_school_file_is_the_owners(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | house | flagged
        Ailsa    | Skye  | French
        Blair    | Skye  | French, Physics
        Cora     | Mull  | French, Physics
        Duncan   |       | French, Physics
        """,
        school='[staff.CL]\n"Modern Languages" = "Mx Tongue"\n[staff.PSL]\n"Skye" = "Mx Pastoral"\n',
    )
    assert sorted((forename, unit, name) for forename, _, unit, name, _ in owners(report) if unit) == [
        ("Ailsa", "Modern Languages", "Mx Tongue"),
        ("Blair", "Skye", "Mx Pastoral"),
        ("Cora", "Mull", None),
    ]
    assert [unit for forename, _, unit, *_ in owners(report) if forename == "Duncan"] == [None]


def test_stages_may_have_ladders_of_their_own(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | stage | flagged
        Ailsa    | S4    | French
        Blair    | S5    | French
        """,
        changes="""
        [[ladders]]
        stages = ["S4"]
        count = "subjects"
        assumed = true
        steps = [{ role = "Tutor", title = "Tutor", unit = "stage", at_least = 1 }]
        [[ladders]]
        stages = ["S5", "S6"]
        count = "faculties"
        steps = [{ role = "Mentor", title = "Mentor", unit = "house", at_least = 1 }]
        """,
    )
    assert sorted((c.pupil.forename, c.owner.role, c.owner.unit, c.assumed) for c in report.cases) == [
        ("Ailsa", "Tutor", "S4", True),
        ("Blair", "Mentor", "Skye", False),
    ]


@pytest.mark.parametrize("policy", ["standard", "balerno"])
def test_two_rules_in_one_subject_count_as_one_faculty(policy: str, tmp_path: Path) -> None:
    rows = [
        {"scn": scn(1), "forename": "Ailsa", "surname": "Sample", "stage": "S5", "subject": "Physics",
         "level": "H", "period": period, "grade": grade, "effort": "4", "behaviour": "4"}
        for period, grade in (("1", "6"), ("2", "7"))
    ]  # fmt: skip
    report = run(tmp_path, {"Export.csv": csv_text(rows)}, policy=policy)
    (case,) = report.cases
    assert [flag.rule for flag in case.flags] == ["falling", "rating", "working-grade"]
    assert (case.owner.role, case.faculties, case.owner.why) == ("CL", ("Science",), "1 faculty")
