"""The flags as CSV, for people: what a spreadsheet would take for a formula is made text (SEC-02)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from tmi_cli.reports.report import Report
from tmi_cli.reports.rows import flag_columns, flag_rows
from tmi_cli.runs import safe_cell

__all__ = ["csv_text", "safe_cell", "to_csv"]


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """Rows under their columns: every text quoted and safe, numbers as they are, lines ending in CR LF."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    writer.writerows([safe_cell(v) if isinstance(v, str) else v for v in row] for row in rows)
    return out.getvalue()


def to_csv(report: Report) -> str:
    """One record a flag; for machines there is JSON."""
    return csv_text(flag_columns(report), flag_rows(report))
