"""Under ``--pseudonymise`` no name, number, comment or file's name stands in any byte that a command gives out."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.analysis.in_process import Said, tmi_here
from tests.privacy.leaks import leaks, written
from tests.small_school import scn
from tmi_cli.reports.handling import PSEUDONYMISED

HEADER = (
    "SCN", "Forename", "Known As", "Surname", "Date of Birth", "Stage", "Reg Class", "House", "Tracking Point",
    "Subject", "Faculty", "Level", "Class", "Teacher", "Target Grade", "Working Grade", "Effort", "Behaviour",
    "Comment", "ASN", "SIMD Decile", "Attendance (%)",
)  # fmt: skip
PUPILS = [
    (scn(at) if at % 4 else "", f"Zebedee{at}", f"Nickle{at}", f"Quillfeather{chr(65 + at)}", date(2010, 3, 4))
    for at in range(12)
]
CANARIES = (
    "Zebedee", "Nickle", "Quillfeather", "2010-03-04", "04/03/2010", "Wintergreen", "Oystermouth", "Headley",
    "whispered", "kept-secret", *(number for number, *_ in PUPILS if number),
)  # fmt: skip
SCHOOL = """
out = "out"
[staff."Year Head"]
S4 = "Hugo Headley"
[staff."PSL"]
Skye = "Hugo Headley"
[privacy]
key_file = "secret/tmi.key"
"""
STORED = """number,session,scn,forename,surname,strategy
1,2025-26,,Zebedee1,QuillfeatherB,kept-secret talk
"""


def _rows(period: int, *, tells: bool) -> list[tuple[object, ...]]:
    found = []
    for at, (number, forename, known, surname, born) in enumerate(PUPILS):
        for subject, faculty, teacher in (("Mathematics", "Mathematics", "Ms Wintergreen"),
                                          ("Physics", "Science", "Mr Oystermouth")):  # fmt: skip
            grade = str(min(7, 2 + at % 4 + period))
            effort = "ask Zebedee" if tells and at == 3 else str(1 + (at + period) % 4)
            found.append(
                (number, forename, known, surname, born, "S4", "4A1", "Skye", f"TP{period}", subject, faculty,
                 "N5", f"4{subject[:2].upper()}1", teacher, "3", grade, effort, "2", f"Quillfeather{at} whispered",
                 "Zebedee needs a quiet room" if at % 2 else "", "2", "88" if at else "as Zebedee says")
            )  # fmt: skip
    return found


def _workbook(path: Path, sheet: str, rows: list[tuple[object, ...]]) -> None:
    book = Workbook()
    book.active.title = sheet
    for row in [HEADER, *rows]:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.getvalue())


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school whose exports name people wherever they can, with a key."""
    folder = tmp_path_factory.mktemp("school")
    _workbook(folder / "exports" / "Zebedee1 TP1.xlsx", "Quillfeather", _rows(1, tells=False))
    second = _rows(2, tells=True)
    _workbook(folder / "exports" / "Quillfeather" / "Zebedee1 TP2.xlsx", "Nickle TP2", second)
    clash = (*second[0][:16], "4", *second[0][17:])
    _workbook(folder / "exports" / "QuillfeatherB TP2.xlsx", "Zebedee", [second[0], clash])
    (folder / "exports" / "Zebedee broken.xlsx").write_bytes(b"PK\x03\x04 no workbook of Zebedee")
    (folder / "exports" / "Notes on.Zebedee").write_text("nothing")
    (folder / "store").mkdir()
    (folder / "store" / "interventions.csv").write_text(STORED)
    (folder / "tmi.toml").write_text(SCHOOL)
    (folder / "secret").mkdir()
    assert tmi_here("key", "secret/tmi.key", cwd=folder).returncode == 0
    return folder


def _run(school: Path, *asked: str, out: str) -> Said:
    shared = ("--session", "2025-26", "--verbose", "--out", out)
    return tmi_here(*asked, "exports", *shared, "--accept", "same-period-twice", cwd=school)


