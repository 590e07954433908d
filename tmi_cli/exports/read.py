"""One file on disk becomes its tables, whatever kind of file it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tmi_cli.errors import ExportError, TmiError
from tmi_cli.exports.limits import LIMITS, MEGABYTE, Limits
from tmi_cli.exports.ooxml import inspect_plain
from tmi_cli.exports.refusal import Refused
from tmi_cli.exports.sniff import kind_of
from tmi_cli.exports.spreadsheetml import read_spreadsheetml
from tmi_cli.exports.table import SourceFile, Table
from tmi_cli.exports.text import read_text
from tmi_cli.exports.workbook import read_inspected

if TYPE_CHECKING:
    from tmi_cli.exports.isolation import ReaderProcess

Password = Callable[[str], str | None]
"""Given the name of a locked file, returns its password, or None where there is none to give."""

_ATTEMPTS = 3
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv", ".tsv", ".txt")
"""The endings by which a folder is searched. What a file is, its content says."""

_HERE = {"csv": read_text, "spreadsheetml": read_spreadsheetml}
"""Kinds read by the standard library in a time that grows with the size: nothing of theirs can break off."""

_THERE = ("xlsb", "xls", "ods", "html", "encrypted")
"""Kinds whose readers a file can make break off, or keep busy for hours."""


def read_export(
    path: Path,
    name: str,
    *,
    password: Password | None = None,
    limits: Limits = LIMITS,
    reader: ReaderProcess | None = None,
) -> list[Table]:
    """Return the tables of the file at ``path``, told as ``name``; one table a sheet.

    The bytes are read once: what is hashed is what is parsed. ``password`` is asked for each locked file, up to
    three times while its answers differ. What may break its reader is read in the process of ``reader``
    (default: one for the whole run, started with the first file that needs it).
    ExportError, with what to do, where the file cannot be read, is no spreadsheet or goes beyond ``limits``.
    """
    try:
        data = _bytes(path, name, limits)
    except Refused as refused:
        raise refused.told(name) from None
    return read_data(data, path, name, password=password, limits=limits, reader=reader)


def read_data(
    data: bytes,
    path: Path,
    name: str,
    *,
    password: Password | None = None,
    limits: Limits = LIMITS,
    reader: ReaderProcess | None = None,
) -> list[Table]:
    """As ``read_export``, of bytes that were read from ``path`` or lay in the file there."""
    try:
        if len(data) > limits.file:
            raise Refused("file-size", megabytes=limits.file // MEGABYTE)
        kind = kind_of(data, limits)
        digest = hashlib.sha256(data).hexdigest()
        file = SourceFile(path, name, kind, digest, len(data), notes=_open_elsewhere(path))
        return _read(file, data, password=password, limits=limits, reader=reader)
    except Refused as refused:
        raise refused.told(name) from None
    except TmiError:
        raise
    except MemoryError:
        raise Refused("memory").told(name) from None
    except Exception as error:
        # A file that was not foreseen costs that file and not the run; the cause stays with the error.
        raise Refused("unreadable").told(name) from error


def _bytes(path: Path, name: str, limits: Limits) -> bytes:
    if path.name.startswith(("~$", ".~lock.")):
        raise Refused("lock")
    try:
        with path.open("rb") as file:
            data = file.read(limits.file + 1)
    except OSError as error:
        raise ExportError(
            f"{name} cannot be opened ({error.strerror}).",
            where=name,
            hint="Check that you may read it and that no other program holds it.",
        ) from None
    if len(data) > limits.file:
        raise Refused("file-size", megabytes=limits.file // MEGABYTE)
    return data


def _open_elsewhere(path: Path) -> tuple[str, ...]:
    """The note on a file that a person has open just now, by the mark their program leaves beside it."""
    for program, mark in (("Excel", f"~${path.name}"), ("LibreOffice", f".~lock.{path.name}#")):
        if path.with_name(mark).exists():
            return (f"is open in {program}: unsaved changes are not in it",)
    return ()


def _read(
    file: SourceFile, data: bytes, *, password: Password | None, limits: Limits, reader: ReaderProcess | None
) -> list[Table]:
    if file.kind in _HERE:
        return _HERE[file.kind](file, data, limits)
    if file.kind == "xlsx":
        seen = inspect_plain(data, limits)
        if seen is not None:
            # Nothing in it can make its reader break off, and starting a process takes time.
            return read_inspected(file, seen)
    elif file.kind not in _THERE:
        raise Refused(file.kind)
    if reader is None:
        from tmi_cli.exports.isolation import READER

        reader = READER
    try:
        return reader.read(file, data, limits=limits)
    except Refused as refused:
        if refused.why != "encrypted" or password is None:
            raise
    return _unlocked(file, data, password=password, limits=limits, reader=reader)


def _unlocked(
    file: SourceFile, data: bytes, *, password: Password, limits: Limits, reader: ReaderProcess
) -> list[Table]:
    last, why = None, "encrypted"
    for _ in range(_ATTEMPTS):
        given = password(file.name)
        if given is None or given == last:
            break
        try:
            return reader.read(file, data, limits=limits, password=given)
        except Refused as refused:
            if refused.why != "wrong-password":
                raise
            last, why = given, refused.why
    raise Refused(why)
