"""Running a command of ``tmi`` within another, as nobody's screen and environment would have it."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout

import click


def run_again(words: Sequence[str]) -> None:
    """Run ``tmi`` with some words, and show nothing of it; what ``TMI_...`` variables say does not count.

    Raises what the command raises; RequestError where the words are no command of this version.
    """
    from tmi_cli.cli.main import main
    from tmi_cli.errors import RequestError

    with _without_variables(), redirect_stdout(io.StringIO()):
        try:
            main.main(args=list(words), prog_name="tmi", standalone_mode=False)
        except click.ClickException as error:
            raise RequestError(error.format_message()) from None


@contextmanager
def _without_variables() -> Iterator[None]:
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("TMI_")}
    try:
        yield
    finally:
        os.environ.update(kept)
