"""``tmi find``: where a pupil stands, for a request to see, to correct or to delete."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from tmi_cli.cli.declared import OUT, PATH, QUIET, SCHOOL, TABLE_OR_JSON, password_file


@click.command("find")
@click.argument("query")
@click.argument("exports", nargs=-1, type=PATH)
@OUT
@SCHOOL
@password_file("locked workbooks")
@TABLE_OR_JSON
@QUIET
def command(
    query: str,
    exports: tuple[Path, ...],
    out: Path | None,
    school: Path | None,
    password_file: Path | None,
    shape: Literal["table", "json"],
    quiet: bool,
) -> int:
    """Find every file that speaks of a pupil: runs, what people wrote, and the exports.

    QUERY is a Scottish Candidate Number or "Surname, Forename". Every cell of every workbook, CSV, JSON, page and
    e-mail is looked into, in the out folder, the store, and EXPORTS (default: the school's inbox and lists). What
    cannot be looked into is named. Says "nowhere" where there is nothing.

    \b
    Examples:
      tmi find 123456785
      tmi find "Sample, Ailsa" exports/ --format json
    """
    from tmi_cli.cli.options import first_line
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.mentions.find import files_to_look_into, find_mentions
    from tmi_cli.policy import find_school_file, load_school
    from tmi_cli.reports.find_show import to_json, to_text

    speaker = Speaker(quiet=quiet, verbose=False)
    settings = load_school(find_school_file(school))
    password = first_line(password_file) if password_file else None
    given = exports or settings.inputs_there()
    places = files_to_look_into(settings.out_folder(out), Path(settings.store), given)
    found = find_mentions(query, places, password=lambda _: password, tell=speaker.progress)
    speaker.done()
    click.echo((to_json if shape == "json" else to_text)(found), nl=False)
    for name, reason in found.not_looked:
        click.echo(f"Not looked into: {name}: {reason}", err=True)
    if password is None and any("password" in reason for _, reason in found.not_looked):
        speaker.say("Locked workbooks are looked into with --password-file.")
    if found.pupils > 1:
        speaker.say(f"{found.pupils} pupils have this name; all are listed. Search by number for one of them.")
    speaker.say(f"{found.files} files looked into; found in {len(found.mentions)}.")
    return 0
