"""Flags of the reported period for which no action is recorded."""

from __future__ import annotations

from collections.abc import Iterable

from tmi_cli.flags import Flag
from tmi_cli.interventions import Interventions


def without_action(flags: Iterable[Flag], interventions: Interventions) -> tuple[Flag, ...]:
    """The flags of pupils for whom nothing is recorded in the subject, nor across the school.

    Any recorded action counts: of any strategy, of any time in the session, finished or not. For a flag that is
    about no subject (attendance) every action for the pupil counts.
    """
    done: dict[str, set[str | None]] = {}
    for one in interventions.recorded:
        done.setdefault(one.pupil.key, set()).add(one.intervention.subject)
    return tuple(flag for flag in flags if not _is_acted_on(flag, done.get(flag.pupil.key, set())))


def _is_acted_on(flag: Flag, subjects: set[str | None]) -> bool:
    return bool(subjects) and (flag.subject is None or None in subjects or flag.subject in subjects)
