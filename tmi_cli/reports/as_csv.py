"""The flags as CSV, for people: what a spreadsheet would take for a formula is made text (SEC-02)."""

from __future__ import annotations

import csv
import io

from tmi_cli.reports.report import Report
from tmi_cli.reports.rows import FLAG_COLUMNS, flag_rows

_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula: a ``'`` stands in front of one that it might."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def to_csv(report: Report) -> str:
    """One record a flag, every field quoted, lines ending in CR LF; for machines there is JSON."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(FLAG_COLUMNS)
    for row in flag_rows(report):
        writer.writerow([safe_cell(text) for text in row])
    return out.getvalue()
