"""The flags as CSV, for people: what a spreadsheet would take for a formula is made text (SEC-02)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from tmi_cli.reports.report import Report
from tmi_cli.reports.rows import flag_columns, flag_rows
from tmi_cli.runs import safe_cell

FOR_A_PERSON = ("decision", "by", "date", "outcome")
"""What a person decides on a flag, and what came of it."""

__all__ = ["csv_text", "safe_cell", "to_csv"]


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """Rows under their columns: every text quoted and safe, numbers as they are, lines ending in CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    writer.writerows([safe_cell(v) if isinstance(v, str) else v for v in row] for row in rows)
    return out.getvalue()


def to_csv(report: Report) -> str:
    """One record a flag, the last columns empty for a person; for machines there is JSON."""
    nothing = ("",) * len(FOR_A_PERSON)
    return csv_text((*flag_columns(report), *FOR_A_PERSON), ((*row, *nothing) for row in flag_rows(report)))
