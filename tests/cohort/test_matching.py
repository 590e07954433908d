"""Who is who: by number, else by name with class or stage; a row that fits two pupils is given to nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_school import csv_text, run, scn, table
from tmi_cli.reports.report import Report

ONE, TWO = scn(1), scn(2)


def judge(folder: Path, text: str, *, lists: str = "") -> Report:
    """Flag a table in which every row is an entry in French at N5 unless it says otherwise."""
    usual = {"subject": "French", "level": "N5", "effort": "3", "behaviour": "1", "period": "1"}
    # The table's own columns come first, so that its first column is A.
    rows = [
        {**row, **{column: cell for column, cell in usual.items() if column not in row}} for row in table(text)
    ]
    groups = {"List.csv": csv_text(table(lists))} if lists else None
    return run(folder, {"Export.csv": csv_text(rows)}, groups=groups)


def pupils(report: Report) -> list[tuple[str | None, str, str, int]]:
    """Each flagged pupil: number, forename, surname, and number of flags."""
    return sorted(
        ((case.pupil.scn, case.pupil.forename, case.pupil.surname, len(case.flags)) for case in report.cases),
        key=str,
    )


def problems(report: Report) -> list[tuple[str, str, str | None]]:
    """Every problem: code, severity and cell."""
    return sorted((p.code, p.severity, p.origin.cell if p.origin else None) for p in report.problems)


def accounts(report: Report) -> list[tuple[int, int, int, int]]:
    """Of each sheet: rows, read, rejected, ignored."""
    return [(s["rows"], s["read"], s["rejected"], s["ignored"]) for s in report.sources]


def test_rows_with_one_number_are_one_pupil_however_the_name_is_spelled(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename | surname    | stage | subject
        {ONE} | Mòrag    | MacSample  | S4    | French
        {ONE} | Morag    | Mac Sample | S4    | Physics
        {ONE} | MORAG    | MACSAMPLE  | S4    | Music
        """,
    )
    assert [flags for *_, flags in pupils(report)] == [3]
    assert problems(report) == []


@pytest.mark.parametrize(
    "number",
    ["{0}", "{0}.0", "{1} {2} {3}", "SCN {0}", " {0} "],
    ids=["plain", "float", "spaces", "prefix", "padded"],
)
def test_a_number_in_any_shape_is_simply_read(number: str, tmp_path: Path) -> None:
    shaped = number.format(ONE, ONE[:3], ONE[3:6], ONE[6:])
    report = judge(tmp_path, f'scn | forename | surname | stage\n"{shaped}" | Ailsa | Sample | S4')
    assert pupils(report) == [(ONE, "Ailsa", "Sample", 1)]
    assert problems(report) == []


def test_a_number_that_lost_its_nought_is_repaired_and_told(tmp_path: Path) -> None:
    # 01234567: 1*2 + 2*7 + 3*6 + 4*5 + 5*4 + 6*3 + 7*2 = 106 = 9 * 11 + 7, and 11 - 7 = 4.
    report = judge(tmp_path, "scn | forename | surname | stage\n12345674 | Ailsa | Sample | S4")
    assert pupils(report) == [("012345674", "Ailsa", "Sample", 1)]
    assert problems(report) == [("scn-damaged", "warning", "A2")]


def test_a_number_whose_check_digit_does_not_fit_is_used_and_told_once(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        scn       | forename | surname | stage | subject
        123456784 | Ailsa    | Sample  | S4    | French
        123456784 | Ailsa    | Sample  | S4    | Physics
        """,
    )
    assert pupils(report) == [("123456784", "Ailsa", "Sample", 2)]
    assert problems(report) == [("scn-check-digit", "warning", "A2")]


@pytest.mark.parametrize("number", ["1.23E+08", "1234567", "to follow"])
def test_a_lost_number_is_told_and_its_row_matched_by_name(number: str, tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn      | forename | surname | stage | reg | subject
        {ONE}    | Ailsa    | Sample  | S4    | 4A1 | French
        {number} | Ailsa    | Sample  | S4    | 4A1 | Physics
        """,
    )
    assert pupils(report) == [(ONE, "Ailsa", "Sample", 2)]
    assert problems(report) == [("scn-damaged", "error", "A3")]


