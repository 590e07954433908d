"""Delimited text: CSV in the encodings and with the separators that schools' programs write."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from dataclasses import replace
from typing import Any

from tmi_cli.exports.table import SourceFile, Table

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", ";", "\t")
_LONGEST_CELL = 1_000_000


def read_text(file: SourceFile, data: bytes) -> list[Table]:
    """Return the one table of a delimited text; a row is a record, line breaks in quotes included.

    The encoding is that of the byte order mark, else UTF-8 where the bytes are valid, else Windows' cp1252.
    The separator is the one of comma, semicolon and tab that divides the records most evenly.
    """
    text, encoding = _decode(data)
    separator = _separator(text)
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[Any]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return [Table(replace(file, encoding=encoding, separator=separator), None, rows)]


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def _separator(text: str) -> str:
    """The separator that gives the most records the same number of cells, and more than one."""
    sample = text[:100_000]

    def evenness(separator: str) -> tuple[int, int]:
        records = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        widths = Counter(len(record) for record in records if record)
        width, records_alike = max(
            ((width, count) for width, count in widths.items() if width > 1),
            key=lambda pair: pair[1],
            default=(0, 0),
        )
        return records_alike, width

    return max(_SEPARATORS, key=evenness)
