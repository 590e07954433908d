"""The attendance rule: it is about the pupil, not about a course."""

from __future__ import annotations

from collections.abc import Iterable

from tmi_cli.flags.evidence import Evidence
from tmi_cli.policy import AttendanceBelow
from tmi_cli.records import Pupil


def attendance_flags(
    rule: AttendanceBelow, pupils: Iterable[Pupil]
) -> tuple[list[tuple[Pupil, str, Evidence]], int, int]:
    """Return the flagged pupils with sentence and evidence, and how many were clear and not judged."""
    flagged, clear, unknown = [], 0, 0
    for pupil in pupils:
        if pupil.attendance is None or pupil.attendance_origin is None:
            unknown += 1
        elif pupil.attendance >= rule.percent:
            clear += 1
        else:
            shown = f"{pupil.attendance:g} %"
            evidence = Evidence(
                field="attendance",
                value=pupil.attendance_text,
                code=f"{pupil.attendance:g}",
                period=None,
                origin=pupil.attendance_origin,
            )
            facts = {"attendance": shown, "percent": f"{rule.percent:g} %"}
            flagged.append((pupil, rule.says.format_map(facts), evidence))
    return flagged, clear, unknown
