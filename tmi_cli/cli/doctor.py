"""``tmi doctor``: whether tmi can do its work here."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from tmi_cli.cli.declared import AS_OF, OUT, POLICY, QUIET, SCHOOL, format_of


@click.command("doctor")
@POLICY
@SCHOOL
@OUT
@AS_OF
@format_of("table", "json")
@QUIET
def command(
    policy: str | None, school: Path | None, out: Path | None, as_of: datetime | None, shape: str, quiet: bool
) -> int:
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

    now = datetime.now().astimezone()
    verdicts = list(
        examine(
            school_file=find_school_file(school),
            policy=policy,
            out=out,
            now=now,
            today=(as_of or now).date(),
            encoding=sys.stdout.encoding,
        )
    )
    click.echo((to_json if shape == "json" else to_text)(verdicts), nl=False)
    Speaker(quiet=quiet, verbose=False).say(summary(verdicts))
    return int(any(verdict.status == "failed" for verdict in verdicts))