def test_two_pupils_whose_numbers_were_lost_alike_stay_two(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        scn      | forename | surname  | stage | reg
        1.23E+08 | Ailsa    | Sample   | S4    | 4A1
        1.23E+08 | Blair    | Exemplar | S4    | 4A1
        """,
    )
    assert pupils(report) == [(None, "Ailsa", "Sample", 1), (None, "Blair", "Exemplar", 1)]


@pytest.mark.parametrize("blank", ["", "-", "N/A", "TBC"])
def test_a_missing_number_is_told_once_and_is_not_damaged(blank: str, tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn     | forename | surname | stage | reg | subject
        {blank} | Ailsa    | Sample  | S4    | 4A1 | French
        {blank} | Ailsa    | Sample  | S4    | 4A1 | Physics
        """,
    )
    assert pupils(report) == [(None, "Ailsa", "Sample", 2)]
    assert problems(report) == [("scn-missing", "warning", "C2")]


def test_without_numbers_name_and_class_decide(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | surname | stage | reg | subject | period
        Ailsa    | O'Naim  | S4    | 4A1 | French  | 1
        AILSA    | O’Naim  | S4    | 4A1 | Physics | 1
        Ailsa    | O'Naim  | S4    | 4B2 | French  | 1
        """,
    )
    assert pupils(report) == [(None, "AILSA", "O'Naim", 2), (None, "Ailsa", "O'Naim", 1)]


def test_without_numbers_and_classes_name_and_stage_decide(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        forename | surname | stage | subject
        Ailsa    | Sample  | S4    | French
        Ailsa    | Sample  | S4    | Physics
        Ailsa    | Sample  | S5    | French
        """,
    )
    assert [(case.pupil.stage, len(case.flags)) for case in report.cases] == [("S4", 2), ("S5", 1)]


def test_a_row_without_a_number_goes_to_the_one_pupil_it_fits(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename | surname | stage | reg | subject
        {ONE} | Ailsa    | Sample  | S4    | 4A1 | French
              | Ailsa    | Sample  | S4    | 4A1 | Physics
              | Ailsa    | Sample  | S4    |     | Music
        {TWO} | Ailsa    | Sample  | S5    | 5A1 | French
        """,
    )
    assert pupils(report) == [(ONE, "Ailsa", "Sample", 3), (TWO, "Ailsa", "Sample", 1)]
    assert problems(report) == []


def test_namesakes_in_one_class_are_told_apart_by_their_numbers_and_a_row_without_one_is_nobodys(
    tmp_path: Path,
) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename | surname | stage | reg | subject
        {ONE} | Ailsa    | Sample  | S4    | 4A1 | French
        {TWO} | Ailsa    | Sample  | S4    | 4A1 | French
              | Ailsa    | Sample  | S4    | 4A1 | Physics
              | Blair    | Sample  | S4    | 4A1 | Physics
        """,
    )
    assert pupils(report) == [
        (ONE, "Ailsa", "Sample", 1),
        (TWO, "Ailsa", "Sample", 1),
        (None, "Blair", "Sample", 1),
    ]
    assert problems(report) == [("pupil-ambiguous", "error", "C4"), ("scn-missing", "warning", "C5")]
    assert accounts(report) == [(4, 3, 1, 0)]


def test_an_ambiguous_row_of_several_entries_is_rejected_once(tmp_path: Path) -> None:
    text = csv_text(
        [
            {
                "scn": ONE,
                "forename": "Ailsa",
                "surname": "Sample",
                "stage": "S4",
                "Maths WG": "3",
                "French WG": "3",
            },
            {
                "scn": TWO,
                "forename": "Ailsa",
                "surname": "Sample",
                "stage": "S4",
                "Maths WG": "3",
                "French WG": "3",
            },
            {"scn": "", "forename": "Ailsa", "surname": "Sample", "stage": "S4", "Maths WG": "3", "French WG": ""},
        ]
    )
    report = run(tmp_path, {"S4 TP1.csv": text})
    assert accounts(report) == [(3, 2, 1, 0)]
    assert [p.code for p in report.problems if p.code == "pupil-ambiguous"] == ["pupil-ambiguous"]


