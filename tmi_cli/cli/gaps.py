"""``tmi gaps``: how groups of pupils compare."""

from __future__ import annotations

from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers


@click.command("gaps")
@makes_papers
@click.option(
    "--measure", "measures", multiple=True, metavar="NAME", help="Only this measure; may be given again."
)
@click.option("--by", "characteristics", multiple=True, metavar="NAME", help="Only by this; may be given again.")
@click.option("--stage", metavar="S4", help="Only pupils of this stage.")
@click.option("--faculty", metavar="NAME", help="Only courses of this faculty.")
@click.option("--class", "class_code", metavar="CODE", help="Only courses of this class.")
@click.option("--by-stage", is_flag=True, help="Tell every stage beside the whole; more must then be hidden.")
@click.option("--show-small", is_flag=True, help="Show small numbers too; the paper then stays in the school.")
@ACCEPT
def command(asked: Asked, accept: tuple[str, ...], **scope: Any) -> int:
    """Compare groups of pupils: SIMD quintiles, gender, FME, ASN, EAL, care experienced, young carers.

    Counts, percentages of those judged, and the gap in points with a 95 % interval. Numbers under 5 are
    suppressed, and others from which they could be worked out. Say who is in which group with --pupils.

    \b
    Examples:
      tmi gaps exports/ --pupils "Pupil list.xlsx"
      tmi gaps exports/ --pupils lists/ --measure flagged --by simd
      tmi gaps exports/ --pupils lists/ --faculty Science
    """
    from tmi_cli.cli.papers import present

    def make(report: Any, study: Any) -> Any:
        from tmi_cli.reports.papers.gaps import Scope, gaps_paper

        return [gaps_paper(report, study, Scope(**scope))]

    return present(asked, "gaps", make, accept=accept)
