"""A paper as text for machines and pipes: JSON, and tables as CSV or tab-separated lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tmi_cli.reports.as_csv import csv_text
from tmi_cli.reports.paper import FieldsPart, Paper, TablePart, TextPart
from tmi_cli.runs import printable
from tmi_cli.version import __version__

_COLUMNS = ("paper", "section", "table", "row", "column", "value")


def to_json(papers: Sequence[Paper]) -> str:
    """One object for one paper; for several an object that holds them, as ``papers``. Ends in a line break."""
    plain = [as_plain(paper) for paper in papers]
    whole = plain[0] if len(plain) == 1 else {"schema": papers[0].schema, "version": __version__, "papers": plain}
    return json.dumps(whole, ensure_ascii=False) + "\n"


def as_plain(paper: Paper) -> dict[str, Any]:
    """A paper as plain values: every table a list of objects by the keys of its heads (docs/json.md)."""
    return {
        "schema": paper.schema,
        "version": __version__,
        "run_id": paper.run_id,
        "title": paper.title,
        "published": paper.published,
        "pseudonymised": paper.pseudonymised,
        **paper.extra,
        "about": [{"label": label, "says": says} for label, says in paper.about],
        "sections": [
            {
                "title": section.title,
                "says": [s for part in section.parts if isinstance(part, TextPart) for s in part.sentences],
                "to_fill_in": [s for part in section.parts if isinstance(part, FieldsPart) for s in part.labels],
                "tables": {table.name: _rows(table) for table in section.tables()},
            }
            for section in paper.sections
        ],
    }


def to_csv(papers: Sequence[Paper]) -> str:
    """One record a value, for people who filter and pivot: paper, section, table, row, column, value."""
    return csv_text(_COLUMNS, _records(papers))


def to_tab_separated(papers: Sequence[Paper]) -> str:
    """The same records as lines with tabs, nothing cut: for pipes and logs."""
    lines = ["\t".join(_COLUMNS)]
    lines += ["\t".join(printable(str(value)) for value in record) for record in _records(papers)]
    return "\n".join(lines) + "\n"


def _rows(table: TablePart) -> list[dict[str, Any]]:
    keys = [head.key for head in table.heads if head.kind != "entry"]
    places = [at for at, head in enumerate(table.heads) if head.kind != "entry"]
    return [dict(zip(keys, (row[at] for at in places), strict=True)) for row in table.rows]


def _records(papers: Sequence[Paper]) -> Iterator[tuple[str | float, ...]]:
    for paper in papers:
        for section in paper.sections:
            for table in section.tables():
                for number, row in enumerate(table.rows, 1):
                    for head, value in zip(table.heads, row, strict=True):
                        if head.kind != "entry":
                            told = "" if value is None else value
                            yield paper.title, section.title, table.title, number, head.header, told
