"""``tmi rag`` on stdout: the forms that were made, and what was found in those that came back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType

from tmi_cli.rag.found import KINDS, Collected, Found
from tmi_cli.rag.tracked import Unit
from tmi_cli.reports.as_csv import csv_text
from tmi_cli.reports.report import Report
from tmi_cli.reports.terminal import MOST_ROWS, console_for, has_unicode, make_table, print_parts, say, stack
from tmi_cli.version import __version__

SENT_SCHEMA = "tmi.rag-forms/1"
COLLECTED_SCHEMA = "tmi.rag-collected/1"

_FORMS = ("unit", "pupils", "courses", "flagged", "filled", "without_row")


def sent_to_stdout(report: Report, units: Sequence[Unit], *, shape: str, colour: bool = True) -> None:
    """Tell the forms: ``table``, ``json`` or ``csv``."""
    forms = list(_forms(units))
    if shape == "json":
        plain = [dict(zip(_FORMS, form, strict=True)) for form in forms]
        told = {
            "schema": SENT_SCHEMA,
            "version": __version__,
            "session": report.session,
            "period": report.period,
            "forms": plain,
        }
        sys.stdout.write(_json(told))
    elif shape == "csv":
        sys.stdout.write(csv_text(_FORMS, forms))
    else:
        console = console_for(colour=colour)
        heads = ("For", "Pupils", "Courses", "Flagged", "Filled", "No row now")
        table = make_table("RAG forms", *heads, numbers=(1, 2, 3, 4, 5), unicode=has_unicode(console))
        for form in forms:
            table.add_row(*map(say, form))
        empty = say("No course is to be judged: no form was made.")
        print_parts(console, [stack(say(report.title, "bold")), table if forms else empty])


def _forms(units: Sequence[Unit]) -> Iterator[tuple[str, int, int, int, int, int]]:
    for unit in units:
        flagged = sum(row.outcome == "flagged" for row in unit.rows)
        filled = sum(bool(row.rag or row.comment or row.note) for row in unit.rows)
        pupils = len({row.pupil for row in unit.rows})
        yield unit.name, pupils, len(unit.rows), flagged, filled, len(unit.unmatched)


def collected_to_stdout(collected: Collected, *, shape: str, colour: bool = True) -> None:
    """Tell who returned, and what is to be looked at: ``table`` or ``json``."""
    if shape == "json":
        sys.stdout.write(_json(collected_plain(collected)))
        return
    console = console_for(colour=colour)
    parts: list[RenderableType] = [_units(collected, unicode=has_unicode(console))]
    kinds = [kind for kind in KINDS if any(item.kind == kind for item in collected.found)]
    for kind in kinds:
        items = [item for item in collected.found if item.kind == kind]
        parts.append(_findings(KINDS[kind], items, unicode=has_unicode(console)))
    if not kinds:
        parts.append(say("Nothing needs to be looked at.", "bold green"))
    print_parts(console, parts)


def collected_plain(collected: Collected) -> dict[str, Any]:
    """Everything as plain values."""
    return {
        "schema": COLLECTED_SCHEMA,
        "version": __version__,
        "new": collected.new,
        "changed": collected.changed,
        "problems": collected.problems,
        "units": [{**unit._asdict(), "files": list(unit.files)} for unit in collected.units],
        "findings": [{**item._asdict(), "left": dict(item.left)} for item in collected.found],
    }


def _units(collected: Collected, *, unicode: bool) -> RenderableType:
    heads = ("Form", "Period", "Returned", "Rows", "of", "Red", "Amber", "Green")
    table = make_table("Who returned", *heads, numbers=(3, 4, 5, 6, 7), unicode=unicode)
    for unit in collected.units:
        came = f"{len(unit.files)} files" if len(unit.files) > 1 else "".join(unit.files)
        came = came or ("earlier" if unit.earlier else "NOT RETURNED")
        period = f"{unit.session} P{unit.period}"
        table.add_row(*map(say, (unit.unit, period, came, unit.seen, unit.rows, unit.red, unit.amber, unit.green)))
    return table


def _findings(title: str, items: Sequence[Found], *, unicode: bool) -> RenderableType:
    table = make_table(
        f"{title} ({len(items)})", "Pupil", "Subject", "Column", "Stands there", "Stored or sent", "Where",
        unicode=unicode,
    )  # fmt: skip
    for item in items[:MOST_ROWS]:
        table.add_row(*map(say, (item.pupil, item.subject, item.field, item.found, item.instead, item.place)))
    if len(items) <= MOST_ROWS:
        return table
    return Group(table, say(f"{len(items) - MOST_ROWS} more: --format json tells them all.", "dim"))


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
