"""``tmi inspect`` on stdout: per file and sheet what it was taken for; no value of a pupil is shown."""

from __future__ import annotations

import json
from typing import Any

from tmi_cli.exports import cell_text
from tmi_cli.layouts import SheetReading, suggestion
from tmi_cli.layouts.shape import Column
from tmi_cli.origin import column_letters
from tmi_cli.reports.inspect_report import InspectReport
from tmi_cli.reports.mapping import likely_header, unknown_headers
from tmi_cli.runs import printable
from tmi_cli.version import __version__

SCHEMA = "tmi.inspect/1"

_FIRST_VALUES = 3
_FEW_COLUMNS = 40
_CODES = frozenset(
    {"level", "progress_code", "stage", "target", "new_target", "working_grade", "effort", "behaviour", "homework"}
)
"""Fields whose values are codes and name nobody, as long as they look like codes."""

_NAMES_OF_THINGS = frozenset({"period", "subject", "faculty"})
"""Fields whose values name subjects and the like. All others are masked."""

_LONGEST_CODE = 10


def masked(text: str) -> str:
    """A text with every letter as ``x`` (``X``) and every digit as ``9``: its shape and nothing more."""
    return "".join("9" if c.isdigit() else ("X" if c.isupper() else "x") if c.isalpha() else c for c in text)[:20]


def sureness(reading: SheetReading) -> str:
    """How sure the reading is: by the share of headers that are understood and of rows that were read."""
    if reading.shape is None or reading.layout == "left-out":
        return "left out"
    known = len(reading.shape.columns) / max(1, len(reading.shape.columns) + len(reading.shape.unused))
    rows = reading.read / max(1, reading.read + len(reading.rejected))
    share = min(known, rows)
    return "sure" if share >= 0.8 else "fairly sure" if share >= 0.5 else "doubtful"


