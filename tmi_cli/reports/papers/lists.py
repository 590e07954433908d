"""Lists of pupils: those a meeting should talk about, and those it should praise."""

from __future__ import annotations

from collections.abc import Iterable

from tmi_cli.escalation import Case
from tmi_cli.flags import Praised
from tmi_cli.flags.find import Flag
from tmi_cli.rag import LastWords, RagEntry, course_of
from tmi_cli.reports.paper import Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, pupil_cells
from tmi_cli.reports.workbook.lines import places

RAG = (Head("RAG", "rag", "entry", 8, 8), Head("Comment", "comment", "entry", 24, 24))
"""What a curriculum leader fills in for each pupil."""


LAST_RAG = (Head("Last RAG", "last_rag", "text", 9, 12), Head("Last comment", "last_comment", "text", 10, 24))
"""What the faculty wrote the last time; only where it wrote anything."""


def concerned_section(cases: Iterable[Case], *, faculty: str, rag: Iterable[RagEntry] = ()) -> Section:
    """Every flag of a faculty with its pupil, reason, state and cells, and room for RAG and comment.

    Of ``rag`` what the faculty itself wrote stands beside them.
    """
    said = LastWords(rag, faculty=faculty)
    rows: list[tuple[Value, ...]] = []
    for case in sorted(cases, key=lambda case: case.pupil.order):
        for flag in case.flags:
            if flag.faculty == faculty:
                rows.append(
                    (
                        *pupil_cells(case.pupil),
                        flag.subject,
                        flag.level or "",
                        flag.class_code or "",
                        flag.teacher or "",
                        flag.reason,
                        flag.state,
                        flag.since,
                        f"{case.owner.role}: {case.owner.counted}",
                        *(said.cells(case.pupil.key, _course(flag), period=flag.period) if said else ()),
                        None,
                        None,
                        flag.rule,
                        places(item.origin for item in flag.evidence),
                    )
                )
    heads = (
        *PUPIL_HEADS,
        Head("Subject", "subject", "text", 12, 20),
        Head("Level", "level"),
        Head("Class", "class", "text", 7, 12),
        Head("Teacher", "teacher", "text", 10, 16),
        Head("Reason", "reason", "text", 18, 30),
        Head("State", "state", "state", 13, 16),
        Head("Since", "since", "count"),
        Head("Overview", "overview", "text", 11, 22),
        *(LAST_RAG if said else ()),
        *RAG,
        Head("Rule", "rule", "text", 10, 16, on_paper=False),
        Head("Source", "source", "text", 20, 60, on_paper=False),
    )
    table = TablePart("concerned", "Pupils concerned", heads, tuple(rows), empty="No pupil is flagged here.")
    intro = "Each flag with its reason; a person decides. RAG and comment are for the meeting."
    return Section("Pupils concerned", "Pupils concerned", (table,), intro=intro, long=True)


def _course(flag: Flag) -> tuple[str, str, str]:
    return course_of(flag.subject, flag.level, flag.class_code)


def praise_section(praise: Iterable[Praised]) -> Section:
    """Courses in which something is to be praised (``Report.praise``, or some of it), in their order."""
    rows: list[tuple[Value, ...]] = [
        (
            *pupil_cells(item.pupil),
            item.entry.course.subject,
            item.entry.course.level or "",
            item.entry.course.class_code or "",
            ", ".join(item.entry.teachers),
            len(item.reasons),
            item.says,
        )
        for item in praise
    ]
    heads = (
        *PUPIL_HEADS,
        Head("Subject", "subject", "text", 12, 20),
        Head("Level", "level"),
        Head("Class", "class", "text", 7, 12),
        Head("Teacher", "teacher", "text", 10, 16),
        Head("Reasons", "reasons", "count"),
        Head("Praise for", "why", "text", 24, 60),
    )
    table = TablePart("praise", "Praise", heads, tuple(rows), empty="Nothing to praise was found in the period.")
    intro = "Most reasons first: resolved, better, working grade risen, above target, all ratings the best."
    return Section("Praise", "Praise", (table,), intro=intro, long=True)
