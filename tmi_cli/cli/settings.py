"""What holds for a command, and who says so: option, then environment, then school file, then default."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

import click
from click.core import ParameterSource

Level = Literal["option", "environment", "file", "default"]

_SPELT = {"shape": "format"}
_IN_THE_FILE = {
    "group_readable": "privacy.group_readable",
    "encrypt": "privacy.encrypt",
    "encrypt_password_file": "privacy.password_file",
}
"""Options whose setting has another name in the school file."""


class Setting(NamedTuple):
    """A setting: its ``value`` as JSON has it, the ``level`` that decided, and its ``origin`` in words.

    ``origin`` is ``--policy``, ``TMI_POLICY``, ``tmi.toml line 3`` or ``default``.
    """

    name: str
    value: Any
    level: Level
    origin: str


def settings_of(context: click.Context, *, school: Path | None, today: date) -> list[Setting]:
    """Every setting of a command with the shared options, and of the ``school`` file, in that order.

    PolicyError where the school file is wrong.
    """
    from tmi_cli.policy import DEFAULT_POLICY
    from tmi_cli.policy.settings import school_settings
    from tmi_cli.records.period import session_of

    told = {setting.name: setting for setting in school_settings(school)}
    usual = {"policy": DEFAULT_POLICY, "session": session_of(today), "out": "out", "school": school}
    found = []
    for option in (each for each in context.command.params if isinstance(each, click.Option)):
        name = _SPELT.get(option.name or "", option.name or "")
        value = context.params.get(option.name or "")
        level, origin = _said(context, option)
        written = told.get(_IN_THE_FILE.get(name, name))
        # A flag can only be given, so one that is not leaves the word to the file.
        if level != "default" and not (written and value is False):
            found.append(Setting(name, _plain(value), level, origin))
        elif written is None:
            found.append(Setting(name, _plain(usual.get(name, value)), "default", "default"))
        else:
            found.append(_of_file(name, written.value or usual.get(name, written.value), written.line, school))
        told.pop(_IN_THE_FILE.get(name, name), None)
    return found + [_of_file(name, setting.value, setting.line, school) for name, setting in told.items()]


def _of_file(name: str, value: Any, line: int | None, school: Path | None) -> Setting:
    if line is None or school is None:
        return Setting(name, _plain(value), "default", "default")
    return Setting(name, _plain(value), "file", f"{school.name} line {line}")


def _said(context: click.Context, option: click.Option) -> tuple[Level, str]:
    """Whether an option was given on the command line or by the environment, and by what."""
    source = context.get_parameter_source(option.name or "")
    if source is ParameterSource.COMMANDLINE:
        return "option", option.opts[-1]
    if source is ParameterSource.ENVIRONMENT:
        return "environment", str(option.envvar)
    return "default", "default"


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date | Path):
        return str(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
