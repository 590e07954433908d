"""``tmi doctor``: whether tmi can do its work here."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from tmi_cli.cli.options import Asked, takes_settings


@click.command("doctor")
@takes_settings
def command(asked: Asked) -> int:
    """Look whether tmi can do its work here: the machine, the school file, the folders, the runs.

    Nothing is changed. Ends with 1 where a check failed; warnings are no failure.

    \b
    Examples:
      tmi doctor
      tmi doctor --school school/tmi.toml --format json
    """
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.pipeline.doctor import examine
    from tmi_cli.policy import find_school_file
    from tmi_cli.reports.doctor_show import summary, to_json, to_text

    verdicts = list(
        examine(
            school_file=find_school_file(asked.school),
            policy=asked.policy,
            out=asked.out,
            now=datetime.now().astimezone(),
            today=asked.today,
            encoding=sys.stdout.encoding,
        )
    )
    click.echo((to_json if asked.shape == "json" else to_text)(verdicts), nl=False)
    Speaker(quiet=asked.quiet, verbose=False).say(summary(verdicts))
    return int(any(verdict.status == "failed" for verdict in verdicts))
