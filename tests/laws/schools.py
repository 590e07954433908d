"""Small schools, drawn at random."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from tests.small_school import scn
from tmi_cli.policy import policy_names

Rows = list[dict[str, str]]


PUPILS = (
    ("Ailsa", "Sample", "S2", "88"),
    ("Blair", "Exemplar", "S4", "89.9"),
    ("Cora", "Mockingham", "S4", "90"),
    ("Duncan", "Placeholder", "S5", ""),
    ("Eilidh", "Specimen", "S3", "70%"),
)
SUBJECTS = ("French", "Physics", "Maths", "Beekeeping", "PSE")
GRADES = ("1", "3", "3", "4", "5", "6", "7", "8", "9", "D", "", "0", "soon")
RATINGS = ("1", "2", "2", "3", "4", "", "5")
BGE_LEVELS = ("2D", "3A", "3A", "3B", "4D", "4D", "", "N5", "3")
SENIOR_LEVELS = ("H", "H", "H", "N5", "N4", "NPA Level 5", "")
TARGETS = ("", "", "2", "3", "4", "8", "9")


def row_of(drawn: Mapping[str, Any]) -> dict[str, str]:
    """One row of an export, from the numbers and codes that were drawn for it."""
    forename, surname, stage, attendance = PUPILS[drawn["pupil"]]
    levels = BGE_LEVELS if stage in ("S2", "S3") else SENIOR_LEVELS
    return {
        "scn": scn(drawn["pupil"]),
        "forename": forename,
        "surname": surname,
        "stage": stage,
        "attendance": attendance,
        "period": str(drawn["period"]),
        "subject": drawn["subject"],
        "level": levels[drawn["level"] % len(levels)],
        "class": drawn["class"],
        "teacher": f"Mx {drawn['class']}",
        "target": drawn["target"],
        "new_target": drawn["new_target"],
        "grade": drawn["grade"],
        "effort": drawn["effort"],
        "behaviour": drawn["behaviour"],
        "homework": drawn["homework"],
    }


_DRAWN = st.fixed_dictionaries(
    {
        "pupil": st.integers(0, len(PUPILS) - 1),
        "period": st.integers(1, 3),
        "subject": st.sampled_from(SUBJECTS),
        "class": st.sampled_from(("A", "A", "B")),
        "level": st.integers(0, 62),
        "target": st.sampled_from(TARGETS),
        "new_target": st.sampled_from(("", "", "", "1", "2", "3")),
        "grade": st.sampled_from(GRADES),
        "effort": st.sampled_from(RATINGS),
        "behaviour": st.sampled_from(RATINGS),
        "homework": st.sampled_from(RATINGS),
    }
)


def _course(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["pupil"], row["subject"], row["class"], row["period"])


COLUMNS = ["scn", "forename", "surname", "stage", "attendance", "period", "subject", "level", "class", "teacher",
           "target", "new_target", "grade", "effort", "behaviour", "homework"]  # fmt: skip


@st.composite
def schools(draw: st.DrawFn, *, repeated: bool = False) -> Rows:
    """Rows of a small school, one a course and period; with ``repeated`` some courses have several."""
    drawn = draw(st.lists(_DRAWN, min_size=1, max_size=24, unique_by=None if repeated else _course))
    # One row that every school has, so that there is always something to report.
    certain = {
        "pupil": 2, "period": 1, "subject": "Music", "class": "A", "level": 0, "target": "", "new_target": "",
        "grade": "4", "effort": "3", "behaviour": "1", "homework": "1",
    }  # fmt: skip
    return [row_of(row) for row in (certain, *drawn)]


policies = st.sampled_from(policy_names())
