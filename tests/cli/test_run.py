"""The whole work in one go: what it makes, when it makes nothing, and what it tells whoever looks after it."""

from __future__ import annotations

import hashlib
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.analysis.in_process import Said, tmi_here
from tests.cli.command import CLEAR, FLAGGED, changed, write_csv

School = Callable[..., Path]

TOML = """
name = "Craiglarnoch Academy"
session = "2025-26"
[addresses.CL]
"Mathematics" = "maths@school.example"
"""
MADE = [
    "check/check.csv", "check/check.json", "check/check.xlsx", "check/teachers/M. Kirk.xlsx", "escalation.xlsx",
    "faculties/Mathematics.xlsx", "flags.csv", "flags.json", "mail/faculties/Mathematics.eml",
    "rag/faculties/Mathematics RAG.xlsx",
    "snapshots/faculties/Mathematics.xlsx", "snapshots/snapshot.csv", "snapshots/snapshot.json",
]  # fmt: skip


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school folder with one export in its inbox."""
    (tmp_path / "tmi.toml").write_text(TOML, encoding="utf-8")
    write_csv(tmp_path / "exports" / "TP1.csv", FLAGGED, CLEAR)
    return tmp_path


def run(folder: Path, *args: str) -> Said:
    return tmi_here("run", "--as-of", "2025-11-14", *args, cwd=folder)


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder with a hash of what it holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else ""
        for path in folder.rglob("*")
    }


def made(folder: Path) -> list[Path]:
    """The folders of complete runs, the earliest first."""
    return sorted(path.parent for path in (folder / "out").glob("*/*/manifest.json"))


def last_run(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "out" / "last-run.json").read_text(encoding="utf-8"))
    return told


def test_one_folder_holds_all_that_is_asked_for_and_a_line_says_what_was_found(school: Path) -> None:
    said = run(school)
    assert (said.returncode, said.stderr) == (0, "")
    (folder,) = made(school)
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()) == sorted(
        [*MADE, "manifest.json"]
    )
    assert said.stdout == (
        "2025-26, period 1: 1 of 2 pupils flagged, flags 1 (1 new), problems 0 (0 errors). "
        f"Written to {folder.relative_to(school)}\n"
    )
    assert sorted(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]) == sorted(MADE)


def test_nothing_new_is_6_and_says_since_when(school: Path) -> None:
    run(school)
    (folder,) = made(school)
    said = run(school)
    assert (said.returncode, said.stdout) == (6, f"Nothing is new since the run 2025-26-P1/{folder.name}.\n")
    assert made(school) == [folder]
    assert (last_run(school)["outcome"], last_run(school)["last_complete"]["folder"]) == (
        "nothing-new",
        f"2025-26-P1/{folder.name}",
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: write_csv(f / "exports" / "TP1.csv", FLAGGED), id="an export"),
        pytest.param(
            lambda f: write_csv(f / "exports" / "b.csv", changed(CLEAR, Subject="Art")), id="a new export"
        ),
        pytest.param(
            lambda f: (f / "tmi.toml").write_text(TOML + '[staff.CL]\n"Art" = "A. Teacher"\n', encoding="utf-8"),
            id="the school file",
        ),
    ],
)
def test_whatever_changes_makes_a_new_run(school: Path, change: Callable[[Path], object]) -> None:
    run(school)
    change(school)
    assert run(school).returncode == 0
    assert len(made(school)) == 2


def test_running_again_gives_the_same_bytes(school: Path) -> None:
    run(school)
    run(school, "--again")
    first, second = made(school)
    assert tree(first) == tree(second)


def test_an_empty_inbox_is_nothing_new_and_a_missing_one_is_a_mistake(school: Path) -> None:
    (school / "exports" / "TP1.csv").unlink()
    assert run(school).returncode == 6
    (school / "exports").rmdir()
    said = run(school)
    assert said.returncode == 2
    assert "There is no file or folder exports." in said.stderr


@pytest.mark.parametrize("args", [(), ("--again",), ("--format", "json"), ("--no-input", "--quiet")])
def test_a_dry_run_makes_everything_and_writes_nothing(school: Path, args: tuple[str, ...]) -> None:
    before = tree(school)
    said = run(school, "--dry-run", *args)
    assert said.returncode == 0
    assert tree(school) == before
    if "--format" in args:
        assert json.loads(said.stdout)["files"] == MADE
        assert json.loads(said.stdout)["dry_run"] is True
    elif "--quiet" not in args:
        assert said.stdout.endswith("".join(f"  {name}\n" for name in [*MADE, "manifest.json"]))


def test_a_dry_run_writes_just_what_it_says(school: Path) -> None:
    told = json.loads(run(school, "--dry-run", "--format", "json").stdout)
    run(school)
    written = json.loads((made(school)[0] / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    assert told["files"] == sorted(written)


def test_parts_can_be_switched_off(school: Path) -> None:
    off = "[run]\ncheck = false\nsnapshots = false\nrag = []\nmail = false\n"
    (school / "tmi.toml").write_text(TOML + off, encoding="utf-8")
    told = json.loads(run(school, "--format", "json").stdout)
    assert told["files"] == ["escalation.xlsx", "faculties/Mathematics.xlsx", "flags.csv", "flags.json"]
    assert not (school / "store").exists()


def test_too_many_errors_publish_nothing_and_the_run_says_what_it_waits_for(school: Path) -> None:
    write_csv(school / "exports" / "TP1.csv", FLAGGED, changed(CLEAR, Effort="7"))
    said = run(school)
    assert said.returncode == 2
    assert said.stderr.splitlines()[0] == (
        "Error: Nothing was published: errors 1, courses 2, and most_errors allows 10 for a hundred."
    )
    assert made(school) == []
    told = last_run(school)
    assert (told["outcome"], told["exit_code"], told["last_complete"]) == ("refused", 2, None)
    assert told["waits_for"].startswith("tmi check tells each error with its cell")
    (school / "tmi.toml").write_text(TOML + "[run]\nmost_errors = 50\n", encoding="utf-8")
    assert run(school).returncode == 0


def test_a_doubt_about_the_files_publishes_nothing_until_it_is_accepted(school: Path) -> None:
    later = [changed(row, Tracking_Point="TP2") for row in (FLAGGED, CLEAR)]
    write_csv(school / "exports" / "TP2.csv", *later)
    many = [changed(FLAGGED, SCN="", Forename=f"P{n}", Surname=f"Sample{n}") for n in range(30)]
    write_csv(school / "exports" / "TP1.csv", FLAGGED, CLEAR, *many)
    said = run(school)
    assert said.returncode == 2
    assert "--accept roll-halved" in last_run(school)["waits_for"]
    assert made(school) == []
    assert run(school, "--accept", "roll-halved").returncode == 0


def test_a_file_that_cannot_be_read_stops_the_run_unless_the_school_says_otherwise(school: Path) -> None:
    (school / "exports" / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert run(school).returncode == 2
    (school / "tmi.toml").write_text(TOML + "[run]\nstrict = false\nmost_errors = 90\n", encoding="utf-8")
    assert run(school).returncode == 0


def test_a_file_that_is_still_being_copied_is_not_believed(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tmi_cli.pipeline import unattended

    def copied_on(*args: Any, **how: Any) -> Any:
        write_csv(school / "exports" / "TP1.csv", FLAGGED)
        return together(*args, **how)

    together = unattended.together
    monkeypatch.setattr(unattended, "together", copied_on)
    said = run(school)
    assert (said.returncode, made(school)) == (2, [])
    assert "TP1.csv changed while it was read." in said.stderr


def test_without_a_school_file_it_says_how_to_make_one(tmp_path: Path) -> None:
    said = tmi_here("run", cwd=tmp_path)
    assert said.returncode == 2
    assert "tmi init" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_named_exports_needs_no_school_file(tmp_path: Path) -> None:
    write_csv(tmp_path / "TP1.csv", FLAGGED, CLEAR)
    assert tmi_here("run", "TP1.csv", "--session", "2025-26", cwd=tmp_path).returncode == 0
    assert len(made(tmp_path)) == 1


def test_quiet_says_nothing_where_all_is_well(school: Path) -> None:
    assert run(school, "--quiet")[1:] == ("", "")
    assert run(school, "--quiet")[1:] == ("", "")


def test_only_the_owner_can_read_what_is_written_and_no_name_is_in_what_tells_of_the_run(school: Path) -> None:
    run(school)
    for place in ("out", "store", "logs"):
        for path in (school / place, *(school / place).rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    telling = [*(school / "logs").glob("*.log"), *(school / "out").glob("*.*"), made(school)[0] / "manifest.json"]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in telling if path.name != ".tmi.lock")
    for name in (*FLAGGED[:3], *CLEAR[:3]):
        assert name not in texts


def test_the_group_reads_results_and_how_the_run_ended_where_it_may(school: Path) -> None:
    run(school, "--group-readable")
    for path in ((school / "out"), *(school / "out").rglob("*")):
        if not path.name.startswith(".tmi"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o750 if path.is_dir() else 0o640), path
    for path in ((school / "store"), *(school / "store").rglob("*"), *(school / "logs").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_the_log_tells_the_run_from_start_to_end(school: Path) -> None:
    (school / "tmi.toml").write_text(TOML + "[logs]\njson_lines = true\n", encoding="utf-8")
    run(school)
    (path,) = (school / "logs").iterdir()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line["event"] for line in lines] == ["started", "looked", "read", "judged", "published", "ended"]
    read = lines[2]
    assert (read["file"], read["rows"], read["read"], read["rejected"]) == ("TP1.csv", 2, 2, 0)
    assert (lines[3]["pupils"], lines[-1]["exit_code"]) == (2, 0)


def test_a_log_that_cannot_be_written_fails_no_run(school: Path) -> None:
    (school / "logs").write_text("a file stands in its place", encoding="utf-8")
    said = run(school)
    assert said.returncode == 0
    assert "The log could not be written" in said.stderr
    assert len(made(school)) == 1


def test_the_manifest_tells_what_was_set_by_whom_and_no_place_or_address(school: Path) -> None:
    run(school, "--policy", "balerno")
    text = (made(school)[0] / "manifest.json").read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["command"] == ["run", "--policy", "balerno"]
    assert told["settings"]["policy"] == {"value": "balerno", "from": "--policy"}
    assert told["settings"]["session"] == {"value": "2025-26", "from": "tmi.toml line 3"}
    assert told["settings"]["run.most_errors"] == {"value": 10.0, "from": "default"}
    assert str(school) not in text
    assert "school.example" not in text


def test_with_pseudonyms_no_pupil_is_named_in_anything_that_is_made(school: Path) -> None:
    assert tmi_here("key", "key", cwd=school).returncode == 0
    said = run(school, "--pseudonymise", "--key-file", "key")
    assert said.returncode == 0
    (folder,) = made(school)
    assert sorted(path.relative_to(folder).parts[0] for path in folder.rglob("*.xlsx")) == [
        "check", "check", "escalation.xlsx", "faculties", "snapshots",
    ]  # fmt: skip
    texts = [said.stdout + said.stderr, *(path.read_text(encoding="utf-8") for path in folder.rglob("*.eml"))]
    for path in folder.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as packed:
            texts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    for name in ("Ailsa", "Calum", FLAGGED[0], CLEAR[0], "Testwood"):
        assert not [text for text in texts if name in text]


def test_a_defect_is_written_down_without_its_message(school: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tmi_cli.pipeline import unattended

    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("Ailsa Sample, 165660463")

    monkeypatch.setattr(unattended, "make_everything", fail)
    said = run(school)
    assert said.returncode == 3
    told = (school / "out" / "status.txt").read_text(encoding="utf-8") + said.stderr
    assert "Ailsa" not in told
    assert (last_run(school)["outcome"], last_run(school)["exit_code"]) == ("defect", 3)
    for line in said.stderr.splitlines():
        if "tmi-defect-" in line:
            Path(line.split("send ")[1].split(";")[0]).unlink()
