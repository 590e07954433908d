"""``tmi verify``: whether a run is still what was written, and whether it comes out again."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from tmi_cli.cli.declared import PATH, QUIET, SCHOOL, TABLE_OR_JSON, password_file


@click.command("verify")
@click.argument("run", type=PATH)
@click.argument("exports", nargs=-1, type=PATH)
@click.option("--inputs", is_flag=True, help="Make the run again from its inputs, and compare every byte.")
@click.option("--latest", is_flag=True, help="Only the last run of an out folder.")
@SCHOOL
@click.option("--policy", metavar="NAME|PATH", help="The policy of the run, where it was a file.")
@password_file("locked inputs")
@TABLE_OR_JSON
@QUIET
def command(
    run: Path,
    exports: tuple[Path, ...],
    inputs: bool,
    latest: bool,
    school: Path | None,
    policy: str | None,
    password_file: Path | None,
    shape: Literal["table", "json"],
    quiet: bool,
) -> int:
    """Check that a run is still what was written; with --inputs, that it comes out again.

    RUN is the folder of a run, or an out folder with all its runs. Every file is hashed again and compared with
    manifest.json; missing, altered and additional files are named. With --inputs the run is made again in a
    private folder from the same EXPORTS (default: the school's own folders), and every file compared byte by
    byte. Ends with 1 where anything differs.

    \b
    Examples:
      tmi verify out/
      tmi verify out/2025-26-P2/2025-11-14-160000 exports/ --inputs
      tmi verify out/ --latest --inputs
    """
    from tmi_cli.cli.again import run_again
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.pipeline.again import Given
    from tmi_cli.pipeline.verify import verify
    from tmi_cli.policy import find_school_file
    from tmi_cli.reports.verify_show import to_json, to_text
    from tmi_cli.runs.published import find_runs, half_runs

    if exports and not inputs:
        raise click.UsageError("EXPORTS are only looked at with --inputs.")
    speaker = Speaker(quiet=quiet, verbose=False)
    runs = find_runs(run)
    given = Given(find_school_file(school), policy, exports, password_file)
    verified = verify(
        runs[-1:] if latest else runs, given if inputs else None, command=run_again, tell=speaker.progress
    )
    half = [] if latest else half_runs(run)
    speaker.done()
    click.echo((to_json if shape == "json" else to_text)(verified, half), nl=False)
    wrong = sum(bool(one.differences) for one in verified) + len(half)
    speaker.say(f"Runs checked: {len(verified)}. Not as they were: {wrong or 'none'}.")
    return int(wrong > 0)
