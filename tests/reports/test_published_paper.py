"""What may leave the school: nobody is named in any form of it, and no small number is in it or follows."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.reports.studies import sample
from tests.reports.test_gaps_paper import (
    ALIKE,
    MEASURES,
    TITLES,
    Place,
    can_be_worked_out,
    groups_table,
    left_out,
    paper_of,
    published_pupils,
    recorded,
)
from tests.reports.test_snapshot_paper import PUPILS, SEED
from tests.reports.workbook_lint import Workbook, complaints
from tests.small_school import Row, csv_text, run, scn
from tmi_cli.analysis.study import study
from tmi_cli.errors import RequestError
from tmi_cli.reports.html import to_html
from tmi_cli.reports.paper import Paper, TablePart, Value
from tmi_cli.reports.paper_files import paper_files
from tmi_cli.reports.paper_text import as_plain, to_csv, to_json, to_tab_separated
from tmi_cli.reports.papers.gaps import Scope, gaps_paper
from tmi_cli.reports.papers.published import published_faculties, published_school
from tmi_cli.reports.papers.snapshot import snapshots
from tmi_cli.reports.workbook.paper import paper_workbook
from tmi_cli.sample import make_school

FACULTIES = [
    "Business and Computing", "English", "Expressive Arts", "Health and Wellbeing", "Mathematics",
    "Modern Languages", "Science", "Social Subjects", "Technologies",
]  # fmt: skip


@cache
def papers() -> tuple[Paper, ...]:
    """The paper of the whole school, and those of its faculties."""
    return (published_school(*sample()), *published_faculties(*sample()))


@cache
def named() -> re.Pattern[str]:
    """Whatever tells a pupil, a class or a teacher: numbers, names, registration and class codes; whole words."""
    school = make_school(seed=SEED, pupils=PUPILS, session="2025-26")
    words = {
        word
        for pupil in school.pupils
        for word in (pupil.scn, pupil.surname, pupil.forename, pupil.known_as, pupil.registration)
    }
    words |= {course.class_code for course in school.courses}
    words |= {course.teacher for course in school.courses} | {c.teacher.split()[-1] for c in school.courses}
    alternatives = "|".join(re.escape(word) for word in sorted(words - {""}, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![\w#])(?:{alternatives})(?!\w)")


def outputs(paper: Paper) -> Iterator[tuple[str, str]]:
    """Every form of a paper as text; of the workbook each member of the zip."""
    yield "json", to_json([paper])
    yield "csv", to_csv([paper])
    yield "table", to_tab_separated([paper])
    yield "html", to_html([paper])
    with zipfile.ZipFile(io.BytesIO(paper_workbook(paper))) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8")


@pytest.mark.parametrize("at", [0, 5])
def test_nobody_is_named_in_any_form_of_the_paper(at: int) -> None:
    paper = papers()[at]
    for name, text in outputs(paper):
        assert named().findall(text) == [], (paper.title, name)


def test_nobody_is_named_in_any_of_the_files_of_all_faculties() -> None:
    files = paper_files(papers()[1:], "snapshot", html=False)
    assert sorted(files) == sorted(
        ["snapshot.csv", "snapshot.json", *(f"faculties/{name}.xlsx" for name in FACULTIES)]
    )
    for path, data in files.items():
        if path.endswith(".xlsx"):
            text = "\n".join(member.decode() for member in Workbook(data).members.values())
        else:
            text = data.decode("utf-8-sig")
        assert named().findall(path + text) == [], path


def test_the_search_for_names_finds_them_in_a_paper_of_the_school() -> None:
    text = to_json(snapshots(*sample(), ["Science"]))
    words = set(named().findall(text))
    school = make_school(seed=SEED, pupils=PUPILS, session="2025-26")
    baxter = next(pupil for pupil in school.pupils if pupil.surname == "Baxter")
    assert {"Baxter", baxter.registration, "4BI1", "Mr F. Guthrie"} <= words


@pytest.mark.parametrize("at", range(10))
def test_the_workbook_is_one_sheet_of_values(at: int) -> None:
    paper = papers()[at]
    data = paper_workbook(paper)
    assert complaints(data, run_id=paper.run_id, published=True) == []
    assert list(Workbook(data).sheets) == ["Summary"]
    assert "Small numbers are suppressed. No pupil is named." in Workbook(data).strings


def test_what_the_papers_are_called() -> None:
    told = [(paper.title, paper.folder, paper.file, paper.extra, paper.schema) for paper in papers()]
    assert told == [
        (
            "Whole school: figures for publication, 2025-26, period 3",
            "",
            "overview for publication",
            {"faculty": None},
            "tmi.snapshot/1",
        ),
        *(
            (
                f"{name}: figures for publication, 2025-26, period 3",
                "faculties",
                name,
                {"faculty": name},
                "tmi.snapshot/1",
            )
            for name in FACULTIES
        ),
    ]
    assert all(paper.published for paper in papers())
    assert [section.name for section in papers()[0].sections] == ["Whole school", *FACULTIES]


def test_the_faculties_asked_for_are_made_once_each_and_an_unknown_one_is_suggested() -> None:
    assert [paper.file for paper in published_faculties(*sample(), ["science", "Science", "English"])] == [
        "Science", "English",
    ]  # fmt: skip
    with pytest.raises(RequestError) as error:
        published_faculties(*sample(), ["Sience"])
    assert "Did you mean Science?" in str(error.value.hint)


def true_of(faculty: str) -> dict[str, dict[str, tuple[int, int]]]:
    """Each measure: (count, judged) of each stage in which somebody was judged, from the school's records."""
    found: dict[str, dict[str, tuple[int, int]]] = {meaning: {} for meaning in MEASURES.values()}
    for measure, meaning in MEASURES.items():
        for stage in ("S1", "S2", "S3", "S4", "S5", "S6"):
            judged = [
                value
                for told in published_pupils(faculty=faculty)
                if told.pupil.stage == stage and (value := told.measures[measure]) is not None
            ]
            if judged:
                found[meaning][stage] = sum(judged), len(judged)
    return {meaning: stages for meaning, stages in found.items() if stages}


