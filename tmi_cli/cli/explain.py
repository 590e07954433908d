"""``tmi explain``: what a code means."""

from __future__ import annotations

import click

from tmi_cli.cli import completing


@click.command("explain")
@click.argument("code", required=False, shell_complete=completing.codes)
def command(code: str | None) -> int:
    """Tell what the CODE of a problem or a rule means, in plain words. Without one: list them all.

    \b
    Examples:
      tmi explain
      tmi explain grade-not-on-scale
      tmi explain falling
    """
    from tmi_cli.reports.explain import code_list, explain

    click.echo(explain(code) if code else code_list(), nl=False)
    return 0
