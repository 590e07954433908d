"""Each check of the machine passes where all is well, and does not where it is not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tmi_cli.pipeline.doctor.machine import clock, defused, encoding, libraries, python


def test_python_is_new_enough_from_3_11_and_on_windows_from_3_11_10() -> None:
    tried = [
        ((3, 10, 14), "linux"),
        ((3, 11, 0), "linux"),
        ((3, 11, 9), "win32"),
        ((3, 11, 10), "win32"),
        ((3, 13, 0), "win32"),
    ]
    assert [python(*each).status for each in tried] == ["failed", "ok", "warning", "ok", "ok"]


@pytest.mark.parametrize(
    ("installed", "status", "told"),
    [
        ({"click": "8.4", "rich": "15.0.1"}, "ok", "click 8.4, rich 15.0.1."),
        ({"click": "8.10.1", "rich": "14"}, "ok", "click 8.10.1, rich 14."),
        ({"click": "8.3.9", "rich": "14.0"}, "failed", "click is 8.3.9 and must be 8.4 or newer."),
        ({"click": "8.4"}, "failed", "rich is missing."),
    ],
)
def test_every_library_must_be_there_and_new_enough(installed: dict[str, str], status: str, told: str) -> None:
    needed = ["click>=8.4", "rich>=14", "pytest>=99; extra == 'dev'"]
    found = libraries(needed, installed.get)
    assert (found.status, found.sentence) == (status, told)


def test_where_tmi_is_not_installed_nobody_knows_what_it_needs() -> None:
    assert libraries([], {}.get).status == "warning"


def test_openpyxl_must_use_defusedxml() -> None:
    assert [defused(active).status for active in (True, False)] == ["ok", "failed"]


def test_what_is_shown_is_best_in_utf_8() -> None:
    tried = ["utf-8", "UTF8", "cp1252", "ascii", None]
    assert [encoding(name).status for name in tried] == ["ok", "ok", "warning", "warning", "warning"]


@pytest.mark.parametrize(
    ("year", "hours", "status"), [(2026, 0, "ok"), (2026, 1, "ok"), (2026, 9, "warning"), (1970, 0, "failed")]
)
def test_the_clock_must_be_plausible(year: int, hours: int, status: str) -> None:
    assert clock(datetime(year, 6, 1, tzinfo=timezone(timedelta(hours=hours)))).status == status
