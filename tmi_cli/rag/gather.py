"""Files that came back become what is stored: read, merged, and the store replaced as a whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from tmi_cli.errors import ExportError, RequestError
from tmi_cli.exports import Password, read_export, search_exports
from tmi_cli.rag.collect import collect
from tmi_cli.rag.found import Collected
from tmi_cli.rag.returned import Returned, read_returned
from tmi_cli.rag.sent import all_sent
from tmi_cli.rag.store import STORE, read_store, store_bytes
from tmi_cli.runs.replace import replace_file


class Gathered(NamedTuple):
    """What collecting came to. ``written`` is False where nothing was to be stored, or nothing changes.

    ``passed_over`` are the files in the folders given that were not read: name and why.
    """

    collected: Collected
    store: Path
    written: bool
    passed_over: tuple[tuple[str, str], ...]


def gather(
    files: Sequence[Path],
    store: Path,
    *,
    session: str | None = None,
    prefer: str | None = None,
    keep: bool = True,
    password: Password | None = None,
    tell: Callable[[str], None],
) -> Gathered:
    """Merge the forms in some files and folders with what a store holds.

    ``prefer`` decides conflicts (see ``collect``); without ``keep`` nothing is written; ``password`` is asked for
    each locked form; ``tell`` is told what is being done. Raises ``TmiError`` where nothing was sent, no file can
    be read, or the store is damaged or cannot be written; then it is as it was.
    """
    sent = all_sent(store, session)
    if not sent:
        raise RequestError(
            f"Nothing was sent{f' in {session}' if session else ''}, as far as the store knows.",
            where=str(store),
            hint="Run tmi rag send first, or name the school file whose store it is with --school.",
        )
    stored = read_store(store)
    found = search_exports(files)
    collected = collect(_read(found.files, password, tell), sent, stored, prefer=prefer)
    written = keep and collected.new + collected.changed > 0
    if written:
        replace_file(store / STORE, store_bytes(collected.entries))
    passed = tuple((item.name, item.reason) for item in found.passed_over if item.worth_telling)
    return Gathered(collected, store / STORE, written, passed)


def _read(
    files: Sequence[tuple[Path, str]], password: Password | None, tell: Callable[[str], None]
) -> list[Returned]:
    """The forms, no two under one name; the last error where not one of the files can be read."""
    names = Counter(name for _, name in files)
    returned: list[Returned] = []
    error = None
    for number, (path, name) in enumerate(files, 1):
        tell(f"Reading {number} of {len(files)} files …")
        told = name if names[name] == 1 else f"{path.parent.name}/{name}"
        try:
            tables = read_export(path, told, password=password)
        except ExportError as refused:
            error = refused
            returned.append(Returned(told, why=refused.sentence))
        else:
            returned.append(read_returned(told, tables, changed=path.stat().st_mtime))
    if error is not None and all(file.why for file in returned):
        raise error
    return returned
