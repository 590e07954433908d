"""``tmi schema``: what an editor needs to complete and check a TOML file."""

from __future__ import annotations

from pathlib import Path

import click

from tmi_cli.cli.declared import PATH


@click.command("schema")
@click.argument("what", type=click.Choice(["school", "policy"]), default="school")
@click.option("--out", type=PATH, metavar="FILE", help="Write it to a file.")
def command(what: str, out: Path | None) -> int:
    """Print the JSON Schema of the school file tmi.toml (default), or of a policy, for editors.

    A TOML file names its schema in its first line: #:schema ./tmi.schema.json (docs/school-folder.md).

    \b
    Examples:
      tmi schema school --out tmi.schema.json
      tmi schema policy
    """
    from tmi_cli.policy.schema import as_text, policy_schema, school_schema

    text = as_text(school_schema() if what == "school" else policy_schema())
    if out is None:
        click.echo(text, nl=False)
        return 0
    from tmi_cli.runs.replace import replace_file

    replace_file(out, text.encode("utf-8"))
    click.echo(f"Written to {out}", err=True)
    return 0
