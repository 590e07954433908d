"""Lists of pupils: those a meeting should talk about, and those it should praise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from tmi_cli.escalation import Case
from tmi_cli.flags.find import Flag, NotSeen
from tmi_cli.policy import Policy
from tmi_cli.rag import LastWords, RagEntry, course_of
from tmi_cli.records import Pupil
from tmi_cli.reports.paper import Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, pupil_cells
from tmi_cli.reports.workbook.lines import places

_PRAISED = [
    "pupil", "subject", "level", "class_code", "teachers", "phase",
    "grade", "movement", "moved_from", "target", "target_bands", "all_best",
]  # fmt: skip

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


def praise_section(
    now: pd.DataFrame, resolved: Sequence[NotSeen], *, pupils: dict[str, Pupil], policy: Policy
) -> Section:
    """Courses in which something is to be praised: resolved, risen, above target, all ratings the best.

    A BGE level that rose is what is expected and no reason by itself. ``now`` holds the courses of the period.
    """
    gone: dict[tuple[str, str, str | None], list[str]] = defaultdict(list)
    for item in resolved:
        gone[item.pupil.key, item.subject, item.class_code].append(item.rule)
    found = []
    for course in now[_PRAISED].to_dict("records"):
        past = [
            policy.rules[rule].title for rule in gone[course["pupil"], course["subject"], course["class_code"]]
        ]
        why = [*(f"no longer: {title.lower()}" for title in past), *_praise(course, policy)]
        if why:
            found.append((pupils[course["pupil"]], course, why))
    found.sort(key=lambda item: (-len(item[2]), item[0].order, item[1]["subject"], item[1]["class_code"] or ""))
    rows: list[tuple[Value, ...]] = [
        (
            *pupil_cells(pupil),
            course["subject"],
            course["level"] or "",
            course["class_code"] or "",
            ", ".join(course["teachers"]),
            len(why),
            _sentence(why),
        )
        for pupil, course, why in found
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
    intro = "Most reasons first: resolved, working grade risen, above target, all ratings the best."
    return Section("Praise", "Praise", (table,), intro=intro, long=True)


def _praise(course: Mapping[Hashable, Any], policy: Policy) -> Iterator[str]:
    scale = policy.scale_of(course["level"])
    if scale is not None and course["grade"] is not None:
        grade = scale.name(course["grade"])
        if course["phase"] == "senior" and course["movement"] == "risen":
            yield f"working grade risen from {scale.name(course['moved_from'])} to {grade}"
        if course["target_bands"] is not None and course["target_bands"] > 0:
            yield f"working grade {grade} above target {scale.name(course['target'])}"
    if course["all_best"]:
        yield "all ratings the best"


def _sentence(why: Sequence[str]) -> str:
    told = "; ".join(why)
    return told[0].upper() + told[1:]
