"""``tmi check`` at the command line: every fault at its cell, the exit codes, the JSON, and what it says."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import CLEAR, FLAGGED, HEADER, changed, tmi, write_csv
from tests.conformance import CASES, load
from tests.exports.hostile import locked

SEVEN = CASES / "seven-faults" / "exports" / "S4 Maths.xlsx"
GOOD = changed(CLEAR, Comment="Works well.")
WORD = re.compile(r"[\w'’-]+")
PLACE = "S4 Maths.xlsx › Tracking"

FAULTS = [
    ("error", "conflicting-entries", "L11", "working_grade", "4"),
    ("error", "grade-not-on-scale", "L14", "working_grade", "Q"),
    ("error", "grade-not-on-scale", "L7", "working_grade", "8"),
    ("error", "rating-not-on-scale", "M5", "effort", "5"),
    ("error", "rating-not-on-scale", "N12", "behaviour", "abs"),
    ("warning", "scn-missing", "C9", "", ""),
]
"""The faults of seven-faults; the seventh, a candidate number that begins with 0, is read whole."""


def check_json(*args: str | Path, cwd: Path) -> dict[str, Any]:
    result = tmi_here("check", *args, "--no-files", "--format", "json", cwd=cwd)
    assert result.returncode in (0, 1), result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def folder_with(tmp_path: Path, *files: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir(exist_ok=True)
    for file in files:
        shutil.copy(file, folder)
    return folder


def test_every_fault_is_told_at_its_cell_and_ends_with_1(tmp_path: Path) -> None:
    result = tmi("check", SEVEN, "--policy", "irvine-royal", "--format", "csv", "--no-files", cwd=tmp_path)
    assert result.returncode == 1
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    told = [(r["severity"], r["code"], r["where"].rpartition(" › ")[2], r["field"], r["value"]) for r in rows]
    assert sorted(told) == FAULTS
    assert {(r["teacher"], r["faculty"], r["class"], r["stage"]) for r in rows} == {
        ("M. Kirkbride", "Mathematics", "4MA2", "S4")
    }
    assert result.stderr == "5 errors, 1 warnings, 0 notes and questions.\n"


def test_the_faults_are_those_that_the_case_is_due(tmp_path: Path) -> None:
    due = {
        (p["code"], tuple(place)) for p in load("seven-faults", "expected.json")["problems"] for place in p["at"]
    }
    found = check_json(SEVEN, "--policy", "irvine-royal", cwd=tmp_path)
    told = {(p["code"], (p["file"], p["sheet"], p["cell"])) for p in found["problems"]}
    assert told <= due
    assert len(told) == len(load("seven-faults", "expected.json")["problems"])


def test_every_candidate_number_of_the_faulty_export_stays_whole(tmp_path: Path) -> None:
    found = check_json(SEVEN, "--policy", "irvine-royal", cwd=tmp_path)
    assert {p["pupil"]["scn"] for p in found["problems"]} >= {"165430794", "162361481", None}
    flags = tmi_here("flag", SEVEN, "--policy", "irvine-royal", "--format", "json", "--no-files", cwd=tmp_path)
    assert "093797744" in {case["pupil"]["scn"] for case in json.loads(flags.stdout)["pupils"]}


def test_a_clean_export_ends_with_0_and_its_files_say_so(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", GOOD)
    result = tmi_here("check", export, "--out", "out", "-q", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 1
    (folder,) = (tmp_path / "out").glob("*/*")
    assert re.fullmatch(r"check-\d{4}-\d\d-\d\d-\d{6}", folder.name)
    assert sorted(p.name for p in folder.iterdir()) == ["check.csv", "check.json", "check.xlsx", "manifest.json"]


WARNED = changed(GOOD, Subject="Wayfinding")
ASKED = changed(FLAGGED, Comment="")


@pytest.mark.parametrize(
    ("row", "counts", "plain", "strict"),
    [
        (GOOD, (0, 0, 0), 0, 0),
        (ASKED, (0, 0, 1), 0, 0),
        (WARNED, (0, 1, 0), 0, 1),
        (changed(GOOD, Effort="7"), (1, 0, 0), 1, 1),
    ],
)
def test_strict_counts_warnings_and_no_questions(
    row: tuple[str, ...], counts: tuple[int, int, int], plain: int, strict: int, tmp_path: Path
) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", row)
    for options, due in (((), plain), (("--strict",), strict)):
        result = tmi_here("check", export, "--no-files", *options, cwd=tmp_path)
        assert result.returncode == due
        assert result.stderr == "{} errors, {} warnings, {} notes and questions.\n".format(*counts)


KEYS = [
    "schema", "version", "session", "period", "periods", "policy", "sources", "passed_over", "counts", "problems",
    "completeness", "comments_to_review",
]  # fmt: skip
PROBLEM_KEYS = {
    "code", "severity", "field", "value", "file", "sheet", "cell", "period", "message", "hint", "stage",
    "question", "pupil", "subject", "level", "class", "teacher", "faculty",
}  # fmt: skip


def test_the_json_has_its_keys_and_its_counts_are_those_of_its_problems(tmp_path: Path) -> None:
    case = CASES / "groups-and-attendance"
    found = check_json("exports", "--policy", "balerno", "--groups", "Vulnerable groups.xlsx", cwd=case)
    assert found["schema"] == "tmi.check/1"
    assert [key for key in found if key in KEYS] == KEYS
    assert all(set(problem) >= PROBLEM_KEYS for problem in found["problems"])
    told = Counter(problem["severity"] for problem in found["problems"])
    assert found["counts"] == {severity: told[severity] for severity in ("error", "warning", "info")}
    assert [p["severity"] for p in found["problems"]] == sorted(
        (p["severity"] for p in found["problems"]), key=["error", "warning", "info"].index
    )
    assert {unit["unit"] for unit in found["completeness"]} == {"faculty", "subject", "class", "teacher"}
    assert all("comment" not in review for review in found["comments_to_review"])
    assert all(review["cell"] and "ASN" in review["pupil"]["groups"] for review in found["comments_to_review"])
    assert found["comments_to_review"]


def test_check_json_is_what_stdout_shows(tmp_path: Path) -> None:
    result = tmi("check", SEVEN, "--format", "json", "--out", "out", cwd=tmp_path)
    (file,) = (tmp_path / "out").glob("*/*/check.json")
    assert file.read_text(encoding="utf-8") == result.stdout


def test_one_bad_file_among_several_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, SEVEN)
    (folder / "Tracking.xlsx").write_bytes(b"neither \0 nor \1")
    found = check_json(folder, "--policy", "irvine-royal", cwd=tmp_path)
    unread = [(p["file"], p["cell"], p["message"]) for p in found["problems"] if p["code"] == "file-unread"]
    assert unread == [("Tracking.xlsx", None, "Tracking.xlsx is no spreadsheet and no text.")]
    assert found["counts"] == {"error": 6, "warning": 1, "info": 0}
    assert [source["file"] for source in found["sources"]] == ["S4 Maths.xlsx"]


def test_with_strict_one_bad_file_stops_the_run(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, SEVEN)
    (folder / "Tracking.xlsx").write_bytes(b"neither \0 nor \1")
    result = tmi("check", folder, "--strict", cwd=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: Tracking.xlsx is no spreadsheet and no text.\nWhere: Tracking.xlsx\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["exports"]


@pytest.mark.parametrize("command", ["check", "flag", "inspect"])
def test_a_locked_workbook_opens_with_its_password_alone(command: str, tmp_path: Path) -> None:
    (tmp_path / "S4 Maths.xlsx").write_bytes(locked(SEVEN.read_bytes(), "caorach"))
    for name, password in {"right": "caorach\nnever read\n", "wrong": "gobhar\n"}.items():
        (tmp_path / f"{name}.txt").write_text(password, encoding="utf-8")
    # inspect writes nothing that could be left out.
    told = ["S4 Maths.xlsx", "--policy", "irvine-royal", "--no-files"]
    opened = tmi_here(command, *told, "--password-file", "right.txt", cwd=tmp_path)
    assert opened.returncode == (1 if command == "check" else 0), opened.stderr
    assert opened.stdout
    for given, sentence in (
        ((), "S4 Maths.xlsx is protected by a password."),
        (("--password-file", "wrong.txt"), "S4 Maths.xlsx is protected by another password than the one given."),
    ):
        refused = tmi_here(command, *told, *given, cwd=tmp_path)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith(f"Error: {sentence}\nWhere: S4 Maths.xlsx\nTo do: ")
        assert "gobhar" not in refused.stderr


def test_a_password_file_that_is_missing_or_empty_is_told(tmp_path: Path) -> None:
    (tmp_path / "S4 Maths.xlsx").write_bytes(locked(SEVEN.read_bytes(), "caorach"))
    (tmp_path / "empty.txt").touch()
    for name in ("empty.txt", "nowhere.txt"):
        result = tmi_here("check", "S4 Maths.xlsx", "--password-file", name, cwd=tmp_path)
        assert result.returncode == 2
        assert result.stderr.startswith(f"Error: The password file cannot be read, or is empty.\nWhere: {name}\n")


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("162181203,Calum,Testwood,S4,4A1,Skye,Mathematics,N5,4MA2,M. Kirk,TP1,3,3,1,2,1,late, again", 18),
        ("162181203,Calum,Testwood,S4,4A1,Skye,Mathematics,N5,4MA2,M. Kirk,TP1,3,3,1,2,1", 16),
    ],
)
def test_a_record_with_a_field_too_many_or_too_few_is_rejected_and_nothing_guessed(
    line: str, fields: int, tmp_path: Path
) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", changed(GOOD, SCN="165660463"))
    export.write_text(export.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    found = check_json(export, cwd=tmp_path)
    told = [(p["code"], p["file"], p["cell"], p["message"]) for p in found["problems"]]
    assert told == [
        (
            "row-shifted",
            "S4 TP1.csv",
            "A3",
            f"This row has {fields} fields and the header {len(HEADER)}: "
            "its values may stand under the wrong headers.",
        )
    ]
    (source,) = found["sources"]
    assert (source["rows"], source["read"], source["rejected"], source["ignored"]) == (2, 1, 1, 0)


def test_verbose_tells_how_each_sheet_was_read_and_what_was_hidden_in_it() -> None:
    case = CASES / "messy-long"
    result = tmi_here("check", "exports", "--no-files", "--format", "json", "-v", cwd=case)
    found = json.loads(result.stdout)
    for source in found["sources"]:
        place = f"{source['file']} › {source['sheet']}"
        lines = [line for line in result.stderr.splitlines() if line.startswith(place)]
        account = f"{source['read']} read + {source['rejected']} rejected + {source['ignored']} ignored"
        assert any(account in line for line in lines)
        assert any(source.get("reason", "") in line for line in lines)
        if source["layout"] != "left-out" and (source["hidden_rows"] or source["hidden_columns"]):
            hidden = f"{source['hidden_rows']} hidden rows and {source['hidden_columns']} hidden columns"
            assert any(hidden in line for line in lines), place
    assert any(source["hidden_rows"] for source in found["sources"])


def test_the_note_on_a_file_is_said_without_verbose_and_not_with_quiet(tmp_path: Path) -> None:
    (tmp_path / "S4 Maths.xlsx").write_bytes(locked(SEVEN.read_bytes(), "caorach"))
    (tmp_path / "right.txt").write_text("caorach\n", encoding="utf-8")
    told = ["check", "S4 Maths.xlsx", "--password-file", "right.txt", "--no-files"]
    note = f"{PLACE} is protected by a password, which was given\n"
    assert note in tmi_here(*told, cwd=tmp_path).stderr
    assert tmi_here(*told, "-q", cwd=tmp_path).stderr == ""


@pytest.mark.parametrize("name", ["groups-and-attendance", "seven-faults", "classes-and-levels"])
def test_no_pupil_is_named_on_stderr_nor_in_the_table_nor_in_the_csv(name: str) -> None:
    args = load(name, "case.json")["args"][1:]
    shown = tmi_here("check", *args, "--no-files", "-v", cwd=CASES / name)
    listed = tmi_here("check", *args, "--no-files", "--format", "csv", "-v", cwd=CASES / name)
    flagged = load(name, "expected.json")["pupils"]
    names = {text for pupil in flagged for text in (pupil["surname"], pupil["scn"])}
    # Teachers are named, and some of them as pupils are.
    teachers = {
        word for row in csv.DictReader(io.StringIO(listed.stdout)) for word in WORD.findall(row["teacher"])
    }
    words = set(WORD.findall(shown.stderr + listed.stderr + shown.stdout + listed.stdout))
    assert len(names) > 2
    assert (names & words) - teachers == set()


SHARED = [
    changed(FLAGGED, Teacher="A. Ault", Comment=""),
    changed(FLAGGED, Teacher="B. Bain", Comment="Late to most lessons."),
]


def test_a_comment_in_the_other_row_of_a_shared_class_answers_the_question(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", *SHARED)
    assert [p["code"] for p in check_json(export, cwd=tmp_path)["problems"]] == []


def test_the_comments_of_both_rows_of_a_shared_class_are_to_be_reviewed(tmp_path: Path) -> None:
    export = write_csv(tmp_path / "S4 TP1.csv", *[(*row, "Yes") for row in SHARED], header=(*HEADER, "ASN"))
    reviews = check_json(export, cwd=tmp_path)["comments_to_review"]
    assert [review["cell"] for review in reviews] == ["Q3"]
