"""The flags of a report as plain lines, for a pipe."""

from __future__ import annotations

from tmi_cli.reports.report import Report
from tmi_cli.reports.rows import flag_columns, flag_rows
from tmi_cli.runs import printable


def to_tab_separated(report: Report) -> str:
    """One line a flag, fields separated by tabs, nothing cut: for pipes and logs."""
    lines = ["\t".join(flag_columns(report))]
    lines += ["\t".join(printable(text) for text in row) for row in flag_rows(report)]
    return "\n".join(lines) + "\n"
