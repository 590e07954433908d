"""Which spelling is which subject, and which faculty claims it."""

from __future__ import annotations

import pytest

from tmi_cli.policy import SubjectMap

SHIPPED = SubjectMap()


@pytest.mark.parametrize(
    ("text", "subject", "faculty"),
    [
        ("English", "English", "English"),
        ("ENGLISH AND COMMUNICATION", "English", "English"),
        ("Eng", "English", "English"),
        ("ESOL", "ESOL", "English"),
        ("Maths", "Mathematics", "Mathematics"),
        ("math", "Mathematics", "Mathematics"),
        ("Apps of Maths", "Applications of Mathematics", "Mathematics"),
        ("Applications of Maths", "Applications of Mathematics", "Mathematics"),
        ("human  biology", "Human Biology", "Science"),
        ("RME", "RMPS", "Social Subjects"),
        ("Religious, Moral and Philosophical Studies", "RMPS", "Social Subjects"),
        ("Gàidhlig", "Gaelic", "Modern Languages"),
        ("Ga\u0300idhlig", "Gaelic", "Modern Languages"),
        ("Gaelic (Learners)", "Gaelic", "Modern Languages"),
        ("Design & Manufacture", "Design and Manufacture", "Technologies"),
        ("Business", "Business Management", "Business and Computing"),
        ("Admin & IT", "Administration and IT", "Business and Computing"),
        ("Computing", "Computing Science", "Business and Computing"),
        ("ART", "Art and Design", "Expressive Arts"),
        ("Art & Design", "Art and Design", "Expressive Arts"),
        ("PE", "Physical Education", "Health and Wellbeing"),
        ("Home Economics", "Health and Food Technology", "Health and Wellbeing"),
        ("Hospitality", "Health and Food Technology", "Health and Wellbeing"),
        ("Beekeeping", "Beekeeping", None),
        ("BEEKEEPING", "Beekeeping", None),
        ("bee  keeping", "Bee Keeping", None),
    ],
)
def test_text_is_subject_of_faculty(text: str, subject: str, faculty: str | None) -> None:
    assert (SHIPPED.subject(text), SHIPPED.faculty(SHIPPED.subject(text))) == (subject, faculty)


@pytest.mark.parametrize(("text", "known"), [("Maths", True), ("he", True), ("Data", False), ("34a", False)])
def test_a_subject_is_known_by_any_of_its_names(text: str, known: bool) -> None:
    assert SHIPPED.knows(text) is known


OWN = {"Creative": ("Art", "Beekeeping", "Maths"), "Inquiry": ("Biology",)}


@pytest.mark.parametrize(
    ("text", "subject", "faculty"),
    [
        ("Art & Design", "Art and Design", "Creative"),
        ("Mathematics", "Mathematics", "Creative"),
        ("BEEKEEPING", "Beekeeping", "Creative"),
        ("Biology", "Biology", "Inquiry"),
        ("Physics", "Physics", None),
    ],
)
def test_a_schools_own_map_alone_says_which_faculty_claims_a_subject(
    text: str, subject: str, faculty: str | None
) -> None:
    own = SubjectMap(OWN)
    assert (own.subject(text), own.faculty(own.subject(text))) == (subject, faculty)


def test_a_schools_own_subject_is_known() -> None:
    assert SubjectMap(OWN).knows("beekeeping")
    assert not SHIPPED.knows("beekeeping")
