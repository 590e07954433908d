"""What stands around a table, which rows are no data, and where two places tell different periods."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.small_school import scn
from tmi_cli.exports import SourceFile, Table
from tmi_cli.layouts import SheetReading, read_table
from tmi_cli.layouts.context import Context, PeriodTold, context_of
from tmi_cli.policy import SubjectMap, load_policy

SUBJECTS = SubjectMap()


def sheet(rows: Sequence[Sequence[Any]], *, file: str = "Export.xlsx", name: str | None = "Sheet1") -> Table:
    source = SourceFile(path=Path(file), name=file, kind="xlsx", sha256="", size=0)
    width = max((len(row) for row in rows), default=0)
    return Table(source, name, [[*row, *[""] * (width - len(row))] for row in rows])


def around(*, banner: str = "", name: str | None = None, file: str = "Export.xlsx") -> Context:
    table = sheet([[banner], ["SCN"]], file=file, name=name)
    return context_of(table, header_row=1, subjects=SUBJECTS, plain_is_graded=True)


def read(rows: Sequence[Sequence[Any]], **places: Any) -> SheetReading:
    return read_table(sheet(rows, **places), policy=load_policy("standard"), subjects=SUBJECTS)


@pytest.mark.parametrize(
    ("place", "context"),
    [
        (
            {"file": "S4 N5 Maths TP2.xlsx"},
            Context("S4", "Maths", "N5", periods=(PeriodTold(2, "file name"),)),
        ),
        ({"file": "S5_Higher_Drama_TP1.xlsx"}, Context("S5", "Drama", "H", periods=(PeriodTold(1, "file name"),))),
        ({"name": "S2 French"}, Context("S2", "French")),
        ({"name": "N5 Physics"}, Context(None, "Physics", "N5")),
        ({"name": "TP3"}, Context(periods=(PeriodTold(3, "sheet name"),))),
        ({"file": "TP1/S4/Maths.xlsx"}, Context("S4", "Maths", periods=(PeriodTold(1, "folder name"),))),
        ({"banner": "Subject: Beekeeping"}, Context(subject="Beekeeping")),
        ({"banner": "Class: 4FR1"}, Context(class_code="4FR1")),
        ({"banner": "Teacher: Mx Sample"}, Context(teacher="Mx Sample")),
        ({"banner": "Stage: S4"}, Context("S4")),
        ({"file": "Tracking TP1.xlsx"}, Context(periods=(PeriodTold(1, "file name"),))),
        ({"file": "class 34a.xlsx"}, Context(class_code="34a")),
        ({"name": "Data", "file": "Export 2025.xlsx"}, Context()),
        ({"name": "Sheet1"}, Context()),
        ({"name": "S5/6"}, Context()),
        ({"name": "S4 and S5"}, Context()),
    ],
)
def test_places_around_a_table_tell(place: dict[str, str], context: Context) -> None:
    assert around(**place) == context


def test_the_title_beats_the_sheet_name_and_that_the_file_name() -> None:
    context = around(banner="N5 Maths TP1", name="H French TP2", file="S4 N4 Physics TP3.xlsx")
    assert context == Context(
        "S4",
        "Maths",
        "N5",
        periods=(PeriodTold(1, "title above the table"), PeriodTold(2, "sheet name"), PeriodTold(3, "file name")),
    )


LONG = ["SCN", "Forename", "Surname", "Tracking Point", "Subject", "Effort", "Behaviour"]


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ([scn(1), "Ailsa", "Sample", "1", "French", 1, 2], "read"),
        ([scn(1), "Ailsa", "Sample", "1", "French", "", ""], "read"),
        ([], "blank row"),
        (["", " ", "\xa0"], "blank row"),
        (LONG, "header repeated"),
        ([header.upper() for header in LONG], "header repeated"),
        (["Total"], "total or footer"),
        (["Total", "", "", "", "", 12, 13], "total or footer"),
        (["Total", 12], "total or footer"),
        (["Grand Total", "", "", "", "", 12], "total or footer"),
        (["Average", "", "", "", "", 1.5, 1.7], "total or footer"),
        (["Printed on 3 November 2025 14:02"], "total or footer"),
        (["", "", "", "Page 1 of 3"], "total or footer"),
        (["", "", "", "", "", "", "see over"], "title or note"),
        ([scn(1), "Ailsa", "Total", "1", "French", 1, 2], "read"),
        (["", "Ailsa", "Total", "1", "French", 1, 2], "read"),
        (["", "", "", "1", "French", 1, 2], "no pupil"),
        ([scn(1), "Ailsa", "Sample", "1", "", 1, 2], "no subject"),
        ([scn(1), "Ailsa", "Sample", "", "French", 1, 2], "no tracking period"),
    ],
)
def test_row_below_the_header_is(row: list[Any], outcome: str) -> None:
    data = [scn(2), "Blair", "Sample", "1", "French", 1, 1]
    reading = read([LONG, data, row, data])
    passed = {p.row: p.reason for p in (*reading.rejected, *reading.ignored)}
    assert passed == ({} if outcome == "read" else {2: outcome})
    assert reading.rows == 3
    assert reading.read == 3 - len(passed)


@pytest.mark.parametrize(
    ("places", "column", "told"),
    [
        ({"name": "TP2", "file": "Tracking TP2.xlsx"}, "2", []),
        ({"name": "TP1", "file": "Tracking TP1.xlsx"}, "2", [("sheet name", 1, 2), ("file name", 1, 2)]),
        ({"name": "TP1", "file": "Tracking TP2.xlsx"}, "", [("file name", 2, 1)]),
        ({"name": "Sheet1", "file": "Tracking TP2.xlsx"}, "", []),
        ({"name": "Sheet1", "file": "Tracking TP3.xlsx"}, "1", [("file name", 3, 1)]),
    ],
)
def test_of_two_periods_the_column_beats_the_sheet_and_the_sheet_the_file(
    places: dict[str, str], column: str, told: list[tuple[str, int, int]]
) -> None:
    reading = read([LONG, [scn(1), "Ailsa", "Sample", column, "French", 1, 2]], **places)
    conflicts = [p for p in reading.problems if p.code == "period-conflict"]
    assert [(p.message.split(" says")[0], p.period) for p in conflicts] == [
        (f"The {place}", stronger) for place, _, stronger in told
    ]
    assert all(f"says period {weaker}," in p.message for p, (_, weaker, _) in zip(conflicts, told, strict=True))
    (entry,) = reading.entries
    assert entry.period == (told[0][2] if told else 2)


@pytest.mark.parametrize(
    ("header", "layout"),
    [
        (LONG, "long"),
        (["SCN", "Surname", "Subject", "WG1", "Eff1", "WG2", "Eff2"], "across"),
        (["SCN", "Surname", "TP1 Working Grade", "Subject", "TP1 Effort"], "across"),
        (["SCN", "Surname", "Maths TG", "Maths WG", "Maths Effort", "English WG"], "wide-flat"),
        (["SCN", "Forename", "Surname", "DOB", "Year Group", "Reg Class", "House", "Postcode", "ASN"], "pupils"),
        (["Known As", "Surname", "Reg class", "Attendance (%)", "Late"], "attendance"),
        (
            ["SCN", "Total Possible", "Total Attendance", "Authorised Absence", "Unauthorised Absence"],
            "attendance",
        ),
        (["SCN", "Surname", "Forename", "Group"], "groups"),
        (["SCN", "Subject", "Class Code", "Teacher Name"], "class-list"),
    ],
)
def test_header_belongs_to_layout(header: list[str], layout: str) -> None:
    assert read([header, [scn(1), *["x"] * (len(header) - 1)]], file="Tracking TP1.xlsx").layout == layout


def test_a_per_class_sheet_has_its_subject_in_its_name() -> None:
    rows: list[list[Any]] = [["SCN", "Surname", "Working Grade", "Effort"], [scn(1), "Sample", 3, 1]]
    reading = read(rows, file="S4 N5 Maths TP2.xlsx")
    assert reading.layout == "per-class"
    (entry,) = reading.entries
    assert (entry.course.subject, entry.course.level, entry.period, entry.told.stage) == (
        "Mathematics",
        "N5",
        2,
        "S4",
    )


def test_a_per_class_sheet_without_a_subject_is_left_out_with_the_reason() -> None:
    rows: list[list[Any]] = [["SCN", "Surname", "Working Grade", "Effort"], [scn(1), "Sample", 3, 1]]
    reading = read(rows, file="class 34a TP1.xlsx")
    assert reading.layout == "left-out"
    assert reading.reason == "nothing tells the subject: no column, title, sheet name or file name"
    assert (reading.rows, reading.read, reading.ignored_count) == (2, 0, 2)


def test_two_header_rows_name_subject_and_value() -> None:
    rows: list[list[Any]] = [
        ["", "", "N5 Maths", "", "", "French", "", ""],
        ["SCN", "Surname", "WG", "E", "B", "WG", "E", "B"],
        [scn(1), "Sample", 3, 1, 2, 4, 3, 1],
    ]
    reading = read(rows, name="S4 TP1")
    assert reading.layout == "wide-two-row"
    assert [(e.course.subject, e.course.level, e.working_grade, e.effort) for e in reading.entries] == [
        ("Mathematics", "N5", "3", "1"),
        ("French", None, None, "3"),
    ]


@pytest.mark.parametrize(("depth", "found"), [(0, True), (29, True), (31, False)])
def test_a_header_is_looked_for_in_the_first_thirty_rows(depth: int, found: bool) -> None:
    reading = read([*[["A school"]] * depth, LONG, [scn(1), "Ailsa", "Sample", "1", "French", 1, 2]])
    assert (reading.layout == "long") is found


@pytest.mark.parametrize("first", ["No", "", "SCN"])
@pytest.mark.parametrize("banner", ["Tracking report, S4", "Balerno", "S4 tracking point 1"])
def test_a_title_above_a_header_with_a_subject_column_is_no_subject(first: str, banner: str) -> None:
    """Not even where the title stands above a column that means nothing."""
    header = [first, "Candidate No", "Surname", "Forename", "Tracking Point", "Subject", "Effort", "Behaviour"]
    reading = read([[banner], header, ["1", scn(1), "Sample", "Ailsa", "1", "French", 3, 1]])
    assert [(e.course.subject, e.effort, e.period) for e in reading.entries] == [("French", "3", 1)]


def test_of_two_columns_that_mean_the_same_the_first_is_read_and_the_second_told() -> None:
    header = [*LONG, "Eff"]
    reading = read([header, [scn(1), "Ailsa", "Sample", "1", "French", 1, 2, 3]])
    assert [entry.effort for entry in reading.entries] == ["1"]
    assert [(p.code, p.severity, p.origin and p.origin.cell) for p in reading.problems] == [
        ("header-twice", "error", "H1")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["SCN", "Surname", "Stage", "Subject", "Level", "TP1", "", "TP2", ""],
            ["", "", "", "", "", "WG", "E", "WG", "E"],
            [scn(1), "Sample", "S5", "Physics", "H", 3, 1, 5, 3],
        ],
        [
            ["SCN", "Surname", "Stage", "Higher Physics TP1", "", "Higher Physics TP2", ""],
            ["", "", "", "WG", "E", "WG", "E"],
            [scn(1), "Sample", "S5", 3, 1, 5, 3],
        ],
    ],
    ids=["periods over the values", "subject and period over the values"],
)
def test_a_band_over_the_values_names_periods_and_subjects(rows: list[list[Any]]) -> None:
    found = [(e.course.subject, e.course.level, e.period, e.working_grade, e.effort) for e in read(rows).entries]
    assert found == [("Physics", "H", 1, "3", "1"), ("Physics", "H", 2, "5", "3")]
