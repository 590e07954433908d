"""The columns of the lists: what a meeting needs first, what only the screen can hold behind it.

A4 landscape holds some 190 characters before print gets too small to read; the order and the widths are made
for that.
"""

from __future__ import annotations

from collections.abc import Iterable

from tmi_cli.reports.workbook.lines import FlagLine
from tmi_cli.reports.workbook.sheet import Column

PUPIL = (
    Column("Surname", "who.surname", "strong", 10, 18),
    Column("First name", "who.forename", "text", 9, 15),
    Column("Stage", "who.stage"),
    Column("Registration", "who.registration", "text", 8, 12),
)
HOUSE = Column("House", "who.house", "text", 7, 12)
GROUPS = Column("Groups", "who.groups", "strong", 9, 16)
COURSE = (
    Column("Subject", "subject", "text", 12, 20),
    Column("Level", "level"),
    Column("Class", "class_code", "text", 7, 12),
)
TEACHER = Column("Teacher", "teacher", "text", 10, 16)
REASON = Column("Reason", "reason", "text", 18, 30)
STATE = (Column("State", "state", "mark", 13, 16), Column("Since", "since", "number"))
DECISION = (
    Column("Decision", "", "entry", 15),
    Column("By / date", "", "entry", 10),
    Column("Outcome", "", "entry", 10),
)
OVERVIEW = Column("Overview", "overview", "text", 11, 26)
WHY = Column("Why", "why", "text", 9, 14)
FACULTY = Column("Faculty", "faculty", "text", 10, 18)
RULE = Column("Rule", "rule", "text", 18, 36)

_VALUES = (
    Column("Value", "value", "text", 9, 36, on_paper=False),
    Column("Previous value", "previous", "text", 9, 36, on_paper=False),
    RULE._replace(most=60, on_paper=False),
    Column("Rule id", "rule_id", "text", 8, 18, on_paper=False),
    Column("Period", "period", "number", on_paper=False),
)
_SCN = Column("SCN", "who.scn", "text", 10, 12, on_paper=False)
_SOURCE = Column("Source", "source", "text", 20, 60, on_paper=False)

ROLE_LIST = (
    *PUPIL, HOUSE, GROUPS, WHY, *COURSE, TEACHER, REASON, *STATE, *DECISION, *_VALUES,
    FACULTY._replace(most=40, on_paper=False),
    _SCN, _SOURCE, Column("Faculties", "faculty_count", "number", on_paper=False),
    Column("Faculty names", "faculties", "line", 14, 60, on_paper=False),
)  # fmt: skip
"""One line a flag, for one role of the ladder."""

FACULTY_LIST = (
    *PUPIL,
    *COURSE,
    TEACHER,
    REASON,
    *STATE,
    OVERVIEW._replace(field="counted"),
    *DECISION,
    *_VALUES,
    _SCN,
    _SOURCE,
)
"""One line a flag, for one faculty: nothing of the pupil's other faculties but their number."""

OWNER_LIST = (
    *PUPIL, HOUSE, OVERVIEW, *COURSE, TEACHER, REASON, *STATE, *DECISION, *_VALUES,
    FACULTY._replace(most=40, on_paper=False), _SCN, _SOURCE,
)  # fmt: skip
"""One line a flag, for one house or stage."""

CHANGES = (
    *PUPIL, Column("Change", "state", "mark", 13, 16), *COURSE, FACULTY, REASON._replace(most=44),
    RULE._replace(most=60, on_paper=False),
)  # fmt: skip
UNJUDGED = (*PUPIL, *COURSE, TEACHER, RULE, Column("Why not judged", "why", "text", 16, 36), FACULTY)
NEAR_MISSES = (
    *PUPIL, HOUSE, GROUPS, Column("Now with", "overview", "text", 12, 24),
    Column("One short of", "to", "text", 10, 20), Column("Counted", "counted", "number"),
    Column("Faculties", "faculties", "text", 14, 40), Column("Subjects", "subjects", "text", 14, 40),
)  # fmt: skip
PROBLEMS = (
    Column("Severity", "severity", "mark", 12, 14),
    Column("Code", "code", "strong", 12, 26),
    Column("Message", "message", "text", 30, 56),
    Column("What to do", "hint", "text", 30, 56),
    Column("Place", "place", "text", 20, 50),
    Column("Value", "value", "text", 8, 24, on_paper=False),
    Column("Field", "field", "text", 8, 18, on_paper=False),
    Column("File", "file", "text", 12, 40, on_paper=False),
    Column("Sheet", "sheet", "text", 8, 31, on_paper=False),
    Column("Cell", "cell", "text", 6, 10, on_paper=False),
)


LAST_RAG = Column("Last RAG", "rag", "text", 12, 24, on_paper=False)


def with_rag(columns: tuple[Column, ...], lines: Iterable[FlagLine]) -> tuple[Column, ...]:
    """The columns with what faculties said the last time, first of those for the screen; only where any did."""
    if not any(line.rag for line in lines):
        return columns
    at = next((number for number, column in enumerate(columns) if not column.on_paper), len(columns))
    return (*columns[:at], LAST_RAG, *columns[at:])


def with_groups(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns with the vulnerable groups behind the pupil, for those who may see them."""
    at = len(PUPIL) + (HOUSE in columns)
    return (*columns[:at], GROUPS, *columns[at:])
