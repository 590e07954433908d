"""The same figures for each subject, class and teacher, as lists to filter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import repeat

import pandas as pd

from tmi_cli.analysis.figures import award_column, tally
from tmi_cli.policy import Policy
from tmi_cli.reports.paper import Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import percent

_LABELS = {
    "subject": Head("Subject", "subject", "strong", 14, 24),
    "level": Head("Level", "level"),
    "class_code": Head("Class", "class", "text", 7, 12),
    "teachers": Head("Teacher", "teacher", "strong", 14, 22),
    "stage": Head("Stage", "stage", "strong"),
    "faculty": Head("Faculty", "faculty", "strong", 14, 24),
    "house": Head("House", "house", "strong", 10, 16),
}

_SHARES = (
    ("On track %", "on_track", "targeted"),
    ("Concern rating %", "rating_concern", "rated"),
)
_COUNTS = (
    ("Above target", "above"),
    ("At target", "at"),
    ("1 band below", "below_by_one"),
    ("2 or more below", "below_by_more"),
    ("Risen", "risen"),
    ("Same", "same"),
    ("Fallen", "fallen"),
    ("Flagged courses", "flagged"),
)


def unit_section(now: pd.DataFrame, policy: Policy, *, name: str, by: Sequence[str], title: str) -> Section:
    """One row a division of the period's courses (``by``: columns of the facts): counts and shares of judged."""
    awards = [(f"{awarded} %", award_column(awarded), "graded") for awarded in policy.awards]
    shares = [*awards, *_SHARES]
    rows: list[tuple[Value, ...]] = []
    for record in tally(now, by).to_dict("records"):
        place = tuple(str(record[column]) if _known(record[column]) else "" for column in by)
        counts = (record["pupils"], record["entries"], record["graded"], record["targeted"])
        told = tuple(percent(int(record[count]), int(record[of])) for _, count, of in shares)
        rows.append((*place, *map(int, counts), *told, *(int(record[key]) for _, key in _COUNTS)))
    table = TablePart(
        name=name.lower().replace(" ", "_"),
        title=title,
        heads=(
            *(_LABELS[column] for column in by),
            Head("Pupils", "pupils", "count"),
            Head("Courses", "courses", "count"),
            Head("With award scale", "graded", "count"),
            Head("With target", "targeted", "count"),
            *(Head(label, f"share {count}", "percent") for label, count, _ in shares),
            *(Head(label, key, "count") for label, key in _COUNTS),
        ),
        rows=tuple(rows),
        empty="No course stands in the period.",
    )
    intro = (
        "Percentages are of the courses judged: awards of those with a working grade, on track of those "
        "with a target too, ratings of those rated."
    )
    return Section(name, title, (table,), intro=intro, long=True)


def codes_section(now: pd.DataFrame, policy: Policy) -> Section:
    """How many of each class have each working grade or level: one column a code, best to worst."""
    grades = _in_order(now["grade"], [code for scale in policy.scales.values() for code in scale.order])
    bge = policy.scale_of("BGE")
    levels = _in_order(now["level_code"], bge.order if bge else ())
    by = ["subject", "level", "class_code"]
    rows: list[tuple[Value, ...]] = []
    for place, group in now.groupby(by, dropna=False, sort=True):
        seen = Counter(zip(repeat("grade"), group["grade"])) + Counter(zip(repeat("level"), group["level_code"]))
        teachers = sorted({teacher for teachers in group["teachers"] for teacher in teachers})
        cells = [seen["grade", code] or None for code in grades] + [seen["level", code] or None for code in levels]
        words = tuple(str(part) if _known(part) else "" for part in place)
        rows.append((*words, ", ".join(teachers), len(group), *cells))
    return Section(
        "Codes by class",
        "Working grades and levels by class",
        (
            TablePart(
                name="codes_by_class",
                title="Working grades and levels by class",
                heads=(
                    *(_LABELS[column] for column in by),
                    _LABELS["teachers"]._replace(kind="text"),
                    Head("Courses", "courses", "count"),
                    *(Head(code, f"grade {code}", "count", 4) for code in grades),
                    *(Head(code, f"level {code}", "count", 4) for code in levels),
                ),
                rows=tuple(rows),
                empty="No course stands in the period.",
            ),
        ),
        intro="A code means what the scale of the course's level says; an empty cell is nobody.",
        long=True,
    )


def _known(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _in_order(seen: pd.Series, order: Sequence[str]) -> list[str]:
    used = set(seen.dropna())
    return [code for code in dict.fromkeys(order) if code in used]
