"""The paper of one pupil: whole, with the right cells, and with groups only for those who may see them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.analysis.three_periods import WHO, report_of, studied
from tests.small_school import csv_text, run, scn
from tmi_cli import pipeline
from tmi_cli.analysis.study import Study, study
from tmi_cli.analysis.timeline import flag_lives
from tmi_cli.cohort.groups import percentage
from tmi_cli.errors import RequestError
from tmi_cli.exports import cell_text
from tmi_cli.reports.html.table import table_view
from tmi_cli.reports.paper import Paper
from tmi_cli.reports.paper_text import as_plain
from tmi_cli.reports.papers.pupil import pupil_paper, pupil_papers
from tmi_cli.reports.papers.pupil_list import pupil_list_paper
from tmi_cli.reports.report import Report

SAMPLE = Path(__file__).parents[2] / "sample_data"
POLICIES = ["balerno", "irvine-royal"]


def paper_of(report: Report) -> Paper:
    found, pupil = studied(report)
    return pupil_paper(report, found, pupil)


def rows(paper: Paper, section: str) -> list[tuple[Any, ...]]:
    (table,) = paper.section(section).tables()
    return list(table.rows)


def test_the_paper_is_whole(tmp_path: Path) -> None:
    paper = paper_of(report_of(tmp_path))
    assert (paper.schema, paper.title, paper.file) == (
        "tmi.pupil/1",
        "Mòrag O'Neill: 2025-26, period 3",
        "pupil timeline",
    )
    assert paper.handling.sentence == "Contains personal data about pupils. For the pupil support leader of Rowan."
    assert paper.about == (
        ("School", "Not named (name it in tmi.toml)"),
        ("Session", "2025-26"),
        ("Period", "S5: period 3"),
        ("Policy", "standard (tmi policy show standard; 3 things assumed)"),
    )
    assert [(section.name, section.title) for section in paper.sections] == [
        ("At a glance", "At a glance"),
        ("Flags", "Flags of all periods, the newest first"),
        ("What teachers wrote", "What teachers wrote"),
        ("Problems", "Problems in this pupil's data"),
        ("Flags over time", "Flags over the periods"),
    ]
    glance = as_plain(paper)["sections"][0]
    assert glance["says"] == [
        f"S5, registration 5R1, house Rowan, SCN {scn(1)}.",
        "Attendance 88.5 % (List.csv › B2).",
        "Groups: Care Experienced.",
        "Overview: Year Head (S5), because of 3 faculties: English, Mathematics and Science.",
        "Flags: 5 in period 1, 3 in period 2 and 3 in period 3. Now: 1 worse, 2 new, 1 resolved, 2 not seen.",
        "Not all could be judged: History (effort blank) and History (working grade blank).",
    ]
    assert rows(paper, "At a glance") == [
        ("Biology", "H", "▅▅▅│▆", "4/3 3 1 2", "4/3 4 1 2", "4/3 4 3 2", 1, "5BI1", "Ms A. Kirk"),
        ("English", "H", "▆·▄│▇", "4/3 1 1 2", "-/3 - - -", "6/3 1 1 2", 1, "5EN1, 5EN2", ""),
        ("French", "N5", "▇▇█│▇", "2/2 1 3 1", "2/2 1 2 1", "1/2 1 2 1", 0, "5FR1", ""),
        ("Geography", "N4", "▁▁█│█", "9/8 2 2 -", "9/8 2 2 -", "8/8 2 2 -", 0, "5GE1", ""),
        ("History", "H", "▅··│▅", "4/4 2 4 3", "-/4 - - -", "-/4 - - ?", 0, "5HI1", ""),
        ("Mathematics", "H ← N5", "▃·▃│▆", "7/4 2 2 2", "", "7/4 2 2 2", 1, "5MA1", ""),
        ("Mathematics", "N5 ← H", "·▃·│▇", "", "7/3 2 2 2", "", None, "5MA2", ""),
    ]
    assert paper.section("At a glance").table("timeline").note == (
        "Trend: working grade by period, higher is better (compare within a row); after │ the target. "
        "In each period: the same / target in force, then effort, behaviour, homework; - is blank, ? unusable. "
        "N5 ← H: came to N5 from H. H, N5: 1 A1, 2 A2, 3 B3, 4 B4, 6 C6, 7 D. N4: 8 on track to pass, 9 off track."
    )
    fell, now = "Working grade fell from 4 (B4) in period 1 to 6 (C6)", "Worse now"
    off, seven, math = "Working grade 9 (off track)", "Working grade 7 (D)", "Mathematics"
    kirk = "Ms A. Kirk"
    both = "effort 4, behaviour 3"
    assert rows(paper, "Flags") == [
        (3, "Biology", "H", "Effort 4, behaviour 3", "Worse now", "1: N2, O2", "Worse", both,
         "TP3.csv › N2, O2", "rating", "5BI1", kirk),
        (3, "English", "H", fell, "New now", "1: M3; 2: M3", "New", "6; 4",
         "TP3.csv › M3; TP1.csv › M3", "falling", "5EN2", ""),
        (3, math, "H", seven, "New now", "1: M7", "New", "7", "TP3.csv › M7", "working-grade", "5MA1", ""),
        (2, "Biology", "H", "Effort 4", now, "3: N2", "Worse", "4", "TP2.csv › N2", "rating", "5BI1", kirk),
        (2, "Geography", "N4", off, "Resolved now", "3: M5", "Continuing", "9",
         "TP2.csv › M5", "working-grade", "5GE1", ""),
        (2, math, "N5", seven, "Not seen since", "3: M7", "New", "7", "TP2.csv › M7", "working-grade", "5MA2", ""),
        (1, "Biology", "H", "Effort 3", "Worse now", "2: N2", "New", "3", "TP1.csv › N2", "rating", "5BI1", kirk),
        (1, "French", "N5", "Behaviour 3", "Resolved in 2", "2: O4", "New", "3",
         "TP1.csv › O4", "rating", "5FR1", ""),
        (1, "Geography", "N4", off, "Resolved now", "2: M5", "New", "9",
         "TP1.csv › M5", "working-grade", "5GE1", ""),
        (1, "History", "H", "Behaviour 4, homework 3", "Not seen since", "2: O6, P6", "New",
         "behaviour 4, homework 3", "TP1.csv › O6, P6", "rating", "5HI1", ""),
        (1, math, "H", seven, "Flagged anew now", "2: M7", "New", "7",
         "TP1.csv › M7", "working-grade", "5MA1", ""),
    ]  # fmt: skip
    told = Counter((row[0], row[9]) for row in rows(paper, "Flags"))
    (trend,) = paper.section("Flags over time").tables()
    assert trend.rows == tuple(
        (f"Period {period}", *(told[period, rule] for rule in ("rating", "working-grade", "falling")),
         sum(number for (when, _), number in told.items() if when == period))
        for period in (1, 2, 3)
    )  # fmt: skip
    (flags,) = paper.section("Flags").tables()
    assert flags.note == "Cells are told by sheet: 1 TP3.csv; 2 TP1.csv; 3 TP2.csv."
    assert rows(paper, "What teachers wrote") == [
        (3, "Biology", "Much to catch up.", "Ms A. Kirk"),
        (1, "Biology", "Could do more.", "Ms A. Kirk"),
        (1, "Mathematics", "Finds it hard.", ""),
    ]
    assert rows(paper, "Problems") == [
        (
            "error", "History",
            "“XX” is not on the scale for homework: 1 (always), 2 (mostly), 3 (sometimes), 4 (rarely).",
            "TP3.csv › P6", "Correct the rating in SEEMiS and export again; until then it cannot be judged.",
        ),
        (
            "info", "Mathematics", "The pupil moved from N5 (period 2) to H; grades are not compared.",
            "TP3.csv › A7", "Nothing to do if the move was meant.",
        ),
    ]  # fmt: skip


def test_its_json_has_every_value_of_the_timeline_by_itself(tmp_path: Path) -> None:
    plain = as_plain(paper_of(report_of(tmp_path)))
    assert plain["pupil"] == {
        "scn": scn(1), "forename": "Mòrag", "surname": "O'Neill", "stage": "S5", "registration": "5R1",
        "house": "Rowan", "groups": ["Care Experienced"],
    }  # fmt: skip
    maths = plain["timeline"][-1]
    nothing = {"new_target": None, "level_code": None, "prelim": None, "predicted": None}
    assert maths == {
        "subject": "Mathematics",
        "level": "N5",
        "classes": ["5MA2"],
        "sparkline": "·▃·│▇",
        "level_changes": [{"period": 2, "before": "H"}],
        "periods": [
            {"period": 1, "course": None},
            {"period": 2, "course": {
                "class": "5MA2", "teachers": [], "target_in_force": "3", "target": "3", "working_grade": "7",
                "effort": "2", "behaviour": "2", "homework": "2", **nothing,
            }},
            {"period": 3, "course": None},
        ],
    }  # fmt: skip


NOBODY_SEES = """
[[ladders]]
count = "faculties"
steps = [
  { role = "CL", title = "Curriculum leader", unit = "faculty", at_least = 1 },
  { role = "PSL", title = "Pupil support leader", unit = "house", at_least = 2 },
]
"""


def test_groups_are_left_out_where_no_step_may_see_them(tmp_path: Path) -> None:
    paper = paper_of(report_of(tmp_path, changes=NOBODY_SEES))
    assert paper.recipient == "the pupil support leader of Rowan"
    assert "Care Experienced" not in str(as_plain(paper))
    assert as_plain(paper)["pupil"]["groups"] is None


@pytest.mark.parametrize(
    ("changes", "house", "recipient", "groups"),
    [
        ("", "Rowan", "the pupil support leader of Rowan", True),
        ("", "", "the year head of S5", True),
        (NOBODY_SEES, "", "a person who may see this pupil in all subjects", False),
        (NOBODY_SEES.replace('"house", at', '"stage", sees_groups = true, at'), "Rowan",
         "the pupil support leader of S5", True),
    ],
)  # fmt: skip
def test_it_is_for_whoever_looks_after_the_pupil_and_may_see_groups(
    tmp_path: Path, changes: str, house: str, recipient: str, groups: bool
) -> None:
    row = {**WHO, "house": house, "period": "1", "subject": "Art", "level": "H", "grade": "3", "effort": "1"}
    lists = {"List.csv": f"SCN,Care Experienced,ASN\n{scn(1)},Y,\n"}
    paper = paper_of(run(tmp_path, {"TP1.csv": csv_text([row])}, changes=changes, groups=lists))
    assert paper.recipient == recipient
    assert ("Groups: Care Experienced." in as_plain(paper)["sections"][0]["says"]) == groups


def test_a_pupil_of_whom_little_is_known_has_a_paper(tmp_path: Path) -> None:
    rows_ = [{"forename": "Anna", "surname": "Sample", "period": "1", "subject": "Zymurgy", "effort": "1"}]
    paper = paper_of(run(tmp_path, {"TP1.csv": csv_text(rows_)}))
    assert paper.title == "Anna Sample: 2025-26, period 1"
    assert as_plain(paper)["sections"][0]["says"] == [
        "Stage not known, registration not known, house not known, SCN not known.",
        "Attendance is not known.",
        "Overview: not flagged in the reported period; nobody needs to act by the policy.",
        "Flags: 0 in period 1.",
        "Not all could be judged: Zymurgy (behaviour blank) and Zymurgy (level unknown).",
    ]
    assert rows(paper, "At a glance") == [("Zymurgy", "?", "·", "- 1 - -", 0, "", "")]
    (flags,) = paper.section("Flags").tables()
    assert (flags.rows, flags.empty, flags.note) == ((), "No rule flagged the pupil in any period.", "")


def _study_of(policy: str, period: int | None = None) -> tuple[Report, Study]:
    report = pipeline.flag(
        pipeline.Options(
            exports=[SAMPLE / "exports"],
            session="2025-26",
            policy=policy,
            period=period,
            groups=[SAMPLE / "lists"],
        )
    )
    return report, study(report.cohort, report.policy, report.findings)


@pytest.fixture(scope="module", params=POLICIES)
def sample(request: pytest.FixtureRequest) -> tuple[Report, Study]:
    return _study_of(request.param)


def test_every_cell_of_every_paper_holds_what_the_paper_says(sample: tuple[Report, Study]) -> None:
    report, found = sample
    books = {path.name: load_workbook(path, data_only=True) for path in SAMPLE.rglob("*.xlsx")}

    def cells(source: str) -> list[str]:
        texts = []
        for part in source.split("; "):
            file, sheet, names = part.split(" › ")
            texts += [cell_text(books[file][sheet][name].value) for name in names.split(", ")]
        return texts

    checked = 0
    for pupil in report.cohort.pupils.values():
        paper = pupil_paper(report, found, pupil)
        (table,) = paper.section("Flags").tables()
        sheets = dict(re.findall(r"(\d+) ([^;]+\.xlsx › [^;.]+)", table.note))
        for life, source, short in zip(
            flag_lives(found, pupil), table.column("source"), table.column("cells"), strict=True
        ):
            assert cells(str(source)) == [item.value for item in life.flag.evidence]
            # The short form names the same cells by the number of their sheet.
            long = "; ".join(
                f"{sheets[n]} › {names}" for n, names in (p.split(": ") for p in str(short).split("; "))
            )
            assert long == source
            checked += 1
        (attendance,) = [s for s in as_plain(paper)["sections"][0]["says"] if s.startswith("Attendance")]
        told = re.fullmatch(r"Attendance ([\d.]+) % \((.+)\)\.", attendance)
        if told:
            assert percentage(cells(told[2])[0]) == float(told[1])
    assert checked > 200


def test_nothing_of_another_pupil_is_in_a_paper(sample: tuple[Report, Study]) -> None:
    report, found = sample
    numbers = {pupil.scn for pupil in report.cohort.pupils.values()}
    for pupil in report.cohort.pupils.values():
        told = set(re.findall(r"\d{9}", str(as_plain(pupil_paper(report, found, pupil)))))
        assert told & numbers == {pupil.scn}


def test_no_table_is_too_wide_for_a_page_that_stands(sample: tuple[Report, Study]) -> None:
    """What is wider than 92 letters would be printed lying, on a page of its own."""
    report, found = sample
    for pupil in report.cohort.pupils.values():
        for section in pupil_paper(report, found, pupil).sections:
            for table in section.tables():
                assert table_view(table, id="x", section="").letters <= 92


def test_several_pupils_are_listed_and_nobody_is_chosen(tmp_path: Path) -> None:
    base = {"period": "1", "subject": "Art", "level": "N5", "grade": "3", "effort": "1", "forename": "Anna"}
    exports = [
        {**base, "scn": scn(1), "surname": "Sample", "stage": "S4", "reg": "4B2", "house": "Rowan"},
        {**base, "scn": scn(2), "surname": "Sample", "stage": "S4", "reg": "4B1", "house": "Rowan"},
        {**base, "scn": scn(3), "surname": "Other", "stage": "S4", "reg": "4B1", "house": ""},
    ]
    lists = {"List.csv": f"SCN,Care Experienced,ASN\n{scn(1)},Y,\n"}
    report = run(tmp_path, {"TP1.csv": csv_text(exports)}, groups=lists)
    found = study(report.cohort, report.policy, report.findings)
    (paper,) = pupil_papers(report, found, "anna sample")
    assert (paper.schema, paper.title, paper.file) == ("tmi.pupils/1", "Which pupil? 2025-26, period 1", "")
    assert paper == pupil_list_paper(report, [report.cohort.pupils[scn(1)], report.cohort.pupils[scn(2)]])
    assert as_plain(paper)["sections"] == [
        {
            "title": "Pupils who can be meant",
            "says": [
                "2 pupils can be meant. Ask again with the Scottish Candidate Number, "
                "or with the registration class after the name."
            ],
            "to_fill_in": [],
            "tables": {
                "pupils": [
                    {"surname": "Sample", "forename": "Anna", "stage": "S4", "registration": registration,
                     "house": "Rowan", "scn": number}
                    for registration, number in (("4B2", scn(1)), ("4B1", scn(2)))
                ]
            },
        }
    ]  # fmt: skip
    assert report.cohort.pupils[scn(1)].groups == ("Care Experienced",)
    assert "Care Experienced" not in str(as_plain(paper))
    assert [paper.schema for paper in pupil_papers(report, found, "Anna Sample 4B2")] == ["tmi.pupil/1"]
    with pytest.raises(RequestError) as error:
        pupil_papers(report, found, "Annette Sampel")
    assert "Sampel" not in str(error.value) + error.value.hint


def test_the_same_inputs_give_the_same_paper_and_each_pupil_another_number(tmp_path: Path) -> None:
    first, second = paper_of(report_of(tmp_path)), paper_of(report_of(tmp_path))
    assert first == second
    report, found = _study_of("balerno")
    runs = {pupil_paper(report, found, pupil).run_id for pupil in report.cohort.pupils.values()}
    assert len(runs) == len(report.cohort.pupils)


def test_what_is_not_printed_stands_behind_what_is(sample: tuple[Report, Study]) -> None:
    """A workbook prints a table up to its first column that is for the screen."""
    report, found = sample
    for pupil in report.cohort.pupils.values():
        for section in pupil_paper(report, found, pupil).sections:
            for table in section.tables():
                printed = [head.on_paper for head in table.heads]
                assert printed == sorted(printed, reverse=True)
