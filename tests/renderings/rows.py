"""The rows of a school, and what is asked of them whatever they are rendered as."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tests.renderings.spellings import LEVELS

Row = dict[str, str]
T = TypeVar("T")

PUPIL = ("scn", "forename", "surname", "stage", "reg")
GRADES = ("target", "new_target", "grade")
RATINGS = ("effort", "behaviour", "homework")
VALUES = ("cfe", "progress", *GRADES, *RATINGS)
BGE_STAGES = ("S1", "S2", "S3")


def one_cell(row: Row) -> str:
    """The level of a row as a long file has it in one column: ``3B``, ``N5`` or ``NPA Level 5``."""
    if row["level"] == "BGE":
        return row["cfe"] + row["progress"]
    return LEVELS[row["level"]][0] if row["level"] else ""


def is_bge(row: Row) -> bool:
    return row["stage"] in BGE_STAGES


def course(row: Row) -> tuple[str, str, str]:
    """What the rows of one course of one pupil share."""
    return row["scn"], row["subject"], row["class"]


def by(rows: Iterable[Row], key: Callable[[Row], T]) -> list[tuple[T, list[Row]]]:
    """The rows in groups, both in the order in which they came."""
    found: dict[T, list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return list(found.items())


def moves(rows: Iterable[Row]) -> bool:
    """Whether a course changes its level."""
    return any(len({row["level"] for row in part}) > 1 for _, part in by(rows, course))


def is_whole(rows: Sequence[Row]) -> bool:
    """Whether no course is missing from a period of its stage once it has begun."""
    last = {stage: max(row["period"] for row in part) for stage, part in by(rows, lambda row: row["stage"])}
    for _, part in by(rows, course):
        here = {int(row["period"]) for row in part}
        if here != set(range(min(here), int(last[part[0]["stage"]]) + 1)):
            return False
    return True
