"""The few kinds of error that reach a person: a sentence, a place, and what to do."""

from __future__ import annotations

from tmi_cli.origin import Origin


class TmiError(Exception):
    """Something a person can put right.

    ``sentence`` says what is wrong, ``where`` names the file (sheet, cell) or None, ``hint`` says what to
    do. ``exit_code`` is what the command ends with (see README, "Exit codes").
    """

    exit_code = 2

    def __init__(self, sentence: str, *, where: Origin | str | None = None, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.where = where
        self.hint = hint


class RequestError(TmiError):
    """The command line asks for something that cannot be: a missing file, an unknown policy."""


class ExportError(TmiError):
    """An export cannot be read or understood at all."""


class PolicyError(TmiError):
    """A policy or a school file is wrong; told before any export is read."""


class OutputError(TmiError):
    """An output could not be written; whatever stood there before is whole."""

    exit_code = 4


class BusyError(TmiError):
    """Another run holds the folder."""

    exit_code = 5