def rows_of(table: TablePart) -> dict[tuple[Value, Value], tuple[Value, ...]]:
    return {(row[0], row[1]): row[2:] for row in table.rows}


@pytest.mark.parametrize("at", range(10))
def test_every_figure_that_is_shown_is_the_one_in_the_schools_records(at: int) -> None:
    section = papers()[0].sections[at]
    true = true_of("" if section.name == "Whole school" else section.name)
    rows = rows_of(section.tables()[0])
    assert list(rows) == [(meaning, stage) for meaning, stages in true.items() for stage in (*stages, "All")]
    for (meaning, stage), (judged, count, share) in rows.items():
        stages = true[str(meaning)]
        due = stages.get(str(stage), tuple(sum(told[at] for told in stages.values()) for at in (0, 1)))
        assert judged in (due[1], "*")
        assert count in (due[0], "*")
        assert share == ("*" if count == "*" else pytest.approx(100 * due[0] / due[1], abs=1e-3))
        assert judged != "*" or count == "*"
        small = [figure for figure in (due[0], due[1] - due[0]) if 1 <= figure <= 4]
        assert not small or count == "*"
        assert judged == "*" or due[1] >= 5


@pytest.mark.parametrize("at", range(10))
def test_no_small_hidden_figure_follows_and_shown_stages_add_up(at: int) -> None:
    section = papers()[0].sections[at]
    rows = rows_of(section.tables()[0])
    for meaning, stages in true_of("" if section.name == "Whole school" else section.name).items():
        told = {
            stage: Place(*(None if value == "*" else int(str(value)) for value in rows[meaning, stage][:2]))
            for stage in (*stages, "All")
        }
        whole = told.pop("All")
        assert can_be_worked_out(stages, told, whole) == [], meaning
        if all(None not in one for one in (*told.values(), whole)):
            assert [sum(int(one[at] or 0) for one in told.values()) for at in (0, 1)] == list(whole)


def biology(number: int, stage: str, *, concern: bool = False, off_track: bool = False) -> Row:
    grade = {} if stage == "S1" else {"target": "3", "grade": "9" if off_track else "3"}
    level = {"level": "3", "code": "C"} if stage == "S1" else {"level": "N5", "code": ""}
    return {
        "scn": scn(number), "forename": f"P{number}", "surname": "Sample", "stage": stage, "period": "1",
        "subject": "Biology", **level, "target": "", "grade": "", **grade,
        "effort": "3" if concern else "1", "behaviour": "1", "homework": "1",
    }  # fmt: skip


def test_a_rating_hidden_in_a_stage_is_not_told_by_the_flags_there(tmp_path: Path) -> None:
    """Whoever is flagged in the broad general education is so by a rating alone: both measures are one figure."""
    rows = [
        *(biology(number, "S1", concern=number < 6) for number in range(20)),
        *(biology(number, "S4", concern=number < 23, off_track=23 <= number < 27) for number in range(20, 40)),
        *(biology(number, "S5", concern=number < 50) for number in range(40, 60)),
    ]
    report = run(tmp_path, {"Biology.csv": csv_text(rows)})
    table = published_school(report, study(report.cohort, report.policy, report.findings)).sections[0].tables()[0]
    shown = rows_of(table)
    told = {stage: shown[MEASURES["ratings"], stage][1] for stage in ("S1", "S4", "S5", "All")}
    if told["S1"] == "*":
        told["S1"] = shown[MEASURES["flagged"], "S1"][1]
    # The three pupils of S4, from what the others leave of all.
    assert "*" in (told["S1"], told["S5"], told["All"])


