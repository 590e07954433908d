"""What a shell offers for a value: policies, codes, periods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def policies(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The shipped policies that begin so; where none does, the files."""
    # Imported here, as below: only a shell that completes needs it.
    from click.shell_completion import CompletionItem

    from tmi_cli.policy import load_policy, policy_names

    found = [name for name in policy_names() if name.startswith(begun)]
    if found:
        return [CompletionItem(name, help=load_policy(name).title) for name in found]
    return [CompletionItem(begun, type="file")]


def codes(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """The codes of problems and rules that begin so."""
    from click.shell_completion import CompletionItem

    from tmi_cli.reports.explain import titles

    return [CompletionItem(code, help=title) for code, title in titles().items() if code.startswith(begun)]


def periods(context: click.Context, parameter: click.Parameter, begun: str) -> list[str | CompletionItem]:
    """The numbers of tracking periods that begin so."""
    return [str(number) for number in range(1, 10) if str(number).startswith(begun)]
