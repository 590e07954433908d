"""``tmi changes``: what changed since the period before."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


@click.command("changes")
@makes_papers
@ACCEPT
def command(asked: Asked, accept: tuple[str, ...]) -> int:
    """Tell what changed since the period before: flags, and pupils on the ladder.

    New, worse, better, resolved and not seen, by who has the overview; when each flag was first seen and in how
    many periods; who moved up or down the ladder, and the faculties or subjects that made the difference. Give
    all periods at once.

    \b
    Examples:
      tmi changes exports/
      tmi changes exports/ --period 2 --format html
    """
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.changes import changes_paper

        return [changes_paper(report, study)]

    return present(asked, "changes", make, accept=accept)
