"""A log tells how far a run came, is one file a run, and never the reason that a run fails."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tmi_cli.runs.journal import NAME, Journal


def journal(folder: Path, said: list[str], *, json_lines: bool = False, keep: int = 9, days: int = 9) -> Journal:
    return Journal(folder, json_lines=json_lines, keep=keep, days=days, warn=said.append)


def test_each_line_has_its_time_its_event_and_its_facts(tmp_path: Path) -> None:
    said: list[str] = []
    log = journal(tmp_path / "logs", said)
    log.say("read", file="Tracking TP1.xlsx", rows=3, sheet=None, odd='a "b" = c')
    log.close()
    (path,) = (tmp_path / "logs").iterdir()
    assert NAME.fullmatch(path.name)
    time, rest = path.read_text(encoding="utf-8").split(" ", 1)
    assert datetime.fromisoformat(time).tzinfo is not None
    assert rest == 'read file="Tracking TP1.xlsx" rows=3 sheet=None odd="a \\"b\\" = c"\n'
    assert said == []


def test_a_line_can_be_an_object(tmp_path: Path) -> None:
    log = journal(tmp_path, [], json_lines=True)
    log.say("read", file="a b.xlsx", rows=3)
    log.close()
    (path,) = tmp_path.iterdir()
    told = json.loads(path.read_text(encoding="utf-8"))
    assert {name: told[name] for name in ("event", "file", "rows")} == {
        "event": "read",
        "file": "a b.xlsx",
        "rows": 3,
    }


def test_old_logs_go_by_number_and_by_age_and_foreign_files_stay(tmp_path: Path) -> None:
    now = datetime.now().astimezone()
    names = [f"{now - timedelta(days=age):%Y-%m-%d-%H%M%S}-1.log" for age in (1, 2, 3, 20)]
    for name in (*names, "notes.log", "2020-01-01-000000.log"):
        (tmp_path / name).write_text("", encoding="utf-8")
    journal(tmp_path, [], keep=3, days=9).close()
    kept = {path.name for path in tmp_path.iterdir()}
    assert kept - {"notes.log", "2020-01-01-000000.log"} >= set(names[:2])
    assert not kept & set(names[2:])
    assert {"notes.log", "2020-01-01-000000.log"} <= kept
    assert len([name for name in kept if NAME.fullmatch(name)]) == 3


def test_a_folder_that_cannot_be_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("", encoding="utf-8")
    said: list[str] = []
    log = journal(tmp_path / "logs", said)
    log.say("started")
    log.close()
    assert said == ["The log could not be written (File exists); the run goes on."]


def test_a_full_disk_is_told_once_and_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    log = journal(tmp_path, said)

    class Full:
        def write(self, *_: str) -> None:
            raise OSError(28, "No space left on device")

        close = flush = write

    log._file.close()  # type: ignore[union-attr]  # the real file, in whose place a full disk comes
    monkeypatch.setattr(log, "_file", Full())
    log.say("started")
    log.say("ended")
    log.close()
    assert said == ["The log could not be written (No space left on device); the run goes on."]
