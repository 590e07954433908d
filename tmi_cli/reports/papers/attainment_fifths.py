"""The parts of the attainment paper on the lowest and highest 20 % of each stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tmi_cli.analysis.fifths import ENOUGH
from tmi_cli.records import Pupil
from tmi_cli.reports.paper import Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, pupil_cells


def fifths_table(placed: pd.DataFrame) -> TablePart:
    """How many pupils of each stage were placed, and how many are in its lowest and highest 20 %."""
    rows: list[tuple[Value, ...]] = []
    for stage in dict.fromkeys(placed["stage"]):
        here = placed[placed["stage"] == stage]
        lowest, highest = (int((here["fifth"] == which).sum()) for which in ("lowest", "highest"))
        judged = int(here["position"].notna().sum())
        rows.append((stage, judged, lowest, highest, len(here) - judged))
    return TablePart(
        name="fifths",
        title="Lowest and highest 20 % of each stage",
        heads=(
            Head("Stage", "stage", "strong"),
            Head("Judged", "judged", "count"),
            Head("Lowest 20 %", "lowest", "count"),
            Head("Highest 20 %", "highest", "count"),
            Head("Cannot judge", "cannot_judge", "count"),
        ),
        rows=tuple(rows),
        note="Each pupil is compared with those on the same courses, without points; the list says how. Cannot "
        f"judge: fewer than {ENOUGH} courses with a grade or level to compare.",
        empty="No pupil can be placed.",
    )


def fifths_section(placed: pd.DataFrame, pupils: Mapping[str, Pupil]) -> Section:
    """The pupils in the lowest and in the highest 20 % of their stage; ``placed`` as ``fifths`` gives them."""
    rows: list[tuple[Value, ...]] = []
    records = [record for record in placed.to_dict("records") if record["fifth"]]
    records.sort(key=lambda record: _furthest_first(record, pupils))
    for record in records:
        levels = ", ".join(f"{number} {level}" for level, number in record["levels"])
        position = round(100 * float(record["position"]), 1)
        told = (f"{str(record['fifth']).capitalize()} 20 %", position, record["compared"], levels)
        rows.append((*pupil_cells(pupils[record["pupil"]]), *told))
    table = TablePart(
        name="fifths_list",
        title="Lowest and highest 20 % of each stage",
        heads=(
            *PUPIL_HEADS,
            Head("Which", "which", "strong", 11, 14),
            Head("Position", "position", "percent"),
            Head("Courses compared", "compared", "count"),
            Head("Levels", "levels", "text", 12, 24),
        ),
        rows=tuple(rows),
        note="No points are given. In each course a pupil's position is the share of the pupils judged on it "
        "whose grade is worse, those with the same grade counted half; the position here is the mean over the "
        f"courses, at least {ENOUGH}. S4-S6: by working grade, among all who take the subject at that level; "
        "S1-S3: by BGE level, among the stage. So 50 % is the middle of the pupil's own courses and says nothing "
        "of how high they are: read it with the levels. Ties at the edge are all in.",
        empty="No stage has 5 pupils who can be placed.",
    )
    intro = "Who stands lowest and highest among those on the same courses; facts to look into, not a score."
    return Section("Lowest and highest 20 %", "Lowest and highest 20 %", (table,), intro=intro, long=True)


def _furthest_first(record: Mapping[Any, Any], pupils: Mapping[str, Pupil]) -> tuple[Any, ...]:
    """By stage; the lowest from the bottom up, then the highest from the top down."""
    is_high = record["fifth"] == "highest"
    position = -record["position"] if is_high else record["position"]
    return (record["stage"], is_high, position, pupils[record["pupil"]].order)
