"""What every command does that writes: hold the folder, say what it is asked for, and mark the run with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tmi_cli.cli.options import Asked
from tmi_cli.cli.speak import Speaker

if TYPE_CHECKING:
    from tmi_cli.policy import School
    from tmi_cli.runs import Stamp

_PLACES_AND_PEOPLE = {
    "exports", "files", "out", "school", "groups", "pupils", "attendance", "password_file", "key_file", "folder",
    "encrypt_password_file", "query", "pupil", "as_of",
}  # fmt: skip
_OF_PEOPLE = {"name", "staff", "addresses", "store", "inbox", "format"}
_OF_THE_MOMENT = {
    "quiet", "verbose", "no_color", "no_files", "no_input", "show_names", "shape", "fail_on", "again", "dry_run",
}  # fmt: skip


@contextmanager
def writing(asked: Asked, speaker: Speaker, stamp: Stamp | None = None) -> Iterator[Stamp | None]:
    """Hold the folder that is written to, and yield the stamp of the run (made here unless there is one already).

    None is yielded where no files are wanted. BusyError where another run holds it; PolicyError where the school
    file is wrong.
    """
    if asked.no_files:
        yield None
        return
    from tmi_cli.policy import find_school_file, load_school
    from tmi_cli.runs import hold

    school = load_school(find_school_file(asked.school))
    stamp = stamp or stamp_of(asked, school)
    with hold(school.out_folder(asked.out), group_readable=stamp.group_readable) as left:
        speaker.swept(left)
        yield stamp
    if stamp.password is not None:
        speaker.say(
            "Every workbook is locked by the password; CSV, JSON and pages cannot be, and were left out. "
            "Excel for the web does not open locked workbooks."
        )


def stamp_of(asked: Asked, school: School) -> Stamp:
    """What a run of the command that is running now is marked with."""
    from tmi_cli.runs import Stamp

    return Stamp(
        now=datetime.now().astimezone(),
        as_of=asked.today,
        command=words_of(click.get_current_context()),
        settings=_told_settings(asked),
        password=asked.lock_password(school),
        group_readable=asked.group_readable or school.privacy.group_readable,
    )


@contextmanager
def changing_store(school: Path | None, speaker: Speaker) -> Iterator[Path]:
    """Hold the folder of what people wrote while it is read and changed, and yield it. Raises as ``writing``."""
    from tmi_cli.policy import find_school_file, load_school
    from tmi_cli.runs import hold

    store = Path(load_school(find_school_file(school)).store)
    with hold(store) as left:
        speaker.swept(left)
        yield store


def _told_settings(asked: Asked) -> dict[str, dict[str, Any]]:
    """What was set, as the manifest tells it: no place on this machine, nobody's name or address."""
    from tmi_cli.cli.settings import settings_of
    from tmi_cli.policy import find_school_file

    context = click.get_current_context()
    path = find_school_file(asked.school)
    told = settings_of(context, school=path, today=asked.today)
    return {
        each.name: {"value": each.value, "from": each.origin}
        for each in told
        if each.name.split(".")[0] not in _OF_PEOPLE | _PLACES_AND_PEOPLE | _OF_THE_MOMENT
        and each.name.split(".")[-1] not in _PLACES_AND_PEOPLE
        and not (each.name == "policy" and str(each.value).endswith(".toml"))
    }


def words_of(context: click.Context) -> tuple[str, ...]:
    """The words by which ``tmi`` would do the same again with the same files: no path, and nobody's name.

    What the environment has set is said as an option; what is only about this moment and its screen is left out,
    but for ``--format html``, which writes pages.
    """
    words = context.command_path.split()[1:]
    for parameter in context.command.params:
        name = parameter.name or ""
        value = context.params.get(name)
        source = context.get_parameter_source(name)
        if name == "shape" and value == "html":
            words += ["--format", "html"]
        if source not in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT):
            continue
        if name in _PLACES_AND_PEOPLE | _OF_THE_MOMENT or not isinstance(parameter, click.Option):
            continue
        if name == "policy" and str(value).endswith(".toml"):
            continue
        if parameter.is_flag:
            words += [parameter.opts[0]] if value else []
        else:
            for each in list(value or ()) if parameter.multiple else [value]:
                words += [parameter.opts[0], str(each)]
    return tuple(words)
