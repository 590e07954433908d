"""``tmi flag``: the main job."""

from __future__ import annotations

import gc
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from tmi_cli.cli.options import reads_exports


@click.command("flag")
@reads_exports
def command(
    exports: tuple[Path, ...],
    policy: str | None,
    school: Path | None,
    session: str | None,
    period: int | None,
    groups: tuple[Path, ...],
    out: Path | None,
    shape: Literal["table", "json", "csv"],
    no_files: bool,
    fail_on: Literal["never", "problems", "flags"],
    no_color: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Flag pupils by the school's policy, and write who should act.

    EXPORTS are files or folders; a folder is searched. Give all periods of a session at once: earlier ones
    are history, the latest of each stage is reported.

    \b
    Examples:
      tmi flag exports/
      tmi flag "Tracking TP1.xlsx" "Tracking TP2.xlsx" --policy balerno
      tmi flag exports/ --groups "Vulnerable groups.xlsx" --period 2
      tmi flag exports/ --format json --no-files > flags.json
    """
    # Everything that is read is kept until the end: looking for garbage costs an eighth and finds none.
    gc.disable()
    from tmi_cli import pipeline
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.reports import show
    from tmi_cli.reports.files import write_run

    now = datetime.now().astimezone()
    speaker = Speaker(quiet=quiet, verbose=verbose)
    report = pipeline.flag(
        pipeline.Options(
            exports=exports,
            policy=policy,
            school=school,
            session=session,
            today=now.date(),
            period=period,
            groups=groups,
            out=out,
        ),
        tell=speaker.progress,
    )
    speaker.done()
    folder = None if no_files else write_run(report, now=now)
    show.to_stdout(report, shape=shape, folder=folder, colour=not no_color)
    speaker.summary(report, folder)
    return int(
        (fail_on == "problems" and any(p.severity == "error" for p in report.problems))
        or (fail_on == "flags" and bool(report.cases))
    )
