"""What may leave the school: shares of pupils by stage, small numbers suppressed, nobody named (DP-21, DP-22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from tmi_cli.analysis.gap_frame import alike, known_fields, measures_of, pupil_frame, residue
from tmi_cli.analysis.gaps import ALL
from tmi_cli.analysis.study import Study
from tmi_cli.analysis.suppress import THRESHOLD, suppress_shares
from tmi_cli.reports.paper import HIDDEN, Head, Paper, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.parts import about, percent, run_id
from tmi_cli.reports.papers.snapshot import SCHEMA, faculties_of, find_faculty
from tmi_cli.reports.report import Report

_SAYS = (
    f"Pupils are counted, each once in a table. {HIDDEN} stands for numbers under {THRESHOLD}, for others from "
    "which one could be worked out, and for the percentages of either. A 0 is shown.",
    "Percentages are of the pupils judged. Most means more than half.",
    "Tables published earlier, or of other groups of the same pupils, could be subtracted from these: look before "
    "you publish both.",
)


def published_school(report: Report, study: Study) -> Paper:
    """The measures of the whole school and of each faculty by stage, fit to be published."""
    sections = [_section(report, study, study.now, "Whole school")]
    sections += [_section(report, study, _of(study, name), name) for name in faculties_of(study)]
    return _paper(report, "Whole school", sections, file="overview for publication")


def published_faculties(report: Report, study: Study, faculties: Sequence[str] = ()) -> list[Paper]:
    """The measures of each faculty named, or of all. RequestError where there is none of a name."""
    names = [find_faculty(study, name) for name in faculties] or faculties_of(study)
    return [
        _paper(report, name, [_section(report, study, _of(study, name), name)], file=name, folder="faculties")
        for name in dict.fromkeys(names)
    ]


def _of(study: Study, faculty: str) -> pd.DataFrame:
    return study.now[study.now["faculty"] == faculty]


def _paper(report: Report, name: str, sections: Sequence[Section], *, file: str, folder: str = "") -> Paper:
    first, *others = sections
    said = Section(first.name, first.title, (TextPart(_SAYS), *first.parts))
    return Paper(
        schema=SCHEMA,
        title=f"{name}: figures for publication, {report.title}",
        recipient="publication",
        about=about(report),
        sections=(said, *others),
        run_id=run_id(report, "published", name),
        file=file,
        folder=folder,
        published=True,
        extra={"faculty": None if name == "Whole school" else name},
    )


def _section(report: Report, study: Study, rows: pd.DataFrame, name: str) -> Section:
    everybody = pupil_frame(study.now, report.cohort.pupils, study.policy)
    frame = pupil_frame(rows, report.cohort.pupils, study.policy)
    # As in the gaps between groups: the two would tell of those left out by their difference.
    frame = frame[~frame["pupil"].isin(residue(everybody, known_fields(everybody)))]
    stages = sorted({stage or "No stage" for stage in frame["stage"]})
    counted = {measure: _counted(frame, measure, stages) for measure in measures_of(study.policy)}
    sets = alike(study.policy)
    told: list[tuple[Value, ...]] = []
    for measure, meaning in measures_of(study.policy).items():
        together = next((names for names in sets if measure in names), frozenset({measure}))
        told += _rows(counted[measure], meaning, [counted[name] for name in together if name in counted])
    table = TablePart(
        name=name.lower().replace(" ", "_"),
        title=f"{name}, by stage",
        heads=(
            Head("Pupils", "measure", "strong", 24, 44),
            Head("Stage", "stage"),
            Head("Judged", "judged", "count"),
            Head("Number", "count", "count"),
            Head("%", "percent", "percent"),
        ),
        rows=tuple(told),
        empty="No pupil has a course in the period.",
    )
    return Section(name, name, (table,))


class _Counted(NamedTuple):
    """A measure by stage and in all: how many, of how many judged, and where either must be hidden."""

    counts: dict[str, int]
    bases: dict[str, int]
    hidden: frozenset[str]
    hidden_bases: frozenset[str]


def _counted(frame: pd.DataFrame, measure: str, stages: Sequence[str]) -> _Counted:
    judged = frame[frame[measure].notna()]
    of_stage = {stage: judged[judged["stage"].fillna("No stage") == stage] for stage in stages}
    known = {stage: rows for stage, rows in of_stage.items() if len(rows)}
    if not known:
        return _Counted({}, {}, frozenset(), frozenset())
    counts = {stage: int(rows[measure].astype(bool).sum()) for stage, rows in known.items()}
    bases = {stage: len(rows) for stage, rows in known.items()}
    hide = suppress_shares([[count] for count in counts.values()], [[base] for base in bases.values()])
    names = [*known, ALL]
    return _Counted(
        counts | {ALL: sum(counts.values())},
        bases | {ALL: sum(bases.values())},
        frozenset(name for name, row in zip(names, hide.counts, strict=True) if row[0]),
        frozenset(name for name, row in zip(names, hide.bases, strict=True) if row[0]),
    )


def _closed(hidden: frozenset[str], together: Sequence[_Counted]) -> frozenset[str]:
    """What is hidden of a set, and its totals where a measure was judged in one only of the stages hidden."""
    alone = any(len(hidden.intersection(each.counts)) == 1 for each in together)
    return hidden | {ALL} if alone else hidden


def _rows(own: _Counted, meaning: str, together: Sequence[_Counted]) -> list[tuple[Value, ...]]:
    """One measure in each stage that was judged, and in all; hidden where any measure of its set must be."""
    hidden_bases = _closed(frozenset().union(*(each.hidden_bases for each in together)), together)
    hidden = _closed(hidden_bases.union(*(each.hidden for each in together)), together)
    told: list[tuple[Value, ...]] = []
    for stage, count in own.counts.items():
        base = own.bases[stage]
        shown = (HIDDEN, HIDDEN) if stage in hidden else (count, percent(count, base))
        told.append((meaning, stage, HIDDEN if stage in hidden_bases else base, *shown))
    return told
