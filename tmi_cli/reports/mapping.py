"""Writing what headers mean into the school file, beside everything that stands there already."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.items import Table

from tmi_cli.errors import OutputError, PolicyError
from tmi_cli.layouts import IGNORE, SheetReading, is_known, suggestion
from tmi_cli.reports.inspect_report import InspectReport


def unknown_headers(report: InspectReport) -> dict[str, str | None]:
    """Every header that is not used, with the field it most likely means, in the order of the sheets.

    Headers of sheets that were left out because nothing in them names a pupil are told too.
    """
    found: dict[str, str | None] = {}
    for reading in report.readings:
        unused = reading.shape.unused if reading.shape else likely_header(reading)
        ignored = reading.shape.ignored if reading.shape else frozenset()
        for index, header in unused.items():
            if index not in ignored:
                found.setdefault(header, suggestion(header))
    return found


def likely_header(reading: SheetReading) -> dict[int, str]:
    """The row that is most likely the header of a sheet in which none was recognised, by column.

    That is the row among the first 30 with the most different texts and no number among them.
    """
    best: dict[int, str] = {}
    if reading.shape is not None or reading.table.hidden:
        return best
    for row in reading.table.rows[:30]:
        cells = {at: cell for at, cell in enumerate(row) if cell != "" and cell is not None}
        # A row with a number in it is data, and would show a pupil.
        if not all(isinstance(cell, str) and any(c.isalpha() for c in cell) for cell in cells.values()):
            continue
        words = {at: " ".join(str(cell).split()) for at, cell in cells.items()}
        if len(set(words.values())) > max(2, len(set(best.values()))):
            best = words
    return best


def write_headers(path: Path, report: InspectReport, *, answers: Mapping[str, str]) -> int:
    """Write what each header means under ``[headers]`` of a school file, and return how many were written.

    ``answers`` wins; headers that are understood are written as they were understood. An unknown one without an
    answer becomes a comment with the field it most likely means. What stands in the file already stays.
    """
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        document = tomlkit.parse(before)
    except (OSError, UnicodeDecodeError, tomlkit.exceptions.ParseError):
        raise PolicyError(
            f"{path.name} cannot be read as TOML.", where=path.name, hint="Mend it first, or move it away."
        ) from None
    table = _headers_table(document)
    written = 0
    for header, field in {**_understood(report), **answers}.items():
        if header not in table:
            table.add(tomlkit.key([header]), field)
            written += 1
    for header, meant in unknown_headers(report).items():
        if header in table or header in answers:
            continue
        if is_known(header) and meant:
            table.add(tomlkit.key([header]), meant)
            written += 1
            continue
        key = tomlkit.string(header).as_string()
        if f"# {key} = " not in before:
            line = f'{key} = "{meant or IGNORE}"'
            table.add(tomlkit.comment(f"{line}  # not known: correct the field, then take away the first #"))
    try:
        path.write_text(tomlkit.dumps(document), encoding="utf-8", errors="replace")
    except OSError as error:
        raise OutputError(
            f"{path.name} could not be written ({error.strerror}).", where=str(path), hint="Ask for permission."
        ) from None
    return written


def _headers_table(document: tomlkit.TOMLDocument) -> Table:
    """The table ``[headers]`` of a school file, made where there is none; one in braces becomes a table."""
    found = document.get("headers")
    if isinstance(found, Table):
        return found
    table = tomlkit.table()
    if isinstance(found, Mapping):
        for header, field in found.items():
            table.add(tomlkit.key([header]), field)
        document.remove("headers")
    document.append("headers", table)
    return table


def _understood(report: InspectReport) -> dict[str, str]:
    """Header -> field for the columns of long, across and per-class sheets and lists."""
    found: dict[str, str] = {}
    for reading in report.readings:
        for column in reading.shape.columns if reading.shape else ():
            if column.subject is None:
                period = f" {column.period}" if column.period else ""
                found.setdefault(column.header, f"{column.field}{period}")
    return found
