"""The commands that make papers, in a real process: what they write, what they say, and to whom."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.command import tmi
from tmi_cli.sample import make_school

SAMPLE = Path(__file__).parents[2] / "sample_data"
ASKED = ("--session", "2025-26", "--policy", "balerno", "--groups", SAMPLE / "lists")
COLUMNS = ["paper", "section", "table", "row", "column", "value"]


class Ran(NamedTuple):
    """What a command did: its process, and the files of its run by their path in the run's folder."""

    done: subprocess.CompletedProcess[str]
    folder: Path | None
    files: dict[str, bytes]


def ran(cwd: Path, *args: str | Path) -> Ran:
    """Run a command on the sample from an empty folder, with ``out`` below it."""
    done = tmi(*args, *ASKED, cwd=cwd)
    folders = [path.parent for path in (cwd / "out").rglob("manifest.json")]
    assert len(folders) <= 1
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return Ran(done, folders[0] if folders else None, files)


@cache
def words() -> frozenset[str]:
    """Numbers and surnames of the sample's pupils, and first names that stand in no path."""
    school = make_school(seed=7, pupils=60, session="2025-26")
    return frozenset(word for pupil in school.pupils for word in (pupil.scn, pupil.surname, pupil.forename))


def tells_of_a_pupil(text: str) -> list[str]:
    return sorted(word for word in words() if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text))


def check_run(run: Ran, kind: str) -> None:
    """A whole run: exit 0, hashes that are those of the files, and nobody named where nobody may be."""
    assert run.done.returncode == 0, run.done.stderr
    assert run.folder is not None
    assert re.fullmatch(rf"{kind}-\d{{4}}-\d\d-\d\d-\d{{6}}", run.folder.name)
    assert run.folder.parent.name == "2025-26-P3"
    manifest = json.loads(run.files["manifest.json"])
    assert manifest["outputs"] == {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in run.files.items()
        if name != "manifest.json"
    }
    assert run.done.stderr.splitlines()[-1] == f"Written to {run.folder.relative_to(run.folder.parents[2])}"
    assert tells_of_a_pupil(run.done.stderr) == []
    assert tells_of_a_pupil(run.files["manifest.json"].decode()) == []
    for name in run.files:
        assert tells_of_a_pupil(re.sub(r"[/ ._-]", " ", name)) == []


def is_tab_separated(text: str) -> bool:
    lines = text.split("\n")
    return lines[0].split("\t") == COLUMNS and lines[-1] == "" and {line.count("\t") for line in lines[:-1]} == {5}


@pytest.fixture(scope="module")
def science(tmp_path_factory: pytest.TempPathFactory) -> list[Ran]:
    """The snapshot of Science, made twice."""
    asked = ("snapshot", SAMPLE / "exports", "--faculty", "science", "--format", "html")
    return [ran(tmp_path_factory.mktemp("science"), *asked) for _ in range(2)]


def test_a_snapshot_is_a_workbook_a_page_json_csv_and_their_manifest(science: list[Ran]) -> None:
    run = science[0]
    check_run(run, "snapshot")
    assert sorted(run.files) == [
        "faculties/Science.html", "faculties/Science.xlsx", "manifest.json", "snapshot.csv", "snapshot.json"
    ]  # fmt: skip
    assert run.files["faculties/Science.html"].decode() == run.done.stdout
    plain = json.loads(run.files["snapshot.json"])
    assert (plain["schema"], plain["faculty"]) == ("tmi.snapshot/1", "Science")
    records = list(csv.reader(io.StringIO(run.files["snapshot.csv"].decode("utf-8-sig"), newline="")))
    assert records[0] == COLUMNS
    assert run.files["snapshot.csv"][:3] == b"\xef\xbb\xbf"


def test_the_same_inputs_give_the_same_bytes(science: list[Ran]) -> None:
    assert science[0].files == science[1].files
    assert science[0].done.stdout == science[1].done.stdout


def test_the_whole_school_wherever_the_word_stands(tmp_path: Path) -> None:
    after, before = tmp_path / "after", tmp_path / "before"
    after.mkdir()
    before.mkdir()
    one = ran(after, "snapshot", SAMPLE / "exports", "--school")
    # Here the exports follow the word, and are no school file.
    other = ran(before, "snapshot", "--school", SAMPLE / "exports", "--format", "json")
    check_run(one, "snapshot")
    check_run(other, "snapshot")
    assert sorted(one.files) == ["manifest.json", "overview.xlsx", "snapshot.csv", "snapshot.json"]
    assert one.files == other.files
    assert is_tab_separated(one.done.stdout)
    assert other.done.stdout.encode() == other.files["snapshot.json"]
    assert json.loads(other.done.stdout)["faculty"] is None


