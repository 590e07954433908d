"""The options that commands share, declared once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_PATH = click.Path(path_type=Path)

_SHARED = (
    click.argument("exports", nargs=-1, required=True, type=_PATH),
    click.option(
        "--policy",
        metavar="NAME|PATH",
        envvar="TMI_POLICY",
        help="The policy: a shipped name or a .toml file.  [default: standard]",
    ),
    click.option(
        "--school",
        type=_PATH,
        metavar="PATH",
        envvar="TMI_SCHOOL",
        help="The school file.  [default: the nearest tmi.toml upwards]",
    ),
    click.option(
        "--session",
        metavar="2025-26",
        envvar="TMI_SESSION",
        help="The session.  [default: the current one, August to June]",
    ),
    click.option(
        "--period",
        type=click.IntRange(1, 9),
        metavar="N",
        envvar="TMI_PERIOD",
        help="The period to report.  [default: the latest of each stage]",
    ),
    click.option(
        "--groups",
        type=_PATH,
        multiple=True,
        metavar="PATH",
        envvar="TMI_GROUPS",
        help="A list of vulnerable groups; may be given again.",
    ),
    click.option(
        "--out",
        type=_PATH,
        metavar="DIR",
        envvar="TMI_OUT",
        help="The folder for what is written.  [default: out]",
    ),
    click.option(
        "--format",
        "shape",
        type=click.Choice(["table", "json", "csv"]),
        default="table",
        show_default=True,
        envvar="TMI_FORMAT",
        help="What stdout shows.",
    ),
    click.option("--no-files", is_flag=True, envvar="TMI_NO_FILES", help="Write no files."),
    click.option(
        "--fail-on",
        type=click.Choice(["never", "problems", "flags"]),
        default="never",
        show_default=True,
        envvar="TMI_FAIL_ON",
        help="End with 1 where there are problems (errors), or flags.",
    ),
    click.option("--no-color", is_flag=True, help="No colour and no bold at a terminal."),
    click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr unless something is wrong."),
    click.option("-v", "--verbose", is_flag=True, help="Tell how every sheet was read."),
)


def reads_exports(command: Command) -> Command:
    """Give a command the argument EXPORTS and the options that every such command has."""
    for option in reversed(_SHARED):
        command = option(command)
    return command
