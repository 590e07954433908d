"""``tmi inspect``: what it says of each sheet, that it shows nobody, and the way from unknown headers to flags."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import CLEAR, FLAGGED, HEADER, changed, tmi, write_csv
from tests.conformance import CASES, case_names, load
from tmi_cli import pipeline
from tmi_cli.exports import cell_text
from tmi_cli.layouts import Blank, ListRow
from tmi_cli.records import Entry
from tmi_cli.reports.inspect_report import InspectReport
from tmi_cli.reports.inspect_show import to_json, to_text

WORD = re.compile(r"[\w'’-]+")
UNUSED = "run tmi inspect again with --ask, or with --write-mapping and edit [headers] in tmi.toml."


def inspect_case(name: str, *options: str) -> Said:
    return tmi_here("inspect", *load(name, "case.json")["args"][1:], *options, cwd=CASES / name)


def paragraphs(text: str) -> dict[str, list[str]]:
    """The lines about each sheet, below its first."""
    found = [part.splitlines() for part in text.split("\n\n")]
    return {lines[0]: [line.strip() for line in lines[1:]] for lines in found if lines}


SAID: dict[str, dict[str, list[str]]] = {
    "messy-long": {
        "Tracking export TP3.xlsx › Pivot: left-out (left out)": [
            "Left out: no row in the first 30 is a header with a pupil column.",
            "4 rows = 0 read + 0 rejected + 4 ignored",
        ],
        "Tracking export TP3.xlsx › Old copy: left-out (left out)": [
            "Left out: the sheet is hidden.",
            "40 rows = 0 read + 0 rejected + 40 ignored",
        ],
        "Tracking export TP1.xlsx › Data: long (sure)": [
            "Header in row 5; period 1 (from the Tracking Point column).",
            "1611 rows = 1552 read + 0 rejected + 59 ignored",
            "Note: holds 67 hidden rows and 1 hidden columns; they were read.",
            "ignored: 19 × blank row (row 47, 132, 217, 302, 387, 472, 557, 642, 727, 812 …)",
            "ignored: 37 × header repeated (row 48, 90, 133, 175, 218, 260, 303, 345, 388, 430 …)",
            "ignored: 3 × total or footer (row 1614, 1615, 1616)",
            "C  SCN                 scn               999999999 | 999999999 | 999999999",
            "T  Concern Level       not used; is it level?",
            "U  UPN ref             not used",
        ],
    },
    "per-class-folder": {
        "class 16a.xlsx › Sheet1: per-class (sure)": [
            "Header in row 3; period 1 (from the title above the table)."
        ],
        "S5/S5 N5 RME TP1.xlsx › Sheet1: per-class (sure)": ["Header in row 1; period 1 (from the file name)."],
        "S5/S5 Higher Drama.xlsx › TP2: per-class (sure)": ["Header in row 1; period 2 (from the sheet name)."],
    },
    "wide-merged": {
        "S1 tracking.xlsx › S1 TP1: wide-two-row (sure)": [
            "Header in row 1 and 2; period 1 (from the sheet name).",
            "I  Art and Design › E                 effort of Art and Design  1 | 1 | 2",
            "… and 11 more columns; --format json has them all",
        ],
    },
    "groups-and-attendance": {
        "Attendance.xlsx › Attendance: attendance (sure)": [
            "Header in row 1; period none.",
            "D  Attendance (%)  attendance        9 | 9.999 | 9.999",
            "E  Late            not used",
        ],
        "Pupil list.xlsx › Pupils: pupils (sure)": ["H  SIMD Decile  simd              9 | 9 | 9"],
    },
}
"""Case -> first line of a sheet -> lines that stand below it."""


@pytest.mark.parametrize("name", SAID)
def test_the_text_says_what_each_sheet_was_taken_for(name: str) -> None:
    result = inspect_case(name)
    assert (result.returncode, result.stderr) == (0, "")
    shown = paragraphs(result.stdout)
    assert {
        head: [line for line in due if line not in shown.get(head, [])] for head, due in SAID[name].items()
    } == {head: [] for head in SAID[name]}


@cache
def report_of(name: str) -> InspectReport:
    given = dict(itertools.pairwise(load(name, "case.json")["args"]))
    groups = [CASES / name / given["--groups"]] if "--groups" in given else []
    return pipeline.inspect(
        pipeline.Options([CASES / name / "exports"], session="2025-26", policy=given["--policy"], groups=groups)
    )


@pytest.mark.parametrize("name", case_names())
def test_the_json_accounts_for_every_sheet_of_every_case(name: str) -> None:
    found = json.loads(to_json(report_of(name)))
    assert found["schema"] == "tmi.inspect/1"
    due = {(s["file"], s["sheet"]): s for s in load(name, "expected.json")["sheets"]}
    assert {(s["file"], s["sheet"]) for s in found["sheets"]} == set(due)
    for sheet in found["sheets"]:
        expected = due[sheet["file"], sheet["sheet"]]
        assert sheet["layout"] == expected["layout"]
        assert sheet["rows"] == sheet["read"] + sheet["rejected"] + sheet["ignored"]
        if sheet["layout"] == "left-out":
            assert sheet["reason"]
            assert sheet["sure"] == "left out"
            continue
        assert sheet["header_rows"]
        assert sheet["rejected"] == sum(passed["count"] for passed in sheet["rejected_rows"])
        assert sheet["ignored"] == sum(passed["count"] for passed in sheet["ignored_rows"])
        assert sheet["period"] == expected["period"]
        assert bool(sheet["period_from"]) == bool(sheet["periods"])
        assert {"scn", "surname", "name"} & {column["field"] for column in sheet["columns"]}


@pytest.mark.parametrize("name", case_names())
def test_no_pupil_number_or_comment_of_any_case_is_shown(name: str) -> None:
    report = report_of(name)
    names: set[str] = set()
    comments: set[str] = set()
    for reading in report.readings:
        rows: list[Entry | Blank | ListRow] = [*reading.entries, *reading.blanks, *reading.list_rows]
        for row in rows:
            told = row.told
            names.update(WORD.findall(f"{told.scn or ''} {told.forename} {told.known_as} {told.surname}"))
            comments.add(cell_text(row.spot.raw("comment", row.row)))
    text = to_text(report) + to_json(report)
    assert len(names) > 20
    assert {word for word in names & set(WORD.findall(text)) if len(word) > 1} == set()
    assert [comment for comment in comments if len(comment) > 8 and comment in text] == []


def workbook(path: Path, rows: Sequence[Sequence[Any]], *, sheet: str = "Data") -> Path:
    made = Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(row)
    data = io.BytesIO()
    made.save(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.getvalue())
    return path


CANARIES = ("Canaryforename", "Canarysurname", "Canarycomment", "165660463")
CANARY_SHEETS: dict[str, list[list[Any]]] = {
    "no-header": [
        [162181203, "Calum", "Testwood", "S4", "Mathematics", "N5", "", 3],
        [165660463, *CANARIES[:2], "S4", "Mathematics", "N5", f"{CANARIES[2]} was late.", 3],
    ],
    "a-comment-under-effort": [
        list(HEADER),
        list(changed(FLAGGED, Forename=CANARIES[0], Surname=CANARIES[1], Effort=f"{CANARIES[2]} was late.")),
    ],
    "a-name-under-working-grade": [
        list(HEADER),
        list(changed(FLAGGED, Working_Grade=CANARIES[1], Target_Grade=CANARIES[0])),
    ],
}


@pytest.mark.parametrize("name", CANARY_SHEETS)
def test_a_sheet_that_is_not_as_it_should_be_shows_nobody_either(name: str, tmp_path: Path) -> None:
    export = workbook(tmp_path / "S4 TP1.xlsx", CANARY_SHEETS[name])
    shown = tmi_here("inspect", export, "--write-mapping", cwd=tmp_path)
    plain = tmi_here("inspect", export, "--format", "json", cwd=tmp_path)
    written = "".join(p.read_text(encoding="utf-8") for p in tmp_path.glob("*.toml"))
    text = shown.stdout + shown.stderr + plain.stdout + plain.stderr + written
    assert [canary for canary in CANARIES if canary in text] == []


PUPILS = [("165660463", "Ailsa", "Sample"), ("162181203", "Calum", "Testwood"), ("093797744", "Mòrag", "O'Neill")]


class Sheet(NamedTuple):
    """A sheet with headers that tmi knows, what a school calls each, and what that means."""

    file: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    invented: Mapping[str, str]
    meant: Mapping[str, str]


SHEETS = {
    "long": Sheet(
        "Spring.xlsx",
        ("SCN", "Forename", "Surname", "Stage", "Subject", "Level", "Class", "Tracking Point", "Target",
         "Working Grade", "Effort", "Behaviour", "Homework"),
        [
            [*pupil, "S4", subject, "N5", "4MA2", period, "3", grade, effort, "2", "1"]
            for period, grades in (("TP1", "343"), ("TP2", "374"))
            for pupil, grade, effort in zip(PUPILS, grades, "132", strict=True)
            for subject in ("Mathematics", "French")
        ],
        {
            "SCN": "Àireamh", "Forename": "Ainm", "Surname": "Sloinneadh", "Stage": "Ìre", "Subject": "Cuspair",
            "Level": "Inbhe", "Class": "Buidheann", "Tracking Point": "Ràith", "Target": "Amas",
            "Working Grade": "An-dràsta", "Effort": "Oidhirp", "Behaviour": "Giùlan", "Homework": "Obair-dachaigh",
        },
        {
            "Àireamh": "scn", "Ainm": "forename", "Sloinneadh": "surname", "Ìre": "stage", "Cuspair": "subject",
            "Inbhe": "level", "Buidheann": "class", "Ràith": "period", "Amas": "target",
            "An-dràsta": "working_grade", "Oidhirp": "effort", "Giùlan": "behaviour", "Obair-dachaigh": "homework",
        },
    ),
    "across": Sheet(
        "Session.xlsx",
        ("SCN", "Forename", "Surname", "Stage", "Subject", "Level", "Target", "WG1", "Eff1", "Beh1", "WG2", "Eff2",
         "Beh2"),
        [
            [*pupil, "S4", "Mathematics", "N5", "3", "3", "1", "2", grade, effort, "2"]
            for pupil, grade, effort in zip(PUPILS, "374", "132", strict=True)
        ],
        {
            "WG1": "Prog 1", "Eff1": "Grit (1st)", "Beh1": "Manners, 1st", "WG2": "Prog 2", "Eff2": "Grit (2nd)",
            "Beh2": "Manners, 2nd",
        },
        {
            "Prog 1": "working_grade 1", "Grit (1st)": "effort 1", "Manners, 1st": "behaviour 1",
            "Prog 2": "working_grade 2", "Grit (2nd)": "effort 2", "Manners, 2nd": "behaviour 2",
        },
    ),
    "per-class": Sheet(
        "S4 N5 Mathematics TP1.xlsx",
        ("SCN", "Forename", "Surname", "Target", "Working Grade", "Effort", "Behaviour"),
        [
            [*pupil, "3", grade, effort, "2"]
            for pupil, grade, effort in zip(PUPILS, "374", "132", strict=True)
        ],
        {
            "SCN": "Exam\nref", "Forename": "Called", "Surname": "Family", "Target": 'The "aim"',
            "Working Grade": "Now at", "Effort": "Tries hard?", "Behaviour": "Is kind?",
        },
        {
            "Exam ref": "scn", "Called": "forename", "Family": "surname", 'The "aim"': "target",
            "Now at": "working_grade", "Tries hard?": "effort", "Is kind?": "behaviour",
        },
    ),
}  # fmt: skip

STANDS = """\
# Kept by the data manager.
name = "Glen Academy"  # as on the letterhead

