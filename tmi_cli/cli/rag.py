"""``tmi rag``: forms out to the faculties, and back."""

from __future__ import annotations

import gc
from contextlib import nullcontext
from pathlib import Path
from typing import Literal

import click

from tmi_cli.cli.declared import ACCEPT, NO_COLOR, PATH, QUIET, SCHOOL, TABLE_OR_JSON, password_file
from tmi_cli.cli.options import Asked, reads_exports


@click.group("rag")
def command() -> None:
    """Send RAG forms to faculties, houses or stages, and collect what comes back.

    \b
    Examples:
      tmi rag send exports/ --policy balerno
      tmi rag collect returned/
    """


@command.command("send")
@reads_exports
@click.option(
    "--by",
    type=click.Choice(["faculty", "house", "stage"]),
    default="faculty",
    show_default=True,
    help="Whose forms they are.",
)
@click.option("--flagged-only", is_flag=True, help="Only courses that are flagged.")
@click.option("--unprotected", is_flag=True, help="Leave the sheets unprotected: Excel sorts no protected one.")
@ACCEPT
def send(
    asked: Asked,
    by: Literal["faculty", "house", "stage"],
    flagged_only: bool,
    unprotected: bool,
    accept: tuple[str, ...],
) -> int:
    """Write one RAG form for each faculty (house, stage) of the period.

    Each holds the tracked pupils, why they are flagged, and what was written the last time; RAG, comment, note,
    action, by whom and review date are to be filled in. Each row has a key, by which tmi rag collect brings it
    back whatever was sorted, moved or deleted.

    \b
    Examples:
      tmi rag send exports/ --policy balerno
      tmi rag send exports/ --by house --flagged-only --unprotected
    """
    asked.refuse_pseudonyms("RAG forms come back by the pupils' own names and numbers")
    gc.disable()
    from tmi_cli import pipeline
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import changing_store, writing
    from tmi_cli.reports.rag_files import forms_of, write_forms
    from tmi_cli.reports.rag_show import sent_to_stdout

    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    with writing(asked, speaker) as stamp:
        report = pipeline.flag(asked.options(accept=accept), tell=speaker.progress)
        units = forms_of(report, by=by, flagged_only=flagged_only)
        folder = None
        if units and stamp:
            speaker.progress("Writing …")
            with changing_store(asked.school, speaker):
                folder = write_forms(report, units, stamp=stamp, locked=not unprotected)
        speaker.done()
    sent_to_stdout(report, units, shape=asked.shape, colour=not asked.no_color)
    speaker.sources(report.sources)
    speaker.passed_over(report.passed_over)
    speaker.written(folder)
    return 0


@command.command("collect")
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILES...")
@SCHOOL
@click.option("--session", metavar="2025-26", help="Only what was sent in this session.  [default: any]")
@click.option(
    "--prefer",
    metavar="newest|stored|FILE",
    help="What is stored where values differ.  [default: what is stored already]",
)
@click.option("--fail-on", type=click.Choice(["problems"]), help="End with 1 where there is something to look at.")
@password_file("forms that were locked")
@click.option("--no-files", is_flag=True, envvar="TMI_NO_FILES", help="Only tell; store nothing.")
@TABLE_OR_JSON
@NO_COLOR
@QUIET
def collect(
    files: tuple[Path, ...],
    school: Path | None,
    session: str | None,
    prefer: str | None,
    fail_on: str | None,
    password_file: Path | None,
    no_files: bool,
    shape: Literal["table", "json"],
    no_color: bool,
    quiet: bool,
) -> int:
    """Merge RAG forms that came back into the store, by key and not by place.

    Tells who returned and who did not, what was added, removed or altered, values outside the lists, and every
    conflict. Nothing is overwritten unless --prefer says so. FILES are files or folders, of any kind tmi reads.

    \b
    Examples:
      tmi rag collect returned/
      tmi rag collect returned/ "Art RAG (2).xlsx" --prefer newest
    """
    from tmi_cli.cli.options import first_line
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.cli.writing import changing_store
    from tmi_cli.policy import find_school_file, load_school
    from tmi_cli.rag.gather import gather
    from tmi_cli.reports.rag_show import collected_to_stdout

    speaker = Speaker(quiet=quiet, verbose=False)
    store = Path(load_school(find_school_file(school)).store)
    word = first_line(password_file) if password_file else None
    with nullcontext() if no_files else changing_store(school, speaker):
        gathered = gather(
            files,
            store,
            session=session,
            prefer=prefer,
            keep=not no_files,
            password=lambda _: word,
            tell=speaker.progress,
        )
    collected = gathered.collected
    speaker.done()
    collected_to_stdout(collected, shape=shape, colour=not no_color)
    speaker.passed_over(gathered.passed_over)
    told = f"{collected.new} entries new, {collected.changed} changed"
    place = f" in {gathered.store}" if gathered.written else "; nothing was written"
    speaker.say(told + place)
    return int(fail_on is not None and collected.problems > 0)
