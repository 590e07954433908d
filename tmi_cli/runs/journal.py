"""The log of an unattended run: one file a run, never a reason for it to fail, never a pupil's name."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from tmi_cli.runs.modes import OWNER_ONLY_FILE, make_folder

NAME = re.compile(r"(\d{4}-\d{2}-\d{2})-\d{6}-\d+\.log")
"""How a log is called: the time of its run and the number of its process."""


def logs_in(folder: Path) -> list[tuple[Path, date]]:
    """The logs in a folder and their days, the oldest first; a link is none, nor what is called otherwise."""
    found = []
    for path in sorted(folder.iterdir(), key=lambda path: path.name) if folder.is_dir() else ():
        named = NAME.fullmatch(path.name)
        if named and path.is_file() and not path.is_symlink():
            with suppress(ValueError):
                found.append((path, date.fromisoformat(named[1])))
    return found


class Journal:
    """Writes lines into a new file in ``folder``, each with its time; ``json_lines`` makes each an object.

    Whatever goes wrong with the log is told to ``warn`` once, and the run goes on. Of the older logs the newest
    ``keep`` stay, none of them older than ``days``.
    """

    def __init__(
        self, folder: Path, *, json_lines: bool, keep: int, days: int, warn: Callable[[str], None]
    ) -> None:
        self._json = json_lines
        self._warn = warn
        self._file: IO[str] | None = None
        now = datetime.now().astimezone()
        try:
            make_folder(folder)
            _prune(folder, keep=keep - 1, before=now - timedelta(days=days))
            path = folder / f"{now:%Y-%m-%d-%H%M%S}-{os.getpid()}.log"
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY_FILE)
            self._file = os.fdopen(handle, "a", encoding="utf-8", errors="backslashreplace", newline="\n")
        except OSError as error:
            self._fail(error)

    def say(self, event: str, **facts: Any) -> None:
        """Write down what happened; ``facts`` are plain values, none of them about a pupil."""
        if self._file is None:
            return
        at = datetime.now().astimezone().isoformat(timespec="milliseconds")
        if self._json:
            line = json.dumps({"time": at, "event": event, **facts}, ensure_ascii=False)
        else:
            line = " ".join([at, event, *(f"{name}={_plain(value)}" for name, value in facts.items())])
        try:
            self._file.write(line + "\n")
            # Whoever looks into the log of a run that was killed finds how far it came.
            self._file.flush()
        except OSError as error:
            self._fail(error)

    def close(self) -> None:
        """End the log."""
        file, self._file = self._file, None
        try:
            if file is not None:
                file.close()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        file, self._file = self._file, None
        if file is not None:
            # What could not be written once cannot be written now; it was told the first time.
            with suppress(OSError):
                file.close()
        self._warn(f"The log could not be written ({error.strerror or type(error).__name__}); the run goes on.")


def _plain(value: Any) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if re.search(r"[\s\"=]", text) or not text else text


def _prune(folder: Path, *, keep: int, before: datetime) -> None:
    """Take away the oldest logs."""
    oldest = f"{before:%Y-%m-%d-%H%M%S}"
    for number, (path, _) in enumerate(reversed(logs_in(folder))):
        if number >= keep or path.name < oldest:
            path.unlink(missing_ok=True)
