"""What comes back is merged by key: everything is stored or told, nothing is overwritten in silence."""

from __future__ import annotations

import csv
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.rag.forms import Values, collect, fill, headers, line_of, school, send, write


def filled(form: Path, target: Path, pupils: dict[str, Values]) -> Path:
    """The form with some pupils' cells written, saved elsewhere."""

    def change(sheet: Worksheet) -> None:
        for forename, values in pupils.items():
            write(sheet, forename, values)

    return fill(form, target, change)


def stored(folder: Path) -> dict[str, dict[str, str]]:
    """What is stored, by first name and subject, without what says where it belongs."""
    path = folder / "store" / "rag.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    written = ("rag", "comment", "note", "action", "by_whom", "review_date", "returned_in")
    return {
        f"{row['forename']} {row['subject']}": {field: row[field] for field in written if row[field]}
        for row in rows
    }


def told(folder: Path, *args: str | Path) -> list[tuple[str, ...]]:
    """Every finding: kind, pupil, column, what stands there, what is stored or was sent."""
    said = collect(folder, "--format", "json", *args)
    assert said.returncode == 0, said.stderr
    fields = ("kind", "pupil", "field", "found", "instead")
    return [tuple(item[field] for field in fields) for item in json.loads(said.stdout)["findings"]]


def sent(folder: Path) -> Path:
    school(folder)
    return send(folder)["Mathematics RAG"]


ALL = {
    "RAG": "▲ Red",
    "Comment": "Attendance",
    "Note": "Late on Mondays",
    "Action": "Call home",
    "By whom": "A. Teacher",
    "Review date": "12.3.26",
}


def test_what_was_written_is_stored_in_a_row_a_course_and_author(tmp_path: Path) -> None:
    back = filled(sent(tmp_path), tmp_path / "back" / "Maths.xlsx", {"P0": ALL, "P2": {"RAG": "g"}})
    assert told(tmp_path, back) == []
    assert stored(tmp_path) == {
        "P0 Mathematics": {
            "rag": "Red",
            "comment": "Attendance",
            "note": "Late on Mondays",
            "action": "Call home",
            "by_whom": "A. Teacher",
            "review_date": "2026-03-12",
            "returned_in": "Maths.xlsx",
        },
        "P2 Mathematics": {"rag": "Green", "returned_in": "Maths.xlsx"},
    }


def test_collecting_the_same_twice_changes_nothing(tmp_path: Path) -> None:
    back = filled(sent(tmp_path), tmp_path / "back" / "Maths.xlsx", {"P0": ALL, "P2": {"RAG": "Green"}})
    told(tmp_path, back)
    path = tmp_path / "store" / "rag.csv"
    before, then = path.read_bytes(), path.stat().st_mtime_ns
    assert told(tmp_path, back) == []
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, then)


def test_who_returned_and_who_did_not(tmp_path: Path) -> None:
    back = filled(sent(tmp_path), tmp_path / "back" / "Maths.xlsx", {"P0": {"RAG": "Red"}})
    said = collect(tmp_path, "--format", "json", back)
    units = {unit["unit"]: unit for unit in json.loads(said.stdout)["units"]}
    assert {name: (u["files"], u["rows"], u["seen"], u["red"]) for name, u in units.items()} == {
        "Mathematics": (["Maths.xlsx"], 4, 4, 1),
        "Social Subjects": ([], 2, 0, 0),
    }
    assert "NOT RETURNED" in collect(tmp_path, back).stdout


def test_rows_and_columns_may_stand_anywhere(tmp_path: Path) -> None:
    form = sent(tmp_path)
    sheet = load_workbook(form)["RAG"]
    write(sheet, "P0", ALL)
    rows = [list(row) for row in sheet.iter_rows(min_row=4, values_only=True)]
    turned = [row[::-1] for row in [rows[0], *rows[:0:-1]]]
    with (tmp_path / "Maths.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Something above"], [], *turned])
    assert told(tmp_path, tmp_path / "Maths.csv") == []
    assert stored(tmp_path)["P0 Mathematics"]["note"] == "Late on Mondays"


