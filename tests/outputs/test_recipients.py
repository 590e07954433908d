"""A workbook hides nothing, and holds no pupil whom its recipient has no business with (SEC-30 to SEC-32)."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.laws.judging import examples
from tests.outputs.canaries import COURSES, PUPILS, canary_rows, names_of, words_of
from tests.outputs.every_command import WHO, Ran
from tests.reports.workbook_lint import MAIN, Workbook, complaints
from tests.small_school import csv_text, run, scn
from tmi_cli.rag.form import KEY
from tmi_cli.rag.keys import By
from tmi_cli.reports.rag_files import forms_of
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook import workbooks
from tmi_cli.reports.workbook.rag import rag_workbooks

RUN = "0123456789ab"
FORM = re.compile(r"/rag(-[\d-]+)?/")


def members_of(data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8")


def test_every_command_that_writes_writes_workbooks(ran: Ran) -> None:
    kinds = {path.split("/")[2].partition("-2")[0] for path, _ in ran.files(".xlsx")}
    assert kinds >= {
        "check", "rag", "pupil", "snapshot", "changes", "gaps", "attainment", "meeting", "interventions", "impact",
        "simulation", "backtest",
    }  # fmt: skip
    assert any(path.endswith("escalation.xlsx") for path, _ in ran.files(".xlsx"))


def test_no_workbook_hides_anything_or_says_where_it_was_made(ran: Ran) -> None:
    """The forms of RAG have drop-downs, colours and a protected sheet, and nothing hidden either."""
    wrong = {}
    for path, data in ran.files(".xlsx"):
        book = load_workbook(io.BytesIO(data))
        (run_id,) = set(re.findall("run ([0-9a-f]{12})", str(book["Summary"].oddFooter.left.text)))
        published = "No pupil is named" in str(book["Summary"].oddFooter.left.text)
        found = complaints(data, run_id=run_id, published=published)
        if FORM.search(path):
            found = [what for what in found if not re.search("RAG: (XL-05|XL-10)", what)]
        wrong[path] = [what for what in found if re.search("SEC-|DP-|XL-07", what)]
        for member, text in members_of(data):
            for word in (WHO, str(ran.folder), f"{Path.home()}/", f"{tempfile.gettempdir()}/", "file://"):
                if word in text:
                    wrong[path].append(f"{member}: {word}")
            if re.search(r'state="(hidden|veryHidden)"|hidden="1"|<dde|oleLink', text):
                wrong[path].append(f"{member}: something is hidden")
    assert {path: found for path, found in wrong.items() if found} == {}


def test_no_cell_of_any_workbook_is_a_formula(ran: Ran) -> None:
    for path, data in ran.files(".xlsx"):
        formulas = [e.text for sheet in Workbook(data).sheets.values() for e in sheet.iter(f"{MAIN}f")]
        assert formulas == [], path


def pupils_in(data: bytes) -> set[int]:
    """The pupils of whom any member of a workbook holds a name or the number."""
    everything = "\n".join(text for _, text in members_of(data))
    return {number for number in range(PUPILS) if any(word in everything for word in words_of(number))}


Rows = Sequence[Mapping[str, str]]


FACULTIES = {
    "Mathematics": "Mathematics",
    "English": "English",
    "Physics": "Science",
    "French": "Modern Languages",
}


def belong(rows: Rows, path: str) -> set[int]:
    """The pupils whom a path's owner has business with: those in its subjects, house or stage."""
    folder, name = path.split("/")[-2:]
    unit = name.removesuffix(".xlsx").removesuffix(" RAG")
    who = {
        "faculties": lambda row: FACULTIES[row["subject"]] == unit,
        "houses": lambda row: row["house"] == unit,
        "stages": lambda row: row["stage"] == unit,
        "teachers": lambda row: row["teacher"] == unit,
    }[folder]
    numbers = {row["scn"]: number for number in range(PUPILS) for row in rows if row["scn"] == scn(number)}
    return {numbers[row["scn"]] for row in rows if who(row)}


_COURSES = st.sets(st.integers(0, len(COURSES) - 1), min_size=1)
_PUPIL = st.fixed_dictionaries(
    {
        "courses": _COURSES,
        "flagged": st.sets(st.integers(0, len(COURSES) - 1)),
        "house": st.sampled_from(("Skye", "Iona")),
        "stage": st.sampled_from(("S4", "S5")),
    }
)


def report_of(pupils: Sequence[Mapping[str, object]], folder: Path) -> tuple[Rows, Report]:
    rows = canary_rows(pupils)
    return rows, run(folder, {"TP.csv": csv_text(rows)}, policy="balerno")


@examples(12)
@given(st.lists(_PUPIL, min_size=PUPILS, max_size=PUPILS))
def test_an_owners_workbook_holds_no_other_pupil_in_any_member(pupils: list[Mapping[str, object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows, report = report_of(pupils, Path(folder))
    books = {path: data for path, data in workbooks(report, run_id=RUN).items() if "/" in path}
    kinds: tuple[By, ...] = ("faculty", "house", "stage")
    for by in kinds:
        books |= rag_workbooks(report, forms_of(report, by=by, flagged_only=False), run_id=RUN)
    assert books
    for path, data in books.items():
        assert pupils_in(data) <= belong(rows, path), path


def test_an_owners_workbook_of_every_command_holds_no_other_pupil(ran: Ran) -> None:
    rows = canary_rows()
    found = {
        path: pupils_in(data) - belong(rows, path)
        for path, data in ran.files(".xlsx")
        if path.split("/")[-2] in ("faculties", "houses", "stages", "teachers") and "Social" not in path
    }
    assert len(found) > 15
    seen = {number for path, data in ran.files(".xlsx") if "/faculties/" in path for number in pupils_in(data)}
    assert seen == set(range(PUPILS))
    assert {path: pupils for path, pupils in found.items() if pupils} == {}


def test_the_key_of_a_form_is_seen(ran: Ran) -> None:
    """It stands further right than what is printed; nothing of a form is hidden."""
    forms = [data for path, data in ran.files(".xlsx") if FORM.search(path)]
    assert len(forms) >= 7
    for data in forms:
        assert KEY in Workbook(data).cells("RAG").values()


def test_the_names_are_distinct() -> None:
    words = [word.casefold() for number in range(PUPILS) for word in words_of(number)]
    assert not [(a, b) for a in words for b in words if a is not b and a in b]
    assert names_of(0)["known_as"]
