"""``tmi schedule``: what makes a scheduler run tmi unattended."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tmi_cli.cli.declared import SCHOOL


@click.command("schedule")
@click.option("--windows", "scheduler", flag_value="windows", help="A task for Windows Task Scheduler, as XML.")
@click.option("--cron", "scheduler", flag_value="cron", help="A line for a crontab.")
@click.option("--systemd", "scheduler", flag_value="systemd", help="A service and a timer of systemd.")
@click.option("--at", default="19:30", metavar="TIME", show_default=True, help="When to start, such as 06:15.")
@click.option(
    "--days", default="mon-fri", metavar="DAYS", show_default=True, help="On which days, such as mon,thu or daily."
)
@SCHOOL
def command(scheduler: str | None, at: str, days: str, school: Path | None) -> int:
    """Print what makes a scheduler start tmi run. Nothing is installed.

    docs/unattended.md says, for each scheduler, what to do with it and how to see that it runs.

    \b
    Examples:
      tmi schedule --windows > tmi.xml
      tmi schedule --cron --at 06:15 --days mon,thu
      tmi schedule --systemd --school school/tmi.toml
    """
    if scheduler is None:
        raise click.UsageError("Say for which scheduler: --windows, --cron or --systemd.")
    import shutil
    import sys

    from tmi_cli.errors import RequestError
    from tmi_cli.policy import find_school_file, load_school
    from tmi_cli.runs import schedules

    file = find_school_file(school)
    if file is None or not file.is_file():
        raise RequestError(
            "There is no school file for the run.",
            where=str(school or Path.cwd()),
            hint="tmi init makes a tmi.toml; or name one with --school.",
        )
    load_school(file)
    # Resolved: a scheduler's session has none of the letters that drives were given.
    made = schedules.make_schedule(file.resolve(), at=at, days=days, now=datetime.now().astimezone())
    if scheduler == "windows":
        if sys.platform != "win32":
            click.echo("Note: these are the paths of this machine, which is not Windows.", err=True)
        click.echo(schedules.to_windows(made), nl=False)
    elif scheduler == "cron":
        click.echo(schedules.to_cron(made, timeout=shutil.which("timeout")), nl=False)
    else:
        click.echo(schedules.to_systemd(made), nl=False)
    return 0