def test_a_row_that_is_gone_is_told_and_one_that_was_added_keeps_its_words_in_the_report(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        write(sheet, "P1", {"RAG": "Red", "Note": "Mine"})
        sheet.cell(line_of(sheet, "P1"), headers(sheet)["Key"]).value = None
        sheet.delete_rows(line_of(sheet, "P2"))

    back = fill(sent(tmp_path), tmp_path / "back" / "M.xlsx", change)
    assert told(tmp_path, back) == [
        ("row-added", "Sample, P1", "Key", "Red · Mine", ""),
        ("row-removed", "Sample, P1", "", "", ""),
        ("row-removed", "Sample, P2", "", "", ""),
    ]
    assert stored(tmp_path) == {}


def test_values_outside_the_lists_are_told_and_words_are_kept(tmp_path: Path) -> None:
    values = {"RAG": "Purple", "Comment": "Too many clubs", "Review date": "after Easter"}
    back = filled(sent(tmp_path), tmp_path / "back" / "M.xlsx", {"P3": values})
    assert told(tmp_path, back) == [
        ("value-outside", "Sample, P3", "RAG", "Purple", ""),
        ("value-outside", "Sample, P3", "Comment", "Too many clubs", ""),
        ("date-unread", "Sample, P3", "Review date", "after Easter", ""),
    ]
    kept = {"comment": "Too many clubs", "review_date": "after Easter", "returned_in": "M.xlsx"}
    assert stored(tmp_path) == {"P3 Mathematics": kept}


def test_a_cell_that_was_altered_is_told_and_what_was_written_is_stored(tmp_path: Path) -> None:
    back = filled(sent(tmp_path), tmp_path / "b" / "M.xlsx", {"P3": {"Teacher": "Somebody", "RAG": "Amber"}})
    assert told(tmp_path, back) == [("cell-altered", "Sample, P3", "Teacher", "Somebody", "M. Kirk")]
    assert stored(tmp_path) == {"P3 Mathematics": {"rag": "Amber", "returned_in": "M.xlsx"}}


def test_a_key_beside_another_pupil_is_nobodys(tmp_path: Path) -> None:
    """Of a sheet only some columns were sorted: the words stand beside a name that is not the key's."""

    def change(sheet: Worksheet) -> None:
        write(sheet, "P3", {"RAG": "Red"})
        at, column = line_of(sheet, "P3"), headers(sheet)["Key"]
        sheet.cell(at, column).value = sheet.cell(line_of(sheet, "P1"), column).value

    found = told(tmp_path, fill(sent(tmp_path), tmp_path / "b" / "M.xlsx", change))
    assert [item for item in found if item[0] == "row-moved"] == [
        ("row-moved", "Sample, P1", "Key", "Sample, P3: Red", "")
    ]
    assert stored(tmp_path) == {}


def two(folder: Path) -> tuple[Path, Path]:
    """Two copies of a form that disagree about one pupil and complete each other about another."""
    form = sent(folder)
    first = filled(form, folder / "b" / "M.xlsx", {"P0": {"RAG": "Red"}, "P1": {"RAG": "Amber"}})
    second = filled(form, folder / "b" / "M2.xlsx", {"P0": {"RAG": "Green"}, "P1": {"Note": "Well"}})
    os.utime(first, (1_000_000_000, 1_000_000_000))
    os.utime(second, (1_100_000_000, 1_100_000_000))
    return first, second


BOTH = {"rag": "Amber", "note": "Well", "returned_in": "M.xlsx; M2.xlsx"}


def test_two_files_that_disagree_decide_nothing(tmp_path: Path) -> None:
    assert told(tmp_path, *two(tmp_path)) == [
        ("files-disagree", "Sample, P0", "RAG", "Red", ""),
        ("files-disagree", "Sample, P0", "RAG", "Green", ""),
    ]
    assert stored(tmp_path) == {"P1 Mathematics": BOTH}


@pytest.mark.parametrize(
    ("prefer", "wins", "loses", "file"),
    [("newest", "Green", "Red", "M2.xlsx"), ("M.xlsx", "Red", "Green", "M.xlsx")],
)
def test_prefer_decides_and_what_lost_is_told(
    prefer: str, wins: str, loses: str, file: str, tmp_path: Path
) -> None:
    files = two(tmp_path)
    once = told(tmp_path, *files, "--prefer", prefer)
    assert [item for item in once if item[0] != "question"] == [
        ("files-disagree", "Sample, P0", "RAG", loses, wins)
    ]
    expected = {"P0 Mathematics": {"rag": wins, "returned_in": file}, "P1 Mathematics": BOTH}
    assert stored(tmp_path) == expected
    assert told(tmp_path, *files, "--prefer", prefer) == once
    assert stored(tmp_path) == expected


def test_what_is_stored_stays_until_prefer_says_otherwise(tmp_path: Path) -> None:
    form = sent(tmp_path)
    told(tmp_path, filled(form, tmp_path / "b" / "M.xlsx", {"P2": {"RAG": "Green", "Note": "Fine"}}))
    later = filled(form, tmp_path / "c" / "M2.xlsx", {"P2": {"RAG": "Amber", "Action": "Talk"}})
    differs = ("differs-from-store", "Sample, P2", "RAG", "Amber", "Green")
    assert told(tmp_path, later) == [differs]
    both = {"note": "Fine", "action": "Talk", "returned_in": "M.xlsx; M2.xlsx"}
    assert stored(tmp_path) == {"P2 Mathematics": {"rag": "Green", **both}}
    assert told(tmp_path, later, "--prefer", "stored") == [differs]
    gone = ("differs-from-store", "Sample, P2", "RAG", "Green", "Amber")
    assert told(tmp_path, later, "--prefer", "newest") == [gone]
    assert stored(tmp_path) == {"P2 Mathematics": {"rag": "Amber", **both}}


def test_a_cell_that_is_emptied_removes_nothing_and_is_told(tmp_path: Path) -> None:
    form = sent(tmp_path)
    told(tmp_path, filled(form, tmp_path / "b" / "M.xlsx", {"P2": {"Note": "Fine"}}))
    again = send(tmp_path)["Mathematics RAG"]
    found = told(tmp_path, filled(again, tmp_path / "c" / "M.xlsx", {"P2": {"Note": None}}))
    assert found == [("emptied", "Sample, P2", "Note", "", "Fine")]
    assert stored(tmp_path)["P2 Mathematics"]["note"] == "Fine"


def test_green_while_flagged_and_red_while_not_are_questions(tmp_path: Path) -> None:
    pupils: dict[str, Values] = {"P0": {"RAG": "Green"}, "P1": {"RAG": "Red"}, "P2": {"RAG": "Green"}}
    found = told(tmp_path, filled(sent(tmp_path), tmp_path / "b" / "M.xlsx", pupils))
    clear = "Not flagged; not judged: no earlier period"
    assert found == [
        ("question", "Sample, P0", "RAG", "Green while flagged", "Effort 4"),
        ("question", "Sample, P1", "RAG", "Red while not flagged", clear),
    ]


def test_a_column_that_is_gone_takes_nothing_with_it(tmp_path: Path) -> None:
    form = sent(tmp_path)
    told(tmp_path, filled(form, tmp_path / "b" / "M.xlsx", {"P0": ALL}))

    def change(sheet: Worksheet) -> None:
        write(sheet, "P1", {"RAG": "Amber"})
        sheet.delete_cols(headers(sheet)["Note"])

    assert told(tmp_path, fill(form, tmp_path / "c" / "M.xlsx", change)) == [
        ("column-missing", "", "Note", "", "")
    ]
    assert stored(tmp_path)["P0 Mathematics"]["note"] == "Late on Mondays"


def test_a_file_that_is_no_form_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    back = filled(sent(tmp_path), tmp_path / "b" / "M.xlsx", {"P1": {"RAG": "Amber"}})
    (tmp_path / "b" / "other.csv").write_text("a,b\n1,2\n")
    assert [item[0] for item in told(tmp_path, back.parent)] == ["file-unread"]
    assert stored(tmp_path) == {"P1 Mathematics": {"rag": "Amber", "returned_in": "M.xlsx"}}


def test_collect_fails_only_where_it_is_asked_to(tmp_path: Path) -> None:
    back = filled(sent(tmp_path), tmp_path / "b" / "M.xlsx", {"P1": {"RAG": "Purple"}})
    assert collect(tmp_path, back).returncode == 0
    assert collect(tmp_path, back, "--fail-on", "problems").returncode == 1
    fine = filled(send(tmp_path)["Mathematics RAG"], tmp_path / "c" / "M.xlsx", {"P1": {"RAG": "Red"}})
    assert collect(tmp_path, fine, "--fail-on", "problems").returncode == 0


def test_refusals_say_what_to_do_and_name_nobody(tmp_path: Path) -> None:
    school(tmp_path)
    nothing = collect(tmp_path, "exports")
    assert (nothing.returncode, "Run tmi rag send first" in nothing.stderr) == (2, True)
    form = send(tmp_path)["Mathematics RAG"]
    unknown = collect(tmp_path, form, "--prefer", "else.xlsx")
    assert (unknown.returncode, "not among the files" in unknown.stderr) == (2, True)
    back = filled(form, tmp_path / "b" / "M.xlsx", {"P0": ALL})
    collect(tmp_path, back)
    path = tmp_path / "store" / "rag.csv"
    path.write_bytes(path.read_bytes()[:-40])
    damaged = path.read_bytes()
    broken = collect(tmp_path, back)
    assert (broken.returncode, "cannot be read" in broken.stderr) == (2, True)
    assert path.read_bytes() == damaged
    assert "Sample" not in nothing.stderr + unknown.stderr + broken.stderr


@pytest.mark.parametrize("name", ["open", "fsync", "replace"])
@pytest.mark.parametrize("stop", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_stopping_collect_at_any_write_leaves_the_earlier_store(
    name: str, stop: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = sent(tmp_path)
    told(tmp_path, filled(form, tmp_path / "b" / "M.xlsx", {"P2": {"Note": "Fine"}}))
    later = filled(form, tmp_path / "c" / "M.xlsx", {"P1": {"Note": "New"}})
    path = tmp_path / "store" / "rag.csv"
    before = path.read_bytes()
    real = Path.replace if name == "replace" else getattr(os, name)

    def stopping(*args: Any, **given: Any) -> Any:
        if name != "open" or ".tmi-rag.csv" in str(args[0]):
            raise stop
        return real(*args, **given)

    with monkeypatch.context() as patch:
        patch.setattr(Path if name == "replace" else os, name, stopping)
        assert collect(tmp_path, later).returncode == (4 if isinstance(stop, OSError) else 130)
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir()) == [
        ".tmi.lock",
        "rag-sent-2025-26-P1.json",
        "rag.csv",
    ]
    assert told(tmp_path, later) == []
    assert set(stored(tmp_path)) == {"P1 Mathematics", "P2 Mathematics"}


def test_a_form_of_an_earlier_sending_still_comes_back(tmp_path: Path) -> None:
    """The second sending has other reasons and fewer rows; the first form was filled in all the same."""
    first = sent(tmp_path)
    export = tmp_path / "exports" / "TP1.csv"
    lines = [line.replace("M. Kirk", "N. Reid") for line in export.read_text().splitlines()]
    export.write_text("\n".join(lines) + "\n")
    second = send(tmp_path, "--flagged-only")["Mathematics RAG"]
    pupils: dict[str, Values] = {"P0": {"RAG": "Red"}, "P3": {"RAG": "Green"}}
    assert told(tmp_path, filled(first, tmp_path / "b" / "M.xlsx", pupils)) == []
    assert told(tmp_path, filled(second, tmp_path / "c" / "M.xlsx", {"P0": {"RAG": "Red"}})) == []
    assert {name: said["rag"] for name, said in stored(tmp_path).items()} == {
        "P0 Mathematics": "Red",
        "P3 Mathematics": "Green",
    }


def test_a_record_of_what_was_sent_that_is_damaged_is_told(tmp_path: Path) -> None:
    form = sent(tmp_path)
    (tmp_path / "store" / "rag-sent-2025-26-P1.json").write_text('{"schema": "tmi.rag-sent/1", "units": 3}')
    said = collect(tmp_path, form)
    assert (said.returncode, "What was sent cannot be read" in said.stderr) == (2, True)
