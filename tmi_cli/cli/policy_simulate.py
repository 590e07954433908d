"""``tmi policy simulate``: what a threshold would do, before it is adopted."""

from __future__ import annotations

import shlex
from typing import Any

import click

from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, makes_papers

_MOST = 8


@click.command("simulate")
@makes_papers
@click.option(
    "--set", "settings", multiple=True, metavar="RULE.PARAM=VALUE", help="A setting to try; all of them together."
)
@click.option(
    "--scenario",
    "scenarios",
    multiple=True,
    metavar="'A.B=1 C.D=2'",
    help="Settings to try beside the others; may be given again.",
)
@ACCEPT
def command(asked: Asked, settings: tuple[str, ...], scenarios: tuple[str, ...], accept: tuple[str, ...]) -> int:
    """Try settings of the policy on exports: pupils added and dropped by name, the load on each owner.

    Every --set belongs to one scenario; each --scenario is another, shown side by side. Settings are those of
    rules (on, phase, bands, periods, percent, fields), of scales (scales.NAME.concern) and of ladders
    (ladder.ROLE.at_least). The policy itself stays as it is.

    \b
    Examples:
      tmi policy simulate exports/ --set below-target.on=true
      tmi policy simulate exports/ --set scales.ratings.concern=4
      tmi policy simulate exports/ --scenario "below-target.on=true" \\
          --scenario "below-target.on=true below-target.bands=2"
      tmi policy simulate exports/ --set ladder.year-head.at_least=4
    """
    from tmi_cli.cli.papers import present

    groups = [list(settings)] * bool(settings) + [_split(text) for text in scenarios]
    if not groups:
        raise click.UsageError("Nothing is to be tried: give --set RULE.PARAM=VALUE, or --scenario.")
    if len(groups) > _MOST:
        raise click.UsageError(f"At most {_MOST} scenarios stand side by side.")
    tried: list[Any] = []

    def look(options: Any, tell: Any) -> Any:
        from tmi_cli import pipeline
        from tmi_cli.policy.change import settings_of

        tried.extend(settings_of(group) for group in groups)
        return pipeline.simulate(options, tried, tell=tell)

    def make(report: Any, trials: Any) -> Any:
        from tmi_cli.reports.papers.simulation import simulation_paper

        return [simulation_paper(report, trials, tried)]

    return present(asked, "simulation", make, accept=accept, look=look)


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        raise click.UsageError(f"A quotation mark is not closed in --scenario {text}") from None