def test_known_as_is_shown_and_both_names_match(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        """
        scn | forename  | known_as | surname | stage | reg | subject
            | Alexandra | Sandy    | Sample  | S4    | 4A1 | French
            | Alexandra |          | Sample  | S4    | 4A1 | Physics
            | Sandy     |          | Sample  | S4    | 4A1 | Music
        """,
    )
    assert pupils(report) == [(None, "Sandy", "Sample", 3)]


def test_two_names_on_one_number_are_told_once(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename | surname  | stage | subject
        {ONE} | Ailsa    | Sample   | S4    | French
        {ONE} | Blair    | Exemplar | S4    | Physics
        {ONE} | Blair    | Exemplar | S4    | Music
        """,
    )
    assert [(code, severity) for code, severity, _ in problems(report)] == [("pupil-two-names", "warning")]
    assert [flags for *_, flags in pupils(report)] == [3]


def test_a_known_as_name_that_links_two_first_names_makes_them_one_pupils(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename  | known_as | surname | stage | subject
        {ONE} | Alexandra |          | Sample  | S4    | French
        {ONE} | Alexandra | Sandy    | Sample  | S4    | Physics
        {ONE} | Sandy     |          | Sample  | S4    | Music
        """,
    )
    assert problems(report) == []


def test_a_stage_that_is_none_is_told(tmp_path: Path) -> None:
    report = judge(tmp_path, f"scn | forename | surname | stage\n{ONE} | Ailsa | Sample | S5/6")
    assert [(case.pupil.stage, len(case.flags)) for case in report.cases] == [(None, 1)]
    assert problems(report) == [("stage-unknown", "warning", "A2")]


def test_rows_without_pupil_or_subject_are_rejected_with_their_problem_and_all_is_accounted_for(
    tmp_path: Path,
) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename | surname | stage | subject
        {ONE} | Ailsa    | Sample  | S4    | French
              | Ailsa    |         | S4    | Physics
        {ONE} | Ailsa    | Sample  | S4    |
        """,
    )
    assert accounts(report) == [(3, 1, 2, 0)]
    assert [(code, severity) for code, severity, _ in problems(report)] == [
        ("pupil-missing", "error"),
        ("subject-missing", "error"),
    ]


def test_a_number_found_in_a_list_fills_the_pupils(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        "forename | surname | stage | reg\nAilsa | Sample | S4 | 4A1",
        lists=f"scn | forename | surname | reg | asn\n{ONE} | Ailsa | Sample | 4A1 | Y",
    )
    assert pupils(report) == [(ONE, "Ailsa", "Sample", 1)]
    assert [case.pupil.groups for case in report.cases] == [("ASN",)]
    assert problems(report) == []


def test_rows_of_a_list_that_fit_nobody_or_two_are_rejected_with_their_problem(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        f"""
        scn   | forename | surname | stage | reg
        {ONE} | Ailsa    | Sample  | S4    | 4A1
        {TWO} | Ailsa    | Sample  | S4    | 4A1
        """,
        lists="forename | surname | reg | asn\nAilsa | Sample | 4A1 | Y\nHamish | Nowhere | 4A1 | Y",
    )
    assert [(code, severity) for code, severity, _ in problems(report)] == [
        ("pupil-ambiguous", "error"),
        ("pupil-unknown", "warning"),
    ]
    assert sorted(accounts(report)) == [(2, 0, 2, 0), (2, 2, 0, 0)]
    assert [case.pupil.groups for case in report.cases] == [(), ()]


def test_what_a_list_tells_of_a_pupil_fills_what_the_export_leaves_open_and_no_more(tmp_path: Path) -> None:
    report = judge(
        tmp_path,
        "forename | surname | stage | reg\nAilsa | Sample | S4 | 4A1",
        lists=f"""
        scn   | forename | known_as | surname | stage | reg | house
        {ONE} | Ailsa    | Ally     | Sample  | S5    | 4A1 | Skye
        """,
    )
    (case,) = report.cases
    pupil = case.pupil
    assert (pupil.scn, pupil.forename, pupil.stage, pupil.registration, pupil.house) == (
        ONE,
        "Ally",
        "S4",
        "4A1",
        "Skye",
    )
