"""The attendance rule: it is about the pupil, not about a course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tmi_cli.flags.evidence import Evidence
from tmi_cli.policy import AttendanceBelow
from tmi_cli.records import Pupil


class AttendanceFound(NamedTuple):
    """What the rule says of some pupils: flagged with sentence and evidence, how many are clear, not judged."""

    flagged: list[tuple[Pupil, str, Evidence]]
    clear: int
    cannot_judge: list[tuple[Pupil, str]]


def judge_attendance(rule: AttendanceBelow, pupils: Iterable[Pupil]) -> AttendanceFound:
    """Judge the attendance of each pupil; blank and unreadable cannot be judged."""
    found = AttendanceFound([], 0, [])
    clear = 0
    for pupil in pupils:
        if pupil.attendance is None or pupil.attendance_origin is None:
            why = "attendance unreadable" if pupil.attendance_text else "attendance blank"
            found.cannot_judge.append((pupil, why))
        elif pupil.attendance >= rule.percent:
            clear += 1
        else:
            evidence = Evidence(
                field="attendance",
                value=pupil.attendance_text,
                code=f"{pupil.attendance:g}",
                period=None,
                origin=pupil.attendance_origin,
            )
            facts = {"attendance": f"{pupil.attendance:g} %", "percent": f"{rule.percent:g} %"}
            found.flagged.append((pupil, rule.says.format_map(facts), evidence))
    return found._replace(clear=clear)
