"""``tmi pupil``: one pupil over the periods."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


@click.command("pupil")
@click.argument("query")
@makes_papers
@ACCEPT
def command(asked: Asked, query: str, accept: tuple[str, ...]) -> int:
    """Show one pupil: every subject over the periods, every flag with the cells it rests on, what became of it.

    QUERY is a Scottish Candidate Number or a name ("Sample, Ailsa", "Ailsa Sample", "Sample"; a stage or
    registration class may follow). Where it fits several pupils they are listed, and nobody is chosen.

    \b
    Examples:
      tmi pupil 123456785 exports/
      tmi pupil "Sample, Ailsa" exports/ --groups lists/
      tmi pupil "Ailsa Sample 4B2" exports/ --format html
    """
    from tmi_cli.cli.papers import present

    named: list[Any] = []

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.pupil import pupil_papers

        # The first report has the names by which a pupil is looked for.
        named.append(report.cohort)
        return pupil_papers(report, study, query, named=named[0])

    return present(asked, "pupil", make, accept=accept)
