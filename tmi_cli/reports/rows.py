"""The flags as rows of text, one a flag, as CSV and a piped table show them."""

from __future__ import annotations

from collections.abc import Iterator

from tmi_cli.rag import LastWords, course_of
from tmi_cli.reports.report import Report

_COLUMNS = (
    "owner", "surname", "forename", "stage", "registration", "house", "scn", "faculty", "subject",
    "level", "class", "teacher", "rule", "reason", "state", "since", "groups", "why", "source",
    "values", "period", "rule_text", "policy",
)  # fmt: skip
_RAG_COLUMNS = ("last_rag", "last_comment")


def flag_columns(report: Report) -> tuple[str, ...]:
    """The names of the columns; those of RAG only where the store holds anything for the session."""
    return (*_COLUMNS, *_RAG_COLUMNS) if report.rag else _COLUMNS


def flag_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """Each flag in the order of the lists; empty text where nothing is known.

    ``source`` and ``values`` name the cells and what stands in them, in the same order; ``policy`` is its
    name and version.
    """
    titles = {name: rule.title for name, rule in report.policy.rules.items()}
    policy = f"{report.policy.name} {report.policy.version}"
    said = LastWords(report.rag)
    for case in report.cases:
        pupil = case.pupil
        for flag in case.flags:
            course = course_of(flag.subject, flag.level, flag.class_code)
            yield (
                case.owner.role,
                pupil.surname,
                pupil.forename,
                pupil.stage or "",
                pupil.registration or "",
                pupil.house or "",
                pupil.scn or "",
                flag.faculty or "",
                flag.subject or "",
                flag.level or "",
                flag.class_code or "",
                flag.teacher or "",
                flag.rule,
                flag.reason,
                flag.state,
                str(flag.since),
                ", ".join(pupil.groups),
                case.owner.why,
                "; ".join(str(item.origin) for item in flag.evidence),
                "; ".join(f"{item.field.replace('_', ' ')} {item.value}" for item in flag.evidence),
                str(flag.period),
                titles[flag.rule],
                policy,
                *(said.cells(pupil.key, course, period=flag.period) if said else ()),
            )
