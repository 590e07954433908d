"""Sheets of interventions: what is read, what is rejected with its cell, what is ignored; and whose they are."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from tests.interventions.year import SHEET, study_year, write_year
from tests.small_school import scn
from tmi_cli import pipeline
from tmi_cli.errors import ExportError, PolicyError
from tmi_cli.interventions import ActionSheet
from tmi_cli.interventions.dates import read_date
from tmi_cli.interventions.words import TABLES, ActionWords
from tmi_cli.layouts.words import fold_header

AILSA, CALUM = scn(0), scn(1)


def read(folder: Path, sheet: str, school: str = 'session = "2025-26"\n') -> ActionSheet:
    report, _ = study_year(folder, sheet=sheet, school=school)
    (found,) = report.interventions.sheets
    assert found.rows == len(found.read) + len(found.rejected) + len(found.ignored)
    return found


def test_a_row_is_read_with_everything_it_tells(tmp_path: Path) -> None:
    sheet = f"""
        SCN     | Subject  | Intervention | Intervention stage | By whom | Start date | Review date | Reviewed on | Impact | Notes  | Period
        {AILSA} | N5 maths | CALL HOME    | stage 2            | Mr A    | 03/11/2025 | 12/12/2025  | 15/12/2025  | Better | By day | TP 1
        """  # noqa: E501  a line of a table cannot be broken
    (one,) = read(tmp_path, sheet).read
    assert one.model_dump(exclude={"pupil", "source"}) == {
        "session": "2025-26",
        "strategy": "Call home",
        "subject": "Mathematics",
        "stage": "Principal teacher",
        "by_whom": "Mr A",
        "started": date(2025, 11, 3),
        "review": date(2025, 12, 12),
        "reviewed": date(2025, 12, 15),
        "outcome": "Better",
        "note": "By day",
        "period": 1,
        "number": None,
    }
    assert (one.pupil.scn, one.pupil.surname, one.pupil.forename) == (AILSA, "Sample", "Ailsa")
    assert str(one.source) == "sheet.csv › C2"


def test_every_row_is_accounted_for_and_rejections_name_their_cell(tmp_path: Path) -> None:
    sheet = f"""
        SCN      | Name          | Reg Class | Action    | Date       | Review date
        {AILSA}  | Ailsa Sample  | 4A1       | Call home | 3/11/2025  |
        {AILSA}  | Calum Sample  | 4A1       | Call home | 3/11/2025  |
                 | Nobody Sample | 4A1       | Call home | 3/11/2025  |
                 | Ailsa Sample  | 4A2       | Call home | 3/11/2025  |
                 |               | 4A1       | Call home | 3/11/2025  |
        1.23E+08 |               |           | Call home | 3/11/2025  |
                 | Ailsa Sample  | 4A1       |           | 3/11/2025  |
                 | Ailsa Sample  | 4A1       |           |            |
                 |               |           |           |            |
        SCN      | Name          | Reg Class | Action    | Date       | Review date
                 | Calum Sample  |           | Walking   | soon       | 31/02/2026
        """
    found = read(tmp_path, sheet)
    assert [str(one.source) for one in found.read] == ["sheet.csv › D2", "sheet.csv › D12"]
    assert [(str(remark.origin), remark.says) for remark in found.rejected] == [
        ("sheet.csv › A6", "no pupil is named"),
        ("sheet.csv › A7", "the SCN is damaged and there is no name"),
        ("sheet.csv › D8", "no strategy is named"),
        ("sheet.csv › D3", "the SCN and the name are of different pupils"),
        ("sheet.csv › D4", "no pupil of these exports fits"),
        ("sheet.csv › D5", "no pupil of these exports fits"),
    ]
    assert [(remark.origin.row, remark.says) for remark in found.ignored] == [
        (8, "nothing is recorded"),
        (9, "blank"),
        (10, "the header again"),
    ]
    assert [(str(remark.origin), remark.says) for remark in found.remarks] == [
        ("sheet.csv › E12", "the start date is no date"),
        ("sheet.csv › F12", "the review date is no date"),
    ]
    assert found.read[1].strategy == "Walking"


def test_a_title_above_and_headers_that_mean_nothing_do_not_matter(tmp_path: Path) -> None:
    sheet = f"""
        Interventions 2025-26 | | |
        SCN     | Shoe size | Action | Teacher | By
        {CALUM} | 7         | Tea    | Mr Set  | Mr A
        """
    found = read(tmp_path, sheet.replace("| | |", "| A | B | C | D"))
    assert [(one.strategy, one.by_whom) for one in found.read] == [("Tea", "Mr A")]
    assert found.unknown == ("Shoe size", "Teacher")


def test_the_school_says_what_a_header_means_and_wins(tmp_path: Path) -> None:
    school = '[intervention_headers]\n"Done" = "strategy"\n"Action" = "ignore"\n'
    found = read(tmp_path, f"SCN | Done | Action\n{CALUM} | Tea | no", school='session = "2025-26"\n' + school)
    assert [one.strategy for one in found.read] == ["Tea"]
    assert found.unknown == ()


def test_a_mapping_to_no_field_is_told_with_what_was_meant(tmp_path: Path) -> None:
    with pytest.raises(PolicyError) as raised:
        read(tmp_path, SHEET, school='session = "2025-26"\n[intervention_headers]\n"Done" = "strateggy"\n')
    assert raised.value.where == "tmi.toml › intervention_headers › Done"
    assert "Did you mean strategy?" in raised.value.hint


def test_a_file_without_interventions_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ExportError) as raised:
        study_year(tmp_path, sheet="Pupil | Shoe size\nAilsa Sample | 7")
    assert raised.value.where == "sheet.csv"
    assert "no row is a header" in raised.value.sentence


def test_a_name_that_two_pupils_share_is_given_to_nobody(tmp_path: Path) -> None:
    write_year(tmp_path, sheet="Pupil | Reg Class | Action\nAilsa Sample | | Tea\nAilsa Sample | 4A1 | Tea")
    export = tmp_path / "exports" / "TP3.csv"
    namesake = f"{scn(50)},Ailsa,Sample,S4,4A9,Mathematics,N5,3,1,1,1,3\r\n"
    assert export.read_text().startswith("SCN,Forename,Surname,Stage,Reg Class,Subject,Level,Working Grade,")
    export.write_text(export.read_text() + namesake, encoding="utf-8")
    options = pipeline.Options(
        [tmp_path / "exports"], school=tmp_path / "tmi.toml", interventions=[tmp_path / "sheet.csv"]
    )
    (found,) = pipeline.recorded(options)[0].interventions.sheets
    assert [remark.says for remark in found.rejected] == ["several pupils fit"]
    assert [one.pupil.scn for one in found.read] == [AILSA]


def test_interventions_of_another_session_are_not_counted_in_this_one(tmp_path: Path) -> None:
    report, _ = study_year(
        tmp_path, sheet=f"SCN | Action | Date\n{AILSA} | Tea | 2/6/2025\n{AILSA} | Tea | 2/9/2025"
    )
    found = report.interventions
    assert [one.intervention.session for one in found.recorded] == ["2025-26"]
    assert [one.session for one in found.elsewhere] == ["2024-25"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (date(2025, 11, 3), date(2025, 11, 3)),
        (datetime(2025, 11, 3, 9, 30), date(2025, 11, 3)),  # noqa: DTZ001  a cell has no time zone
        ("03/11/2025", date(2025, 11, 3)),
        ("3.11.25", date(2025, 11, 3)),
        ("3-11-2025 09:30", date(2025, 11, 3)),
        ("2025-11-03", date(2025, 11, 3)),
        ("2025-11-03T09:30:00", date(2025, 11, 3)),
        ("3 Nov 2025", date(2025, 11, 3)),
        ("Monday 3rd November 2025", date(2025, 11, 3)),
        (45964, date(2025, 11, 3)),
        (45964.0, date(2025, 11, 3)),
        ("11/13/2025", None),
        ("31/02/2026", None),
        ("3/11", None),
        ("soon", None),
        ("2025", None),
        ("", None),
        (7, None),
    ],
)
def test_a_date_is_read_day_first_or_not_at_all(cell: Any, day: date | None) -> None:
    assert read_date(cell) == day


def test_every_word_over_a_column_is_folded_and_means_one_field() -> None:
    words = ActionWords()
    for fields in TABLES:
        for field, spellings in fields.items():
            for word in spellings:
                assert fold_header(word) == word
                found = words.field(word)
                assert found is not None
                assert found[0] == field


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ("1 = 2025-10-31\n2 = 2025-10-31", "period_dates must be later from period to period"),
        ("12 = 2025-10-31", "period_dates names a period that is not one of 1 to 9"),
        ('1 = "soon"', "1 must be a day, as 2025-10-31"),
    ],
)
def test_dates_of_periods_that_cannot_be_are_told_before_anything_is_read(
    tmp_path: Path, dates: str, says: str
) -> None:
    with pytest.raises(PolicyError) as raised:
        study_year(tmp_path, school=f"[period_dates]\n{dates}\n")
    assert says in raised.value.sentence


def test_a_workbook_with_real_dates_and_a_sheet_that_is_no_list_is_read(tmp_path: Path) -> None:
    write_year(tmp_path)
    book = Workbook()
    book.active.title = "Menu"
    book.active.append(["Call home"])
    sheet = book.create_sheet("S4")
    sheet.append(["SCN", "Intervention", "Date", "Review Date"])
    sheet.append([AILSA, "Call home", date(2025, 11, 3), datetime(2025, 12, 1, 9)])  # noqa: DTZ001  a cell has no time zone
    book.save(tmp_path / "kept.xlsx")
    options = pipeline.Options(
        [tmp_path / "exports"], school=tmp_path / "tmi.toml", interventions=[tmp_path / "kept.xlsx"]
    )
    found = pipeline.recorded(options)[0].interventions
    assert [(one.sheet, one.rows, len(one.read), len(one.ignored)) for one in found.sheets] == [
        ("Menu", 1, 0, 1),
        ("S4", 1, 1, 0),
    ]
    (one,) = found.recorded
    assert (one.intervention.started, one.intervention.review) == (date(2025, 11, 3), date(2025, 12, 1))
    assert str(one.intervention.source) == "kept.xlsx › S4 › B2"
