"""What names a pupil stands in the lists for people and nowhere else, whatever goes wrong (DP-01, DP-02)."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.outputs.canaries import PRIVATE, PUPILS, TEACHERS, canaries, names_of, words_of, write_canaries
from tests.outputs.every_command import READS, Ran, tmi
from tests.reports.workbook_lint import Workbook
from tests.small_school import scn
from tmi_cli.cli.main import COMMANDS

FOR_PEOPLE = (".xlsx", ".csv", ".json", ".html")
FLAG = ("flag", *READS)


def betrayed(text: str, words: Iterable[str] = canaries()) -> list[str]:
    return [word for word in words if word.casefold() in text.casefold()]


def left_behind(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything under a folder that names a pupil where none may be named: paths, manifests, logs, the rest.

    A teacher may be named there: a fix list has the name of the teacher it is for.
    """
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name.split("/")[0] in ("exports", "lists", "done", "back", "broken"):
            continue
        for word in betrayed(name):
            yield name, word
        if path.is_file() and (path.suffix not in FOR_PEOPLE or path.name in ("manifest.json", "last-run.json")):
            for word in betrayed(path.read_bytes().decode("utf-8", "replace")):
                yield name, word


def test_every_command_is_run(ran: Ran) -> None:
    assert {name.split()[0] for name in ran.said} == set(COMMANDS), (
        "give tests/outputs/every_command.py the new one"
    )
    ended = {name: said.returncode for name, said in ran.said.items() if said.returncode}
    found_something = ("check", "check --format json", "check --format csv", "policy check")
    assert ended == dict.fromkeys(found_something, 1), {name: ran.said[name].stderr for name in ended}


def test_no_command_names_a_pupil_on_stderr_in_a_manifest_or_in_a_path(ran: Ran) -> None:
    told = {name: betrayed(said.stderr, (*canaries(), *TEACHERS)) for name, said in ran.said.items()}
    assert {name: words for name, words in told.items() if words} == {}
    assert list(left_behind(ran.folder)) == []


def test_the_pupils_are_named_where_they_should_be(ran: Ran) -> None:
    """Without this the others would pass on an empty folder."""
    book = next(data for name, data in ran.files(".xlsx") if name.endswith("escalation.xlsx"))
    assert set(words_of(0)) & set(Workbook(book).strings) >= {scn(0), names_of(0)["known_as"]}
    assert names_of(0)["surname"] in ran.said["flag"].stdout
    assert sum(name.endswith("manifest.json") for name, _ in ran.files(".json")) >= 15


def test_what_tmi_has_no_use_for_is_in_nothing_that_it_writes_or_says(ran: Ran) -> None:
    unused = (*PRIVATE, "19/03/1907", "1907-03-19", "1907, 3, 19")
    said = {name: betrayed(told.stdout + told.stderr, unused) for name, told in ran.said.items()}
    assert {name: words for name, words in said.items() if words} == {}
    for kind in FOR_PEOPLE:
        for name, data in ran.files(kind):
            members = Workbook(data).members.values() if kind == ".xlsx" else [data]
            found = [betrayed(member.decode("utf-8", "replace"), unused) for member in members]
            assert not any(found), name


def test_nothing_temporary_is_left(ran: Ran) -> None:
    assert list((ran.folder / "tmp").rglob("*")) == []


class _LoudError(Exception):
    """A defect whose message, notes and values name pupils."""


def _defect(*_: object, **__: object) -> Any:
    pupil = names_of(0)
    error = _LoudError(f"{pupil['surname']}, {pupil['forename']} {scn(0)}")
    error.add_note(f"zqcomment {pupil['known_as']}")
    raise error


def _full(*_: object, **__: object) -> Any:
    raise OSError(28, "No space left on device", names_of(0)["surname"])


@pytest.fixture
def school(tmp_path: Path) -> Path:
    write_canaries(tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "TP2.xlsx").write_bytes(b"PK\x03\x04" + " ".join(canaries()).encode())
    (tmp_path / "broken" / "TP3.csv").write_bytes((tmp_path / "exports" / "TP2.csv").read_bytes()[:-40] + b'"')
    (tmp_path / "policy.toml").write_text('extends = "standard"\n[rules.rating]\nfields = ["looks"]\n')
    (tmp_path / "file").write_text("in the way")
    return tmp_path