[staff.PSL]
# Acting since August.
Skye = "A. Person"
"""


def write_sheet(sheet: Sheet, folder: Path, *, invented: bool) -> Path:
    header = [sheet.invented.get(name, name) if invented else name for name in sheet.header]
    return workbook(folder / sheet.file, [header, *sheet.rows])


def flags_of(folder: Path, file: str) -> dict[str, Any]:
    """All that ``tmi flag`` says, but for the hashes of the files."""
    result = tmi_here("flag", file, "--session", "2025-26", "--no-files", "--format", "json", cwd=folder)
    assert result.returncode == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    found["sources"] = [{k: v for k, v in source.items() if k != "sha256"} for source in found["sources"]]
    return found


def edit(text: str, meant: Mapping[str, str]) -> str:
    """What a person does: in the line of each header put the right field, and take the first ``#`` away."""
    lines = []
    left = dict(meant)
    for line in text.splitlines():
        bare = re.sub(r"\s+#.*", "", line.removeprefix("#").strip())
        key, _, _ = bare.rpartition(" = ")
        header = next((h for h in left if line.startswith("#") and key and _same_key(key, h)), None)
        lines.append(f'{key} = "{left.pop(header)}"' if header is not None else line)
    assert not left, f"no line to edit for {sorted(left)}"
    return "\n".join(lines) + "\n"


