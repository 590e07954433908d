"""``tmi policy check``: what is wrong or odd in a policy."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from tmi_cli.cli import completing
from tmi_cli.cli.declared import QUIET, SCHOOL, TABLE_OR_JSON


@click.command("check")
@click.argument("what", nargs=-1, metavar="[NAME|PATH] [EXPORTS]...", shell_complete=completing.policies)
@SCHOOL
@click.option("--session", metavar="2025-26", envvar="TMI_SESSION", help="The session of the exports.")
@click.option(
    "--period",
    type=click.IntRange(1, 9),
    metavar="N",
    help="The period to report.",
    shell_complete=completing.periods,
)
@click.option("--strict", is_flag=True, help="End with 1 where there are warnings, too.")
@QUIET
@TABLE_OR_JSON
def command(
    what: tuple[str, ...],
    school: Path | None,
    session: str | None,
    period: int | None,
    strict: bool,
    quiet: bool,
    shape: str,
) -> int:
    """Check a policy: contradictions, rules that can never flag, steps nobody reaches, scales with no order.

    NAME|PATH is a shipped policy or a .toml file; without one it is the school's. The school file is checked
    beside it. With EXPORTS also: codes in the data that no scale knows, levels without a scale, subjects
    without a faculty, faculties and houses without a name in [staff]. Ends with 1 where there are errors.

    \b
    Examples:
      tmi policy check my-policy.toml
      tmi policy check my-policy.toml exports/
      tmi policy check exports/ --format json
    """
    from tmi_cli import pipeline
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.policy import policy_names
    from tmi_cli.reports.policy_check import to_json, to_text

    name = None
    is_path = bool(what) and Path(what[0]).exists()
    if what and (what[0] in policy_names() or what[0].endswith(".toml") or not is_path):
        name, what = what[0], what[1:]
    speaker = Speaker(quiet=quiet, verbose=False)
    options = pipeline.Options(
        exports=[Path(path) for path in what],
        policy=name,
        school=school,
        session=session,
        today=datetime.now().astimezone().date(),
        period=period,
    )
    check = pipeline.check_policy(options, tell=speaker.progress)
    speaker.done()
    click.echo((to_json if shape == "json" else to_text)(check), nl=False)
    speaker.say(check.summary)
    return int(check.count("error") > 0 or (strict and check.count("warning") > 0))
