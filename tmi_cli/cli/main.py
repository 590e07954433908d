"""The command ``tmi``. Only click is imported here, so that help is instant."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any, NoReturn

import click

from tmi_cli.cli import ending
from tmi_cli.version import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("tmi_cli.cli.init", "Make a school's folder, with a tmi.toml that explains itself."),
    "flag": ("tmi_cli.cli.flag", "Flag pupils, and write the escalation lists of a period."),
    "check": ("tmi_cli.cli.check", "Check the data, and write a fix list per teacher."),
    "inspect": ("tmi_cli.cli.inspect", "Show how each file was understood, and map unknown headers."),
    "snapshot": ("tmi_cli.cli.snapshot", "Make the snapshot of a faculty, or of the whole school."),
    "changes": ("tmi_cli.cli.changes", "Tell what changed since the period before, and who moved."),
    "pupil": ("tmi_cli.cli.pupil", "Show one pupil over the periods."),
    "gaps": ("tmi_cli.cli.gaps", "Compare groups of pupils, small numbers suppressed."),
    "attainment": ("tmi_cli.cli.attainment", "Project awards from working, prelim and predicted grades."),
    "meeting": ("tmi_cli.cli.meeting", "Make the pack of an attainment meeting."),
    "interventions": ("tmi_cli.cli.interventions", "Record what was done for pupils, and see if it helped."),
    "rag": ("tmi_cli.cli.rag", "Send RAG forms to faculties, and collect them."),
    "policy": ("tmi_cli.cli.policy", "Read, check and try a policy."),
    "explain": ("tmi_cli.cli.explain", "Tell what a problem or a rule means, in plain words."),
    "run": ("tmi_cli.cli.run", "Do all of it from tmi.toml, unattended."),
    "schedule": ("tmi_cli.cli.schedule", "Print what makes a scheduler run tmi unattended."),
    "verify": ("tmi_cli.cli.verify", "Check that a run is still what was written."),
    "purge": ("tmi_cli.cli.purge", "Delete old runs: only what tmi wrote, and only when told to."),
    "find": ("tmi_cli.cli.find", "Find every file that speaks of a pupil."),
    "key": ("tmi_cli.cli.key", "Make a key for --pseudonymise."),
    "doctor": ("tmi_cli.cli.doctor", "Look whether tmi can do its work here."),
    "config": ("tmi_cli.cli.config", "Show which settings hold, and where each comes from."),
    "schema": ("tmi_cli.cli.schema", "Print the schema by which editors check a TOML file."),
    "sample": ("tmi_cli.cli.sample", "Make a made-up school's exports to try tmi on."),
}
"""Every command: the module that holds it (as ``command``), and its line in the help."""


class LazyGroup(click.Group):
    """A group that imports a command only when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of their work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command, or None where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; where there is none, suggest one that is spelt alike."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        python = ".".join(str(part) for part in sys.version_info[:3])
        click.echo(f"tmi {__version__} (Python {python}, {sys.platform})")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Nothing leaves this machine. Problems and ideas: see CONTRIBUTING.md.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def main() -> None:
    """Tracking, monitoring and intervention for Scottish secondary schools.

    \b
    Examples:
      tmi flag exports/                   every export of the session in a folder
      tmi flag S4.xlsx --policy balerno   one file, another policy
      tmi snapshot exports/               charts and lists for each faculty
      tmi policy show balerno             what that policy asks, in plain English
      tmi sample school/                  a made-up school to try it on
    """


def run(args: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code; the one place where errors end."""
    _have_streams()
    _speak_utf8()
    # Whatever is written is about children: nobody but its owner reads it, unless that is asked for.
    os.umask(0o077)
    # A plug-in of some other package has no business with pupils' data, and looking for them takes time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    ending.stop_when_told()
    try:
        code = _run(args)
        _flush()
    except ending.Ended:
        click.echo("Ended by the system. Nothing half-written was left behind.", err=True)
        code = ending.ENDED
    ending.stop_no_more()
    # The memory goes back to the system as a whole: looking through it for garbage at exit is for nothing.
    gc.freeze()
    sys.exit(code)


def _flush() -> None:
    """See the last of the result out; without a complaint where nobody reads it any more."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has gone; Python must not complain about it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _run(args: list[str] | None) -> int:
    try:
        result: Any = main.main(args=args, prog_name="tmi", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code if error.exit_code != 1 else 2
    except (click.exceptions.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing half-written was left behind.", err=True)
        return ending.STOPPED
    except BrokenPipeError:
        return 0
    except Exception as error:
        from tmi_cli.cli.boundary import tell

        return tell(error)
    return result if isinstance(result, int) else 0


def _have_streams() -> None:
    """Where there are no streams (they are shut, or there is no window: pythonw), read and write nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # In this order they also take the numbers of the streams: no other file can pass for one of them.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  open to the end


def _speak_utf8() -> None:
    """Write UTF-8 wherever output goes to a file or a pipe; Windows would choose cp1252 and fail on a tick."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")