def _same_key(key: str, header: str) -> bool:
    try:
        (read,) = tomllib.loads(f"{key} = 1")
    except (tomllib.TOMLDecodeError, ValueError):
        return False
    return " ".join(read.split()) == header


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_with_unknown_headers_gets_to_the_flags_of_the_known_one_by_a_mapping(
    name: str, tmp_path: Path
) -> None:
    sheet = SHEETS[name]
    write_sheet(sheet, tmp_path / "known", invented=False)
    folder = write_sheet(sheet, tmp_path / "new", invented=True).parent
    for place in ("known", "new"):
        (tmp_path / place / "tmi.toml").write_text(STANDS, encoding="utf-8")
    due = flags_of(tmp_path / "known", sheet.file)
    assert due["counts"]["flags"] > 0
    refused = tmi_here("flag", sheet.file, "--session", "2025-26", cwd=folder)
    assert refused.returncode == 2
    assert "tmi inspect" in refused.stderr

    asked = tmi_here("inspect", sheet.file, cwd=folder)
    assert all(header in asked.stdout for header in sheet.meant)
    assert UNUSED in asked.stdout
    written = tmi_here("inspect", sheet.file, "--write-mapping", cwd=folder)
    assert written.returncode == 0
    school = folder / "tmi.toml"
    text = school.read_text(encoding="utf-8")
    assert text.startswith(STANDS)
    assert tomllib.loads(text)["name"] == "Glen Academy"
    school.write_text(edit(text, sheet.meant), encoding="utf-8")

    mapped = tmi_here("inspect", sheet.file, "--format", "json", cwd=folder)
    (source,) = json.loads(mapped.stdout)["sheets"]
    assert (source["layout"], source["unused"]) == (name, [])
    assert flags_of(folder, sheet.file) == due


