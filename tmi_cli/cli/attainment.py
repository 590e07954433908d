"""``tmi attainment``: what the working grades would come to."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


@click.command("attainment")
@makes_papers
@ACCEPT
def command(asked: Asked, accept: tuple[str, ...]) -> int:
    """Project attainment from working grades and, where given, prelim and predicted grades.

    How many awards each pupil would have at each SCQF level (A-C and A-D, always said), who is one short,
    below target by bands, lowest and highest fifth, and a template of predicted grades. The measures stand
    in the policy; no points are given.

    \b
    Examples:
      tmi attainment exports/
      tmi attainment exports/ --format json --no-files
    """
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.attainment import attainment_paper

        return [attainment_paper(report, study)]

    return present(asked, "attainment", make, accept=accept)
