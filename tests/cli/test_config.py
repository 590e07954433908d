"""``tmi config show``: an option wins over the environment, that over the school file, that over the default."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.analysis.in_process import tmi_here
from tests.cli.command import FLAGGED, write_csv
from tmi_cli.cli.flag import command
from tmi_cli.cli.settings import Setting, settings_of
from tmi_cli.policy.settings import school_settings

LEVELS = ("option", "environment", "file")


class Kind(NamedTuple):
    """A setting of one kind: how each level says it, and the values that are then told."""

    name: str
    option: tuple[str, ...]
    variable: str | None
    said: str
    file: str | None
    values: dict[str, Any]


def kinds(folder: Path) -> list[Kind]:
    """One of each kind; None where a level cannot say it."""
    names = ("balerno", "irvine-royal", "irvine-royal-later", "standard")
    policies = dict(zip((*LEVELS, "default"), names, strict=True))
    folders = {"option": "a", "environment": "b", "file": str(folder / "c"), "default": str(folder / "out")}
    switches = {"option": True, "environment": True, "file": True, "default": False}
    lists = {"option": ["a", "b"], "environment": ["c", "d"], "file": [str(folder / "e")], "default": []}
    readable = ("--group-readable",)
    return [
        Kind(
            "policy",
            ("--policy", "balerno"),
            "TMI_POLICY",
            "irvine-royal",
            'policy = "irvine-royal-later"',
            policies,
        ),
        Kind("out", ("--out", "a"), "TMI_OUT", "b", 'out = "c"', folders),
        Kind(
            "period", ("--period", "1"), "TMI_PERIOD", "2", None, {"option": 1, "environment": 2, "default": None}
        ),
        Kind("privacy.keep_days", (), None, "", "[privacy]\nkeep_days = 3", {"file": 3, "default": None}),
        Kind("group_readable", readable, "TMI_GROUP_READABLE", "1", "[privacy]\ngroup_readable = true", switches),
        Kind("groups", ("--groups", "a", "--groups", "b"), "TMI_GROUPS", f"c{os.pathsep}d", 'groups = "e"', lists),
    ]


def combinations(kind: Kind) -> Iterator[tuple[str, ...]]:
    """Every choice of the levels that can say a setting."""
    able = [level for level in LEVELS if level in kind.values]
    return itertools.chain.from_iterable(itertools.combinations(able, n) for n in range(len(able) + 1))


def shown(folder: Path, *args: str) -> dict[str, dict[str, Any]]:
    done = tmi_here("config", "show", "--format", "json", *args, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert told["schema"] == "tmi.config/1"
    return {setting.pop("name"): setting for setting in told["settings"]}


@pytest.mark.parametrize(
    "number", range(6), ids=["text", "path", "number", "number of the file", "flag", "repeated"]
)
def test_the_first_level_that_says_it_wins(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = kinds(tmp_path)[number]
    tried = 0
    for levels in combinations(kind):
        said = f"# ours\n{kind.file}\n" if "file" in levels else ""
        (tmp_path / "tmi.toml").write_text(said, encoding="utf-8")
        with monkeypatch.context() as patch:
            if "environment" in levels and kind.variable:
                patch.setenv(kind.variable, kind.said)
            found = shown(tmp_path, *(kind.option if "option" in levels else ()))[kind.name]
        level = levels[0] if levels else "default"
        origin = {
            "option": (kind.option or ("",))[0],
            "environment": kind.variable,
            "file": f"tmi.toml line {len(said.splitlines())}",
            "default": "default",
        }[level]
        assert found == {"value": kind.values[level], "level": level, "origin": origin}, levels
        tried += 1
    assert tried == 2 ** (len(kind.values) - 1)


def test_every_level_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmi.toml").write_text('name = "Ours"\n[staff."Year Head"]\nS1 = "A. Teacher"\n', encoding="utf-8")
    monkeypatch.setenv("TMI_POLICY", "balerno")
    done = tmi_here("config", "show", "--session", "2025-26", cwd=tmp_path)
    lines = done.stdout.splitlines()
    for line in (
        "session\t2025-26\t--session",
        "policy\tbalerno\tTMI_POLICY",
        "name\tOurs\ttmi.toml line 1",
        'staff."Year Head".S1\tA. Teacher\ttmi.toml line 3',
        "run.check\tyes\tdefault",
        "addresses\t-\tdefault",
    ):
        assert line in lines


def test_no_setting_is_told_twice_and_none_of_the_school_file_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "tmi.toml").write_text("", encoding="utf-8")
    done = tmi_here("config", "show", cwd=tmp_path)
    names = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert len(names) == len(set(names))
    merged = {
        "privacy.group_readable": "group_readable",
        "privacy.encrypt": "encrypt",
        "privacy.password_file": "encrypt_password_file",
    }
    assert [s.name for s in school_settings(None) if merged.get(s.name, s.name) not in names] == []


def test_the_settings_of_any_command_can_be_told(tmp_path: Path) -> None:
    told = ["in", "--accept", "roll-halved", "--period", "2"]
    context = command.make_context("flag", told)
    found = {setting.name: setting for setting in settings_of(context, school=None, today=date(2025, 12, 1))}
    assert "exports" not in found
    assert found["accept"] == Setting("accept", ["roll-halved"], "option", "--accept")
    assert found["period"] == Setting("period", 2, "option", "--period")
    assert found["session"] == Setting("session", "2025-26", "default", "default")


def test_a_variable_that_is_empty_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmi.toml").write_text('policy = "balerno"', encoding="utf-8")
    monkeypatch.setenv("TMI_POLICY", "")
    assert shown(tmp_path)["policy"] == {"value": "balerno", "level": "file", "origin": "tmi.toml line 1"}


def test_a_variable_that_switches_a_flag_off_leaves_the_word_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tmi.toml").write_text("[privacy]\ngroup_readable = true", encoding="utf-8")
    monkeypatch.setenv("TMI_GROUP_READABLE", "0")
    assert shown(tmp_path)["group_readable"] == {"value": True, "level": "file", "origin": "tmi.toml line 2"}


def test_without_a_school_file_there_are_the_defaults(tmp_path: Path) -> None:
    found = shown(tmp_path, "--as-of", "2025-12-01")
    assert {setting["level"] for name, setting in found.items() if name not in ("as_of", "format")} == {"default"}
    assert (found["session"]["value"], found["out"]["value"], found["policy"]["value"]) == (
        "2025-26",
        "out",
        "standard",
    )


def test_what_is_shown_is_what_tmi_flag_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmi.toml").write_text('policy = "irvine-royal"\nsession = "2024-25"\nout = "o"', encoding="utf-8")
    write_csv(tmp_path / "exports" / "S4.csv", FLAGGED)
    monkeypatch.setenv("TMI_POLICY", "balerno")
    found = shown(tmp_path)
    assert tmi_here("flag", "exports", cwd=tmp_path).returncode == 0
    (manifest,) = (tmp_path / "o").rglob("manifest.json")
    told = json.loads(manifest.read_text(encoding="utf-8"))
    assert (told["policy"]["name"], told["session"]) == (found["policy"]["value"], found["session"]["value"])


def test_a_mistake_in_the_school_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "tmi.toml").write_text("nam = 1", encoding="utf-8")
    done = tmi_here("config", "show", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean name?" in done.stderr
