"""Equity gaps: how groups of pupils compare, with intervals, and without small numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from tmi_cli.analysis.gap_frame import RESIDUE, alike, known_fields, measures_of, pupil_frame, residue
from tmi_cli.analysis.gaps import (
    ALL,
    CHARACTERISTICS,
    NOT_KNOWN,
    comparisons,
    gap_table,
    suppress_scopes,
    suppressed,
    suppressed_comparisons,
)
from tmi_cli.analysis.study import Study
from tmi_cli.errors import RequestError
from tmi_cli.policy.toml_file import closest
from tmi_cli.reports.paper import HIDDEN, ChartPart, Head, Paper, Part, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.parts import about, listed, plural, run_id
from tmi_cli.reports.papers.snapshot import find_faculty
from tmi_cli.reports.report import Report

SCHEMA = "tmi.gaps/1"

NAMES = {key.replace("_", "-"): key for key in CHARACTERISTICS}
"""What ``--by`` takes, and the characteristic it names."""

_METHOD = (
    "Percentages are of the pupils judged; their 95 % intervals are Wilson's (1927), those of a gap Newcombe's "
    "(1998, method 10). An interval that holds 0 is no sign of a gap; a gap is no cause."
)
_SMALL = (
    f"{HIDDEN} stands for numbers under 5, for others from which one could be worked out, and for what follows "
    f"from either. Pupils in a group under {RESIDUE} of whom something is not known, or of a gender that is "
    "compared with none, are left out of all tables alike. Papers of other scopes or measures published beside "
    "this one could be subtracted from it."
)


class Scope(NamedTuple):
    """Which pupils and courses are compared, by what and how; empty is everything.

    ``by_stage`` tells every stage beside the whole, which hides more; ``show_small`` leaves small numbers in: the
    paper then stays in the school.
    """

    measures: Sequence[str] = ()
    characteristics: Sequence[str] = ()
    stage: str | None = None
    faculty: str | None = None
    class_code: str | None = None
    by_stage: bool = False
    show_small: bool = False


class _Compared(NamedTuple):
    """One measure by one characteristic: the whole, each stage, and the groups compared."""

    table: pd.DataFrame
    stages: Mapping[str, pd.DataFrame]
    gaps: pd.DataFrame
    has_unknown: bool = False


def gaps_paper(report: Report, study: Study, scope: Scope) -> Paper:
    """The gaps between groups of pupils in the reported period.

    RequestError for a measure, a characteristic, a stage, a faculty or a class that there is not.
    """
    measures = _chosen(scope.measures, measures_of(study.policy), "measure")
    fields = [NAMES[name] for name in _chosen(scope.characteristics, NAMES, "characteristic")]
    rows, where = _rows(study, scope)
    frame = pupil_frame(rows, report.cohort.pupils, study.policy)
    known = [field for field in fields if field in known_fields(frame)]
    unknown = [CHARACTERISTICS[field].title for field in fields if field not in known]
    if not scope.show_small:
        everybody = pupil_frame(study.now, report.cohort.pupils, study.policy)
        frame = frame[~frame["pupil"].isin(residue(everybody, known_fields(everybody)))]
    found = {(field, measure): _compare(frame, field, measure, scope) for field in known for measure in measures}
    if not scope.show_small:
        found = _hide_together(_hide_alike(found, alike(study.policy)))
    sections = [_glance(found, measures, where, frame=frame, unknown=unknown, scope=scope)]
    sections += [_section(field, measures, found) for field in known]
    return Paper(
        schema=SCHEMA,
        title=f"Equity gaps: {where}, {report.title}",
        recipient="the senior leadership team",
        about=(("Pupils", where), *about(report)),
        sections=tuple(sections),
        run_id=run_id(report, "gaps", *map(str, scope)),
        file="gaps overview",
        # One class is one teacher: its paper stays in the school, suppressed or not.
        published=not (scope.show_small or scope.class_code),
        extra={"scope": where, "suppressed_under": None if scope.show_small else 5},
    )


def _chosen(asked: Sequence[str], known: Mapping[str, str], what: str) -> dict[str, str]:
    if not asked:
        return dict(known)
    for name in asked:
        if name.lower() not in known:
            meant = closest(name.lower(), known)
            hint = f"Did you mean {meant}? " if meant else ""
            raise RequestError(f"There is no {what} called {name}.", hint=f"{hint}There are {listed(known)}.")
    return {name.lower(): known[name.lower()] for name in asked}


def _rows(study: Study, scope: Scope) -> tuple[pd.DataFrame, str]:
    """The courses in the scope, and what the scope is called."""
    rows, words = study.now, list[str]()
    if scope.faculty is not None:
        faculty = find_faculty(study, scope.faculty)
        rows, words = rows[rows["faculty"] == faculty], [*words, faculty]
    for column, asked, what in (("stage", scope.stage, "stage"), ("class_code", scope.class_code, "class")):
        if asked is not None:
            known = {str(value).casefold(): value for value in rows[column] if value is not None}
            if asked.casefold() not in known:
                told = listed(sorted(map(str, known.values()))[:12])
                raise RequestError(f"There is no {what} called {asked} here.", hint=f"There are {told}.")
            rows, words = rows[rows[column] == known[asked.casefold()]], [*words, str(known[asked.casefold()])]
    return rows, ", ".join(words) or "whole school"


def _compare(frame: pd.DataFrame, field: str, measure: str, scope: Scope) -> _Compared:
    whole = gap_table(frame, measure=measure, characteristic=field)
    divided = frame.groupby("stage", dropna=False) if scope.by_stage else ()
    stages = {
        str(stage or "No stage"): gap_table(rows, measure=measure, characteristic=field) for stage, rows in divided
    }
    gaps = comparisons(frame, measure=measure, characteristic=field)
    has_unknown = bool(frame[field].isna().any())
    if scope.show_small:
        return _Compared(whole, stages, gaps, has_unknown)
    if not stages:
        shown = suppressed(whole)
    else:
        stages, shown = suppress_scopes(stages, whole)
    return _Compared(shown, stages, suppressed_comparisons(gaps, shown), has_unknown)


def _hide_alike(
    found: Mapping[tuple[str, str], _Compared], sets: Sequence[frozenset[str]]
) -> dict[tuple[str, str], _Compared]:
    """Hide a figure in every measure of a set where one must hide it; where that is not enough, all of the set."""
    hidden = dict(found)
    for field, measure in found:
        together = next((names for names in sets if measure in names), frozenset({measure}))
        others = [found[field, name] for name in together if (field, name) in found]
        table = _with_mask(found[field, measure].table, [each.table for each in others])
        stages = {
            stage: _with_mask(own, [each.stages[stage] for each in others])
            for stage, own in found[field, measure].stages.items()
        }
        gaps = suppressed_comparisons(found[field, measure].gaps.drop(columns="hidden"), table)
        hidden[field, measure] = _Compared(table, stages, gaps, found[field, measure].has_unknown)
    lone = {key for key, each in hidden.items() if _has_lone(each)}
    sets_of = {(field, name) for field, measure in lone for names in sets if measure in names for name in names}
    return {key: _all_hidden(each) if key in sets_of else each for key, each in hidden.items()}


def _has_lone(each: _Compared) -> bool:
    """Whether one figure alone is hidden of some that add up; a group in which nobody was judged hides nothing."""
    tables = [table.set_index("group") for table in (*each.stages.values(), each.table)]
    for name in ("hidden", "hidden_judged"):
        marks = pd.concat([table[name] & ~table["judged"].eq(0).fillna(value=False) for table in tables], axis=1)
        marks = marks.fillna(value=False).astype(int)
        across = marks.sum(axis=1).eq(1).any() if each.stages else False
        if across or marks.sum(axis=0).eq(1).any():
            return True
    return False


def _with_mask(own: pd.DataFrame, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """A table in which hidden is what any of some tables about the same groups hides."""
    masks = {
        name: pd.concat([table.set_index("group")[name] for table in tables], axis=1).any(axis=1)
        for name in ("hidden", "hidden_judged")
    }
    return own.assign(**{name: own["group"].map(mask).astype(bool) for name, mask in masks.items()})


def _hide_together(found: Mapping[tuple[str, str], _Compared]) -> dict[tuple[str, str], _Compared]:
    """Hide a measure everywhere where one table must hide its total: the groups of another would add up to it."""
    closed = {
        measure
        for (_, measure), each in found.items()
        if bool(each.table.loc[each.table["group"] == ALL, ["hidden", "hidden_judged"]].to_numpy().any())
    }
    return {key: _all_hidden(each) if key[1] in closed else each for key, each in found.items()}


def _all_hidden(each: _Compared) -> _Compared:
    hidden = {"hidden": True, "hidden_judged": True}
    stages = {stage: table.assign(**hidden) for stage, table in each.stages.items()}
    return _Compared(each.table.assign(**hidden), stages, each.gaps.assign(hidden=True), each.has_unknown)


def _glance(
    found: Mapping[tuple[str, str], _Compared],
    measures: Mapping[str, str],
    where: str,
    *,
    frame: pd.DataFrame,
    unknown: Sequence[str],
    scope: Scope,
) -> Section:
    rows: list[tuple[Value, ...]] = []
    for (field, measure), compared in found.items():
        told = CHARACTERISTICS[field]
        rows += [(told.title, measures[measure], *_gap(gap)) for gap in compared.gaps.to_dict("records")]
    sentences = [f"{plural(len(frame), 'pupil')} compared ({where})."] if scope.show_small else []
    sentences.append(_METHOD)
    if not scope.show_small:
        sentences.append(_SMALL)
    if unknown:
        sentences.append(f"No list and no export tells of: {', '.join(unknown)}. Give a pupil list with --pupils.")
    table = TablePart(
        name="gaps",
        title="The gaps, in percentage points",
        heads=(
            Head("By", "characteristic", "strong", 16, 26),
            Head("Pupils", "measure", "text", 20, 34),
            Head("Compared", "compared", "text", 12, 16),
            Head("First, %", "percent_first", "percent"),
            Head("Second, %", "percent_second", "percent"),
            Head("Gap", "gap", "points"),
            Head("from", "low", "points"),
            Head("to", "high", "points"),
            Head("First judged", "judged_first", "count"),
            Head("Second judged", "judged_second", "count"),
        ),
        rows=tuple(rows),
        note="Gap: the first less the second, with its 95 % interval.",
        empty="No two groups can be compared.",
    )
    return Section("At a glance", "At a glance", (TextPart(tuple(sentences), bullets=True), table))


def _gap(gap: Mapping[Any, Any]) -> tuple[Value, ...]:
    figures = ("percent_first", "percent_second", "gap", "low", "high", "judged_first", "judged_second")
    hidden = bool(gap.get("hidden"))
    return (f"{gap['first']} v {gap['second']}", *(_shown(gap[name], hidden=hidden) for name in figures))


def _section(field: str, measures: Mapping[str, str], found: Mapping[tuple[str, str], _Compared]) -> Section:
    told = CHARACTERISTICS[field]
    stages = list(dict.fromkeys(stage for (f, _), each in found.items() if f == field for stage in each.stages))
    rows: list[tuple[Value, ...]] = []
    for measure, meaning in measures.items():
        compared = found[field, measure]
        for record in compared.table.to_dict("records"):
            if record["group"] == NOT_KNOWN and not compared.has_unknown:
                continue
            by_stage = (_stage_percent(compared.stages, stage, record["group"]) for stage in stages)
            rows.append((meaning, record["label"], *_figures(record), *by_stage))
    table = TablePart(
        name=field,
        title=f"By {told.title}",
        heads=(
            Head("Pupils", "measure", "text", 20, 34),
            Head("Group", "group", "strong", 12, 22),
            Head("Judged", "judged", "count"),
            Head("Number", "count", "count"),
            Head("%", "percent", "percent"),
            Head("from", "low", "percent"),
            Head("to", "high", "percent"),
            *(Head(f"{stage} %", f"percent {stage}", "percent") for stage in stages),
        ),
        rows=tuple(rows),
        note="The percentages of the stages are of the pupils judged in each." if stages else "",
    )
    parts: list[Part] = [table]
    first = next(iter(measures))
    chart = _chart_table(field, first, measures[first], found[field, first].table)
    if chart is not None:
        parts += chart
    return Section(told.title, f"By {told.title}", tuple(parts))


def _chart_table(field: str, measure: str, meaning: str, table: pd.DataFrame) -> list[Part] | None:
    """The first measure by group, as a table of its own with its chart; None where every figure is hidden."""
    records = [record for record in table.to_dict("records") if record["group"] not in (ALL, NOT_KNOWN)]
    shown = [(record["label"], _figures(record)[2]) for record in records]
    if not any(isinstance(value, float) for _, value in shown):
        return None
    name = f"{field} {measure}"
    said = ", ".join(f"{label} {value:.0f} %" for label, value in shown if isinstance(value, float))
    drawn = TablePart(
        name,
        f"Pupils {meaning}",
        (Head("Group", "group", "strong", 16, 24), Head("Percent of pupils judged", "percent", "percent")),
        tuple(shown),
    )
    chart = ChartPart(
        table=name,
        title=f"Pupils {meaning}, percent of those judged",
        kind="columns",
        category="group",
        series=("percent",),
        x_title=CHARACTERISTICS[field].title,
        y_title="Percent of pupils judged",
        says=f"{said}.",
    )
    return [drawn, chart]


def _figures(record: Mapping[Any, Any]) -> tuple[Value, ...]:
    hidden = bool(record.get("hidden"))
    return (
        _shown(record["judged"], hidden=bool(record.get("hidden_judged"))),
        *(_shown(record[name], hidden=hidden) for name in ("count", "percent", "low", "high")),
    )


def _stage_percent(stages: Mapping[str, pd.DataFrame], stage: str, group: str) -> Value:
    table = stages[stage]
    found = table[table["group"] == group].to_dict("records")
    return _figures(found[0])[2] if found else None


def _shown(value: Any, *, hidden: bool) -> Value:
    if hidden:
        return HIDDEN
    if pd.isna(value):
        return None
    return float(value) if isinstance(value, float) else int(value)
