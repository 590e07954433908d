"""``tmi policy backtest``: what early flags were worth."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


@click.command("backtest")
@makes_papers
@ACCEPT
def command(asked: Asked, accept: tuple[str, ...]) -> int:
    """Look back: of the courses flagged in earlier periods, which were off target at the end?

    Precision, recall and lead time of each rule, with counts and 95 % intervals, and a warning where numbers
    are small. Give all periods of the session. Off target: the working grade is below the target in force, or
    a concern where there is no target. Senior courses only: BGE levels have no target.

    \b
    Examples:
      tmi policy backtest exports/
      tmi policy backtest exports/ --policy my-policy.toml --format html
    """
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.backtest import backtest_paper

        return [backtest_paper(report, study)]

    return present(asked, "backtest", make, accept=accept)