COMMANDS = (
    ("flag",),
    ("flag", "--format", "json"),
    ("snapshot", "--format", "html"),
    ("snapshot", "--whole-school"),
    ("gaps",),
    ("attainment",),
    ("changes", "--format", "html"),
    ("meeting", "--faculty", "Science", "--format", "html"),
    ("policy", "simulate", "--set", "below-target.on=true"),
    ("policy", "backtest"),
)


@pytest.mark.parametrize("asked", COMMANDS, ids=" ".join)
def test_no_command_names_anybody(school: Path, asked: tuple[str, ...]) -> None:
    out = "out-" + "-".join(asked).replace("=", "-")
    said = _run(school, *asked, "--pseudonymise", out=out)
    assert said.returncode == 0, said.stderr
    texts = {"stdout": said.stdout.encode(), "stderr": said.stderr.encode(), **written(school / out)}
    assert leaks(texts, CANARIES) == set()
    books = [data for place, data in texts.items() if place.endswith(".xlsx!xl/sharedStrings.xml")]
    assert books
    # What is published holds no personal data at all.
    assert {PSEUDONYMISED.encode() in data for data in books} == {asked != ("gaps",)}
    manifests = [json.loads(data) for place, data in texts.items() if place.endswith("manifest.json")]
    assert [manifest["pseudonymised"] for manifest in manifests] == [True]
    key = (school / "secret" / "tmi.key").read_text().strip()
    assert leaks(texts, [key]) == set()
    assert "This is still personal data." in said.stderr


def test_without_it_they_do(school: Path) -> None:
    said = _run(school, "flag", out="out-named")
    texts = {"stdout": said.stdout.encode(), **written(school / "out-named")}
    found = {word for _, word in leaks(texts, CANARIES)}
    # What nothing needs, and comments, are in no list of tmi flag anyway.
    assert set(CANARIES) - found <= {"2010-03-04", "04/03/2010", "whispered", "kept-secret"}


def test_check_inspect_and_one_pupil_name_nobody(school: Path) -> None:
    shared = ("exports", "--session", "2025-26", "--verbose", "--pseudonymise", "--out", "out-more")
    told = {}
    for asked in (("check",), ("inspect",), ("inspect", "--format", "json"), ("flag", "--format", "json")):
        accept = ("--accept", "same-period-twice") if asked[0] == "flag" else ()
        said = tmi_here(*asked, *shared, *accept, cwd=school)
        assert said.returncode in (0, 1), said.stderr
        told["/".join(asked)] = said
    token = json.loads(told["flag/--format/json"].stdout)["pupils"][0]["pupil"]["surname"]
    said = tmi_here("pupil", token, *shared, "--accept", "same-period-twice", cwd=school)
    assert (said.returncode, token in said.stdout) == (0, True)
    told["pupil"] = said
    texts = {f"{name} {at}": s.encode() for name, said in told.items() for at, s in enumerate(said[1:])}
    assert leaks({**texts, **written(school / "out-more")}, CANARIES) == set()


def test_a_run_that_fails_names_nobody_either(school: Path) -> None:
    refused = tmi_here("flag", "exports", "--session", "2025-26", "--pseudonymise", "--period", "9", cwd=school)
    nobody = tmi_here("pupil", "Nemo", "exports", "--session", "2025-26", "--pseudonymise", cwd=school)
    assert (refused.returncode, nobody.returncode) == (2, 2)
    texts = {"refused": refused.stderr.encode(), "nobody": nobody.stderr.encode()}
    assert leaks(texts, CANARIES) == set()


@pytest.mark.parametrize(
    "asked",
    [
        ("rag", "send"),
        ("interventions", "add", "--pupil", "x", "--strategy", "Call home"),
        ("interventions", "import", "--from", "x.xlsx"),
        ("interventions", "list"),
        ("interventions", "impact"),
        ("inspect", "--write-mapping"),
        ("inspect", "--ask"),
    ],
    ids=" ".join,
)
def test_what_needs_names_is_refused_with_the_reason(school: Path, asked: tuple[str, ...]) -> None:
    said = tmi_here(*asked, "exports", "--pseudonymise", cwd=school)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.startswith("Error: This cannot be pseudonymised: ")
    assert (school / "tmi.toml").read_text() == SCHOOL
