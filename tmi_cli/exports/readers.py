"""Who reads which kind of file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tmi_cli.exports.html import read_html
from tmi_cli.exports.limits import Limits
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sniff import kind_of
from tmi_cli.exports.spreadsheetml import read_spreadsheetml
from tmi_cli.exports.table import SourceFile, Table
from tmi_cli.exports.text import read_text
from tmi_cli.exports.unlock import unlock
from tmi_cli.exports.workbook import read_biff, read_ods, read_ooxml

Reader = Callable[[SourceFile, bytes, Limits], list[Table]]

READERS: dict[str, Reader] = {
    "xlsx": read_ooxml,
    "xlsb": read_ooxml,
    "xls": read_biff,
    "ods": read_ods,
    "csv": read_text,
    "html": read_html,
    "spreadsheetml": read_spreadsheetml,
}

_WAS_LOCKED = "is protected by a password, which was given"


def read_bytes(file: SourceFile, data: bytes, *, limits: Limits, password: str | None = None) -> list[Table]:
    """Return the tables of a file's bytes, locked or not, in this very process. Refused where it cannot be."""
    locked = file.kind == "encrypted"
    if not locked and file.kind in READERS:
        try:
            return READERS[file.kind](file, data, limits)
        except Refused as refused:
            # An .xls does not look locked from outside.
            if refused.why != "encrypted" or file.kind != "xls":
                raise
    opened = unlock(data, password)
    kind = kind_of(opened)
    if kind not in READERS:
        raise Refused("damaged")
    notes = (*file.notes, _WAS_LOCKED) if password is not None else file.notes
    return READERS[kind](replace(file, kind=kind, notes=notes), opened, limits)
