"""``tmi key``: a key for pseudonyms."""

from __future__ import annotations

from pathlib import Path

import click

from tmi_cli.cli.declared import OUT, PATH, SCHOOL


@click.command("key")
@click.argument("file", type=PATH)
@SCHOOL
@OUT
def command(file: Path, school: Path | None, out: Path | None) -> int:
    """Make a new random key in FILE, for --pseudonymise. Only you may read it; no key is ever overwritten.

    Keep it apart from what is written, and keep a copy: with the same key a pupil has the same pseudonym in every
    run, and with another one another (docs/privacy.md).

    \b
    Examples:
      tmi key tmi.key
      tmi flag exports/ --pseudonymise --key-file tmi.key
    """
    from tmi_cli.pipeline.key_file import make_key
    from tmi_cli.policy import find_school_file, load_school

    settings = load_school(find_school_file(school))
    make_key(file, out=settings.out_folder(out))
    click.echo(f"A new key is in {file}. Keep it, and keep it apart from what is written with it.")
    return 0
