"""``tmi config``: what holds, and who says so."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tmi_cli.cli.options import Asked, takes_settings
from tmi_cli.cli.settings import Setting, settings_of


@click.group("config")
def command() -> None:
    """Show which settings hold, and where each comes from.

    \b
    Examples:
      tmi config show
      tmi config show --session 2025-26 --format json
    """


@command.command("show")
@takes_settings
def show(asked: Asked) -> int:
    """Show every setting, its value, and who says so.

    An option wins over a TMI_... environment variable, which wins over tmi.toml (told with its line), which wins
    over the default. The options are those of tmi flag.

    \b
    Examples:
      tmi config show
      tmi config show --session 2025-26 --format json
    """
    from tmi_cli.policy import find_school_file

    school = find_school_file(asked.school)
    found = settings_of(click.get_current_context(), school=school, today=asked.today)
    click.echo(_to_json(found, school) if asked.shape == "json" else _to_text(found))
    return 0


def _to_json(found: Sequence[Setting], school: Path | None) -> str:
    told = {"schema": "tmi.config/1", "school": str(school) if school else None}
    return json.dumps({**told, "settings": [setting._asdict() for setting in found]}, ensure_ascii=False, indent=2)


def _to_text(found: Sequence[Setting]) -> str:
    """A line each: in columns at a terminal, else separated by tabs."""
    from tmi_cli.runs import printable

    rows = [
        [printable(each) for each in (setting.name, _shown(setting.value), setting.origin)] for setting in found
    ]
    if not sys.stdout.isatty():
        return "\n".join("\t".join(row) for row in rows)
    widths = [min(40, max(len(row[column]) for row in rows)) for column in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}" for name, value, origin in rows)


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
