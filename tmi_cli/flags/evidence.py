"""Evidence: the cells that a flag rests on."""

from __future__ import annotations

from collections.abc import Iterator

from tmi_cli.exports import cell_text
from tmi_cli.flags.judgement import Judgement
from tmi_cli.origin import Origin
from tmi_cli.records import Record

_SHOWN_AS = {"level_code": "level", "progress_code": "level", "new_target": "target"}


class Evidence(Record):
    """A value as it stands in its cell, the code it was read as, and where it is."""

    field: str
    value: str
    code: str
    period: int | None
    origin: Origin


def evidence_of(judgement: Judgement) -> Iterator[Evidence]:
    """The cells a judgement cites; both where a BGE level and its progress code stand in two columns."""
    for cite in judgement.cited:
        spot, row = cite.entry.place(cite.field)
        columns = [cite.field]
        if cite.field == "level_code":
            columns = [name for name in ("level", "progress_code") if name in spot.columns]
        for column in columns:
            yield Evidence(
                field=_SHOWN_AS.get(column, column),
                value=cell_text(spot.raw(column, row)),
                code=cite.code,
                period=cite.entry.period,
                origin=spot.origin(column, row),
            )