def test_a_toml_after_the_word_is_the_school_file_still(tmp_path: Path) -> None:
    (tmp_path / "our.toml").write_text('name = "Ceard Academy"\nout = "elsewhere"\n', encoding="utf-8")
    asked = ("snapshot", "--school", "our.toml", SAMPLE / "exports", "--faculty", "English", "--format", "json")
    run = tmi(*asked, *ASKED, cwd=tmp_path)
    plain = json.loads(run.stdout)
    assert (run.returncode, plain["faculty"]) == (0, "English")
    assert {"label": "School", "says": "Ceard Academy"} in plain["about"]
    assert len(list(tmp_path.glob("elsewhere/2025-26-P3/snapshot-*/faculties/English.xlsx"))) == 1


def test_what_is_published_names_nobody(tmp_path: Path) -> None:
    run = ran(tmp_path, "snapshot", SAMPLE / "exports", "--school", "--publish", "--format", "csv")
    check_run(run, "snapshot")
    assert sorted(run.files) == [
        "manifest.json", "overview for publication.xlsx", "snapshot.csv", "snapshot.json"
    ]  # fmt: skip
    assert run.files["snapshot.csv"].decode("utf-8-sig").replace("\r\n", "\n") == run.done.stdout.replace("\r", "")
    assert tells_of_a_pupil(run.done.stdout + run.files["snapshot.json"].decode()) == []


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (
            ("snapshot", "EXPORTS", "--school", "--faculty", "Science"),
            "Error: --faculty and the whole school are two papers: give one of them.",
        ),
        (("snapshot",), "Error: Missing argument 'EXPORTS...'."),
        (("snapshot", "EXPORTS", "--faculty", "Sience"), "Did you mean Science?"),
        (("meeting", "EXPORTS"), "Missing option '--faculty'"),
        (("meeting", "EXPORTS", "--faculty", "Science", "--meeting", "3"), "'3' is not one of '1', '2'"),
        (("gaps", "EXPORTS", "--by", "simdd"), "Did you mean simd?"),
        (("pupil", "Zebedee", "EXPORTS"), "Error: No pupil of these exports has this name."),
        (("pupil", "123456789", "EXPORTS"), "one of them was mistyped"),
    ],
    ids=str,
)
def test_what_cannot_be_is_told_with_exit_code_2_and_writes_nothing(
    tmp_path: Path, args: tuple[str, ...], told: str
) -> None:
    run = ran(tmp_path, *(SAMPLE / "exports" if word == "EXPORTS" else word for word in args))
    assert (run.done.returncode, run.done.stdout) == (2, "")
    assert told in run.done.stderr
    assert tells_of_a_pupil(run.done.stderr) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "kind", "workbook", "schema"),
    [
        (("gaps",), "gaps", r"gaps overview\.xlsx", "tmi.gaps/1"),
        (("attainment",), "attainment", r"attainment overview\.xlsx", "tmi.attainment/1"),
        (
            ("meeting", "--faculty", "Science", "--meeting", "2"),
            "meeting",
            r"Science meeting 2\.xlsx",
            "tmi.meeting/1",
        ),
        (("pupil", "298188139"), "pupil", r"pupil timeline\.xlsx", "tmi.pupil/1"),
    ],
    ids=str,
)
def test_every_paper_in_a_pipe(
    tmp_path: Path, args: tuple[str, ...], kind: str, workbook: str, schema: str
) -> None:
    run = ran(tmp_path, *args, SAMPLE / "exports")
    check_run(run, kind)
    assert is_tab_separated(run.done.stdout)
    (made,) = run.files.keys() - {f"{kind}.csv", f"{kind}.json", "manifest.json"}
    assert re.fullmatch(workbook, made)
    assert json.loads(run.files[f"{kind}.json"])["schema"] == schema


@pytest.mark.parametrize("how", [(), ("--format", "json"), ("--format", "html")], ids=str)
def test_pupils_who_can_be_meant_are_an_answer_and_no_files(tmp_path: Path, how: tuple[str, ...]) -> None:
    run = ran(tmp_path, "pupil", "mccallum", SAMPLE / "exports", *how)
    assert (run.done.returncode, run.done.stderr, run.folder, run.files) == (0, "", None, {})
    assert list(tmp_path.iterdir()) == []
    if how == ():
        assert is_tab_separated(run.done.stdout)
    elif "json" in how:
        plain = json.loads(run.done.stdout)
        assert plain["schema"] == "tmi.pupils/1"
        assert len(plain["pupils"]) > 1
        assert {pupil["surname"] for pupil in plain["pupils"]} == {"McCallum"}
    else:
        assert run.done.stdout.startswith("<!DOCTYPE html>")


def test_no_files_writes_nothing_and_still_says_everything(tmp_path: Path) -> None:
    run = ran(tmp_path, "pupil", "298188139", SAMPLE / "exports", "--no-files", "--format", "json")
    assert run.done.returncode == 0
    assert run.done.stderr == ""
    assert json.loads(run.done.stdout)["pupil"]["scn"] == "298188139"
    assert list(tmp_path.iterdir()) == []
