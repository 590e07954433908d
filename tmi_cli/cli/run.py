"""``tmi run``: the whole pipeline, unattended."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tmi_cli.cli import ending
from tmi_cli.cli.declared import ACCEPT
from tmi_cli.cli.options import Asked, reads_inbox
from tmi_cli.errors import OutputError, RequestError, TmiError

if TYPE_CHECKING:
    from tmi_cli.cli.speak import Speaker
    from tmi_cli.policy import School
    from tmi_cli.runs.journal import Journal
    from tmi_cli.runs.last_run import Outcome


@click.command("run")
@reads_inbox
@ACCEPT
@click.option("--again", is_flag=True, help="Run although nothing is new.")
@click.option("--dry-run", is_flag=True, help="Do everything but write; tell what would be written.")
def command(asked: Asked, accept: tuple[str, ...], again: bool, dry_run: bool) -> int:
    """Do all the work of a period from tmi.toml: check, flag, snapshots, RAG forms, drafts of e-mails.

    Made to be started by a scheduler (tmi schedule). Reads the exports in the inbox, or EXPORTS; everything goes
    into one new folder. Ends with 6 where nothing is new, and with 2 where it waits for a person, and says for
    what. How the last run ended stands in out/last-run.json and out/status.txt.

    \b
    Examples:
      tmi run
      tmi run --dry-run
      tmi run --no-input --quiet --school "S:/tracking/tmi.toml"
    """
    gc.disable()
    from tmi_cli.cli.speak import Speaker, from_here
    from tmi_cli.policy import find_school_file, load_school, out_as_told
    from tmi_cli.reports.run_show import to_text
    from tmi_cli.runs.last_run import WELL

    started = datetime.now().astimezone()
    speaker = Speaker(quiet=asked.quiet, verbose=asked.verbose)
    path = find_school_file(asked.school)
    if path is None and not asked.exports:
        raise RequestError(
            "There is no tmi.toml here or in a folder above.",
            hint="Make one with tmi init, or say where it is with --school.",
        )
    writes = not (dry_run or asked.no_files)
    try:
        school = load_school(path)
    except TmiError as error:
        if writes and path is not None:
            out = asked.out or out_as_told(path)
            _leave_word(out, error, speaker, started=started, group_readable=asked.group_readable)
        raise
    if not writes:
        outcome = _dry(asked, school, speaker, accept=accept, again=again)
    else:
        outcome = _written(asked, school, speaker, accept=accept, again=again, started=started)
    speaker.done()
    if asked.pseudonymise and outcome.how == "published":
        speaker.pseudonymised()
    if asked.shape == "json" or not asked.quiet or outcome.exit_code not in WELL:
        folder = from_here(outcome.folder) if outcome.folder else None
        sys.stdout.write(to_text(outcome, school.out_folder(asked.out), shape=asked.shape, folder=folder))
    return outcome.exit_code


def _dry(asked: Asked, school: School, speaker: Speaker, *, accept: tuple[str, ...], again: bool) -> Outcome:
    from tmi_cli.cli.writing import stamp_of
    from tmi_cli.pipeline.unattended import How, run

    how = How(again=again, dry_run=True, tell=speaker.progress, note=speaker.noted)
    return run(asked.options(accept=accept), stamp_of(asked, school), how)


def _written(
    asked: Asked, school: School, speaker: Speaker, *, accept: tuple[str, ...], again: bool, started: datetime
) -> Outcome:
    """Hold the folder, run, and write down how it ended, in the log and beside the results."""
    from tmi_cli.cli.writing import changing_store, stamp_of, writing
    from tmi_cli.runs.last_run import record

    with ExitStack() as held:
        journal = held.enter_context(_journal(school))
        try:
            stamp = stamp_of(asked, school)
        except TmiError as error:
            group = asked.group_readable or school.privacy.group_readable
            _leave_word(school.out_folder(asked.out), error, speaker, started=started, group_readable=group)
            raise
        held.enter_context(writing(asked, speaker, stamp))
        # Imported here: whoever comes second is told so before most of tmi is loaded.
        from tmi_cli.pipeline.unattended import How, run

        journal.say("started", command=" ".join(stamp.command), as_of=stamp.as_of.isoformat())

        def note(event: str, **facts: Any) -> None:
            journal.say(event, **facts)
            speaker.noted(event, **facts)

        how = How(
            again=again,
            tell=speaker.progress,
            note=note,
            holding=lambda _: changing_store(asked.school, speaker),
        )

        def leave_word(ended: Outcome) -> None:
            now = datetime.now().astimezone()
            out = school.out_folder(asked.out)
            record(out, ended, started=started, ended=now, group_readable=stamp.group_readable)

        try:
            outcome = run(asked.options(accept=accept), stamp, how)
        except BaseException as error:
            leave_word(_ended(error))
            raise
        leave_word(outcome)
        journal.say("ended", exit_code=outcome.exit_code, outcome=outcome.how)
    return outcome


def _leave_word(out: Path, error: TmiError, speaker: Speaker, *, started: datetime, group_readable: bool) -> None:
    """Write down beside earlier results what stopped a run before it held their folder; if it can be held now."""
    from tmi_cli.runs import hold
    from tmi_cli.runs.last_run import record

    if out.is_dir():
        with suppress(TmiError), hold(out) as left:
            speaker.swept(left)
            now = datetime.now().astimezone()
            record(out, _ended(error), started=started, ended=now, group_readable=group_readable)


@contextmanager
def _journal(school: School) -> Iterator[Journal]:
    """The log of the run; what stops the run is written down in it."""
    from tmi_cli.runs.journal import Journal

    logs = school.logs
    journal = Journal(
        Path(logs.folder),
        json_lines=logs.json_lines,
        keep=logs.keep,
        days=logs.days,
        warn=lambda sentence: click.echo(sentence, err=True),
    )
    try:
        yield journal
    except BaseException as error:
        ended = _ended(error)
        journal.say("ended", exit_code=ended.exit_code, outcome=ended.how, message=ended.message)
        raise
    finally:
        journal.close()


def _ended(error: BaseException) -> Outcome:
    """An exception as the end of a run; of a defect only its kind is told, its text may hold a pupil's data."""
    from tmi_cli.runs.last_run import Outcome

    if isinstance(error, TmiError):
        place = f" ({error.where})" if error.where else ""
        return Outcome(
            "not-written" if isinstance(error, OutputError) else "refused",
            error.exit_code,
            error.sentence + place,
            waits_for=error.hint or None,
        )
    if isinstance(error, ending.Ended):
        return Outcome("stopped", ending.ENDED, "The system ended the run.")
    if isinstance(error, KeyboardInterrupt):
        return Outcome("stopped", ending.STOPPED, "The run was stopped.")
    return Outcome("defect", ending.DEFECT, f"tmi failed ({type(error).__name__}); this is a defect of tmi.")