def as_plain(report: InspectReport) -> dict[str, Any]:
    """The report as plain values (docs/json.md)."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "session": report.session,
        "policy": report.policy.name,
        "pseudonymised": report.pseudonymised,
        "sheets": [_sheet(reading) for reading in report.readings],
        "passed_over": [{"file": name, "reason": reason} for name, reason in report.passed_over],
        "problems": [
            {"code": problem.code, "where": str(problem.origin or ""), "message": problem.message}
            for problem in report.problems
            if problem.origin is None or problem.origin.row is None
        ],
    }


def to_json(report: InspectReport) -> str:
    """The report as one JSON object on one line."""
    return json.dumps(as_plain(report), ensure_ascii=False) + "\n"


def _sheet(reading: SheetReading) -> dict[str, Any]:
    shape = reading.shape
    columns = shape.columns if shape else ()
    unused = shape.unused if shape else likely_header(reading)
    ignored = shape.ignored if shape else frozenset()
    return {
        **reading.summary(),
        "sure": sureness(reading),
        "header_rows": [row + 1 for row in shape.header_rows] if shape else [],
        "period_from": reading.period_from,
        "periods": sorted(reading.periods),
        "columns": [_column(reading, column) for column in columns],
        "unused": [
            {
                "column": column_letters(index),
                "header": header,
                "ignored": index in ignored,
                "suggestion": None if index in ignored else suggestion(header),
            }
            for index, header in unused.items()
        ],
        "ignored_rows": _passed(reading, "ignored"),
        "rejected_rows": _passed(reading, "rejected"),
    }


def _column(reading: SheetReading, column: Column) -> dict[str, Any]:
    rows = reading.table.rows[(reading.shape.header_rows[-1] + 1) if reading.shape else 0 :]
    values: list[str] = []
    for row in rows:
        text = cell_text(row[column.index]) if column.index < len(row) else ""
        if text:
            values.append(text if _shows_nobody(column.field, text) else masked(text))
        if len(values) == _FIRST_VALUES:
            break
    return {
        "column": column_letters(column.index),
        "header": column.header,
        "field": column.field,
        "subject": column.subject,
        "period": column.period,
        "first_values": values,
    }


def _shows_nobody(field: str, text: str) -> bool:
    """Whether a value may be shown: a code is short, and a name or a comment has no business under it."""
    if field in _NAMES_OF_THINGS:
        return True
    return field in _CODES and (len(text) <= 2 or (len(text) <= _LONGEST_CODE and any(map(str.isdigit, text))))


def _passed(reading: SheetReading, kind: str) -> list[dict[str, Any]]:
    rows = reading.ignored if kind == "ignored" else reading.rejected
    reasons: dict[str, list[int]] = {}
    for passed in rows:
        reasons.setdefault(passed.reason, []).append(passed.row + 1)
    return [{"reason": reason, "count": len(found), "rows": found[:10]} for reason, found in reasons.items()]


def to_text(report: InspectReport) -> str:
    """The report as plain text for a person: a paragraph a sheet, a line a column."""
    lines: list[str] = []
    plain = as_plain(report)
    for sheet in plain["sheets"]:
        lines += [*_sheet_lines(sheet), ""]
    lines += [f"Not read: {name} {reason}" for name, reason in report.passed_over]
    lines += [f"{p['where']}: {p['message']}" for p in plain["problems"]]
    unknown = unknown_headers(report)
    if unknown:
        lines += [
            f"{len(unknown)} headers are not used. If one of them matters, tell tmi what it means:",
            "run tmi inspect again with --ask, or with --write-mapping and edit [headers] in tmi.toml.",
        ]
    return "\n".join(printable_lines(lines)) + "\n"


def printable_lines(lines: list[str]) -> list[str]:
    """Lines that no cell of an export can bring control characters into."""
    return [printable(line) for line in lines]


def _sheet_lines(sheet: dict[str, Any]) -> list[str]:
    place = " › ".join(part for part in (sheet["file"], sheet["sheet"]) if part)
    lines = [f"{place}: {sheet['layout']} ({sheet['sure']})"]
    if sheet.get("reason"):
        lines.append(f"  Left out: {sheet['reason']}.")
    lines += [f"  Note: {note}." for note in sheet.get("notes", ())]
    if sheet["header_rows"]:
        rows = " and ".join(map(str, sheet["header_rows"]))
        period = ", ".join(map(str, sheet["periods"])) or "none"
        told = f" (from the {sheet['period_from']})" if sheet["period_from"] else ""
        lines.append(f"  Header in row {rows}; period {period}{told}.")
    lines.append(
        f"  {sheet['rows']} rows = {sheet['read']} read + {sheet['rejected']} rejected "
        f"+ {sheet['ignored']} ignored"
    )
    for kind in ("ignored_rows", "rejected_rows"):
        for passed in sheet[kind]:
            shown = ", ".join(map(str, passed["rows"])) + (" …" if passed["count"] > len(passed["rows"]) else "")
            lines.append(f"  {kind.split('_')[0]}: {passed['count']} × {passed['reason']} (row {shown})")
    listed = [*sheet["columns"][:_FEW_COLUMNS], *sheet["unused"]]
    width = max((len(column["header"]) for column in listed), default=0)
    for column in sheet["columns"][:_FEW_COLUMNS]:
        field = " ".join(
            str(part)
            for part in (column["field"], column["subject"] and f"of {column['subject']}", column["period"])
            if part
        )
        values = " | ".join(column["first_values"])
        lines.append(f"    {column['column']:>3}  {column['header']:<{width}}  {field:<16}  {values}")
    more = len(sheet["columns"]) - _FEW_COLUMNS
    if more > 0:
        lines.append(f"    … and {more} more columns; --format json has them all")
    for item in sheet["unused"]:
        meant = f"; is it {item['suggestion']}?" if item["suggestion"] else ""
        meant = " (tmi.toml says so)" if item["ignored"] else meant
        lines.append(f"    {item['column']:>3}  {item['header']:<{width}}  not used{meant}")
    return lines
