"""A purge deletes what tmi wrote and nothing else, and goes on where it was stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.runs.manifests import FILES, write_run
from tmi_cli.errors import OutputError
from tmi_cli.runs.folder import DELETIONS
from tmi_cli.runs.old import Old, find_old
from tmi_cli.runs.purge import purge

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def old(out: Path, days: int | None = 100, *, delete_by: Callable[[date], date | None] = lambda _: None) -> Old:
    return find_old(out, out.parent / "logs", today=TODAY, days=days, delete_by=delete_by)


def names(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def run(out: Path, days: int | None = 100) -> int:
    return purge(out, old(out, days), now=NOW, tell=lambda _: None)


def records(out: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (out / DELETIONS).read_text(encoding="utf-8").splitlines()]


def test_old_runs_go_whole_and_younger_ones_stay_to_the_byte(tmp_path: Path) -> None:
    out = tmp_path / "out"
    gone = write_run(out, day=TODAY - timedelta(days=101))
    kept = write_run(out, day=TODAY - timedelta(days=100), kind="check")
    before = {name: (kept / name).read_bytes() for name in names(kept)}
    assert run(out) == 4
    assert not gone.exists()
    assert {name: (kept / name).read_bytes() for name in names(kept)} == before
    assert sorted(path.name for path in out.iterdir()) == ["2025-26-P1", DELETIONS]


def test_without_a_number_only_a_day_that_has_passed_counts(tmp_path: Path) -> None:
    for number, day in enumerate(("2026-05-31", "2026-06-01", None)):
        write_run(tmp_path, day=date(2020, 1, 1 + number), delete_by=day)
    assert [(each.run.name, each.reason) for each in old(tmp_path, None).runs] == [
        ("2025-26-P1/2020-01-01-160000", "to be deleted by 2026-05-31")
    ]


def test_the_record_tells_when_what_hashes_and_why_and_no_name(tmp_path: Path) -> None:
    folder = write_run(tmp_path, day=date(2025, 1, 1))
    hashes = sorted(hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names(folder))
    run(tmp_path)
    assert records(tmp_path) == [
        {
            "schema": "tmi.deletion/1",
            "when": "2026-06-01T12:00:00+00:00",
            "what": "run",
            "run_id": "0123456789ab",
            "folder": "2025-26-P1/2025-01-01-160000",
            "sha256": hashes,
            "reason": "more than 100 days old",
        }
    ]


def test_what_tmi_did_not_write_stays_where_it_is(tmp_path: Path) -> None:
    out = tmp_path / "out"
    folder = write_run(out, day=date(2025, 1, 1))
    secret = tmp_path / "secret.txt"
    secret.write_text("mine", encoding="utf-8")
    (folder / "faculties" / "notes.docx").write_text("mine", encoding="utf-8")
    (folder / "flags.csv").unlink()
    (folder / "flags.csv").symlink_to(secret)
    (out / "letters").mkdir()
    (out / "letters" / "a.txt").touch()
    (one,) = old(out).runs
    assert one.foreign == ("faculties/notes.docx", "flags.csv")
    run(out)
    assert names(folder) == ["faculties/notes.docx", "flags.csv"]
    assert secret.read_text(encoding="utf-8") == "mine"
    assert (out / "letters" / "a.txt").exists()


def test_no_link_leads_a_purge_out_of_the_folder(tmp_path: Path) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    linked = write_run(elsewhere, day=date(2025, 1, 1))
    inner = write_run(out, day=date(2025, 1, 2))
    (inner / "faculties" / "Science.xlsx").rename(tmp_path / "Science.xlsx")
    (inner / "faculties").rmdir()
    (inner / "faculties").symlink_to(tmp_path, target_is_directory=True)
    (out / "2024-25-P1").symlink_to(elsewhere / "2025-26-P1", target_is_directory=True)
    (out / "2025-26-P1" / "check-2025-01-03-100000").symlink_to(linked, target_is_directory=True)
    before = names(elsewhere)
    assert [each.run.folder for each in old(out).runs] == [inner]
    run(out)
    assert names(elsewhere) == before
    assert (tmp_path / "Science.xlsx").exists()


def test_a_manifest_that_leads_out_of_its_folder_is_left_and_named(tmp_path: Path) -> None:
    write_run(tmp_path, day=date(2025, 1, 1), outputs={"../../x": {"sha256": "0" * 64, "bytes": 1}})
    (tmp_path / "x").touch()
    assert run(tmp_path) == 0
    assert (tmp_path / "x").exists()
    ((name, why),) = old(tmp_path).left
    assert (name, "cannot be relied on" in why) == ("2025-26-P1/2025-01-01-160000", True)


@pytest.mark.parametrize("error", [OSError(13, "Permission denied"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", [0, 1, 2, 3, 4, 6, 7, 8])
@pytest.mark.parametrize("failing", ["unlink", "rmdir"])
def test_a_purge_that_is_stopped_at_any_step_is_resumed_and_its_record_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int, error: BaseException, failing: str
) -> None:
    folders = [write_run(tmp_path, day=date(2025, 1, day)) for day in (1, 2)]
    kept = write_run(tmp_path, day=TODAY)
    hashes = {hashlib.sha256(data).hexdigest() for data in FILES.values()}
    hashes |= {hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest() for folder in folders}
    really, done = getattr(Path, failing), 0

    def fail(path: Path) -> None:
        nonlocal done
        if done == step:
            raise error
        done += 1
        really(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, failing, fail)
        try:
            run(tmp_path)
        except (OutputError, KeyboardInterrupt):
            assert failing == "unlink" or isinstance(error, KeyboardInterrupt)
        for folder in folders:
            # Recorded before: whatever is missing stands in the record.
            missing = {name for name in FILES if not (folder / name).exists()}
            assert not missing or folder.name in (tmp_path / DELETIONS).read_text(encoding="utf-8")
    run(tmp_path)
    assert list(kept.parent.iterdir()) == [kept]
    assert {sha for record in records(tmp_path) for sha in record["sha256"]} == hashes
    assert len(names(kept)) == len(FILES) + 1


def test_logs_of_tmi_go_and_other_files_among_them_stay(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (tmp_path / "out").mkdir()
    stay = [
        "2026-05-30-070000-7.log",
        "notes.log",
        "2025-01-01.log",
        "2025-13-45-070000-7.log",
        "2025-01-01-070000-7.txt",
        "2025-01-02-070000-notes.log",
    ]
    for name in (*stay, "2025-01-01-070000-7.log", "2025-01-02-070000-815.log"):
        (logs / name).write_text("line", encoding="utf-8")
    (logs / "2025-01-03-070000-7.log").symlink_to(logs / "notes.log")
    assert run(tmp_path / "out") == 2
    assert sorted(path.name for path in logs.iterdir()) == sorted([*stay, "2025-01-03-070000-7.log"])
    assert [record["what"] for record in records(tmp_path / "out")] == ["log", "log"]
    assert len(old(tmp_path / "out", None, delete_by=lambda made: made + timedelta(days=1)).logs) == 1