FAILING: dict[str, tuple[int, Sequence[str]]] = {
    "a policy that is missing": (2, (*FLAG, "--policy", "none")),
    "a policy with a mistake": (2, (*FLAG, "--policy", "policy.toml")),
    "a period that no export holds": (2, (*FLAG, "--period", "7")),
    "a period that is none": (2, (*FLAG, "--period", "x")),
    "a session that is none": (2, (*FLAG, "--session", "2025")),
    "a damaged file beside": (0, (*FLAG, "broken/TP2.xlsx", "-v")),
    "a damaged file in a strict run": (2, (*FLAG, "broken/TP2.xlsx", "--strict", "-v")),
    "a damaged file alone": (2, ("flag", "broken/TP2.xlsx")),
    "the same period twice": (0, (*FLAG, "broken/TP3.csv", "-v")),
    "an output that is a file": (4, (*FLAG, "--out", "file")),
    "papers that cannot be written": (4, ("snapshot", *READS, "--out", "file")),
    "forms that cannot be written": (4, ("rag", "send", *READS, "--out", "file")),
    "a check that cannot be written": (4, ("check", *READS, "--out", "file")),
    "a strict check": (1, ("check", *READS, "--strict")),
    "problems that were asked for": (1, (*FLAG, "--fail-on", "problems")),
    "a faculty that is none": (2, ("snapshot", *READS, "--faculty", "None")),
    "a meeting of no faculty": (2, ("meeting", *READS, "--faculty", "None")),
    "a list for an export": (2, ("flag", "lists")),
    "forms for exports": (2, ("rag", "collect", "exports")),
    "an export for a sheet of interventions": (
        2,
        ("interventions", "import", *READS, "--from", "exports/TP1.csv"),
    ),
    "an intervention that is none": (2, ("interventions", "review", "99", "--outcome", "zqnote")),
    "a setting that is none": (2, ("policy", "simulate", *READS, "--set", "rating.looks=1")),
}


@pytest.mark.parametrize("what", FAILING)
def test_no_failure_names_a_pupil(what: str, school: Path) -> None:
    code, args = FAILING[what]
    said = tmi(school, *args)
    assert (said.returncode, betrayed(said.stderr, (*canaries(), *TEACHERS))) == (code, []), said.stderr
    assert said.stderr
    assert list(left_behind(school)) == []
    assert list((school / "tmp").rglob("*")) == []


NOBODY = ("Zqnobodyx", f"{names_of(1)['surname']}, {names_of(2)['forename']}", "999999999")


@pytest.mark.parametrize("query", NOBODY)
def test_a_pupil_who_is_not_found_is_not_named_on_stderr(query: str, school: Path) -> None:
    for args in (("pupil", query, *READS), ("interventions", "add", *READS, "--pupil", query, "--strategy", "x")):
        said = tmi(school, *args)
        assert said.returncode == 2
        assert betrayed(said.stderr, (*canaries(), *NOBODY)) == []


STEPS = {
    "flag": "tmi_cli.pipeline.judging.find_flags",
    "check": "tmi_cli.pipeline.story.check_items",
    "inspect": "tmi_cli.reports.inspect_show.to_text",
    "snapshot": "tmi_cli.reports.paper_files.paper_workbook",
    "rag send": "tmi_cli.reports.rag_files.rag_workbooks",
}


@pytest.mark.parametrize("command", STEPS)
def test_a_defect_saves_its_place_and_no_pupil(command: str, school: Path) -> None:
    said = tmi(school, *command.split(), *READS, "-v", patches={STEPS[command]: _defect})
    assert said.returncode == 3
    assert betrayed(said.stdout + said.stderr) == []
    (saved,) = (school / "tmp").glob("tmi-defect-*.txt")
    told = saved.read_text(encoding="utf-8")
    assert "_LoudError" in told
    assert "Traceback" not in said.stderr
    assert betrayed(told) == []
    assert list(left_behind(school)) == []
    assert list(school.glob("out/*/*")) == []


def test_a_full_disk_names_nobody_and_leaves_nothing(school: Path) -> None:
    shutil.rmtree(school / "broken")
    said = tmi(school, *FLAG, patches={"tmi_cli.runs.folder._write": _full})
    assert said.returncode == 4
    assert betrayed(said.stderr) == []
    assert list(school.glob("out/*/*")) == []


def test_there_are_canaries_to_be_found() -> None:
    assert len(set(canaries())) == len(canaries()) > 3 * PUPILS
