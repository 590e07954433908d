"""Equity gaps: one yes/no measure by a characteristic of the pupils, with intervals and without small numbers.

The frame
    One row per pupil of the scope, a pupil once; whole school, a stage, a faculty or a class is the caller's
    filter. ``pupil`` (any identity); of the characteristics those that are asked for: ``simd`` (decile 1 to 10),
    ``gender`` (text), ``fme``, ``asn``, ``eal``, ``care_experienced``, ``young_carer`` (True or False); measures
    by any other name (True or False). None, NaN and NA are "not known" in a characteristic and "not judged" in a
    measure.
"""

from collections.abc import Mapping
from math import ceil, sqrt
from typing import Any, NamedTuple

import pandas as pd

from tmi_cli.analysis.suppress import THRESHOLD, suppress_shares

NOT_KNOWN = "not known"
ALL = "All"
Z95 = 1.959963984540054


class Characteristic(NamedTuple):
    """What pupils are compared by: its title, its groups in order with their labels, and what is compared.

    No groups: they are those that occur. "not known" and "All" are rows of every table and in no comparison.
    """

    title: str
    groups: tuple[tuple[str, str], ...]
    comparisons: tuple[tuple[str, str], ...]


_YES_NO = ("yes", "no")
CHARACTERISTICS: Mapping[str, Characteristic] = {
    "simd": Characteristic(
        "SIMD quintile",
        (("Q1", "Q1 (most deprived)"), ("Q2", "Q2"), ("Q3", "Q3"), ("Q4", "Q4"), ("Q5", "Q5 (least deprived)")),
        (("Q1", "Q5"), ("Q1-2", "Q4-5")),
    ),
    "gender": Characteristic("Gender", (), (("F", "M"),)),
    "fme": Characteristic("Free meal entitlement", (("yes", "FME"), ("no", "no FME")), (_YES_NO,)),
    "asn": Characteristic("Additional support needs", (("yes", "ASN"), ("no", "no ASN")), (_YES_NO,)),
    "eal": Characteristic("English as an additional language", (("yes", "EAL"), ("no", "no EAL")), (_YES_NO,)),
    "care_experienced": Characteristic(
        "Care experience", (("yes", "care experienced"), ("no", "not care experienced")), (_YES_NO,)
    ),
    "young_carer": Characteristic(
        "Young carers", (("yes", "young carer"), ("no", "not a young carer")), (_YES_NO,)
    ),
}
_FIGURES = ("percent_first", "percent_second", "gap", "low", "high", "judged_first", "judged_second")
_TOGETHER = {"Q1-2": ("Q1", "Q2"), "Q4-5": ("Q4", "Q5")}


def gap_table(frame: pd.DataFrame, *, measure: str, characteristic: str) -> pd.DataFrame:
    """One row per group in order, then "not known", then "All"; the rows above All add up to it.

    Columns: ``group`` (the key, as "Q1" or "yes"), ``label``, ``pupils``, ``judged``, ``count`` (pupils of whom
    the measure is True), ``percent`` (of those judged), ``low`` and ``high`` (95 % of Wilson 1927, in percent).
    The last three are NaN where nobody was judged.

    Raises KeyError for an unknown characteristic or a column that is not there, ValueError for a pupil twice and
    for a value that is none of the documented ones.
    """
    told = CHARACTERISTICS[characteristic]
    if frame["pupil"].duplicated().any():
        raise ValueError("a pupil is in the frame twice; it holds one row per pupil")
    groups = [_group(value, characteristic) for value in frame[characteristic].tolist()]
    judged = [_truth(value, measure) for value in frame[measure].tolist()]
    labels = dict(told.groups) or {group: group for group in sorted(set(groups) - {NOT_KNOWN}, key=_gender_order)}
    labels[NOT_KNOWN] = NOT_KNOWN
    rows = []
    for group, label in (*labels.items(), (ALL, ALL)):
        found = [of for of, its in zip(judged, groups, strict=True) if group in (its, ALL)]
        rows.append(_row(group, label, len(found), found.count(True), found.count(False)))
    return pd.DataFrame(rows)


