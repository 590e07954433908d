"""Which of the policy's groups a pupil is in, from ticks, deciles and percentages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tmi_cli.policy import Group, Policy
from tmi_cli.policy.subjects import fold_subject

_NO = frozenset({"", "n", "no", "0", "false", "-", "--", "–", "—", "n/a", "na", "tbc", "none", "f"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def is_ticked(text: str) -> bool:
    """Whether the cell of a group's column says yes: anything but a blank, ``N``, ``No``, ``0`` and the like."""
    return text.casefold() not in _NO


def decile(text: str) -> int | None:
    """The SIMD decile (1-10) a cell holds; 0, blank and anything else are unknown."""
    found = _NUMBER.search(text)
    number = int(float(found.group())) if found else 0
    return number if 1 <= number <= 10 else None


def percentage(text: str) -> float | None:
    """An attendance as a percentage (0-100): ``0.93``, ``93`` and ``93%`` are one."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    number = float(found.group())
    if number <= 1 and "%" not in text:
        number *= 100
    # Only what floating point adds is rounded away: 89.96 is below 90.
    return round(number, 4) if number <= 100 else None


def groups_of(marks: Mapping[str, str], policy: Policy) -> tuple[str, ...]:
    """The names of the policy's groups that a pupil with these marks is in, in the policy's order.

    ``marks`` maps a field (``simd``), a group's column (``group SEBN``) or a group named in a list with one
    row per pupil and group (``named ...``) to the text of its cell.
    """
    named = {fold_subject(mark[6:]) for mark in marks if mark.startswith("named ")}
    return tuple(
        group.name
        for group in policy.groups
        if _is_in(group, marks) or named & {fold_subject(name) for name in (group.name, *group.headers)}
    )


def _is_in(group: Group, marks: Mapping[str, str]) -> bool:
    text = marks.get(group.mark, "")
    if not text:
        return False
    if group.field == "simd":
        number: float | None = decile(text)
    elif group.field == "attendance":
        number = percentage(text)
    else:
        return is_ticked(text)
    if number is None:
        return False
    if group.at_most is not None:
        return number <= group.at_most
    return group.below is not None and number < group.below
