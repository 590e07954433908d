"""What schedulers are given: each takes it, and starts what was meant, whatever the folder is called (CLI-42)."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.command import tmi
from tmi_cli.errors import RequestError
from tmi_cli.runs.schedules import Schedule, make_schedule, to_cron, to_systemd, to_windows

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"

CHILDREN = {
    "Task": ["RegistrationInfo", "Triggers", "Settings", "Data", "Principals", "Actions"],
    "RegistrationInfo": ["URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description"],
    "Triggers": ["CalendarTrigger"],
    "CalendarTrigger": [
        "Enabled", "StartBoundary", "EndBoundary", "Repetition", "ExecutionTimeLimit", "RandomDelay",
        "ScheduleByWeek",
    ],
    "ScheduleByWeek": ["WeeksInterval", "DaysOfWeek"],
    "DaysOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "Settings": [
        "AllowStartOnDemand", "RestartOnFailure", "MultipleInstancesPolicy", "DisallowStartIfOnBatteries",
        "StopIfGoingOnBatteries", "AllowHardTerminate", "StartWhenAvailable", "NetworkProfileName",
        "RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden", "DeleteExpiredTaskAfter", "IdleSettings",
        "NetworkSettings", "ExecutionTimeLimit", "Priority", "RunOnlyIfIdle",
    ],
    "RestartOnFailure": ["Interval", "Count"],
    "Principals": ["Principal"],
    "Principal": ["UserId", "LogonType", "GroupId", "DisplayName", "RunLevel"],
    "Actions": ["Exec"],
    "Exec": ["Command", "Arguments", "WorkingDirectory"],
}  # fmt: skip
"""Which elements a task's elements may hold, in the order of Microsoft's schema ([MS-TSCH] 2.5)."""

CRONTAB = shutil.which("crontab") if Path("/usr/sbin/cron").exists() else None
ANALYZE = shutil.which("systemd-analyze")

NOW = datetime(2025, 8, 21, 15, 30)  # noqa: DTZ001 - a Thursday afternoon wherever it is
ODD = 'Siân & 50% $HOME\'s "S4" <tmi>'
ON_WINDOWS = make_schedule(
    PureWindowsPath("\\\\server\\Staff & Pupils\\Siân 50%\\tmi.toml"),
    at="19:30",
    days="mon-fri",
    now=NOW,
    program=["C:\\Program Files\\tmi\\tmi.exe"],
)
WORDS = ("run", "--no-input", "--quiet", "--school")


def elsewhere(folder: str, *program: str, days: str = "mon-fri") -> Schedule:
    program = program or ("/opt/my tmi/bin/tmi",)
    return make_schedule(PurePosixPath(folder) / "tmi.toml", at="07:05", days=days, now=NOW, program=program)


def test_a_task_is_ascii_without_a_told_encoding_and_says_what_was_meant() -> None:
    text = to_windows(ON_WINDOWS)
    assert text.isascii()
    assert text.startswith('<?xml version="1.0"?>\n')
    for encoded in (text.encode("ascii"), text.encode("utf-16"), text.replace("\n", "\r\n").encode("utf-8")):
        task = ElementTree.fromstring(encoded)
        told = {each.tag.removeprefix(TASK): each.text for each in task.iter() if not len(each)}
        assert told == {
            "Description": "tmi: flags pupils from the newest exports of the school.",
            "StartBoundary": "2025-08-21T19:30:00",
            "WeeksInterval": "1",
            **dict.fromkeys(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
            "AllowStartOnDemand": "true",
            "Interval": "PT10M",
            "Count": "2",
            "MultipleInstancesPolicy": "IgnoreNew",
            "DisallowStartIfOnBatteries": "false",
            "StopIfGoingOnBatteries": "false",
            "AllowHardTerminate": "true",
            "StartWhenAvailable": "true",
            "Enabled": "true",
            "ExecutionTimeLimit": "PT1H",
            "LogonType": "InteractiveToken",
            "RunLevel": "LeastPrivilege",
            "Command": "C:\\Program Files\\tmi\\tmi.exe",
            "Arguments": 'run --no-input --quiet --school "\\\\server\\Staff & Pupils\\Siân 50%\\tmi.toml"',
            "WorkingDirectory": "\\\\server\\Staff & Pupils\\Siân 50%",
        }


def test_the_elements_of_a_task_stand_in_the_order_of_the_schema() -> None:
    task = ElementTree.fromstring(to_windows(ON_WINDOWS))
    parents = [element for element in task.iter() if len(element)]
    assert {parent.tag.removeprefix(TASK) for parent in parents} == set(CHILDREN)
    for parent in parents:
        order = CHILDREN[parent.tag.removeprefix(TASK)]
        places = [order.index(child.tag.removeprefix(TASK)) for child in parent]
        assert places == sorted(set(places))
    assert task.find(f"{TASK}Actions").get("Context") == task.find(f".//{TASK}Principal").get("id")


def test_a_task_first_starts_when_its_time_comes_next() -> None:
    late = datetime(2025, 8, 21, 19, 30)  # noqa: DTZ001 - as NOW
    school = PureWindowsPath("C:\\s\\tmi.toml")
    assert [make_schedule(school, at="19:30", days="daily", now=now).first for now in (NOW, late)] == [
        date(2025, 8, 21),
        date(2025, 8, 22),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")
@given(st.text(st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="/\\"), min_size=1, max_size=30))
def test_cron_hands_the_shell_what_was_meant(name: str) -> None:
    folder = str(PurePosixPath("/srv") / name)
    line = to_cron(elsewhere(folder), timeout="/usr/bin/timeout").splitlines()[-1]
    assert not re.search(r"(?<!\\)%", line)
    *when, command = line.split(" ", 5)
    assert when == ["5", "7", "*", "*", "1-5"]
    # cron takes the backslash away before the shell sees the line.
    words = shlex.split(command.replace("\\%", "%"))
    assert words == [
        "cd", folder, "&&", "/usr/bin/timeout", "1h", "/opt/my tmi/bin/tmi", *WORDS, f"{folder}/tmi.toml",
    ]  # fmt: skip


@pytest.mark.skipif(CRONTAB is None, reason="Debian's crontab, which can check a file")
def test_crontab_takes_the_lines(tmp_path: Path) -> None:
    file = tmp_path / "crontab"
    for days in ("mon-fri", "daily", "sun", "mon,wed-thu,sun"):
        file.write_text(to_cron(elsewhere(f"/srv/{ODD}", days=days)), encoding="utf-8")
        checked = subprocess.run([CRONTAB, "-n", file], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
    file.write_text("60 19 * * 1-5 x\n", encoding="utf-8")
    assert subprocess.run([CRONTAB, "-n", file], capture_output=True, check=False).returncode == 1


def units(text: str) -> dict[str, str]:
    """File name -> unit, as they are taken apart in docs/unattended.md."""
    parts = re.split(r"^# (tmi\.\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_units_start_what_was_meant_and_take_the_network_away() -> None:
    service, timer = units(to_systemd(elsewhere(f"/srv/{ODD}"))).values()
    told = configparser.RawConfigParser(strict=True)
    told.optionxform = str
    told.read_string(service)
    parts = dict(told["Service"])
    assert parts["WorkingDirectory"] == "/srv/" + ODD.replace("%", "%%")
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', parts["ExecStart"])
    assert [word.replace('\\"', '"').replace("%%", "%") for word in quoted] == [
        ":/opt/my tmi/bin/tmi", *WORDS, f"/srv/{ODD}/tmi.toml",
    ]  # fmt: skip
    assert {"Type": "oneshot", "SuccessExitStatus": "6", "PrivateNetwork": "yes", "UMask": "0077"}.items() <= (
        parts.items()
    )
    assert "OnCalendar=Mon..Fri *-*-* 07:05:00\n" in timer
    assert "Persistent=true\n" in timer


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    (tmp_path / ODD).mkdir()
    made = units(to_systemd(elsewhere(str(tmp_path / ODD), sys.executable, days="mon,wed-thu,sun")))
    assert list(made) == ["tmi.service", "tmi.timer"]
    for name, text in made.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [ANALYZE, "verify", "--user", *(tmp_path / name for name in made)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    # It only complains of a key that it does not know.
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
        ("Thursday", (3,)),
        ("fri, mon,tue-wed", (0, 1, 2, 4)),
    ],
)
def test_days_are_read(days: str, found: tuple[int, ...]) -> None:
    assert elsewhere("/srv", days=days).days == found


@pytest.mark.parametrize("days", ["", "fri-mon", "mon-wed-fri", "m", "mon,", "monday-blue", "1-5"])
def test_days_that_are_none_are_told(days: str) -> None:
    with pytest.raises(RequestError, match="no days of the week"):
        elsewhere("/srv", days=days)


@pytest.mark.parametrize("at", ["24:00", "19.30", "7", "19:60", "١٩:٣٠", "19:30\n"])
def test_a_time_that_is_none_is_told(at: str) -> None:
    with pytest.raises(RequestError, match="not a time"):
        make_schedule(PurePosixPath("/srv/tmi.toml"), at=at, days="daily", now=NOW)


def test_a_path_that_a_scheduler_would_misread_is_refused() -> None:
    for name in ("a\nb", "a\x00b", "\udcff"):
        with pytest.raises(RequestError, match="line break"):
            elsewhere(f"/srv/{name}")
    for write in (to_cron, to_systemd):
        with pytest.raises(RequestError, match="backslash"):
            write(elsewhere("/srv/a\\b"))


def test_the_program_is_absolute_and_is_there() -> None:
    made = make_schedule(PurePosixPath("/srv/tmi.toml"), at="7:05", days="daily", now=NOW)
    assert made.at == time(7, 5)
    started = subprocess.run([*made.program, "--version"], capture_output=True, text=True, check=True)
    assert Path(made.program[0]).is_absolute()
    assert started.stdout.startswith("tmi ")
    assert replace(made, program=()).words == (*WORDS, str(made.school))


def test_the_command_prints_and_writes_nothing(tmp_path: Path) -> None:
    school = tmp_path / "Siân & co"
    (school / "exports").mkdir(parents=True)
    (school / "tmi.toml").write_text('name = "Made-up"\n', encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    given = tmi("schedule", "--cron", "--at", "06:15", cwd=school / "exports")
    told = tmi("schedule", "--cron", "--at", "06:15", "--school", school / "tmi.toml", cwd=tmp_path)
    assert (told.returncode, told.stdout, told.stderr) == (0, given.stdout, "")
    assert f"--school '{school}/tmi.toml'\n" in told.stdout
    none, nowhere = tmi("schedule", cwd=school), tmi("schedule", "--systemd", cwd=tmp_path)
    assert (none.returncode, none.stdout, nowhere.returncode, nowhere.stdout) == (2, "", 2, "")
    assert "--windows, --cron or --systemd" in none.stderr
    assert "There is no school file" in nowhere.stderr
    assert sorted(tmp_path.rglob("*")) == before
