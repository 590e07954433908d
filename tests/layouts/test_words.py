"""Every header that means something means it in any case and spacing; whole headers only."""

from __future__ import annotations

import pytest

from tmi_cli.layouts.words import ValueHeader, Vocabulary
from tmi_cli.policy import load_policy

WORDS = Vocabulary(load_policy("balerno").groups)

ROW_FIELDS = {
    "scn": "SCN|Candidate Number|Candidate No|Cand No|Scottish Candidate Number|SQA Number|QS Number|Candidate ID",
    "forename": "Forename|First Name",
    "known_as": "Known As",
    "surname": "Surname",
    "stage": "Stage|Year|Year Group|School Stage",
    "registration": "Reg|Reg Class|Registration Class|Registration|Tutor",
    "house": "House",
    "subject": "Subject|Course|Class Course|Qualification",
    "class": "Class|Class Code|Class Group|Set|Teaching Set",
    "teacher": "Teacher|Teacher Name",
    "period": "Period|TP|Tracking Point|Tracking Period|Report",
    "simd": "SIMD|SIMD Decile|SIMD (Decile 1-10)",
    "fme": "FSM|FME",
    "asn": "ASN",
    "eal": "EAL",
    "care_experienced": "LAC|LAAC|Care Experienced",
    "young_carer": "Young Carer",
    "attendance": "Attendance (%)|Attendance|Attendance %",
    "group 5@3": "5@3|5 @ 3",
    "group SEBN": "SEBN",
    "group Pathway 3": "Pathway 3",
}

VALUE_FIELDS = {
    "level": "Level",
    "progress_code": "Progress Code|Code",
    "target": "Target|TG|Tgt Grade|Target Grade",
    "new_target": "New Target|NTG|New Target Grade",
    "working_grade": "Working Grade|WG|Current Grade|Working",
    "effort": "Effort|Eff",
    "behaviour": "Behaviour|Beh",
    "homework": "Homework|Home Learning|HW|Hwk",
    "comment": "Comment|Next Steps|Teacher Comment|Notes|Remarks",
}


def _spellings(header: str) -> set[str]:
    return {
        header,
        header.upper(),
        header.casefold(),
        f"  {header}  ",
        header.replace(" ", "\n"),
        header.replace(" ", "  "),
        header.replace(" ", "\xa0"),
        f"{header}:",
        header.replace(" ", "_"),
    }


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, text in ROW_FIELDS.items() for header in text.split("|")]
)
def test_header_about_the_row_is_known_in_any_spelling(field: str, header: str) -> None:
    assert {s: WORDS.row_field(s) for s in _spellings(header)} == dict.fromkeys(_spellings(header), field)


@pytest.mark.parametrize(
    ("field", "header"), [(field, header) for field, text in VALUE_FIELDS.items() for header in text.split("|")]
)
def test_header_over_values_is_known_in_any_spelling(field: str, header: str) -> None:
    due = ValueHeader(field)
    assert {s: WORDS.value_header(s) for s in _spellings(header)} == dict.fromkeys(_spellings(header), due)


@pytest.mark.parametrize(
    ("header", "field", "period"),
    [
        ("WG1", "working_grade", 1),
        ("WG 2", "working_grade", 2),
        ("Eff3", "effort", 3),
        ("Beh1", "behaviour", 1),
        ("Hwk2", "homework", 2),
        ("TP1 Working Grade", "working_grade", 1),
        ("TP2 Effort", "effort", 2),
        ("Tracking Point 3 Behaviour", "behaviour", 3),
        ("Effort TP2", "effort", 2),
        ("TP1 E", "effort", 1),
        ("E1", "effort", 1),
        ("H2", "homework", 2),
        ("P1 WG", "working_grade", 1),
        ("Report 2 Target", "target", 2),
    ],
)
def test_header_names_value_and_period(header: str, field: str, period: int) -> None:
    assert WORDS.value_header(header) == ValueHeader(field, period)


@pytest.mark.parametrize("header", ["E", "B", "H"])
def test_letters_are_ratings_only_under_or_behind_something(header: str) -> None:
    assert WORDS.value_header(header) is None
    assert WORDS.value_header(header, short=True) is not None


@pytest.mark.parametrize(
    "header",
    ["Concern Level", "DOB", "Postcode", "Late", "Pupil Number", "Class Size", "Year of Birth", "Targets met", ""],
)
def test_a_part_of_a_header_never_counts(header: str) -> None:
    assert WORDS.row_field(header) is None
    assert WORDS.value_header(header) is None


def test_groups_that_the_policy_does_not_name_are_no_headers() -> None:
    assert Vocabulary(load_policy("standard").groups).row_field("SEBN") is None