def comparisons(frame: pd.DataFrame, *, measure: str, characteristic: str) -> pd.DataFrame:
    """The gaps between the groups that are compared, where both have somebody judged; else no row.

    Columns: ``first``, ``second`` (keys; "Q1-2" is Q1 and Q2 together), ``percent_first``, ``percent_second``,
    ``gap`` (percentage points, first minus second), ``low``, ``high``, ``judged_first``, ``judged_second``. The
    95 % interval is the hybrid score interval without continuity correction, built from the two Wilson intervals:
    Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10. Raises as `gap_table` does.
    """
    table = gap_table(frame, measure=measure, characteristic=characteristic)
    figures = {
        group: (int(count), int(judged))
        for group, count, judged in zip(table["group"], table["count"], table["judged"], strict=True)
    }
    rows = []
    for first, second in CHARACTERISTICS[characteristic].comparisons:
        sides = [_sum(figures, _TOGETHER.get(side, (side,))) for side in (first, second)]
        (count_a, judged_a), (count_b, judged_b) = sides
        if judged_a and judged_b:
            gap, low, high = newcombe(count_a, judged_a, count_b, judged_b)
            shares = (100 * count_a / judged_a, 100 * count_b / judged_b)
            rows.append((first, second, *shares, 100 * gap, 100 * low, 100 * high, judged_a, judged_b))
    return pd.DataFrame(rows, columns=["first", "second", *_FIGURES])


def wilson(count: int, judged: int) -> tuple[float, float]:
    """The 95 % score interval of a share, from 0 to 1: Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212."""
    share, square = count / judged, Z95 * Z95
    middle = share + square / (2 * judged)
    reach = Z95 * sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
    scale = 1 + square / judged
    low = 0.0 if count == 0 else (middle - reach) / scale
    high = 1.0 if count == judged else (middle + reach) / scale
    return low, high


def newcombe(count_a: int, judged_a: int, count_b: int, judged_b: int) -> tuple[float, float, float]:
    """The difference of two shares, a minus b, and its 95 % interval, from -1 to 1 (Newcombe 1998, method 10)."""
    a, b = count_a / judged_a, count_b / judged_b
    (low_a, high_a), (low_b, high_b) = wilson(count_a, judged_a), wilson(count_b, judged_b)
    below = sqrt((a - low_a) ** 2 + (high_b - b) ** 2)
    above = sqrt((high_a - a) ** 2 + (b - low_b) ** 2)
    return a - b, a - b - below, a - b + above


def suppressed(table: pd.DataFrame, *, threshold: int = THRESHOLD, zeros: bool = False) -> pd.DataFrame:
    """A `gap_table` without its small figures: the same rows and columns, and which of them are hidden.

    Hidden figures are missing (NA, or NaN in ``percent``, ``low``, ``high``); ``hidden`` says so of the count and
    what follows from it, ``hidden_judged`` of the number judged, ``hidden_pupils`` of ``pupils``. See
    `suppress_scopes`, of which this is the case of one scope.
    """
    return suppress_scopes({"": table}, table, threshold=threshold, zeros=zeros)[1]


