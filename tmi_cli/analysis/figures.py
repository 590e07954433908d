"""Counts over the facts: by subject, class, teacher, or whatever the facts are divided by."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tmi_cli.policy import Policy, Scale
from tmi_cli.records.entry import RATINGS

COUNTS = {
    "entries": "courses in the period",
    "senior": "a senior-phase course",
    "bge": "a BGE course",
    "levelled": "a BGE level with its progress code",
    "graded": "a working grade that stands on a scale with awards",
    "targeted": "a working grade and a target in force",
    "on_track": "the working grade is at or above the target",
    "above": "the working grade is above the target",
    "at": "the working grade is the target",
    "below": "the working grade is below the target",
    "below_by_one": "by one band",
    "below_by_more": "by two bands or more",
    "compared": "a value now and an earlier one on the same level",
    "risen": "better than the earlier one",
    "same": "the same as the earlier one",
    "fallen": "worse than the earlier one",
    "level_changed": "a value now, and earlier ones only on another level",
    "rated": "the ratings can be judged",
    "rating_concern": "a rating is a concern",
    "all_best": "every rating given is the best code",
    "flagged": "a rule flagged it",
}
"""What is counted of each entry, and what it means. ``award_column`` names those of the policy's awards."""


def award_column(name: str) -> str:
    """The column that counts the entries with an award of a set: ``A-C`` -> ``award A-C``."""
    return f"award {name}"


def with_counts(facts: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """The facts (``facts_of``) with a column of 0 and 1 for each of ``COUNTS`` and each of the policy's awards.

    Sums over any division of the rows add up to the sum over the whole.
    """
    bands = pd.to_numeric(facts["target_bands"])
    movement = facts["movement"]
    found = {
        "entries": pd.Series(True, index=facts.index),
        "senior": facts["phase"] == "senior",
        "bge": facts["phase"] == "bge",
        "levelled": facts["level_code"].notna(),
        "graded": facts["award"].notna(),
        "targeted": bands.notna(),
        "on_track": bands >= 0,
        "above": bands > 0,
        "at": bands == 0,
        "below": bands < 0,
        "below_by_one": bands == -1,
        "below_by_more": bands <= -2,
        "compared": movement.isin(["risen", "same", "fallen"]),
        "risen": movement == "risen",
        "same": movement == "same",
        "fallen": movement == "fallen",
        "level_changed": movement == "level changed",
        "rated": facts["concern_rating"].notna(),
        "rating_concern": facts["concern_rating"] == True,  # noqa: E712  None is neither
        "all_best": facts["best_ratings"].astype(bool),
        "flagged": facts["flags"].astype(int) > 0,
    }
    for name, awards in policy.awards.items():
        found[award_column(name)] = facts["award"].isin(awards)
    return facts.assign(**{name: column.astype(int) for name, column in found.items()})


def tally(counted: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Sums of every count over rows alike in ``by``, with ``pupils``: one row a division, in order of ``by``.

    ``counted`` is as ``with_counts`` gives it. A row in which one of ``by`` is None is counted under None.
    ``teachers`` divides an entry's teachers, so that shared classes count for each of them.
    """
    if "teachers" in by:
        counted = counted.explode("teachers")
    names = [name for name in counted if name in COUNTS or str(name).startswith("award ")]
    groups = counted.groupby(list(by), dropna=False, sort=True)
    summed = groups[names].sum()
    summed.insert(0, "pupils", groups["pupil"].nunique())
    return summed.reset_index()


def total(counted: pd.DataFrame) -> dict[str, int]:
    """The sums of every count over all rows, with ``pupils``."""
    names = [str(name) for name in counted if name in COUNTS or str(name).startswith("award ")]
    return {"pupils": int(counted["pupil"].nunique())} | {name: int(counted[name].sum()) for name in names}


def grade_distribution(counted: pd.DataFrame, scale: str, codes: Sequence[str]) -> pd.DataFrame:
    """How often each working grade of a scale stands now and in the period before: ``code``, ``now``, ``last``.

    One row for each of ``codes``, best to worst.
    """
    return _distribution(counted[counted["scale"] == scale], "grade", codes)


def level_distribution(counted: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """How often each BGE level and progress code stands now and in the period before: as for grades.

    Only codes that occur, and those between them.
    """
    found = _distribution(counted, "level_code", scale.order)
    used = found.index[(found["now"] > 0) | (found["last"] > 0)]
    return found.loc[used.min() : used.max()].reset_index(drop=True) if len(used) else found.iloc[:0]


def rating_distribution(counted: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """How often each rating has each code now: ``field``, ``judged`` and a column for each code."""
    now = counted[counted["when"] == "now"]
    rows = []
    for field in RATINGS:
        seen = now[field].value_counts()
        rows.append([field, int(seen.sum()), *(int(seen.get(code, 0)) for code in scale.order)])
    return pd.DataFrame(rows, columns=["field", "judged", *scale.order])


def target_distribution(counted: pd.DataFrame) -> pd.DataFrame:
    """How many working grades stand how many bands from the target.

    Columns ``bands`` (below 0 under it), ``now``, ``last``. Ordered from the best; one row for each number of
    bands between the most and the least, 0 always there.
    """
    bands = {when: counted.loc[counted["when"] == when, "target_bands"].dropna() for when in ("now", "last")}
    known = [0, *bands["now"].astype(int), *bands["last"].astype(int)]
    rows = [
        [band, *(int((bands[when] == band).sum()) for when in ("now", "last"))]
        for band in range(max(known), min(known) - 1, -1)
    ]
    return pd.DataFrame(rows, columns=["bands", "now", "last"])


def _distribution(counted: pd.DataFrame, field: str, codes: Sequence[str]) -> pd.DataFrame:
    seen = {when: counted.loc[counted["when"] == when, field].value_counts() for when in ("now", "last")}
    rows = [[code, *(int(seen[when].get(code, 0)) for when in ("now", "last"))] for code in codes]
    return pd.DataFrame(rows, columns=["code", "now", "last"])
