"""``tmi meeting``: the pack of an attainment meeting."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


@click.command("meeting")
@makes_papers
@click.option("--faculty", required=True, metavar="NAME", help="The faculty that meets.")
@click.option(
    "--meeting",
    "number",
    type=click.Choice(["1", "2"]),
    help="The first of the session, or the second.  [default: 2 from period 3 on, or once a prelim is given]",
)
@ACCEPT
def command(asked: Asked, faculty: str, number: str | None, accept: tuple[str, ...]) -> int:
    """Make the pack of a faculty's attainment meeting, along the policy's agenda.

    Patterns and trends, progress since the period before, interventions, projected attainment, individual
    cases, moderation as questions, and agreed next steps to fill in. Excel, and a page to print with
    --format html.

    \b
    Examples:
      tmi meeting exports/ --faculty Science --meeting 1
      tmi meeting exports/ --faculty Science --meeting 2 --format html
    """
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.meeting import meeting_paper

        return [meeting_paper(report, study, faculty=faculty, meeting=int(number) if number else None)]

    return present(asked, "meeting", make, accept=accept, acted=True)
