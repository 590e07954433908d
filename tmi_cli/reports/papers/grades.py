"""How working grades, levels and ratings are distributed: tables, and a chart of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from tmi_cli.analysis.figures import (
    grade_distribution,
    level_distribution,
    rating_distribution,
    target_distribution,
)
from tmi_cli.policy import Policy, Scale
from tmi_cli.reports.paper import ChartPart, Head, Part, Section, TablePart, Value
from tmi_cli.reports.papers.glance import period_names
from tmi_cli.reports.papers.parts import percent, plural

NO_GRADES = "No working grade and no level stands in the period."


def grades_section(rows: pd.DataFrame, policy: Policy) -> Section:
    """Working grades on each scale that occurs, and BGE levels, now against the period before."""
    names = period_names(rows)
    parts: list[Part] = []
    for name, scale in policy.scales.items():
        found = grade_distribution(rows, name, scale.order)
        if found[["now", "last"]].to_numpy().sum():
            title = f"Working grades: {scale.title}"
            labels = [scale.name(code) for code in found["code"]]
            parts += _distribution(found, labels, f"grades-{name}", title=title, what="Working grade", names=names)
    bge = policy.scale_of("BGE")
    if bge is not None:
        found = level_distribution(rows, bge)
        if len(found):
            labels = [bge.name(code) for code in found["code"]]
            parts += _distribution(
                found, labels, "levels", title="BGE levels, best to worst", what="Level", names=names
            )
    return Section("Grades", "Working grades and levels", tuple(parts), intro="" if parts else NO_GRADES)


def targets_section(rows: pd.DataFrame) -> Section:
    """Working grades against the target in force, and movement since the grade before."""
    names = period_names(rows)
    found = target_distribution(rows)
    labels = [_bands(int(band)) for band in found["bands"]]
    title = "Working grades against the target in force"
    against = _distribution(found, labels, "targets", title=title, what="Against target", names=names)
    has_targets = bool(found[["now", "last"]].to_numpy().sum())
    intro = "" if has_targets else "No working grade stands beside a target."
    return Section(
        "Targets and movement",
        "Against target, and movement since the period before",
        (*(against if has_targets else ()), _movement(rows, names)),
        intro=intro,
    )


def ratings_section(rows: pd.DataFrame, scale: Scale) -> Section:
    """How often each rating has each code, in percent of those given."""
    found = rating_distribution(rows, scale)
    told: list[tuple[Value, ...]] = []
    for record in found.itertuples(index=False):
        field, judged, *counts = record
        shares = [percent(count, judged) for count in counts]
        told.append((str(field).capitalize(), judged, *counts, *shares))
    codes = [scale.name(code) for code in scale.order]
    table = TablePart(
        name="ratings",
        title="Ratings given",
        heads=(
            Head("Rating", "rating", "strong"),
            Head("Given", "given", "count"),
            *(Head(name, f"count {code}", "count") for code, name in zip(scale.order, codes, strict=True)),
            *(
                Head(f"{name}, %", f"share {code}", "percent")
                for code, name in zip(scale.order, codes, strict=True)
            ),
        ),
        rows=tuple(told),
        note="Percentages are of the ratings given; a blank is in none of them.",
    )
    chart = ChartPart(
        table="ratings",
        title="Ratings given, in percent",
        kind="stacked",
        category="rating",
        series=tuple(f"share {code}" for code in scale.order),
        x_title="Percent of the ratings given",
        y_title="Rating",
        says="; ".join(f"{row[0]}: {_concern(row, scale)}" for row in told) + ".",
    )
    return Section("Ratings", "Effort, behaviour and homework", (table, chart))


def _concern(row: Sequence[Value], scale: Scale) -> str:
    counts = dict(zip(scale.order, row[2 : 2 + len(scale.order)], strict=True))
    concern = sum(int(counts[code] or 0) for code in scale.concern)
    return f"{concern} of {row[1]} are a concern ({', '.join(scale.concern)})"


def _distribution(
    found: pd.DataFrame, labels: Sequence[str], name: str, *, title: str, what: str, names: tuple[str, str]
) -> list[Part]:
    """A table of a distribution and the chart of it; ``names`` are those of the two periods."""
    now, last = [int(n) for n in found["now"]], [int(n) for n in found["last"]]
    has_last = sum(last) > 0
    heads = [Head(what, "code", "strong", 12, 24), Head(names[0], "now", "count"), Head("%", "share", "percent")]
    rows: list[tuple[Value, ...]] = [
        (label, n, percent(n, sum(now))) for label, n in zip(labels, now, strict=True)
    ]
    rows.append(("All", sum(now), percent(sum(now), sum(now))))
    if has_last:
        heads += [Head(names[1], "before", "count"), Head("% then", "share_before", "percent")]
        then = [*zip(last, (percent(n, sum(last)) for n in last), strict=True), (sum(last), 100.0)]
        rows = [(*row, *earlier) for row, earlier in zip(rows, then, strict=True)]
    table = TablePart(name, title, tuple(heads), tuple(rows), total=True)
    most = max(range(len(now)), key=now.__getitem__)
    says = f"{names[0]}: {plural(sum(now), 'course')}, most of them {labels[most]} ({now[most]})"
    if has_last:
        peak = max(range(len(last)), key=last.__getitem__)
        says += f"; {names[1]}: {plural(sum(last), 'course')}, most of them {labels[peak]} ({last[peak]})"
    chart = ChartPart(
        table=name,
        title=title,
        kind="columns",
        category="code",
        series=("now", "before") if has_last else ("now",),
        x_title=what,
        y_title="Courses",
        says=says + ".",
    )
    return [table, chart]


def _movement(rows: pd.DataFrame, names: tuple[str, str]) -> TablePart:
    """Risen, same, fallen by subject and level, and what could not be compared."""
    now = rows[rows["when"] == "now"]
    counts = Counter(zip(now["subject"], now["level"], now["movement"], strict=True))
    told: list[tuple[Value, ...]] = []
    for subject, level in sorted({(subject, level or "") for subject, level, _ in counts}):
        here = {move: counts[subject, level or None, move] for move in _MOVES}
        compared = here["risen"] + here["same"] + here["fallen"]
        told.append((subject, level, compared, *here.values()))
    return TablePart(
        name="movement",
        title=f"Movement of working grades and levels up to {names[0]}",
        heads=(
            Head("Subject", "subject", "strong", 16, 26),
            Head("Level", "level"),
            Head("Compared", "compared", "count"),
            *(Head(words, move.replace(" ", "_"), "count") for move, words in _MOVES.items()),
        ),
        rows=tuple(told),
        note="Compared with the most recent earlier period that has a value on the same level; "
        "a changed level is never a rise or a fall.",
        empty="No course stands in the period.",
    )


_MOVES = {
    "risen": "Risen",
    "same": "Same",
    "fallen": "Fallen",
    "level changed": "Level changed",
    "nothing earlier": "Nothing earlier",
}


def _bands(band: int) -> str:
    if band == 0:
        return "at target"
    return f"{plural(abs(band), 'band')} {'above' if band > 0 else 'below'}"
