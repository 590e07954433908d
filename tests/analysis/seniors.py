"""Small schools of the senior phase, read and studied through the whole pipeline, and the laws' made-up rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import Phase, settings
from hypothesis import strategies as st

from tests.small_school import csv_text, run, table, with_numbers
from tmi_cli.analysis.study import Study, study

HEADERS = {"prelim": "Prelim", "predicted": "Predicted Grade"}
"""The headers of the columns that only these schools have."""


def studied(text: str | Sequence[Mapping[str, str]], *, policy: str = "standard", changes: str = "") -> Study:
    """A study of a table's rows, every pupil in S4 where none is told."""
    rows = with_numbers(table(text) if isinstance(text, str) else text)
    # A course of which nothing at all was entered is none; a rating makes it one.
    told = [{HEADERS.get(column, column): cell for column, cell in row.items()} | {"effort": "1"} for row in rows]
    with TemporaryDirectory() as folder:
        exports = {"Tracking TP1.csv": csv_text(told)}
        report = run(Path(folder), exports, policy=policy, changes=changes)
    return study(report.cohort, report.policy, report.findings)


def names(found: Study) -> dict[str, str]:
    """The first name of each pupil, by key."""
    return {key: pupil.forename for key, pupil in found.cohort.pupils.items()}


_GRADES = st.sampled_from(["", "1", "4", "6", "7", "8", "9"])

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "pupil": st.sampled_from(["Ann", "Bob", "Cat", "Dan", "Eve", "Fay"]),
            "subject": st.sampled_from(["Mathematics", "Physics", "French", "Beekeeping"]),
            "level": st.sampled_from(["N3", "N4", "N5", "H", "AH", "NPA Level 5", ""]),
            "class": st.sampled_from(["A1", "A2"]),
            "target": st.sampled_from(["", "3", "5", "8"]),
            "grade": _GRADES,
            "prelim": _GRADES,
            "predicted": _GRADES,
        }
    ),
    min_size=1,
    max_size=24,
    unique_by=lambda row: (row["pupil"], row["subject"], row["class"]),
).map(
    lambda rows: [
        {**row, "stage": {"Ann": "S4", "Bob": "S4", "Cat": "S5", "Dan": "S6", "Eve": "S3"}.get(row["pupil"], "")}
        # One row that every school has, so that there is always something to report.
        for row in [*rows, {**rows[0], "pupil": "Gil", "level": "N5", "grade": "3"}]
    ]
)
"""Rows of a school in which everything odd occurs: no level, no faculty, no stage, blanks, two classes."""

law = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
