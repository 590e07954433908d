"""``tmi snapshot``: what a faculty, or the whole school, puts on the table."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


class _Snapshot(click.Command):
    """Takes ``--school`` in both its senses: with a ``.toml`` it is the school file, else the whole school."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell the two senses apart before click looks at the arguments."""
        following = [*args, ""][1:]
        told = [
            "--whole-school" if word == "--school" and not after.lower().endswith(".toml") else word
            for word, after in zip(args, following, strict=True)
        ]
        return super().parse_args(ctx, told)


@click.command("snapshot", cls=_Snapshot)
@makes_papers
@click.option(
    "--faculty", "faculties", multiple=True, metavar="NAME", help="Only this faculty; may be given again."
)
@click.option("--whole-school", is_flag=True, help="The overview of the whole school; --school does the same.")
@click.option("--publish", is_flag=True, help="Only counts, small ones suppressed, no pupil or teacher named.")
@ACCEPT
def command(
    asked: Asked, faculties: tuple[str, ...], whole_school: bool, publish: bool, accept: tuple[str, ...]
) -> int:
    """Make the snapshot of each faculty: the figures, charts and lists of an attainment meeting.

    One workbook a faculty: working grades against target, A-C and A-D, ratings, movement, flags over the
    periods, the pupils concerned with room for RAG and comment, and whom to praise. Give all periods at once.

    \b
    Examples:
      tmi snapshot exports/ --faculty Science
      tmi snapshot exports/ --format html         a page beside each workbook
      tmi snapshot exports/ --school              the whole school, for leadership
      tmi snapshot exports/ --school --publish    what may leave the school
    """
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.published import published_faculties, published_school
        from tmi_cli.reports.papers.school import school_paper
        from tmi_cli.reports.papers.snapshot import snapshots

        if publish:
            return (
                [published_school(report, study)]
                if whole_school
                else published_faculties(report, study, faculties)
            )
        return [school_paper(report, study)] if whole_school else snapshots(report, study, faculties)

    if whole_school and faculties:
        raise click.UsageError("--faculty and the whole school are two papers: give one of them.")
    return present(asked, "snapshot", make, accept=accept)