def suppress_scopes(
    scopes: Mapping[str, pd.DataFrame], whole: pd.DataFrame, *, threshold: int = THRESHOLD, zeros: bool = False
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The `gap_table`s of scopes that add up to a whole (its stages), published side by side with it.

    Every scope's table and the whole one come back as `suppressed` describes. They have to be given together: a
    stage's hidden figure would otherwise follow from the school's and the other stages'. What stays hidden is
    `suppress_shares`' promise, for each figure of each table. ``pupils`` is shown where it says no more than
    ``judged`` does, or where no figure of ``judged`` is hidden and no number of pupils not judged is small; else
    all of it is hidden.

    Tables by another characteristic or of another measure of the same pupils are not looked at. Characteristics
    share the All row: where one table hides it, hide it in all. One level of scopes only: classes within stages
    add up twice, and want a publication of their own.

    Raises ValueError where the scopes do not add up to the whole: pupils without a stage are a scope as well.
    """
    keys = [group for group in whole["group"].tolist() if group != ALL]
    tables = {name: table.set_index("group") for name, table in scopes.items()}
    if any(not set(table.index) <= {*keys, ALL} for table in tables.values()):
        raise ValueError("a scope has a group that the whole has not")
    cells = {
        of: [[int(table[of].get(key, 0)) for table in tables.values()] for key in keys]
        for of in ("pupils", "judged", "count")
    }
    for of, rows in cells.items():
        total = [sum(row) for row in rows]
        if [*total, sum(total)] != [int(figure) for figure in whole[of]]:
            raise ValueError("the scopes do not add up to the whole: leave nobody out, and count nobody twice")
    hide = suppress_shares(cells["count"], cells["judged"], threshold=threshold, zeros=zeros)
    frames = [*scopes.values(), whole]
    unjudged = [int(p) - int(j) for table in frames for p, j in zip(table["pupils"], table["judged"], strict=True)]
    no_pupils: bool | None = any(0 < number < threshold for number in unjudged) or any(map(any, hide.bases))
    if not any(unjudged):
        no_pupils = None
    rows_of = {key: row for row, key in enumerate([*keys, ALL])}
    out = []
    for column, table in enumerate(frames):
        places = [rows_of[group] for group in table["group"]]
        counts, bases = ([mask[row][column] for row in places] for mask in hide)
        out.append(_without(table, counts, bases, bases if no_pupils is None else [no_pupils] * len(places)))
    return dict(zip(scopes, out, strict=False)), out[-1]


def suppressed_comparisons(found: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """`comparisons` beside the `suppressed` table of the same frame, with a column ``hidden``.

    A comparison is shown only where every group it is made of is shown in full: then it says nothing that does
    not follow from the table. Its figures are NaN and NA where it is hidden.
    """
    closed = set(shown["group"][shown["hidden"] | shown["hidden_judged"]])
    sides = zip(found["first"], found["second"], strict=True)
    hidden = [any(closed & set(_TOGETHER.get(side, (side,))) for side in pair) for pair in sides]
    out = found.astype({"judged_first": "Int64", "judged_second": "Int64"})
    out.loc[hidden, list(_FIGURES)] = pd.NA
    return out.assign(hidden=pd.Series(hidden, index=out.index, dtype=bool))


def _without(table: pd.DataFrame, counts: list[bool], bases: list[bool], pupils: list[bool]) -> pd.DataFrame:
    out = table.astype({"pupils": "Int64", "judged": "Int64", "count": "Int64"})
    for columns, hidden in (
        (("count", "percent", "low", "high"), counts),
        (("judged",), bases),
        (("pupils",), pupils),
    ):
        out.loc[hidden, list(columns)] = pd.NA
    return out.assign(hidden=counts, hidden_judged=bases, hidden_pupils=pupils)


def _row(group: str, label: str, pupils: int, yes: int, no: int) -> dict[str, object]:
    judged = yes + no
    low, high = wilson(yes, judged) if judged else (float("nan"), float("nan"))
    return {
        "group": group,
        "label": label,
        "pupils": pupils,
        "judged": judged,
        "count": yes,
        "percent": 100 * yes / judged if judged else float("nan"),
        "low": 100 * low,
        "high": 100 * high,
    }


def _sum(figures: Mapping[str, tuple[int, int]], groups: tuple[str, ...]) -> tuple[int, int]:
    found = [figures.get(group, (0, 0)) for group in groups]
    return sum(count for count, _ in found), sum(judged for _, judged in found)


def _group(value: Any, characteristic: str) -> str:
    if pd.isna(value):
        return NOT_KNOWN
    if characteristic == "simd":
        if value not in range(1, 11):
            raise ValueError("an SIMD decile is a whole number from 1 to 10")
        return f"Q{ceil(value / 2)}"
    if characteristic == "gender":
        if not isinstance(value, str) or value in ("", ALL):
            raise ValueError("a gender is a text, and not the name of the row of all")
        return value
    return "yes" if _truth(value, characteristic) else "no"


def _truth(value: Any, column: str) -> bool | None:
    if pd.isna(value):
        return None
    if value not in (True, False):
        raise ValueError(f"the column {column} holds what is neither True, False nor missing")
    return bool(value)


def _gender_order(gender: str) -> tuple[int, str]:
    return ("F", "M").index(gender) if gender in ("F", "M") else 2, gender
