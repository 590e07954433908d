"""``tmi inspect --write-mapping``: the way from unknown headers to flags; nothing that stands is lost."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import FLAGGED, HEADER, write_csv, write_xlsx
from tests.cli.mapping import UNUSED, flags_of
from tests.conformance import CASES

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
    return write_xlsx(folder / sheet.file, [header, *sheet.rows])


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
