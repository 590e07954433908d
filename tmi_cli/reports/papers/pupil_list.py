"""The pupils whom a name can mean, so that one of them can be picked."""

from __future__ import annotations

from collections.abc import Sequence

from tmi_cli.records import Pupil
from tmi_cli.reports.as_json import pupil_plain
from tmi_cli.reports.paper import Head, Paper, Section, TablePart, TextPart
from tmi_cli.reports.papers.parts import PUPIL_HEADS, about, plural, pupil_cells, run_id
from tmi_cli.reports.report import Report

SCHEMA = "tmi.pupils/1"

_KEYS = ("scn", "forename", "surname", "stage", "registration", "house")


def pupil_list_paper(report: Report, pupils: Sequence[Pupil]) -> Paper:
    """A list of pupils who are alike in what was asked for; nothing is told of them but who they are."""
    table = TablePart(
        name="pupils",
        title="Pupils",
        heads=(*PUPIL_HEADS, Head("House", "house", "text", 7, 12), Head("SCN", "scn", "text", 10, 12)),
        rows=tuple((*pupil_cells(pupil), pupil.house or "", pupil.scn or "") for pupil in pupils),
        empty="No pupil is meant.",
    )
    says = (
        f"{plural(len(pupils), 'pupil')} can be meant. Ask again with the Scottish Candidate Number, "
        "or with the registration class after the name."
    )
    return Paper(
        schema=SCHEMA,
        title=f"Which pupil? {report.title}",
        recipient="the person who asked",
        about=about(report),
        sections=(Section("Pupils", "Pupils who can be meant", (TextPart((says,)), table)),),
        run_id=run_id(report, SCHEMA, *(pupil.key for pupil in pupils)),
        file="",
        extra={"pupils": [{key: pupil_plain(pupil)[key] for key in _KEYS} for pupil in pupils]},
    )
