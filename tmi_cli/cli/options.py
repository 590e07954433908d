"""What is asked for on the command line, handed on as one object."""

from __future__ import annotations

import functools
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click
from click.core import ParameterSource

from tmi_cli.cli.declared import PATH, SHARED, Command, Option, format_of

if TYPE_CHECKING:
    from tmi_cli.pipeline import Options
    from tmi_cli.policy import School
    from tmi_cli.reports.report import Report

Shape = Literal["table", "json", "csv", "html"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line, as plain values."""

    exports: tuple[Path, ...]
    policy: str | None
    school: Path | None
    session: str | None
    period: int | None
    groups: tuple[Path, ...]
    pupils: tuple[Path, ...]
    attendance: tuple[Path, ...]
    password_file: Path | None
    strict: bool
    out: Path | None
    shape: Shape
    no_files: bool
    group_readable: bool
    pseudonymise: bool
    key_file: Path | None
    show_names: bool
    encrypt: bool
    encrypt_password_file: Path | None
    as_of: datetime | None
    no_input: bool
    no_color: bool
    quiet: bool
    verbose: bool

    @property
    def today(self) -> date:
        """The day that is taken for today."""
        return self.as_of.date() if self.as_of else datetime.now().astimezone().date()

    def options(self, *, accept: tuple[str, ...] = (), interventions: Sequence[Path] = ()) -> Options:
        """The same, as the library takes it."""
        from tmi_cli.pipeline import Options

        return Options(
            exports=self.exports,
            policy=self.policy,
            school=self.school,
            session=self.session,
            today=self.today,
            period=self.period,
            groups=self.groups,
            lists=(*self.pupils, *self.attendance),
            out=self.out,
            accept=accept,
            strict=self.strict,
            password=self._password,
            interventions=interventions,
            pseudonymise=self.pseudonymise,
            key_file=self.key_file,
        )

    def hides_names(self, report: Report) -> bool:
        """Whether names are to be kept off the screen: what is asked for by its format is for no screen."""
        wanted = self.show_names or report.settings.privacy.names_on_screen
        return self.shape == "table" and not wanted and not report.pseudonymised

    def refuse_pseudonyms(self, why: str) -> None:
        """RequestError where pseudonyms are asked for and the command needs names; ``why`` is a sentence."""
        if self.pseudonymise:
            from tmi_cli.errors import RequestError

            raise RequestError(f"This cannot be pseudonymised: {why}.", hint="Leave out --pseudonymise.")

    def lock_password(self, school: School) -> str | None:
        """The password that locks what is written: from the file named here or in the school file, else asked for.

        None where nothing is to be locked. RequestError where there is none to be had, or this installation
        cannot lock.
        """
        if not (self.encrypt or school.privacy.encrypt):
            return None
        from tmi_cli.errors import RequestError
        from tmi_cli.reports.encrypt import locker_here

        locker_here()
        told = self.encrypt_password_file or (
            Path(school.privacy.password_file) if school.privacy.password_file else None
        )
        if told is not None:
            password = first_line(told)
        elif self.no_input or not (sys.stdin.isatty() and sys.stderr.isatty()):
            password = ""
        else:
            password = click.prompt(
                "Password to lock the workbooks with", hide_input=True, confirmation_prompt=True, err=True
            )
        if not password:
            raise RequestError(
                "The workbooks are to be locked, and there is no password.",
                hint="Name a file whose first line is the password with --encrypt-password-file, or with "
                "password_file under [privacy] in tmi.toml.",
            )
        return password

    def _password(self, name: str) -> str | None:
        """The password of a locked workbook: the first line of the file, else asked for at a terminal."""
        if self.password_file is not None:
            return first_line(self.password_file)
        if self.no_input or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return None
        answer: str = click.prompt(
            f"Password of {name}", hide_input=True, err=True, default="", show_default=False
        )
        return answer or None


def first_line(password_file: Path) -> str:
    """The password in a file. RequestError where it cannot be read, or holds none."""
    from tmi_cli.errors import RequestError

    try:
        return password_file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        raise RequestError(
            "The password file cannot be read, or is empty.",
            where=str(password_file),
            hint="Its first line must be the password.",
        ) from None


def reads_exports(command: Command) -> Command:
    """Give a command the argument EXPORTS and the shared options; it takes them as one ``Asked``."""
    return _collected(command, (*SHARED, format_of("table", "json", "csv")))


def reads_inbox(command: Command) -> Command:
    """As ``reads_exports``, for a command that finds the exports by itself where none are given."""
    exports = click.argument("exports", nargs=-1, required=False, type=PATH)
    return _collected(command, (exports, *SHARED[1:], format_of("table", "json")))


def takes_exports(command: Command) -> Command:
    """As ``reads_exports``, for a command that shows a sentence and no table."""
    only = click.option("--format", "shape", type=click.Choice(["table"]), default="table", hidden=True)
    return _collected(command, (*SHARED, only))


def takes_settings(command: Command) -> Command:
    """As ``reads_exports``, for a command that tells of the settings and reads no export."""
    return _collected(command, (*SHARED[1:], format_of("table", "json")))


def makes_papers(command: Command) -> Command:
    """As ``reads_exports``, for a command whose papers can be pages of HTML too."""
    return _collected(command, (*SHARED, format_of("table", "json", "csv", "html")))


def _collected(command: Command, options: Sequence[Option]) -> Command:
    @functools.wraps(command)
    def collect(**given: Any) -> int:
        given = {"exports": (), **given}
        shared = {item.name: given.pop(item.name) for item in fields(Asked)}
        source = click.get_current_context().get_parameter_source("key_file")
        if source is ParameterSource.COMMANDLINE and not shared["pseudonymise"]:
            # Somebody who gives a key does not expect names.
            raise click.UsageError("--key-file is for --pseudonymise, which was not given.")
        return command(Asked(**shared), **given)

    wrapped: Command = collect
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped
