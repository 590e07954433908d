"""Every option that several commands have, declared once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from tmi_cli.cli import completing

Command = Callable[..., int]
Option = Callable[[Command], Command]

PATH = click.Path(path_type=Path)


def password_file(told: str) -> Option:
    """``--password-file``, which opens what is ``told``."""
    return click.option(
        "--password-file", type=PATH, metavar="PATH", help=f"A file whose first line opens {told}."
    )


POLICY = click.option(
    "--policy",
    metavar="NAME|PATH",
    envvar="TMI_POLICY",
    shell_complete=completing.policies,
    help="The policy: a shipped name or a .toml file.  [default: standard]",
)
SCHOOL = click.option(
    "--school",
    type=PATH,
    metavar="PATH",
    envvar="TMI_SCHOOL",
    help="The school file.  [default: the nearest tmi.toml upwards]",
)
OUT = click.option(
    "--out", type=PATH, metavar="DIR", envvar="TMI_OUT", help="The folder for what is written.  [default: out]"
)
AS_OF = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    envvar="TMI_AS_OF",
    help="The day to take for today.  [default: today]",
)
ACCEPT = click.option(
    "--accept",
    multiple=True,
    metavar="CODE",
    help="Go on in spite of a doubt about the files, such as roll-halved; may be given again.",
)
NO_COLOR = click.option("--no-color", is_flag=True, help="No colour and no bold at a terminal.")
QUIET = click.option("-q", "--quiet", is_flag=True, help="Say nothing on stderr unless something is wrong.")
TABLE_OR_JSON = click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="What stdout shows.",
)

SHARED = (
    click.argument("exports", nargs=-1, required=True, type=PATH),
    POLICY,
    SCHOOL,
    click.option(
        "--session",
        metavar="2025-26",
        envvar="TMI_SESSION",
        help="The session.  [default: the current one, August to July]",
    ),
    click.option(
        "--period",
        type=click.IntRange(1, 9),
        metavar="N",
        envvar="TMI_PERIOD",
        shell_complete=completing.periods,
        help="The period to report.  [default: the latest of each stage]",
    ),
    click.option(
        "--groups",
        type=PATH,
        multiple=True,
        metavar="PATH",
        envvar="TMI_GROUPS",
        help="A list of vulnerable groups; may be given again.",
    ),
    click.option("--pupils", type=PATH, multiple=True, metavar="PATH", help="A pupil list, as --groups."),
    click.option("--attendance", type=PATH, multiple=True, metavar="PATH", help="An attendance list."),
    password_file("locked workbooks; at a terminal tmi asks"),
    click.option("--strict", is_flag=True, help="Stop at the first file that cannot be read."),
    OUT,
    click.option("--no-files", is_flag=True, envvar="TMI_NO_FILES", help="Write no files."),
    click.option(
        "--group-readable",
        is_flag=True,
        envvar="TMI_GROUP_READABLE",
        help="Let the group of the files' owner read what is written.",
    ),
    click.option("--encrypt", is_flag=True, help="Lock every workbook with a password; write nothing else."),
    click.option(
        "--encrypt-password-file",
        type=PATH,
        metavar="PATH",
        help="A file whose first line is that password; at a terminal tmi asks.",
    ),
    click.option(
        "--pseudonymise",
        is_flag=True,
        help="Put tokens in the place of names, made with a key; what the store holds is not used.",
    ),
    click.option(
        "--key-file",
        type=PATH,
        metavar="PATH",
        envvar="TMI_KEY_FILE",
        help="The key of --pseudonymise, made by tmi key.  [default: key_file in tmi.toml]",
    ),
    AS_OF,
    click.option("--no-input", is_flag=True, envvar="TMI_NO_INPUT", help="Never ask; fail instead."),
    click.option(
        "--show-names", is_flag=True, help="Name pupils in tables although tmi.toml has names_on_screen = false."
    ),
    NO_COLOR,
    QUIET,
    click.option("-v", "--verbose", is_flag=True, help="Tell how every sheet was read."),
)
"""What every command has that reads exports, in the order of its help."""


def format_of(*shapes: str) -> Option:
    """``--format`` with some shapes, which ``TMI_FORMAT`` sets too."""
    return click.option(
        "--format",
        "shape",
        type=click.Choice(shapes),
        default="table",
        show_default=True,
        envvar="TMI_FORMAT",
        help="What stdout shows." + (" html also writes a page beside each workbook." if "html" in shapes else ""),
    )