@pytest.mark.parametrize("name", SHEETS)
def test_writing_the_mapping_twice_changes_nothing(name: str, tmp_path: Path) -> None:
    sheet = SHEETS[name]
    write_sheet(sheet, tmp_path, invented=True)
    (tmp_path / "tmi.toml").write_text(STANDS, encoding="utf-8")
    texts = []
    for _ in range(2):
        assert tmi_here("inspect", sheet.file, "--write-mapping", cwd=tmp_path).returncode == 0
        texts.append((tmp_path / "tmi.toml").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]


def test_a_mapping_is_written_where_there_is_no_school_file_yet(tmp_path: Path) -> None:
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    before = flags_of(tmp_path, "S4 TP1.csv")
    result = tmi_here("inspect", "S4 TP1.csv", "--write-mapping", cwd=tmp_path)
    assert result.stderr.startswith(f"{len(HEADER)} headers written to tmi.toml")
    headers = tomllib.loads((tmp_path / "tmi.toml").read_text(encoding="utf-8"))["headers"]
    assert (len(headers), headers["Reg"], headers["Working Grade"]) == (
        len(HEADER),
        "registration",
        "working_grade",
    )
    assert flags_of(tmp_path, "S4 TP1.csv") == before


@pytest.mark.parametrize(
    "stands",
    [
        'headers = { "Grit" = "effort" }\n',
        'headers."Grit" = "effort"\n',
        '[headers]\n"Grit" = "effort" # since 2024\n',
        '[headers]\n"Grit" = "effort"\n\n[staff.PSL]\nSkye = "A. Person"\n',
    ],
)
def test_a_mapping_that_stands_in_any_form_is_kept(stands: str, tmp_path: Path) -> None:
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    (tmp_path / "tmi.toml").write_text(stands, encoding="utf-8")
    assert tmi_here("inspect", "S4 TP1.csv", "--write-mapping", cwd=tmp_path).returncode == 0
    headers = tomllib.loads((tmp_path / "tmi.toml").read_text(encoding="utf-8"))["headers"]
    assert (headers["Grit"], headers["Effort"]) == ("effort", "effort")


