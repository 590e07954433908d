"""``tmi check``: everything that is wrong or odd in the data."""

from __future__ import annotations

import gc
from dataclasses import replace

import click

from tmi_cli.cli.options import Asked, reads_exports


@click.command("check")
@reads_exports
def command(asked: Asked) -> int:
    """Check the data of all periods: what cannot be used, what looks odd, what is missing.

    Writes check.xlsx with a sheet per faculty, and a fix list per teacher that is ready to send. Ends with 1
    where there are errors; with --strict warnings count too, and a file that cannot be read stops the run.

    \b
    Examples:
      tmi check exports/
      tmi check exports/ --policy irvine-royal --format json --no-files
    """
    gc.disable()
    from tmi_cli import pipeline
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import writing
    from tmi_cli.reports.check_files import write_check
    from tmi_cli.reports.check_show import to_stdout

    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    with writing(asked, speaker) as stamp:
        report = pipeline.check(asked.options(), tell=speaker.progress)
        speaker.done()
        errors, warnings = report.count("error"), report.count("warning")
        code = int(errors > 0 or (asked.strict and warnings > 0))
        folder = write_check(report, replace(stamp, exit_code=code)) if stamp else None
    to_stdout(report, shape=asked.shape, colour=not asked.no_color)
    if report.pseudonymised:
        speaker.pseudonymised()
    speaker.sources(report.sources)
    speaker.passed_over(report.passed_over)
    speaker.say(f"{errors} errors, {warnings} warnings, {report.count('info')} notes and questions.")
    speaker.written(folder)
    return code