def test_a_rating_of_one_stage_alone_is_not_told_by_its_total(tmp_path: Path) -> None:
    """Six flags by a rating in S1 and three others in S4, where no rating is given: nine flags in all."""
    rows = [
        *(biology(number, "S1", concern=number < 6) for number in range(20)),
        *(
            {**biology(number, "S4", off_track=number < 23), "effort": "", "behaviour": "", "homework": ""}
            for number in range(20, 40)
        ),
    ]
    lists = [
        {"scn": scn(number), "forename": f"P{number}", "surname": "Sample", "Gender": "F" if number < 20 else "M"}
        for number in range(40)
    ]
    report = run(tmp_path, {"Biology.csv": csv_text(rows)}, groups={"Pupils.csv": csv_text(lists)})
    made = study(report.cohort, report.policy, report.findings)
    shown = rows_of(published_school(report, made).sections[0].tables()[0])
    assert shown[MEASURES["flagged"], "S4"] == (20, "*", "*")
    for stage in ("S1", "All"):
        assert "*" in (shown[MEASURES["flagged"], "All"][1], shown[MEASURES["ratings"], stage][1])
    for by_stage in (False, True):
        table = groups_table(gaps_paper(report, made, Scope(by_stage=by_stage)), "gender")
        counts = {(row[0], row[1]): row[3] for row in table.rows}
        assert counts[MEASURES["flagged"], "M"] == "*"
        for group in ("F", "All"):
            assert "*" in (counts[MEASURES["flagged"], "All"], counts[MEASURES["ratings"], group])


@pytest.mark.parametrize(("unknown", "left"), [(19, 40), (20, 59)])
def test_both_papers_leave_out_the_same_pupils_of_small_residual_groups(
    tmp_path: Path, unknown: int, left: int
) -> None:
    """Of sixty pupils one's gender is compared with none, and of the last ones no quintile is known."""
    rows = [biology(number, "S4" if number < 40 else "S5", concern=number % 3 == 0) for number in range(60)]
    lists = [
        {
            "scn": scn(number), "forename": f"P{number}", "surname": "Sample",
            "Gender": "X" if number == 5 else "FM"[number % 2],
            "simd": "" if number >= 60 - unknown else str(1 + number % 10),
        }
        for number in range(60)
    ]  # fmt: skip
    report = run(tmp_path, {"Biology.csv": csv_text(rows)}, groups={"Pupils.csv": csv_text(lists)})
    made = study(report.cohort, report.policy, report.findings)
    whole, *faculties = published_school(report, made).sections
    paper = gaps_paper(report, made, Scope())
    told = {rows_of(section.tables()[0])[MEASURES["flagged"], "All"][0] for section in (whole, *faculties)}
    told |= {
        row[2]
        for field in ("simd", "gender")
        for row in groups_table(paper, field).rows
        if row[:2] == (MEASURES["flagged"], "All")
    }
    assert told == {left}
    groups = {row[1] for field in ("simd", "gender") for row in groups_table(paper, field).rows}
    assert "X" not in groups
    assert ("not known" in groups) is (unknown == 20)


def test_a_facultys_own_paper_says_what_its_section_of_the_whole_says() -> None:
    for paper, section in zip(papers()[1:], papers()[0].sections[1:], strict=True):
        assert paper.sections[0].tables() == section.tables()


def test_the_keys_of_a_row() -> None:
    plain = as_plain(papers()[0])
    rows = [row for section in plain["sections"] for table in section["tables"].values() for row in table]
    assert {tuple(row) for row in rows} == {("measure", "stage", "judged", "count", "percent")}
    assert plain["published"] is True


@pytest.mark.parametrize("faculty", ["", *FACULTIES])
def test_two_papers_for_publication_do_not_tell_of_one_pupil_by_subtraction(faculty: str) -> None:
    assert faculty or left_out() & {told.pupil.scn for told in recorded()}
    paper = paper_of(faculty=faculty or None)
    ours = rows_of(papers()[0].sections[1 + FACULTIES.index(faculty) if faculty else 0].tables()[0])
    compared = 0
    for field in TITLES:
        for row in groups_table(paper, field).rows:
            if row[1] == "All" and (row[0], "All") in ours:
                pairs = list(zip(row[2:4], ours[row[0], "All"][:2], strict=True))
                assert [pair for pair in pairs if "*" not in pair and pair[0] != pair[1]] == [], (field, row[0])
                compared += sum("*" not in pair for pair in pairs)
    assert compared


@pytest.mark.parametrize("at", range(10))
def test_what_one_measure_hides_is_hidden_in_each_that_tells_of_it(at: int) -> None:
    rows = rows_of(papers()[0].sections[at].tables()[0])
    for pair in ALIKE:
        one, other = (
            {
                stage: [value == "*" for value in row]
                for (said, stage), row in rows.items()
                if said == MEASURES[name]
            }
            for name in pair
        )
        both = one.keys() & other.keys()
        assert {stage: one[stage] for stage in both} == {stage: other[stage] for stage in both}


def test_the_heads_of_the_tables() -> None:
    heads = {tuple(head.header for head in section.tables()[0].heads) for section in papers()[0].sections}
    assert heads == {("Pupils", "Stage", "Judged", "Number", "%")}
