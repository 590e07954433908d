"""One grade of a course against another: working grade against prelim or target, predicted against target."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from tmi_cli.policy import Policy

Field = Literal["grade", "prelim", "predicted", "target"]

STEPS = {
    "better_by_more": "2 or more bands better",
    "better_by_one": "1 band better",
    "same": "the same",
    "worse_by_one": "1 band worse",
    "worse_by_more": "2 or more bands worse",
}
"""How far two grades can lie apart, and how it is told; each comparison is in one of them."""

_COLUMNS = ("pupil", "subject", "level", "class_code", "teachers", "one", "other", "bands")


def compared(now: pd.DataFrame, policy: Policy, one: Field, other: Field) -> pd.DataFrame:
    """Every senior entry with two of its codes and how many bands lie between them.

    ``now`` are rows of the facts. Columns: ``pupil``, ``subject``, ``level``, ``class_code``, ``teachers``,
    ``one`` and ``other`` (codes), ``bands``: places on the scale of the course, above 0 where ``one`` is the
    better (a working grade 4 against a prelim 6: 2), None where either is missing.
    """
    senior = now[now["phase"] == "senior"]
    rows: list[tuple[Any, ...]] = []
    columns = ("pupil", "subject", "level", "class_code", "teachers", one, other)
    for *course, mine, theirs in zip(*(senior[column] for column in columns), strict=True):
        scale = policy.scale_of(course[2])
        bands = None
        if mine is not None and theirs is not None and scale is not None:
            bands = scale.place_of[theirs] - scale.place_of[mine]
        rows.append((*course, mine, theirs, bands))
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)


def by_course(found: pd.DataFrame) -> pd.DataFrame:
    """How far apart the grades of each subject and level lie.

    ``found`` is as ``compared`` gives it. Columns: ``subject``, ``level``, ``entries``, ``compared``, and one for
    each of ``STEPS``, which add up to ``compared``. Subjects and levels of which nothing can be compared are left
    out.
    """
    rows = []
    for (subject, level), group in found.groupby(["subject", "level"], sort=True):
        bands = pd.to_numeric(group["bands"].dropna())
        if len(bands):
            steps = (bands >= 2, bands == 1, bands == 0, bands == -1, bands <= -2)
            rows.append((subject, level, len(group), len(bands), *(int(step.sum()) for step in steps)))
    return pd.DataFrame(rows, columns=["subject", "level", "entries", "compared", *STEPS], dtype=object)
