"""The pack of an attainment meeting, along the agenda of Irvine Royal's policy, an item a section."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from tmi_cli.analysis import ABOUT_A_CLASS, completeness_of, questions_about
from tmi_cli.analysis.attainment import is_given
from tmi_cli.analysis.study import Study
from tmi_cli.reports.check_report import CheckItem, check_items
from tmi_cli.reports.paper import FieldsPart, Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.attainment_lists import predicted_sections, prelim_sections, template_section
from tmi_cli.reports.papers.grades import grades_section, ratings_section, targets_section
from tmi_cli.reports.papers.impact_meeting import interventions_section
from tmi_cli.reports.papers.lists import concerned_section, praise_section
from tmi_cli.reports.papers.parts import about, plural, run_id
from tmi_cli.reports.papers.snapshot import find_faculty, glance_section, trend_section
from tmi_cli.reports.report import Report

SCHEMA = "tmi.meeting/1"

WHEN = {
    1: "First meeting: BGE after period 1, senior phase before the prelim",
    2: "Second meeting: BGE after period 3, senior phase after the prelim",
}
"""Which meeting of the session it is (source: Irvine Royal, attainment meetings)."""

_LATE = 3


def meeting_paper(report: Report, study: Study, *, faculty: str, meeting: int | None = None) -> Paper:
    """The pack of a faculty's first or second meeting of the session.

    Without ``meeting`` it is the second one from period 3 on, or once a prelim is given. RequestError for an
    unknown faculty.
    """
    name = find_faculty(study, faculty)
    if meeting is None:
        meeting = 2 if report.period >= _LATE or is_given(study.now, "prelim") else 1
    rows = study.counted[study.counted["faculty"] == name]
    policy, found = report.policy, completeness_of(report.cohort)
    now = rows[rows["when"] == "now"]
    cases = concerned_section(report.cases, faculty=name, rag=report.rag)
    praise = praise_section([item for item in report.praise if item.entry.faculty == name])
    return Paper(
        schema=SCHEMA,
        title=f"{name}: attainment meeting {meeting}, {report.title}",
        recipient=f"the attainment meeting of {name}",
        about=(("Meeting", WHEN[meeting]), *about(report)),
        sections=(
            glance_section(report, faculty=name, rows=rows, found=found),
            _joined(
                "1 Patterns and trends", grades_section(rows, policy), trend_section(study, rows, faculty=name)
            ),
            _joined("2 Progress", targets_section(rows), ratings_section(rows, policy.ratings)),
            interventions_section(report, study, faculty=name),
            *_projected(now, report, meeting=meeting),
            _numbered(cases, "5 Cases", "5 Attainment list and individual cases"),
            _numbered(praise, "5 Praise", "5 Whom to praise"),
            _moderation(report, faculty=name),
            Section(
                "7 Next steps",
                "7 Agreed next steps",
                (FieldsPart(("What", "Who", "By when", "How we shall know"), lines=4),),
            ),
        ),
        run_id=run_id(report, "meeting", name, str(meeting)),
        file=f"{name} meeting {meeting}",
        extra={"faculty": name, "meeting": meeting},
    )


def _numbered(section: Section, name: str, title: str) -> Section:
    return Section(name, title, section.parts, intro=section.intro, long=section.long)


def _joined(title: str, *sections: Section) -> Section:
    """Several sections under one item of the agenda."""
    parts = tuple(part for section in sections for part in section.parts)
    return Section(title, title, parts, intro=" ".join(section.intro for section in sections if section.intro))


def _projected(now: pd.DataFrame, report: Report, *, meeting: int) -> list[Section]:
    """Projected attainment; against the prelim only once it has been sat (the second meeting)."""
    policy, pupils = report.policy, report.cohort.pupils
    sections = [_numbered(template_section(now, policy), "4 Projected", "4 Projected attainment")]
    more = prelim_sections(now, policy, pupils=pupils) if meeting == 2 and is_given(now, "prelim") else []
    if is_given(now, "predicted"):
        more += predicted_sections(now, policy, pupils=pupils)
    return sections + [_numbered(each, f"4 {each.name}", f"4 {each.title}") for each in more]


def _moderation(report: Report, *, faculty: str) -> Section:
    """Ratings and grades that look odd, as questions about classes; nobody is judged by them."""
    questions = questions_about(report.cohort, report.policy)
    items = [item for item in check_items(questions, report.cohort) if item.faculty == faculty]
    now = [item for item in items if _is_now(item, report)]
    rows = tuple(_question(item) for item in now if item.problem.code in ABOUT_A_CLASS)
    silent = Counter(
        (item.subject, item.class_code, item.teacher) for item in now if item.problem.code not in ABOUT_A_CLASS
    )
    silent_rows = tuple((*place, count) for place, count in sorted(silent.items()))
    places = (
        Head("Subject", "subject", "strong", 14, 24),
        Head("Class", "class", "text", 7, 12),
        Head("Teacher", "teacher", "text", 12, 20),
    )
    return Section(
        "6 Moderation",
        "6 Moderation",
        (
            TextPart(("These are questions for the teachers who know the classes, and no findings.",)),
            TablePart(
                "questions",
                "Classes to talk about",
                (*places, Head("Question", "question", "text", 40, 60), Head("Answer", "answer", "entry", 20, 24)),
                rows,
                empty="No class of the faculty looks odd in the period.",
            ),
            TablePart(
                "without_comment",
                "Ratings of concern without a comment",
                (*places, Head("Entries", "entries", "count")),
                silent_rows,
                note=f"{plural(sum(silent.values()), 'entry', 'entries')} in the period." if silent else "",
                empty="Every rating of concern has a comment, or the export has no comments.",
            ),
        ),
    )


def _is_now(item: CheckItem, report: Report) -> bool:
    problem = item.problem
    return problem.stage is None or problem.period == report.periods.get(problem.stage)


def _question(item: CheckItem) -> tuple[Value, ...]:
    return (item.subject, item.class_code, item.teacher, item.problem.message, None)
