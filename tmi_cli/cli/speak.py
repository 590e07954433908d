"""What a command says on stderr: progress, the account of each sheet, and a line or two at the end."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from tmi_cli.runs import printable

_LONGEST_PATH = 200
_FEW = 3


class Speaker:
    """Says things on stderr. ``quiet`` says nothing; progress is only for a person who watches."""

    def __init__(self, *, quiet: bool, verbose: bool) -> None:
        self._quiet = quiet
        self._verbose = verbose
        self._watched = sys.stderr.isatty() and not quiet
        self._shown = 0

    def progress(self, sentence: str) -> None:
        """Show what is being done now, in place of what was shown before."""
        if self._watched:
            sentence = printable(sentence)
            click.echo("\r" + sentence.ljust(self._shown), nl=False, err=True)
            self._shown = len(sentence)

    def done(self) -> None:
        """Take the progress away."""
        if self._watched and self._shown:
            click.echo("\r" + " " * self._shown + "\r", nl=False, err=True)

    def say(self, sentence: str) -> None:
        """Say a sentence, with what stands in it of a file shown as harmless text."""
        if not self._quiet:
            click.echo(printable(sentence), err=True)

    def sources(self, sources: Sequence[Mapping[str, Any]], *, accounts: bool = True) -> None:
        """Say what must be known of the files, and with ``verbose`` how each was read, if ``accounts``."""
        for source in sources:
            place = " › ".join(part for part in (source["file"], source["sheet"]) if part)
            for note in source.get("notes", ()):
                self.say(f"{place} {note}")
            if self._verbose and accounts:
                why = f" ({source['reason']})" if source.get("reason") else ""
                self.say(
                    f"{place}: {source['layout']}{why}; {source['rows']} rows = {source['read']} read "
                    f"+ {source['rejected']} rejected + {source['ignored']} ignored"
                )

    def passed_over(self, files: Sequence[tuple[str, str]]) -> None:
        """Say which files in the folders given were not read, and why; a few, and how many more."""
        for name, reason in files[:_FEW]:
            self.say(f"Not read: {name} {reason}")
        if len(files) > _FEW:
            self.say(f"Not read: {len(files) - _FEW} more files; tmi inspect lists them.")

    def noted(self, event: str, **facts: Any) -> None:
        """Say what an unattended run notes of the files, as ``sources`` and ``passed_over`` do."""
        if event == "read":
            self.sources([facts])
        elif event == "noticed":
            self.sources([{**facts, "notes": [facts["sentence"]]}], accounts=False)
        elif event == "passed-over":
            self.say(f"Not read: {facts['file']} {facts['reason']}")

    def pseudonymised(self) -> None:
        """Say that tokens stand for the names, and what is not in what was made."""
        self.say("Pseudonymised: the store (RAG, interventions) was not used. This is still personal data.")

    def swept(self, left: Sequence[str]) -> None:
        """Say what a stopped run had left half-written and is gone now."""
        for name in left:
            self.say(f"Taken away: {name}, left half-written by a run that was stopped.")

    def written(self, folder: Path | None) -> None:
        """Say where the files are, and whether Excel will be able to open them."""
        if folder is None:
            return
        self.say(f"Written to {from_here(folder)}")
        longest = max((len(str(path)) for path in folder.resolve().rglob("*")), default=0)
        if longest > _LONGEST_PATH:
            self.say(
                f"Note: a path is {longest} characters long and Excel opens none over 218; choose a shorter --out."
            )


def from_here(path: Path) -> Path:
    """A path as short as the working folder allows; the whole of it where that is the root."""
    try:
        here = Path.cwd()
        return path.resolve() if here == Path(here.anchor) else path.resolve().relative_to(here)
    except (ValueError, OSError):
        return path
