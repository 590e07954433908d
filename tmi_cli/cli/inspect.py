"""``tmi inspect``: how each file and sheet was understood."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import click

from tmi_cli.cli.options import Asked, reads_exports


@click.command("inspect")
@reads_exports
@click.option("--write-mapping", is_flag=True, help="Write what each header means into tmi.toml, to be edited.")
@click.option("--ask", is_flag=True, help="Ask what each unknown header means, and write the answers.")
def command(asked: Asked, write_mapping: bool, ask: bool) -> int:
    """Show how each file and sheet was understood: layout, header, columns, period, what was left out and why.

    Values are masked. A mapping in tmi.toml ([headers], header = field) wins over what tmi would understand.

    \b
    Examples:
      tmi inspect exports/
      tmi inspect "New export.xlsx" --write-mapping
      tmi inspect "New export.xlsx" --ask
    """
    from tmi_cli import pipeline
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.policy import find_school_file
    from tmi_cli.policy.school import SCHOOL_FILE
    from tmi_cli.reports import inspect_show
    from tmi_cli.reports.mapping import unknown_headers, write_headers

    if write_mapping or ask:
        asked.refuse_pseudonyms("a mapping holds the headers of the files as they stand")
    speaker = Speaker(quiet=asked.quiet, verbose=False)
    report = pipeline.inspect(asked.options(), tell=speaker.progress)
    speaker.done()
    sys.stdout.write(inspect_show.to_json(report) if asked.shape == "json" else inspect_show.to_text(report))
    if not (write_mapping or ask):
        return 0
    school = find_school_file(asked.school) or Path(SCHOOL_FILE)
    answers = _answers(unknown_headers(report)) if ask else {}
    written = write_headers(school, report, answers=answers)
    speaker.say(f"{written} headers written to {school}; edit [headers] there and run tmi inspect again.")
    return 0


def _field(header: str, told: str) -> str:
    """An answer that a header can mean, such as ``effort`` or ``effort 2``; asked again where it is none."""
    from tmi_cli.errors import PolicyError
    from tmi_cli.layouts import Vocabulary

    try:
        Vocabulary((), {header: told})
    except PolicyError as error:
        raise click.BadParameter(f"{error.sentence} {error.hint}") from None
    return told


def _answers(unknown: dict[str, str | None]) -> dict[str, str]:
    """Ask a person what each header means that tmi does not know; Enter takes the suggestion."""
    from tmi_cli.errors import RequestError
    from tmi_cli.layouts import field_names

    if not sys.stdin.isatty():
        raise RequestError("--ask needs a terminal.", hint="Use --write-mapping, and edit [headers] in tmi.toml.")
    click.echo(f"Fields: {', '.join(field_names())}, ignore", err=True)
    return {
        header: click.prompt(
            f"What does “{header}” mean?",
            default=meant or "ignore",
            value_proc=functools.partial(_field, header),
            err=True,
        )
        for header, meant in unknown.items()
    }
