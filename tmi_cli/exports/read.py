"""One file on disk becomes its tables, whatever kind of file it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from tmi_cli.errors import ExportError
from tmi_cli.exports.sniff import kind_of
from tmi_cli.exports.table import SourceFile, Table
from tmi_cli.exports.text import read_text
from tmi_cli.exports.workbook import read_workbook

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
"""The endings by which a folder is searched. What a file is, its content says."""

Reader = Callable[[SourceFile, bytes], list[Table]]

READERS: dict[str, Reader] = {
    "xlsx": read_workbook,
    "xlsb": read_workbook,
    "xls": read_workbook,
    "ods": read_workbook,
    "csv": read_text,
}
"""Who reads which kind of file."""

_REFUSED = {
    "empty": ("is empty.", "Export it again from SEEMiS."),
    "incomplete": (
        "is incomplete.",
        "Was it still being copied or downloaded? Export it again and wait until it is done.",
    ),
    "encrypted": (
        "is protected by a password.",
        "Open it in Excel, choose File › Info › Protect Workbook, take the password off, and save.",
    ),
    "html": ("is a web page saved under another name.", "Open it in Excel and save it as .xlsx."),
    "spreadsheetml": ("is an XML spreadsheet of 2003.", "Open it in Excel and save it as .xlsx."),
    "unknown": ("is no spreadsheet and no text.", "Export it again as an Excel workbook or CSV."),
}


def read_export(path: Path, name: str) -> list[Table]:
    """Return the tables of the file at ``path``, told as ``name``; one table a sheet.

    The bytes are read once: what is hashed is what is parsed. ExportError, with what to do, where the file
    cannot be read or is no spreadsheet.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ExportError(
            f"{name} cannot be opened ({error.strerror}).",
            where=name,
            hint="Check that you may read it and that no other program holds it.",
        ) from None
    kind = kind_of(data)
    reader = READERS.get(kind)
    if reader is None:
        what, hint = _REFUSED[kind]
        raise ExportError(f"{name} {what}", where=name, hint=hint)
    file = SourceFile(path=path, name=name, kind=kind, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    return reader(file, data)
