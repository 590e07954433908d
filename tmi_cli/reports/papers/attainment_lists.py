"""Courses in the attainment paper: one grade against another, and the predicted grade template."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tmi_cli.analysis.attainment import TOP, template
from tmi_cli.analysis.comparisons import STEPS, Field, by_course, compared
from tmi_cli.analysis.figures import award_column, target_distribution
from tmi_cli.policy import Policy
from tmi_cli.records import Pupil
from tmi_cli.reports.paper import ChartPart, Head, Section, TablePart, Value
from tmi_cli.reports.papers.parts import PUPIL_HEADS, listed, percent, plural, pupil_cells

_NAMES: dict[Field, str] = {
    "grade": "Working grade",
    "prelim": "Prelim",
    "predicted": "Predicted grade",
    "target": "Target",
}


def below_target_sections(counted: pd.DataFrame, policy: Policy, *, pupils: Mapping[str, Pupil]) -> list[Section]:
    """How far working grades stand from the target in force, and the list of those below it."""
    found = target_distribution(counted)
    now, last = ([int(number) for number in found[when]] for when in ("now", "last"))
    heads = [
        Head("Against target", "against", "strong", 14, 24),
        Head("Now", "now", "count"),
        Head("% of judged", "share", "percent"),
    ]
    labels = [*(_against_target(int(bands)) for bands in found["bands"]), "All"]
    counts = [*now, sum(now)]
    rows: list[tuple[Value, ...]] = [
        (label, n, percent(n, sum(now))) for label, n in zip(labels, counts, strict=True)
    ]
    if sum(last):
        heads += [Head("Period before", "before", "count"), Head("% then", "share_before", "percent")]
        rows = [(*row, n, percent(n, sum(last))) for row, n in zip(rows, [*last, sum(last)], strict=True)]
    seniors = int(((counted["when"] == "now") & (counted["phase"] == "senior")).sum())
    table = TablePart(
        name="targets",
        title="Working grades against the target in force",
        heads=tuple(heads),
        rows=tuple(rows) if sum(now) else (),
        note=f"Of {plural(seniors, 'senior entry', 'senior entries')} now, {sum(now):,} have both a working grade "
        f"and a target and are judged, {seniors - sum(now):,} not. A band is one place on the scale of a course.",
        empty="No working grade stands beside a target.",
        total=True,
    )
    below = sum(n for n, bands in zip(now, found["bands"], strict=True) if bands < 0)
    chart = ChartPart(
        table="targets",
        title="Working grades against the target in force",
        kind="columns",
        category="against",
        series=("now", "before") if sum(last) else ("now",),
        x_title="Against target",
        y_title="Entries",
        says=f"{below:,} of {sum(now):,} working grades judged are below their target.",
    )
    today = counted[counted["when"] == "now"]
    return [
        Section("Below target", "Below target, by bands", (table, chart) if table.rows else (table,)),
        _list_section(
            _worse(compared(today, policy, "grade", "target")),
            policy,
            pupils=pupils,
            fields=("grade", "target"),
            name="Below target list",
            title="Working grades below the target, furthest first",
            empty="No working grade is below its target.",
        ),
    ]


def prelim_sections(now: pd.DataFrame, policy: Policy, *, pupils: Mapping[str, Pupil]) -> list[Section]:
    """Working grades against prelims: by subject and level, and those two bands or more apart."""
    found = compared(now, policy, "grade", "prelim")
    return [
        _steps_section(
            found,
            name="Prelim",
            title="Working grade against prelim",
            note="Better: the working grade is better than the prelim, both as entered in the reported period.",
        ),
        _list_section(
            _apart(found),
            policy,
            pupils=pupils,
            fields=("grade", "prelim"),
            name="Prelim list",
            title="Working grade and prelim 2 bands or more apart",
            empty="No working grade is 2 bands or more from its prelim.",
        ),
    ]


def predicted_sections(now: pd.DataFrame, policy: Policy, *, pupils: Mapping[str, Pupil]) -> list[Section]:
    """Predicted grades against the target in force: by subject and level, and those below it."""
    found = compared(now, policy, "predicted", "target")
    return [
        _steps_section(
            found,
            name="Predicted",
            title="Predicted grade against target",
            note="Better: the predicted grade is better than the target in force.",
        ),
        _list_section(
            _worse(found),
            policy,
            pupils=pupils,
            fields=("predicted", "target"),
            name="Predicted list",
            title="Predicted grades below the target, furthest first",
            empty="No predicted grade is below its target.",
        ),
    ]


def template_section(now: pd.DataFrame, policy: Policy) -> Section:
    """The predicted grade template for the meeting: a row a faculty, subject and level."""
    found = template(now, policy)
    has_top = bool(found["top"].notna().any()) and TOP not in policy.awards
    sets = {name: award_column(name) for name in policy.awards}
    if has_top:
        sets = {TOP: "top", **sets}
    rows: list[tuple[Value, ...]] = []
    for record in found.to_dict("records"):
        judged = record["judged"]
        counts: list[Value] = []
        for column in sets.values():
            counts += [record[column], None if record[column] is None else percent(record[column], judged)]
        place = (record["faculty"] or "No faculty", record["subject"], record["level"] or "Not known")
        basis = "Predicted grade" if record["basis"] == "predicted" else "Working grade"
        rows.append((*place, basis, record["entries"], judged, *counts, None))
    heads = [
        Head("Faculty", "faculty", "strong", 12, 24),
        Head("Subject", "subject", "text", 12, 24),
        Head("Level", "level"),
        Head("From", "from", "text", 12, 16),
        Head("Entries", "entries", "count"),
        Head("Judged", "judged", "count"),
    ]
    for name in sets:
        heads += [Head(name, f"count {name}", "count"), Head(f"{name} %", f"share {name}", "percent")]
    counted = "; ".join(f"{name} counts {listed(awards)}" for name, awards in policy.awards.items())
    table = TablePart(
        name="template",
        title="Predicted awards by faculty, subject and level",
        heads=(*heads, Head("Comment", "comment", "entry", 24, 24)),
        rows=tuple(rows),
        note=f"Percentages are of the entries judged. {counted + '. ' if counted else ''}From predicted grades "
        "where any pupil of the subject and level has one (who has none is not judged), else from working grades.",
        empty="No senior course stands in the period.",
    )
    intro = "Filter by faculty for its meeting."
    return Section("Predicted grade template", "Predicted grade template", (table,), intro=intro, long=True)


def _steps_section(found: pd.DataFrame, *, name: str, title: str, note: str) -> Section:
    """How far two grades lie apart in each subject and level."""
    rows: list[tuple[Value, ...]] = []
    courses = by_course(found)
    for subject, level, entries, judged, *steps in courses.itertuples(index=False):
        rows.append((subject, level, entries, judged, *steps))
    total = [sum(courses[column]) for column in ("entries", "compared", *STEPS)]
    if rows:
        rows.append(("All", "", *total))
    table = TablePart(
        name=name.lower(),
        title=f"{title}, by subject and level",
        heads=(
            Head("Subject", "subject", "strong", 14, 26),
            Head("Level", "level"),
            Head("Entries", "entries", "count"),
            Head("Compared", "compared", "count"),
            *(Head(words[0].upper() + words[1:], key, "count") for key, words in STEPS.items()),
        ),
        rows=tuple(rows),
        note=f"{note} Subjects and levels with nothing to compare are left out.",
        empty="No entry has both.",
        total=True,
    )
    return Section(name, title, (table,))


def _worse(found: pd.DataFrame) -> pd.DataFrame:
    return found[pd.to_numeric(found["bands"]) < 0]


def _apart(found: pd.DataFrame) -> pd.DataFrame:
    return found[pd.to_numeric(found["bands"]).abs() >= 2]


def _list_section(
    found: pd.DataFrame,
    policy: Policy,
    *,
    pupils: Mapping[str, Pupil],
    fields: tuple[Field, Field],
    name: str,
    title: str,
    empty: str,
) -> Section:
    """Entries with their two grades, those furthest apart on top."""
    records = found.to_dict("records")
    records.sort(key=lambda record: (-abs(record["bands"]), pupils[record["pupil"]].order, record["subject"]))
    rows: list[tuple[Value, ...]] = []
    for record in records:
        scale = policy.scale_of(record["level"])
        codes = [scale.name(record[side]) if scale else record[side] for side in ("one", "other")]
        grades = (record["subject"], record["level"] or "", *codes, record["bands"])
        taught = (record["class_code"] or "", ", ".join(record["teachers"]))
        rows.append((*pupil_cells(pupils[record["pupil"]]), *grades, *taught))
    own, other = (_NAMES[field] for field in fields)
    table = TablePart(
        name=name.lower().replace(" ", "_"),
        title=title,
        heads=(
            *PUPIL_HEADS,
            Head("Subject", "subject", "strong", 12, 24),
            Head("Level", "level"),
            Head(own, fields[0], "text", 8, 16),
            Head(other, fields[1], "text", 8, 16),
            Head("Bands", "bands", "count"),
            Head("Class", "class", "text", 7, 12),
            Head("Teacher", "teacher", "text", 10, 16),
        ),
        rows=tuple(rows),
        note=f"Bands below 0: the {own.lower()} is worse than the {other.lower()}.",
        empty=empty,
    )
    return Section(name, title, (table,), long=True)


def _against_target(bands: int) -> str:
    if bands == 0:
        return "at target"
    return f"{plural(abs(bands), 'band')} {'above' if bands > 0 else 'below'}"
