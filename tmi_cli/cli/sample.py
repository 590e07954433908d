"""``tmi sample``: a made-up school to try tmi on."""

from __future__ import annotations

from pathlib import Path

import click

from tmi_cli.cli.declared import PATH


def _layouts() -> list[str]:
    from tmi_cli.sample import LAYOUTS

    return list(LAYOUTS)


@click.command("sample")
@click.argument("folder", metavar="DIR", type=PATH)
@click.option(
    "--layout",
    "layouts",
    multiple=True,
    type=click.Choice(_layouts()),
    metavar="NAME",
    help=f"Write this layout only; may be given again: {', '.join(_layouts())}.  [default: every one]",
)
@click.option("--pupils", type=click.IntRange(6, 5000), default=900, show_default=True, help="How many pupils.")
@click.option("--periods", type=click.IntRange(1, 4), default=3, show_default=True, help="How many periods.")
@click.option("--session", default="2025-26", show_default=True, help="The session.")
@click.option("--seed", type=int, default=2025, show_default=True, help="The same seed, the same school.")
def command(folder: Path, layouts: tuple[str, ...], pupils: int, periods: int, session: str, seed: int) -> int:
    """Make a made-up school's exports, in every layout that tmi reads.

    Every pupil, teacher and number is invented. DIR gets one folder a layout; files of an earlier sample
    are written again.

    \b
    Examples:
      tmi sample school/
      tmi sample school/ --layout long --pupils 120
      tmi flag school/long --session 2025-26
    """
    from tmi_cli.errors import OutputError
    from tmi_cli.sample import make_school, write_sample

    school = make_school(seed=seed, pupils=pupils, periods=periods, session=session)
    try:
        written = write_sample(folder, school=school, layouts=layouts or None)
    except OSError as error:
        raise OutputError(
            f"The sample could not be written ({error.strerror}).",
            where=str(folder),
            hint="Choose another folder, or close the workbook that is open in Excel.",
        ) from None
    click.echo(f"{len(written)} files of the made-up {school.name} in {folder}")
    first = layouts[0] if layouts else "long"
    where = str(folder / first)
    where = f'"{where}"' if " " in where else where
    click.echo(f"Try: tmi flag {where} --session {session}", err=True)
    return 0
