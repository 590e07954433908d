"""One pupil on one page: every course over the periods, every flag with its cells, and who acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tmi_cli.analysis.find_pupil import find_pupils, nobody_found
from tmi_cli.analysis.study import Study
from tmi_cli.analysis.timeline import CourseLine, FlagLife, course_lines, flag_lives, periods_for
from tmi_cli.cohort import Cohort
from tmi_cli.exports import cell_text
from tmi_cli.origin import Origin
from tmi_cli.rag import MARKS_OF_RAG
from tmi_cli.records import Pupil
from tmi_cli.records.entry import VALUES
from tmi_cli.reports.as_json import pupil_plain
from tmi_cli.reports.check_report import check_items
from tmi_cli.reports.paper import Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.parts import about, plural, run_id
from tmi_cli.reports.papers.pupil_glance import SUBJECT, glance_sentences, reader_of, timeline_table
from tmi_cli.reports.papers.pupil_list import pupil_list_paper
from tmi_cli.reports.papers.pupil_trend import trend_section
from tmi_cli.reports.report import Report
from tmi_cli.reports.workbook.lines import places, previous_of, value_of

SCHEMA = "tmi.pupil/1"


def pupil_papers(report: Report, study: Study, query: str, *, named: Cohort | None = None) -> tuple[Paper, ...]:
    """The paper of the pupil whom a number or a name means; where several can be meant, the list of them.

    They are looked for in ``named`` where the report itself names nobody. RequestError, which names no pupil,
    where it means nobody.
    """
    known = named or report.cohort
    found = [report.cohort.pupils[pupil.key] for pupil in find_pupils(known, query)]
    if not found:
        raise nobody_found(known, query)
    return (pupil_paper(report, study, found[0]) if len(found) == 1 else pupil_list_paper(report, found),)


def pupil_paper(report: Report, study: Study, pupil: Pupil) -> Paper:
    """Everything that is known of one pupil, for somebody who may see the pupil in all subjects.

    Groups are shown only where the policy lets the reader see them. A usual pupil fits on one sheet of A4.
    """
    reader = reader_of(report, pupil)
    lines = course_lines(study.cohort, study.policy, pupil)
    lives = flag_lives(study, pupil)
    reported = study.cohort.reported_period(pupil)
    says = tuple(glance_sentences(report, pupil, lives=lives, groups=reader.sees_groups))
    courses = timeline_table(lines, lives, reported=reported)
    period = f"period {reported}" if reported else f"nothing of the pupil's stage in period {report.period}"
    others = [
        ("Flags", _flags(lives, lines, reported=reported)),
        *(("What teachers wrote", table) for table in _comments(lines)),
        *(("RAG", table) for table in _rag(report, pupil)),
        *(("Problems", table) for table in _problems(report, pupil)),
    ]
    plain = pupil_plain(pupil)
    return Paper(
        schema=SCHEMA,
        title=f"{' '.join(filter(None, (pupil.forename, pupil.surname)))}: {report.session}, {period}",
        recipient=reader.name,
        about=tuple(_about(report, f"{pupil.stage}: {period}" if pupil.stage else period)),
        sections=(
            Section("At a glance", "At a glance", (TextPart(says, bullets=True), courses)),
            *(Section(name, table.title, (table,)) for name, table in others),
            trend_section(lives, study.policy, periods=periods_for(study.cohort, pupil)),
        ),
        run_id=run_id(report, SCHEMA, pupil.key),
        file="pupil timeline",
        one_page=True,
        extra={
            "pupil": plain if reader.sees_groups else {**plain, "groups": None},
            "timeline": [_line_plain(line) for line in lines],
        },
    )


def _about(report: Report, period: str) -> Iterator[tuple[str, str]]:
    """As all papers in few words, for there is one page: the pupil's own period, and where the policy is told."""
    policy, assumed = report.policy.name, len(report.policy.assumptions)
    told = f"; {plural(assumed, 'thing')} assumed" if assumed else ""
    short = {"Period": period, "Policy": f"{policy} (tmi policy show {policy}{told})"}
    for label, words in about(report):
        if label != "Assumed":
            yield label, short.get(label, words)


def _flags(lives: Sequence[FlagLife], lines: Sequence[CourseLine], *, reported: int | None) -> TablePart:
    """Every flag of every period; the sheets are numbered and named once below, so that cells take little room."""
    sheets = list(dict.fromkeys(_sheet(item.origin) for life in lives for item in life.flag.evidence))
    # On paper only where a subject stands on two; what is not stands behind what is.
    levels = len({line.subject for line in lines}) < len({(line.subject, line.level) for line in lines})
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            life.flag.period,
            life.flag.subject or "Attendance",
            *([life.flag.level or ""] if levels else []),
            life.flag.reason,
            _became(life, reported),
            _cells([item.origin for item in life.flag.evidence], sheets),
            *([] if levels else [life.flag.level or ""]),
            life.flag.state[:1].upper() + life.flag.state[1:],
            "; ".join(filter(None, (value_of(life.flag), previous_of(life.flag)))),
            places(item.origin for item in life.flag.evidence),
            life.flag.rule,
            life.flag.class_code or "",
            life.flag.teacher or "",
        )
        for life in lives
    )
    level = Head("Level", "level", least=3, on_paper=levels)
    named = "; ".join(f"{number} {sheet}" for number, sheet in enumerate(sheets, 1))
    return TablePart(
        name="flags",
        title="Flags of all periods, the newest first",
        heads=(
            Head("Period", "period", "count"),
            SUBJECT._replace(most=16),
            *([level] if levels else []),
            Head("Reason", "reason", "text", 12, 27 if levels else 34),
            Head("What became of it", "became", "text", 8, 11),
            Head("Cells", "cells", "text", 6, 12),
            *([] if levels else [level]),
            Head("State then", "state", "text", 8, 12, on_paper=False),
            Head("In the cells", "value", "text", 6, 20, on_paper=False),
            Head("Source", "source", "text", 20, 44, on_paper=False),
            Head("Rule", "rule", "text", 7, 14, on_paper=False),
            Head("Class", "class", "text", 7, 12, on_paper=False),
            Head("Teacher", "teacher", "text", 10, 20, on_paper=False),
        ),
        rows=rows,
        note=f"Cells are told by sheet: {named}." if named else "",
        empty="No rule flagged the pupil in any period.",
    )


