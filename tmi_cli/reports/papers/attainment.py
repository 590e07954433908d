"""The attainment paper: what the grades of the period would come to, and which pupils to talk about."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from tmi_cli.analysis.attainment import (
    ALL,
    BASES,
    Basis,
    courses_on,
    is_given,
    is_senior,
    measures_by_stage,
    one_short,
    stages_of,
)
from tmi_cli.analysis.comparisons import Field, compared
from tmi_cli.analysis.fifths import fifths
from tmi_cli.analysis.study import Study
from tmi_cli.policy import Policy
from tmi_cli.reports.paper import ChartPart, Head, Paper, Part, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.attainment_awards import (
    NO_MEASURES,
    NO_SENIORS,
    THIS_SESSION,
    awards_section,
    measures_section,
    short_section,
)
from tmi_cli.reports.papers.attainment_fifths import fifths_section, fifths_table
from tmi_cli.reports.papers.attainment_lists import (
    below_target_sections,
    predicted_sections,
    prelim_sections,
    template_section,
)
from tmi_cli.reports.papers.parts import about, listed, percent, plural, run_id, told
from tmi_cli.reports.report import Report

SCHEMA = "tmi.attainment/1"


def attainment_paper(report: Report, study: Study) -> Paper:
    """The paper on attainment in the reported period, of the whole school.

    Awards are counted from working grades, and from prelim and predicted grades where any is given.
    """
    now, policy, pupils = study.now, study.policy, report.cohort.pupils
    seniors = now[is_senior(now)]
    bases = [basis for basis in BASES if basis == "working grade" or is_given(seniors, basis)]
    courses = {basis: courses_on(seniors, policy, basis) for basis in bases}
    measures = {basis: measures_by_stage(found, policy) for basis, found in courses.items()}
    short = {basis: one_short(found, policy) for basis, found in courses.items()}
    placed = fifths(now, policy)
    sections = [
        _glance(now, courses["working grade"], policy, measures=measures, short=short, placed=placed),
        measures_section(measures, policy),
        awards_section(courses, policy, pupils=pupils),
        short_section(short, policy, pupils=pupils),
        *below_target_sections(study.counted, policy, pupils=pupils),
    ]
    if is_given(now, "prelim"):
        sections += prelim_sections(now, policy, pupils=pupils)
    if is_given(now, "predicted"):
        sections += predicted_sections(now, policy, pupils=pupils)
    sections += [fifths_section(placed, pupils), template_section(now, policy)]
    return Paper(
        schema=SCHEMA,
        title=f"Attainment, {report.title}",
        recipient="the senior leadership team and the lead on raising attainment",
        about=about(report),
        sections=tuple(sections),
        run_id=run_id(report, "attainment"),
        file="attainment overview",
        extra={"awards": {name: list(counted) for name, counted in policy.awards.items()}},
    )


def _glance(
    now: pd.DataFrame,
    working: pd.DataFrame,
    policy: Policy,
    *,
    measures: Mapping[Basis, pd.DataFrame],
    short: Mapping[Basis, pd.DataFrame],
    placed: pd.DataFrame,
) -> Section:
    parts: list[Part] = [TextPart(tuple(_sentences(now, working, policy)), bullets=True)]
    found = measures["working grade"]
    if len(found):
        tables = [_measure_table(found[found["awards"] == name], name, policy) for name in policy.awards]
        chart = _measure_chart(tables[0], next(iter(policy.awards)))
        parts += [*tables, chart, _short_table(short["working grade"], policy)]
    parts.append(fifths_table(placed))
    return Section("At a glance", "At a glance", tuple(parts))


def _sentences(now: pd.DataFrame, working: pd.DataFrame, policy: Policy) -> list[str]:
    """The answers in a few sentences, each with what it is counted of."""
    sentences = [] if policy.awards and policy.measures else [NO_MEASURES]
    if working.empty:
        return [NO_SENIORS, *sentences]
    judged = working[working["award"].notna()]
    stages = listed(stage or "a stage not known" for stage in stages_of(working))
    sentences.insert(
        0,
        f"{plural(working['pupil'].nunique(), 'pupil')} of {stages} with {plural(len(working), 'senior course')}: "
        f"{told(len(judged), len(working), 'courses')} have a working grade that can be judged.",
    )
    without = working["pupil"].nunique() - judged["pupil"].nunique()
    if without:
        sentences.append(f"{plural(without, 'pupil')} with no course that can be judged: in no percentage.")
    if policy.awards:
        counts = "; ".join(f"{name} counts {listed(counted)}" for name, counted in policy.awards.items())
        sentences += [f"{counts}.", THIS_SESSION]
    for name, counted in policy.awards.items():
        share = told(int(judged["award"].isin(counted).sum()), len(judged), "courses judged")
        sentences.append(f"Working grades that would be {name}: {share}.")
    comparisons: list[tuple[Field, Field, str, str]] = [
        ("grade", "target", "Working grade below the target", "working grades with a target"),
        ("grade", "prelim", "Working grade worse than the prelim", "working grades with a prelim"),
        ("predicted", "target", "Predicted grade below the target", "predicted grades with a target"),
    ]
    for one, other, what, of in comparisons:
        bands = pd.to_numeric(compared(now, policy, one, other)["bands"].dropna())
        if len(bands):
            share = told(int((bands < 0).sum()), len(bands), of)
            sentences.append(f"{what}: {share}; {int((bands <= -2).sum()):,} by 2 bands or more.")
    younger = now[(now["phase"] == "senior") & ~is_senior(now)]["pupil"].nunique()
    if younger:
        sentences.append(
            f"{plural(younger, 'pupil')} of S1-S3 with a senior course: in no measure and no list of awards, "
            "but wherever courses are counted."
        )
    return sentences


def _measure_table(found: pd.DataFrame, name: str, policy: Policy) -> TablePart:
    """Measures down, stages across: the share of the stage's judged pupils who meet each."""
    records = found.to_dict("records")
    judged = {record["stage"]: record["judged"] for record in records}
    shares = {(r["measure"], r["stage"]): percent(r["meets"], r["judged"]) for r in records}
    first = policy.measures[0]
    return TablePart(
        name=f"measures {name}",
        title=f"Pupils who would meet each measure with {name}, by working grade",
        heads=(
            Head("Measure", "measure", "strong", 8, 12),
            *(
                Head(f"{stage or 'Stage not known'} (of {number})", stage or "not known", "percent", 8, 12)
                for stage, number in judged.items()
            ),
        ),
        rows=tuple((m.name, *(shares[m.name, stage] for stage in judged)) for m in policy.measures),
        note=f"{first.name}: {first.awards} or more {name} at SCQF level {first.level} or better. Percent of the "
        "pupils judged, whose number stands over each column: those with a working grade in a senior course.",
    )