def test_a_mapping_written_under_one_policy_does_not_stop_another(tmp_path: Path) -> None:
    case = CASES / "groups-and-attendance"
    told: list[str | Path] = [
        "inspect",
        case / "exports",
        "--groups",
        case / "Vulnerable groups.xlsx",
        "--write-mapping",
    ]
    assert tmi_here(*told, "--policy", "balerno", cwd=tmp_path).returncode == 0
    other = tmi_here("flag", case / "exports", "--policy", "standard", "--no-files", "-q", cwd=tmp_path)
    assert (other.returncode, other.stderr) == (0, "")


@pytest.mark.parametrize("name", ["long-across", "wide-merged", "wide-flat"])
def test_what_was_understood_and_written_reads_the_same_again(name: str, tmp_path: Path) -> None:
    exports = str(CASES / name / "exports")
    before = flags_of(tmp_path, exports)
    assert tmi_here("inspect", exports, "--write-mapping", cwd=tmp_path).returncode == 0
    assert (tmp_path / "tmi.toml").exists()
    assert flags_of(tmp_path, exports) == before


def with_headers(tmp_path: Path, headers: Mapping[str, str], *rows: Sequence[str]) -> dict[str, Any]:
    write_csv(tmp_path / "S4 TP1.csv", *rows)
    lines = "".join(f"{json.dumps(header)} = {json.dumps(field)}\n" for header, field in headers.items())
    (tmp_path / "tmi.toml").write_text(f"[headers]\n{lines}", encoding="utf-8")
    return flags_of(tmp_path, "S4 TP1.csv")


def test_a_mapping_wins_over_what_tmi_would_understand(tmp_path: Path) -> None:
    found = with_headers(tmp_path, {"Effort": "behaviour", "BEHAVIOUR": "effort"}, FLAGGED)
    (flag,) = found["pupils"][0]["flags"]
    assert [(e["field"], e["value"], e["cell"]) for e in flag["evidence"]] == [("behaviour", "3", "N2")]


def test_an_ignored_header_is_not_read_and_its_column_is_listed(tmp_path: Path) -> None:
    found = with_headers(tmp_path, {"Effort": "ignore"}, changed(FLAGGED, Behaviour="2"), CLEAR)
    assert found["counts"]["flags"] == 0
    (sheet,) = json.loads(tmi_here("inspect", "S4 TP1.csv", "--format", "json", cwd=tmp_path).stdout)["sheets"]
    assert "N" in [item["column"] for item in sheet["unused"]]
    assert "effort" not in [column["field"] for column in sheet["columns"]]