def _sheet(origin: Origin) -> str:
    return str(Origin(origin.file, origin.sheet))


def _cells(origins: Sequence[Origin], sheets: Sequence[str]) -> str:
    """Cells by the number of their sheet: ``1: K14, L14; 2: K9``."""
    found: dict[int, list[str]] = {}
    for origin in origins:
        found.setdefault(sheets.index(_sheet(origin)) + 1, []).append(origin.cell or "")
    return "; ".join(f"{number}: {', '.join(cells)}" for number, cells in found.items())


def _became(life: FlagLife, reported: int | None) -> str:
    """What became of a flag by the reported period: ``Worse now``, ``Resolved in 2``, ``Not seen since``."""
    if life.flag.subject is None:
        return "Not by period"
    period, state = life.steps[-1] if life.steps else (life.flag.period, life.flag.state)
    if state == "not seen":
        return "Not seen since"
    words = "flagged anew" if state == "new" and life.steps else state
    return f"{words[:1].upper()}{words[1:]} {'now' if period == reported else f'in {period}'}"


def _comments(lines: Sequence[CourseLine]) -> Iterator[TablePart]:
    """What teachers wrote, the newest period first; no table where nobody wrote anything."""
    rows: dict[tuple[int, str, str, str], None] = {}
    for line in lines:
        for moment in line.moments:
            for comment, _ in moment.entry.comments if moment.entry else ():
                text = cell_text(comment)
                if text:
                    teachers = ", ".join(moment.entry.teachers) if moment.entry else ""
                    rows[moment.period, line.subject, text, teachers] = None
    if rows:
        heads = (
            Head("Period", "period", "count"),
            SUBJECT._replace(most=16),
            Head("Comment", "comment", "text", 24, 47),
            Head("Teacher", "teacher", "text", 8, 13),
        )
        newest = tuple(sorted(rows, key=lambda row: -row[0]))
        yield TablePart("comments", "What teachers wrote", heads, newest)


def _rag(report: Report, pupil: Pupil) -> Iterator[TablePart]:
    """What was written of the pupil in RAG forms, the newest period first; no table where nothing was."""
    last = report.cohort.reported_period(pupil) or report.period
    entries = sorted(
        (entry for entry in report.rag if entry.pupil == pupil.key and entry.period <= last),
        key=lambda entry: (-entry.period, entry.subject, entry.class_code, entry.unit),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            entry.period,
            entry.subject or "All subjects",
            MARKS_OF_RAG.get(entry.rag, ""),
            ": ".join(filter(None, (entry.comment, entry.note))),
            ", ".join(filter(None, (entry.action, entry.by_whom, entry.review_date))),
            entry.unit,
            entry.level,
            entry.class_code,
        )
        for entry in entries
    )
    if rows:
        heads = (
            Head("Period", "period", "count"),
            SUBJECT._replace(most=16),
            Head("RAG", "rag", "text", 9, 10),
            Head("Comment", "comment", "text", 14, 30),
            Head("Action, by whom, review", "action", "text", 14, 26),
            Head("Written by", "unit", "text", 8, 14),
            Head("Level", "level", on_paper=False),
            Head("Class", "class", "text", 7, 12, on_paper=False),
        )
        yield TablePart("rag", "What people said: Red, Amber, Green", heads, rows)


def _problems(report: Report, pupil: Pupil) -> Iterator[TablePart]:
    """Problems in the pupil's rows; no table where there are none."""
    last = report.cohort.reported_period(pupil) or report.period
    told = [p for p in (*report.problems, *report.cohort.problems) if p.period is None or p.period <= last]
    items = [item for item in check_items(told, report.cohort) if item.pupil and item.pupil.key == pupil.key]
    once = {(item.problem.code, item.problem.origin, item.problem.message): item for item in items}.values()
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (p.severity, item.subject, p.message, str(p.origin or ""), p.hint)
        for item in once
        for p in (item.problem,)
    )
    if rows:
        heads = (
            Head("How grave", "severity", "text", 8, 8),
            SUBJECT._replace(most=16),
            Head("Problem", "message", "text", 20, 32),
            Head("Cell", "source", "text", 12, 24),
            Head("What to do", "hint", "text", 20, 40, on_paper=False),
        )
        yield TablePart("problems", "Problems in this pupil's data", heads, rows)


def _line_plain(line: CourseLine) -> dict[str, Any]:
    """A course over the periods as plain values; ``course`` is null where the pupil was not in it."""
    return {
        "subject": line.subject,
        "level": line.level,
        "classes": list(line.classes),
        "sparkline": line.sparkline,
        "level_changes": [change._asdict() for change in line.changes],
        "periods": [
            {
                "period": moment.period,
                "course": moment.entry
                and {
                    "class": moment.entry.course.class_code,
                    "teachers": list(moment.entry.teachers),
                    "target_in_force": moment.target,
                    **{field: getattr(moment.entry, field) for field in VALUES},
                },
            }
            for moment in line.moments
        ],
    }
