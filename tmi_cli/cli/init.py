"""``tmi init``: a school's folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from tmi_cli.cli import completing
from tmi_cli.cli.declared import PATH


@click.command("init")
@click.argument("folder", type=PATH, default=".", metavar="[FOLDER]")
@click.option("--name", metavar="TEXT", help="The school's name.")
@click.option(
    "--policy", metavar="NAME|PATH", shell_complete=completing.policies, help="The policy.  [default: standard]"
)
@click.option("--session", metavar="2025-26", help="The session.  [default: always that of the day]")
@click.option(
    "--from",
    "exports",
    type=PATH,
    multiple=True,
    metavar="EXPORT",
    help="A first export, to find faculties, houses and stages in; may be given again.",
)
@click.option(
    "--keep-days",
    type=click.IntRange(min=1),
    metavar="N",
    help="For how many days after the session results are kept.  [default: not said]",
)
@click.option("--no-input", is_flag=True, envvar="TMI_NO_INPUT", help="Ask nothing.")
def command(
    folder: Path,
    name: str | None,
    policy: str | None,
    session: str | None,
    exports: Sequence[Path],
    keep_days: int | None,
    no_input: bool,
) -> int:
    """Make a school's folder: exports, out, store, logs, and a tmi.toml that explains every setting.

    FOLDER is the working folder if none is given. At a terminal tmi asks for what no option says. A tmi.toml that
    is there already is never overwritten.

    \b
    Examples:
      tmi init school/
      tmi init school/ --policy balerno --from "Tracking TP1.xlsx"
      tmi init --no-input
    """
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.pipeline.new_school import NewSchool, make_school_folder, refuse_known_school
    from tmi_cli.policy import DEFAULT_POLICY

    refuse_known_school(folder)
    if not no_input and sys.stdin.isatty() and sys.stderr.isatty():
        name = name or _ask("The school's name (Enter: none)")
        policy = policy or _ask(
            f"Policies:\n{_policies()}\nThe policy, one of these or a file", _policy, DEFAULT_POLICY
        )
        session = session or _ask("The session, as 2025-26 (Enter: always that of the day)", _session)
        exports = exports or _ask("A first export, to find the faculties in (Enter: none)", _export) or ()
        keep_days = keep_days or _ask("Days to keep results after the session (Enter: not said)", _days)
    speaker = Speaker(quiet=False, verbose=False)
    new = NewSchool(name, policy, session, exports, keep_days)
    look = make_school_folder(folder, new, today=datetime.now().astimezone().date(), tell=speaker.progress)
    speaker.done()
    click.echo(f"{folder / 'tmi.toml'}: policy {policy or DEFAULT_POLICY}, session {session or 'that of the day'}")
    if look:
        for kind, several in (("faculty", "Faculties"), ("house", "Houses"), ("stage", "Stages")):
            click.echo(f"{several} found: {', '.join(look.units.get(kind, [])) or 'none'}")
    for line in _next_steps(folder):
        click.echo(line, err=True)
    return 0


def _next_steps(folder: Path) -> list[str]:
    here = folder.resolve() == Path.cwd()
    return [
        "Next:",
        f"  1. put the exports of the session into {folder / 'exports'}",
        f"  2. look through {folder / 'tmi.toml'}: who holds each role, and where their e-mail goes",
        *(() if here else (f'  3. cd "{folder}"',)),
        f"  {3 if here else 4}. tmi doctor     says whether all is well",
        f"  {4 if here else 5}. tmi run        makes everything for the newest period",
        f"  {5 if here else 6}. tmi schedule   lets the machine do so by itself",
    ]


def _ask(question: str, value: Callable[[str], Any] = str, default: str = "") -> Any:
    """The answer as ``value`` takes it, asked again where it refuses; None where there is none."""

    def taken(text: str) -> Any:
        return value(text) if text else None

    return click.prompt(question, default=default, show_default=bool(default), value_proc=taken, err=True)


def _policies() -> str:
    from tmi_cli.policy import load_policy, policy_names

    return "\n".join(f"  {name}: {load_policy(name).title}" for name in policy_names())


def _policy(text: str) -> str:
    from tmi_cli.errors import TmiError
    from tmi_cli.policy import load_policy

    try:
        load_policy(text)
    except TmiError as error:
        raise click.BadParameter(f"{error.sentence} {error.hint}") from None
    return text


def _session(text: str) -> str:
    from tmi_cli.records.period import is_session

    if not is_session(text):
        raise click.BadParameter("Write a session like 2025-26.")
    return text


def _export(text: str) -> tuple[Path, ...]:
    path = Path(text.strip().strip("\"'"))
    if not path.exists():
        raise click.BadParameter(f"There is no {path}.")
    return (path,)


def _days(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise click.BadParameter("Write a number of days, such as 400.")
    return int(text)
