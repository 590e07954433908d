"""``tmi flag``: the main job."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Literal

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, reads_exports


@click.command("flag")
@reads_exports
@click.option(
    "--fail-on",
    type=click.Choice(["never", "problems", "flags"]),
    default="never",
    show_default=True,
    envvar="TMI_FAIL_ON",
    help="End with 1 where there are problems (errors), or flags.",
)
@ACCEPT
def command(asked: Asked, fail_on: Literal["never", "problems", "flags"], accept: tuple[str, ...]) -> int:
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
    from tmi_cli.cli.writing import writing
    from tmi_cli.reports import show
    from tmi_cli.reports.files import write_run

    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    with writing(asked, speaker) as stamp:
        report = pipeline.flag(asked.options(accept=accept), tell=speaker.progress)
        speaker.done()
        errors = sum(problem.severity == "error" for problem in report.problems)
        code = int((fail_on == "problems" and errors > 0) or (fail_on == "flags" and bool(report.cases)))
        folder = write_run(report, replace(stamp, exit_code=code)) if stamp else None
    shown = report
    if asked.hides_names(report):
        from tmi_cli.pipeline.nameless import report_without_names

        shown = report_without_names(report)
    show.to_stdout(shown, shape=asked.shape, folder=folder, colour=not asked.no_color)
    if report.pseudonymised:
        speaker.pseudonymised()
    speaker.sources(report.sources)
    speaker.passed_over(report.passed_over)
    speaker.say(
        f"{len(report.cases)} of {report.pupils_judged} pupils flagged "
        f"({len(report.findings.flags)} flags, {report.courses_judged} courses); "
        f"{len(report.problems)} problems, {errors} of them errors"
        + (": tmi check tells them all." if report.problems else ".")
    )
    speaker.written(folder)
    return code
