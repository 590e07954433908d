"""The snapshot of a faculty: the paper of an attainment meeting, its agenda at a glance first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pandas as pd

from tmi_cli.analysis.completeness import Completeness, completeness_of
from tmi_cli.analysis.figures import total
from tmi_cli.analysis.study import Study
from tmi_cli.errors import RequestError
from tmi_cli.policy.toml_file import closest
from tmi_cli.rag import MARKS_OF_RAG
from tmi_cli.reports.paper import ChartPart, Paper, Section, TextPart
from tmi_cli.reports.papers import glance
from tmi_cli.reports.papers.grades import grades_section, ratings_section, targets_section
from tmi_cli.reports.papers.lists import concerned_section, praise_section
from tmi_cli.reports.papers.parts import about, listed, plural, run_id, told
from tmi_cli.reports.papers.units import codes_section, unit_section
from tmi_cli.reports.report import Report

SCHEMA = "tmi.snapshot/1"


def faculties_of(study: Study) -> list[str]:
    """The faculties with a course in the reported period, by name."""
    return sorted({name for name in study.now["faculty"] if name is not None})


def find_faculty(study: Study, name: str) -> str:
    """The faculty of a name, capitals aside. RequestError with the one most likely meant where there is none."""
    known = {faculty.casefold(): faculty for faculty in faculties_of(study)}
    if name.casefold() in known:
        return known[name.casefold()]
    meant = closest(name.casefold(), known)
    hint = f"Did you mean {known[meant]}? " if meant else ""
    raise RequestError(f"There is no faculty called {name}.", hint=f"{hint}There are {listed(known.values())}.")


def snapshots(report: Report, study: Study, faculties: Sequence[str] = ()) -> list[Paper]:
    """The snapshot of each faculty named, or of all. RequestError where there is none of a name."""
    names = [find_faculty(study, name) for name in faculties] or faculties_of(study)
    found = completeness_of(report.cohort)
    return [_snapshot(report, study, faculty=name, found=found) for name in dict.fromkeys(names)]


def _snapshot(report: Report, study: Study, *, faculty: str, found: Sequence[Completeness]) -> Paper:
    rows = study.counted[study.counted["faculty"] == faculty]
    now = rows[rows["when"] == "now"]
    policy = report.policy
    return Paper(
        schema=SCHEMA,
        title=f"{faculty}: snapshot, {report.title}",
        recipient=f"the curriculum leader of {faculty}",
        about=about(report),
        sections=(
            glance_section(report, faculty=faculty, rows=rows, found=found),
            grades_section(rows, policy),
            targets_section(rows),
            ratings_section(rows, policy.ratings),
            trend_section(study, rows, faculty=faculty),
            concerned_section(report.cases, faculty=faculty, rag=report.rag),
            praise_section([item for item in report.praise if item.entry.faculty == faculty]),
            unit_section(now, policy, name="Subjects", by=("subject", "level"), title="By subject and level"),
            unit_section(now, policy, name="Classes", by=("subject", "level", "class_code"), title="By class"),
            unit_section(now, policy, name="Teachers", by=("teachers", "subject"), title="By teacher"),
            codes_section(now, policy),
        ),
        run_id=run_id(report, "snapshot", faculty),
        file=faculty,
        folder="faculties",
        extra={"faculty": faculty},
    )


def glance_section(report: Report, *, faculty: str, rows: pd.DataFrame, found: Sequence[Completeness]) -> Section:
    flags = [flag for flag in report.findings.flags if flag.faculty == faculty]
    resolved = [item for item in report.findings.resolved if item.faculty == faculty]
    not_seen = [item for item in report.findings.not_seen if item.faculty == faculty]
    now = total(rows[rows["when"] == "now"])
    flagged = len({flag.pupil.key for flag in flags})
    subjects = set(rows.loc[rows["when"] == "now", "subject"])
    whole = [item for item in found if item.unit == "faculty" and item.name == faculty]
    parts = [item for item in found if item.unit == "subject" and item.name in subjects]
    sentences = [
        f"{plural(now['entries'], 'course')} of {plural(now['pupils'], 'pupil')} in the period.",
        f"{told(flagged, now['pupils'], 'pupils')} are flagged, with {plural(len(flags), 'flag')}.",
        glance.changes_sentence(flags, resolved, not_seen),
    ]
    if now["targeted"]:
        share = told(now["on_track"], now["targeted"], "working grades with a target")
        sentences.append(f"On track: {share} are at or above it.")
    sentences += [f"Complete: {item.sentence}." for item in whole]
    sentences += _rag_sentences(report, faculty)
    return Section(
        "At a glance",
        "At a glance",
        (
            TextPart(tuple(sentences), bullets=True),
            glance.glance_table(rows, report.policy),
            glance.owners_table(report.cases, report.policy, faculty=faculty),
            glance.changes_table(flags, resolved, not_seen),
            glance.completeness_table(parts, title="Completeness by subject", unit="Subject"),
        ),
    )


def _rag_sentences(report: Report, faculty: str) -> Iterator[str]:
    """How many courses the faculty marked in the reported period, by colour; nothing where it marked none."""
    marks = Counter(
        entry.rag
        for entry in report.rag
        if (entry.by, entry.unit, entry.period) == ("faculty", faculty, report.period) and entry.rag
    )
    if marks:
        told = ", ".join(f"{marks[rag]:,} {rag}" for rag in MARKS_OF_RAG)
        yield f"RAG: {told}, of {plural(sum(marks.values()), 'course')} marked in period {report.period}."


def trend_section(study: Study, rows: pd.DataFrame, *, faculty: str | None = None) -> Section:
    """Flags over the periods, of a faculty or of all, with their chart."""
    flags = [flag for flag in study.flags if faculty is None or flag.faculty == faculty]
    table = glance.trend_table(flags, study, rows)
    rules = tuple(rule.name for rule in study.policy.rules_on)
    chart = ChartPart(
        table="trend",
        title="Flags over the periods",
        kind="lines",
        category="period",
        series=rules,
        x_title="Period",
        y_title="Flags",
        says="; ".join(f"{rule}: {', '.join(str(number) for number in table.column(rule))}" for rule in rules)
        + f" in {listed(str(period) for period in table.column('period'))}.",
    )
    return Section("Flags over time", "Flags over the periods", (table, chart))
