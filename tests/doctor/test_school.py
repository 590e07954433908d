"""Each check of the school passes where all is well, and does not where it is not."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.command import FLAGGED, write_csv
from tests.runs.manifests import manifest
from tmi_cli.pipeline.doctor import school
from tmi_cli.policy import School, load_policy
from tmi_cli.runs.manifest import Manifest

NOW = datetime(2026, 2, 10, 12, tzinfo=UTC)
POLICY = load_policy("standard")
STAFF = {"CL": {"Science": "A. Teacher"}, "Year Head": {"S4": "B. Head"}}


def saved(path: Path, days_ago: float) -> Path:
    when = (NOW - timedelta(days=days_ago)).timestamp()
    os.utime(path, (when, when))
    return path


@pytest.mark.parametrize(
    ("text", "status", "told"),
    [
        ('name = "Ours"', "ok", "is right"),
        ("nam = 1", "failed", "nam is not a setting here (tmi.toml › line 1 › nam)"),
        (None, "warning", "There is no tmi.toml"),
    ],
)
def test_the_school_file_must_be_right(text: str | None, status: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "tmi.toml"
    if text:
        path.write_text(text, encoding="utf-8")
    verdict, ours = school.school_file(path if text else None)
    assert (verdict.status, ours is None) == (status, status == "failed")
    assert told in verdict.sentence


def test_the_policy_must_be_right(tmp_path: Path) -> None:
    wrong = tmp_path / "ours.toml"
    wrong.write_text('extends = "standard"\ntitel = "x"', encoding="utf-8")
    assert [school.policy_file(name)[0].status for name in ("balerno", "ballerno", str(wrong))] == [
        "ok", "failed", "failed",
    ]  # fmt: skip


def test_the_newest_export_is_told_with_its_age(tmp_path: Path) -> None:
    saved(write_csv(tmp_path / "in" / "a.csv", FLAGGED), 30)
    saved(write_csv(tmp_path / "in" / "b.csv", FLAGGED), 3)
    verdict, newest = school.inbox([tmp_path / "in"], NOW)
    assert (verdict.status, verdict.sentence) == ("ok", "2 files, the newest saved 3 days ago.")
    assert newest == NOW - timedelta(days=3)


def test_an_inbox_that_is_missing_fails_and_an_empty_one_is_told(tmp_path: Path) -> None:
    assert school.inbox([tmp_path / "in"], NOW)[0].status == "failed"
    (tmp_path / "in").mkdir()
    assert school.inbox([tmp_path / "in"], NOW)[0].status == "warning"


def test_an_inbox_that_may_not_be_read_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert school.inbox([tmp_path], NOW)[0].status == "failed"


def test_an_export_from_the_future_is_told(tmp_path: Path) -> None:
    saved(write_csv(tmp_path / "a.csv", FLAGGED), -2)
    assert school.inbox([tmp_path], NOW)[0].status == "warning"


@pytest.mark.parametrize(
    ("made", "newest", "status"),
    [
        (None, None, "warning"),
        (5, None, "ok"),
        (5, 6, "ok"),
        (5, 4, "warning"),
    ],
)
def test_a_run_must_be_newer_than_the_newest_export(made: int | None, newest: int | None, status: str) -> None:
    made_then, saved_then = (None if ago is None else NOW - timedelta(days=ago) for ago in (made, newest))
    assert school.last_run(made_then, saved_then, NOW, {}).status == status


@pytest.mark.parametrize(("exit_code", "status"), [(6, "ok"), (0, "ok"), (2, "warning")])
def test_tmi_run_that_found_nothing_new_has_seen_the_newest_export(exit_code: int, status: str) -> None:
    told = {"exit_code": exit_code, "ended": (NOW - timedelta(days=3)).isoformat()}
    assert school.last_run(NOW - timedelta(days=5), NOW - timedelta(days=4), NOW, told).status == status
    assert school.last_run(NOW - timedelta(days=5), NOW - timedelta(days=2), NOW, told).status == "warning"


@pytest.mark.parametrize("exit_code", [0, 2, 4, 6, 130])
def test_how_tmi_run_ended_is_told_with_what_it_waits_for(exit_code: int) -> None:
    told = {"exit_code": exit_code, "ended": "2026-02-09", "message": "So it ended.", "waits_for": "Do it."}
    verdict = school.unattended(told)
    assert "So it ended." in verdict.sentence
    assert (verdict.status, verdict.todo) == (("ok", "") if exit_code in (0, 6) else ("warning", "Do it."))
    assert school.unattended({}).status == "ok"


@pytest.mark.parametrize(
    ("keep_days", "delete_by", "today", "status", "todo"),
    [
        (10, None, date(2026, 8, 10), "ok", ""),
        (10, None, date(2026, 8, 11), "warning", "tmi purge --older-than"),
        (10, "2026-08-10", date(2026, 8, 11), "warning", "tmi purge:"),
        (None, None, date(2030, 1, 1), "warning", "records manager"),
        (400, "2026-01-01", date(2026, 2, 10), "warning", "tmi purge:"),
        (None, "2026-01-01", date(2026, 1, 1), "warning", "records manager"),
        (None, "2026-01-01", date(2026, 1, 2), "warning", "tmi purge:"),
    ],
)
def test_a_run_that_is_kept_too_long_is_told(
    keep_days: int | None, delete_by: str | None, today: date, status: str, todo: str
) -> None:
    ours = School.model_validate({"privacy": {"keep_days": keep_days}})
    run = Manifest.model_validate(manifest(delete_by=delete_by))
    verdict = school.retention([run], ours, today)
    assert (verdict.status, todo in verdict.todo) == (status, True)


@pytest.mark.parametrize(
    ("settings", "status", "told"),
    [
        ({}, "warning", "no address is known"),
        ({"run": {"mail": False}}, "ok", "no e-mail"),
        ({"staff": STAFF, "addresses": {"CL": {"Science": "s@x"}}}, "warning", "for Year Head of S4."),
        (
            {"staff": STAFF, "addresses": {"CL": {"Science": "s@x"}, "Year Head": {"S4": ""}}},
            "warning",
            "Year Head",
        ),
        ({"staff": STAFF, "addresses": {"CL": {"Science": "s@x"}, "Year Head": {"S4": "h@x"}}}, "ok", "Everybody"),
        ({"addresses": {"CL": {"Science": "A. Teacher", "Art": "a@x"}}}, "warning", "for CL › Science under"),
        ({"faculties": {"Art": ["Music"]}, "addresses": {"PSL": {"Skye": "p@x"}}}, "warning", "for CL of Art."),
    ],
)
def test_whoever_is_named_must_have_an_address(settings: dict[str, object], status: str, told: str) -> None:
    verdict = school.addresses(School.model_validate(settings), POLICY)
    assert (verdict.status, told in verdict.sentence) == (status, True), verdict.sentence
    assert "A. Teacher" not in verdict.sentence
