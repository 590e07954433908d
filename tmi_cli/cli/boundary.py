"""The error boundary: an exception becomes a sentence, a place, a hint and an exit code."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback

import click

from tmi_cli.cli.ending import DEFECT
from tmi_cli.errors import TmiError
from tmi_cli.runs import printable
from tmi_cli.version import __version__


def tell(error: Exception) -> int:
    """Tell a person what went wrong on stderr, and return the exit code.

    A ``TmiError`` is theirs to put right: what, where, what to do. Anything else is a defect of tmi: its
    place in the code is saved, without the message and the values, which may hold a pupil's data.
    """
    if isinstance(error, TmiError):
        for label, told in (("Error", error.sentence), ("Where", error.where), ("To do", error.hint)):
            if told:
                click.echo(f"{label}: {printable(str(told))}", err=True)
        return error.exit_code
    saved = _save(error)
    click.echo("Error: tmi failed; this is a defect of tmi and not your mistake.", err=True)
    click.echo(f"Where: {type(error).__name__} in {_place(error)}", err=True)
    send = f"Please send {saved}; it holds no pupil data." if saved else "Please tell the person in charge of tmi."
    click.echo(f"To do: nothing was written. {send}", err=True)
    return DEFECT


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "an unknown place"
    last = frames[-1]
    return f"{os.path.basename(last.filename)}:{last.lineno} ({last.name})"  # noqa: PTH119  frames give plain text


def _save(error: Exception) -> str | None:
    lines = [
        f"tmi {__version__}, Python {sys.version.split()[0]}, {sys.platform}",
        f"{type(error).__name__} (message and values left out: they may hold pupil data)",
        *(
            f"  {os.path.basename(frame.filename)}:{frame.lineno} in {frame.name}"  # noqa: PTH119  as in _place
            for frame in traceback.extract_tb(error.__traceback__)
        ),
    ]
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="tmi-defect-", suffix=".txt", delete=False
        ) as file:
            file.write("\n".join(lines) + "\n")
    except OSError:
        return None
    return file.name