def _measure_chart(table: TablePart, name: str) -> ChartPart:
    stages = tuple(head.key for head in table.heads[1:] if head.key != ALL)
    said = []
    for stage in stages:
        shares = zip(table.column("measure"), table.column(stage), strict=True)
        met = [f"{measure} {share:.0f} %" for measure, share in shares if isinstance(share, float) and share]
        said.append(f"{stage}: {', '.join(met) or 'none is met'}")
    return ChartPart(
        table=table.name,
        title=f"Pupils who would meet each measure with {name}, in percent of those judged",
        kind="columns",
        category="measure",
        series=stages,
        x_title="Measure",
        y_title="Percent of pupils judged",
        says="; ".join(said) + ".",
    )


def _short_table(short: pd.DataFrame, policy: Policy) -> TablePart:
    """How many pupils are one award short of each measure, and how many of them one band."""
    heads = [Head("Measure", "measure", "strong", 8, 12)]
    for name in policy.awards:
        heads += [
            Head(f"{name}: one award short", f"short {name}", "count"),
            Head(f"{name}: by one band", f"band {name}", "count"),
        ]
    rows: list[tuple[Value, ...]] = []
    for measure in policy.measures:
        row: list[Value] = [measure.name]
        for name in policy.awards:
            here = short[(short["measure"] == measure.name) & (short["awards"] == name)]
            row += [int((here["takes"] != "no further course").sum()), int((here["takes"] == "one band").sum())]
        rows.append(tuple(row))
    return TablePart(
        name="one_short",
        title="Pupils one award short, and of them those whom one band in one course would bring there",
        heads=tuple(heads),
        rows=tuple(rows),
        note="By working grade: pupils who lack exactly one award and have a further course at the level.",
    )
