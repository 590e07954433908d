"""The item of an attainment meeting that is about interventions and their impact."""

from __future__ import annotations

from tmi_cli.analysis.impact import Impact, impact_of
from tmi_cli.analysis.study import Study
from tmi_cli.reports.paper import FieldsPart, Head, Section, TablePart, TextPart
from tmi_cli.reports.papers.impact_parts import CAVEAT, impact_words
from tmi_cli.reports.papers.interventions import day
from tmi_cli.reports.papers.parts import PUPIL_HEADS, pupil_cells
from tmi_cli.reports.report import Report

_NONE = "No interventions are recorded with these exports. Write down what was tried, and what became of it."


def interventions_section(report: Report, study: Study, *, faculty: str) -> Section:
    """The recorded interventions of a faculty with what became of the flags, and room to write down more.

    Those across the school are shown where the pupil was flagged in the faculty.
    """
    fields = FieldsPart(("Intervention", "With whom", "By whom, since when", "Impact"), lines=3)
    name, title = "3 Interventions", "3 Interventions and their impact"
    found = report.interventions
    impacts = [one for one in impact_of(study, found.recorded, found.dates) if _concerns(one, faculty)]
    if not impacts:
        return Section(name, title, (TextPart((_NONE,)), fields))
    heads = (
        *PUPIL_HEADS,
        Head("Subject", "subject", "text", 12, 20),
        Head("Strategy", "strategy", "text", 12, 24),
        Head("By", "by", "text", 8, 16),
        Head("Start", "started", "text", 10, 11),
        Head("Review", "review", "text", 10, 11),
        Head("Outcome", "outcome", "text", 12, 30),
        Head("Flags before and after", "impact", "text", 20, 40),
    )
    rows = tuple(
        (
            *pupil_cells(one.pupil),
            one.intervention.subject or "",
            one.intervention.strategy,
            one.intervention.by_whom,
            day(one.intervention.started),
            day(one.intervention.review),
            one.intervention.outcome,
            impact_words(one),
        )
        for one in sorted(impacts, key=lambda one: (one.pupil.order, one.intervention.number or 0))
    )
    table = TablePart("interventions", "Recorded interventions", heads, rows)
    return Section(name, title, (TextPart((CAVEAT,)), table, fields))


def _concerns(one: Impact, faculty: str) -> bool:
    across = one.intervention.subject is None and any(each.flag.faculty == faculty for each in one.flags)
    return across or one.faculty == faculty
