"""The flags as rows of text, one a flag, as CSV and a piped table show them."""

from __future__ import annotations

from collections.abc import Iterator

from tmi_cli.reports.report import Report

FLAG_COLUMNS = (
    "owner", "surname", "forename", "stage", "registration", "house", "scn", "faculty", "subject",
    "level", "class", "teacher", "rule", "reason", "state", "since", "groups", "why", "source",
)  # fmt: skip
"""The names of the columns."""


def flag_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """Each flag in the order of the lists; empty text where nothing is known."""
    for case in report.cases:
        pupil = case.pupil
        for flag in case.flags:
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
            )
