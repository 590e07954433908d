"""``tmi purge``: old runs go, and nothing that tmi did not write."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from tmi_cli.cli.declared import AS_OF, OUT, QUIET, SCHOOL, TABLE_OR_JSON


@click.command("purge")
@click.option(
    "--older-than", "days", type=click.IntRange(0), metavar="DAYS",
    help="What was made more days ago than this.  [default: what keep_days of tmi.toml says]",
)  # fmt: skip
@click.option("--yes", is_flag=True, help="Delete; without it everything is only listed.")
@OUT
@SCHOOL
@AS_OF
@TABLE_OR_JSON
@QUIET
def command(
    days: int | None,
    yes: bool,
    out: Path | None,
    school: Path | None,
    as_of: datetime | None,
    shape: Literal["table", "json"],
    quiet: bool,
) -> int:
    """List runs that are old, and with --yes delete them.

    A run is old on the day after the one in its manifest ([privacy] keep_days of tmi.toml), or with
    --older-than after so many days. Only files that stand in a manifest go, and the logs and half-written runs
    of tmi; anything else in these folders stays and is named. What people wrote (the store) is not touched.

    \b
    Examples:
      tmi purge                          what is past its day
      tmi purge --older-than 400         what is older than that
      tmi purge --older-than 400 --yes   delete it
    """
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.policy import find_school_file, load_school
    from tmi_cli.records.period import session_of
    from tmi_cli.reports.purge_show import to_json, to_text
    from tmi_cli.runs import hold
    from tmi_cli.runs.folder import DELETIONS
    from tmi_cli.runs.old import find_old
    from tmi_cli.runs.purge import purge

    speaker = Speaker(quiet=quiet, verbose=False)
    settings = load_school(find_school_file(school))
    place = settings.out_folder(out)
    now = datetime.now().astimezone()
    today = as_of.date() if as_of else now.date()
    deletes = yes and place.is_dir()
    with hold(place) if deletes else nullcontext(()) as left:
        speaker.swept(left)
        old = find_old(
            place,
            Path(settings.logs.folder),
            today=today,
            days=days,
            delete_by=lambda made: settings.delete_by(session_of(made)),
        )
        gone = purge(place, old, now=now, tell=speaker.progress) if deletes else 0
    speaker.done()
    click.echo((to_json if shape == "json" else to_text)(old, deleted=deletes), nl=False)
    if days is None and settings.privacy.keep_days is None:
        speaker.say(
            "Nothing says when runs become old: set keep_days under [privacy] in tmi.toml, or --older-than."
        )
    if gone:
        speaker.say(f"{gone} files deleted; recorded in {place / DELETIONS}.")
        speaker.say(
            "Deleting is not secure erasure: the disk may keep the data for a while, and copies in OneDrive, "
            "backups and mail remain."
        )
    elif any((old.runs, old.logs, old.half)):
        speaker.say("Nothing was deleted: tmi purge --yes deletes what is listed.")
    return 0
