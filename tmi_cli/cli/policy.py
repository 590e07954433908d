"""``tmi policy``: policies as plain English, and tried on data."""

from __future__ import annotations

import click

from tmi_cli.cli import completing, policy_backtest, policy_check, policy_simulate


@click.group("policy")
def command() -> None:
    """Read the policies, and try their thresholds on data.

    \b
    Examples:
      tmi policy list
      tmi policy show my-policy.toml
      tmi policy check my-policy.toml exports/
      tmi policy simulate exports/ --set below-target.on=true
    """


@command.command("list")
def list_policies() -> int:
    """List the shipped policies, a line each."""
    from tmi_cli.policy import load_policy, policy_names

    names = policy_names()
    width = max(map(len, names))
    for name in names:
        click.echo(f"{name:<{width}}  {load_policy(name).title}")
    return 0


@command.command("show")
@click.argument("name", metavar="NAME|PATH", shell_complete=completing.policies)
def show(name: str) -> int:
    """Show a policy on one page: scales, rules, ladder, groups, assumptions."""
    from tmi_cli.policy import load_policy
    from tmi_cli.reports.policy_words import policy_page

    click.echo(policy_page(load_policy(name)), nl=False)
    return 0


command.add_command(policy_check.command)
command.add_command(policy_simulate.command)
command.add_command(policy_backtest.command)
