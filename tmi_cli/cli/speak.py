"""What a command says on stderr: progress, the account of each sheet, and one line at the end."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tmi_cli.reports.report import Report

_LONGEST_PATH = 200


class Speaker:
    """Says things on stderr. ``quiet`` says nothing; progress is only for a person who watches."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._watched = sys.stderr.isatty() and not quiet
        self._shown = 0

    def progress(self, sentence: str) -> None:
        """Show what is being done now, in place of what was shown before."""
        if self._watched:
            click.echo("\r" + sentence.ljust(self._shown), nl=False, err=True)
            self._shown = len(sentence)

    def done(self) -> None:
        """Take the progress away."""
        if self._watched and self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)

    def summary(self, report: Report, folder: Path | None) -> None:
        """Say in one line what was found, and with ``verbose`` how each sheet was read."""
        if self._quiet:
            return
        if self._verbose:
            for source in report.sources:
                place = " › ".join(part for part in (source["file"], source["sheet"]) if part)
                why = f" ({source['reason']})" if source.get("reason") else ""
                click.echo(
                    f"{place}: {source['layout']}{why}; {source['rows']} rows = {source['read']} read "
                    f"+ {source['rejected']} rejected + {source['ignored']} ignored",
                    err=True,
                )
        errors = sum(problem.severity == "error" for problem in report.problems)
        click.echo(
            f"{len(report.cases)} of {report.pupils_judged} pupils flagged "
            f"({len(report.findings.flags)} flags, {report.courses_judged} courses); "
            f"{len(report.problems)} problems, {errors} of them errors.",
            err=True,
        )
        if folder is not None:
            click.echo(f"Written to {folder}", err=True)
            longest = max((len(str(path)) for path in folder.resolve().rglob("*")), default=0)
            if longest > _LONGEST_PATH:
                click.echo(
                    f"Note: a path is {longest} characters long, and Excel opens none over 218; "
                    "choose a shorter --out.",
                    err=True,
                )
