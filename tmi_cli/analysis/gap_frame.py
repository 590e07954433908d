"""One row a pupil: what pupils are compared by, and what is measured of each, for ``gaps``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from tmi_cli.analysis.figures import award_column
from tmi_cli.cohort.groups import decile, is_ticked
from tmi_cli.policy import Policy
from tmi_cli.records import Pupil
from tmi_cli.records.pupil import COMPARED

RESIDUE = 20
"""Pupils from which on a residual group is told as a group of its own."""

_GENDERS = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}


def measures_of(policy: Policy) -> dict[str, str]:
    """What can be measured of a pupil, and what it means; ``pupil_frame`` has a column for each."""
    awards = {name.lower(): f"with {name} in most courses judged" for name in policy.awards}
    return {
        "flagged": "flagged in at least one course",
        "on-track": "on track (at or above target) in most courses judged",
        **awards,
        "below-target": "below target in at least one course",
        "ratings": "with a rating of concern in at least one course",
    }


def alike(policy: Policy) -> tuple[frozenset[str], ...]:
    """Measures of which one tells of another: what is hidden in one must be hidden in all of its set.

    A flag may be a rating and nothing else; who has A-C has A-D; who is below target in a course is less likely on
    track in most.
    """
    sets = (("flagged", "ratings"), tuple(name.lower() for name in policy.awards), ("on-track", "below-target"))
    return tuple(frozenset(names) for names in sets)


def pupil_frame(now: pd.DataFrame, pupils: Mapping[str, Pupil], policy: Policy) -> pd.DataFrame:
    """The pupils of some rows of the facts with counts, each once.

    Columns: ``pupil``, ``stage``; those of ``records.pupil.COMPARED`` (``simd`` a decile, ``gender`` a text, the
    others True or False; None where no list tells of the pupil); and the ``measures_of`` (True or False, None
    where no course could be judged). Most means more than half.
    """
    names = ["flagged", "entries", "on_track", "below", "targeted", "rating_concern", "rated", "graded"]
    sums = now.groupby("pupil", sort=False)[[*names, *map(award_column, policy.awards)]].sum()
    rows = []
    for key, counts in sums.to_dict("index").items():
        pupil = pupils[str(key)]
        row: dict[str, object] = {"pupil": key, "stage": pupil.stage}
        told = dict(pupil.told)
        row |= {field: _value(field, told.get(field)) for field in COMPARED}
        row |= {
            "flagged": counts["flagged"] > 0,
            "on-track": _most(counts["on_track"], counts["targeted"]),
            **{name.lower(): _most(counts[award_column(name)], counts["graded"]) for name in policy.awards},
            "below-target": _any(counts["below"], counts["targeted"]),
            "ratings": _any(counts["rating_concern"], counts["rated"]),
        }
        rows.append(row)
    columns = ["pupil", "stage", *COMPARED, *measures_of(policy)]
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in columns})


def _value(field: str, text: str | None) -> object:
    if text is None:
        return None
    if field == "simd":
        return decile(text)
    if field == "gender":
        return _GENDERS.get(text.casefold(), text.upper()) or None
    return is_ticked(text)


def _most(count: int, of: int) -> bool | None:
    return 2 * count > of if of else None


def _any(count: int, of: int) -> bool | None:
    return count > 0 if of else None


def residue(frame: pd.DataFrame, fields: Sequence[str], *, least: int = RESIDUE) -> frozenset[object]:
    """The pupils who are in a small residual group of any of the characteristics ``fields``.

    Residual are those of whom a characteristic is not known and genders other than F and M. Where such a group has
    fewer than ``least`` pupils, its small figures would hide those of the groups that are compared, or follow
    from them; so its pupils are left out of everything published alike, and no total of one table tells of them
    against that of another. ``frame`` is of the whole school.
    """
    left_out: set[object] = set()
    for field in fields:
        residual = frame[field].isna() if field != "gender" else ~frame[field].isin(["F", "M"])
        for _, group in frame[residual].groupby(field, dropna=False):
            if len(group) < least:
                left_out |= set(group["pupil"])
    return frozenset(left_out)


def known_fields(frame: pd.DataFrame) -> list[str]:
    """The characteristics of which a list or an export tells of anybody."""
    return [field for field in COMPARED if frame[field].notna().any()]
