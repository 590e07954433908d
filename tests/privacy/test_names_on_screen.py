"""``names_on_screen = false``: tables tell pupils by their place; messages never name one anyway (DP-03)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import HEADER, write_csv
from tests.privacy.leaks import leaks, written
from tests.small_school import scn

CANARIES = ("Zebedee", "Quillfeather", "whispered", *(scn(at) for at in range(6)))
RAG = (
    '"key","session","period","by","unit","pupil","surname","forename","subject","level","class","rag","comment",'
    '"note","action","by_whom","review_date","returned_in"\n'
    f'"k1","2025-26","2","faculty","Mathematics","{scn(0)}","Quillfeather","Zebedee0","Mathematics","N5","4MA1",'
    '"Red","Zebedee whispered","","","","",""\n'
)
ACTIONS = (
    ("Pupil", "SCN", "Strategy", "Notes"),
    ("Zebedee0 Quillfeather", scn(0), "Call home", "Zebedee whispered"),
)


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A school that wants no names on screen, with something written about a pupil in its store."""
    folder = tmp_path_factory.mktemp("school")
    for period in (1, 2):
        rows = [
            (scn(at), f"Zebedee{at}", "Quillfeather", "S4", "4A1", "Skye", "Mathematics", "N5", "4MA1", "M. Kirk",
             f"TP{period}", "3", str(min(7, 2 + at + period)), "3", "2", "1", "Zebedee whispered")
            for at in range(6)
        ]  # fmt: skip
        write_csv(folder / "exports" / f"TP{period}.csv", *rows, header=HEADER)
    (folder / "tmi.toml").write_text("[privacy]\nnames_on_screen = false\n")
    (folder / "store").mkdir()
    (folder / "store" / "rag.csv").write_text(RAG)
    write_csv(folder / "actions.csv", *ACTIONS[1:], header=ACTIONS[0])
    return folder


def _run(school: Path, *asked: str) -> Said:
    return tmi_here(*asked, "exports", "--session", "2025-26", "--verbose", cwd=school)


COMMANDS = (
    ("flag",),
    ("check",),
    ("snapshot",),
    ("attainment",),
    ("changes",),
    ("meeting", "--faculty", "Mathematics"),
    ("interventions", "list", "--from", "actions.csv"),
    ("pupil", scn(0)),
    ("pupil", "Quillfeather"),
    ("policy", "simulate", "--set", "rating.on=false"),
    ("rag", "send", "--no-files"),
)


@pytest.mark.parametrize("asked", COMMANDS, ids=lambda asked: " ".join(asked[:2]))
def test_no_table_names_a_pupil(school: Path, asked: tuple[str, ...]) -> None:
    said = _run(school, *asked)
    assert said.returncode in (0, 1), said.stderr
    assert said.stdout
    assert leaks({"stdout": said.stdout.encode(), "stderr": said.stderr.encode()}, CANARIES) == set()


def test_a_pupil_is_told_by_the_row_of_the_latest_period(school: Path) -> None:
    lines = [line.split("\t") for line in _run(school, "flag", "--no-files").stdout.splitlines()]
    columns = dict(zip(lines[0], zip(*lines[1:], strict=True), strict=True))
    assert set(columns["surname"]) == {f"TP2.csv › row {row}" for row in range(2, 8)}
    assert set(columns["forename"]) | set(columns["scn"]) == {""}
    assert set(columns["last_comment"]) == {"(left out)", ""}


def test_only_the_names_differ(school: Path) -> None:
    hidden, named = (
        [line.split("\t") for line in _run(school, "flag", "--no-files", *more).stdout.splitlines()]
        for more in ((), ("--show-names",))
    )
    who = [hidden[0].index(column) for column in ("surname", "forename", "scn", "last_comment")]
    rest = [
        sorted([cell for at, cell in enumerate(row) if at not in who] for row in rows) for rows in (hidden, named)
    ]
    assert rest[0] == rest[1]
    assert "Zebedee0" in {cell for row in named for cell in row}


@pytest.mark.parametrize("asked", [("--show-names",), ("--format", "json"), ("--format", "csv")])
def test_what_is_asked_for_by_name_or_by_a_machine_keeps_names(school: Path, asked: tuple[str, ...]) -> None:
    for command in (("flag",), ("changes",)):
        assert "Zebedee5" in _run(school, *command, *asked, "--no-files").stdout


def test_tokens_are_shown_where_names_would_not_be(school: Path) -> None:
    assert tmi_here("key", "keys.key", cwd=school).returncode == 0
    said = _run(school, "flag", "--no-files", "--pseudonymise", "--key-file", "keys.key")
    (school / "keys.key").unlink()
    assert said.stdout.splitlines()[1].split("\t")[1].startswith("P-")


def test_the_files_keep_names(school: Path) -> None:
    shutil.rmtree(school / "out", ignore_errors=True)
    _run(school, "flag")
    assert {word for _, word in leaks(written(school / "out"), CANARIES[:2])} == set(CANARIES[:2])


def test_a_strategy_is_not_repeated_on_stderr(school: Path) -> None:
    said = _run(school, "interventions", "add", "--pupil", scn(0), "--strategy", "Talk with Zebedee's aunt")
    assert said.returncode == 0
    assert leaks({"stdout": said.stdout.encode(), "stderr": said.stderr.encode()}, CANARIES) == set()
    assert "menu" in said.stderr