def test_what_is_ignored_on_purpose_is_no_longer_asked_about(tmp_path: Path) -> None:
    with_headers(tmp_path, {"Effort": "ignore"}, FLAGGED)
    shown = tmi_here("inspect", "S4 TP1.csv", cwd=tmp_path).stdout
    assert "is it effort?" not in shown
    assert UNUSED not in shown


def test_an_ignored_heading_over_a_band_takes_its_columns_along(tmp_path: Path) -> None:
    rows = [
        ["SCN", "Surname", "Forename", "Stage", "Maths", "", "", "Forecast", "", ""],
        ["", "", "", "", "WG", "Effort", "Beh", "WG", "Effort", "Beh"],
        ["165660463", "Sample", "Ailsa", "S4", "3", "1", "1", "9", "4", "4"],
    ]
    workbook(tmp_path / "S4 N5 TP1.xlsx", rows)
    (tmp_path / "tmi.toml").write_text('[headers]\nForecast = "ignore"\n', encoding="utf-8")
    found = flags_of(tmp_path, "S4 N5 TP1.xlsx")
    assert (found["counts"]["courses"], found["counts"]["flags"]) == (1, 0)


@pytest.mark.parametrize(
    ("field", "meant"),
    [("effrt", "effort"), ("working grade", "working_grade"), ("Surname", "surname"), ("colour", None)],
)
def test_a_wrong_field_is_told_before_any_export_is_read(field: str, meant: str | None, tmp_path: Path) -> None:
    (tmp_path / "S4 TP1.xlsx").write_bytes(b"no workbook \0 at all")
    (tmp_path / "tmi.toml").write_text(f'[headers]\nGrit = "{field}"\n', encoding="utf-8")
    for command in ("inspect", "check", "flag"):
        result = tmi_here(command, "S4 TP1.xlsx", cwd=tmp_path)
        assert (result.returncode, result.stdout) == (2, "")
        sentence, where, hint = result.stderr.splitlines()
        assert sentence == f"Error: {field} is no field that a header can mean."
        assert where == "Where: tmi.toml › headers › Grit"
        assert ("Did you mean" in hint) == bool(meant)
        assert hint.startswith(f"To do: Did you mean {meant}? " if meant else "To do: Fields are scn, ")


def test_without_a_terminal_nobody_is_asked(tmp_path: Path) -> None:
    write_csv(tmp_path / "S4 TP1.csv", (*FLAGGED, "x"), header=(*HEADER, "Grit"))
    result = tmi("inspect", "S4 TP1.csv", "--ask", cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.startswith("Error: --ask needs a terminal.\n")
    assert not (tmp_path / "tmi.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pseudo-terminals")
def test_at_a_terminal_the_answers_become_the_mapping(tmp_path: Path) -> None:
    header = [{"Effort": "Grit", "Homework": "Hame wark"}.get(name, name) for name in HEADER]
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED, header=header)
    ours, theirs = os.openpty()
    os.write(ours, b"effort\nnonsense\nhomework\n")
    result = subprocess.run(
        [sys.executable, "-m", "tmi_cli", "inspect", "S4 TP1.csv", "--ask"],
        cwd=tmp_path, stdin=theirs, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert result.returncode == 0, result.stderr
    headers = tomllib.loads((tmp_path / "tmi.toml").read_text(encoding="utf-8"))["headers"]
    assert (headers["Grit"], headers["Hame wark"]) == ("effort", "homework")
    (flag,) = flags_of(tmp_path, "S4 TP1.csv")["pupils"][0]["flags"]
    assert flag["evidence"][0]["cell"] == "N2"


def test_inspect_writes_nothing_unless_it_is_asked_to(tmp_path: Path) -> None:
    write_csv(tmp_path / "S4 TP1.csv", FLAGGED)
    tmi_here("inspect", "S4 TP1.csv", cwd=tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["S4 TP1.csv"]
