"""A school says the same in whatever layout, order, spelling and kind of file it was exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.laws.judging import Plain, judged
from tests.renderings import rendering
from tests.renderings.families import FAMILIES
from tests.renderings.kinds import KINDS
from tests.renderings.rows import BGE_STAGES, VALUES, Row, one_cell
from tests.renderings.rows import GRADES as GRADE_FIELDS
from tests.small_school import csv_text, scn
from tmi_cli.reports.report import Report

PUPILS = (
    ("Mòrag", "O’Neill", "S2", "2A1"),
    ("Zoë", "Mac Mockingham", "S3", "3B2"),
    ("Cora", "Sample", "S4", "4A1"),
    ("Duncan", "Placeholder", "S5", "5C3"),
    ("Łucja", "Specimen", "S6", "6A1"),
)
SUBJECTS = ("Mathematics", "French", "Physics", "Art and Design", "Beekeeping", "PSE")
SENIOR_LEVELS = ("N5", "N5", "H", "H", "N4", "SCQF5", "")
GRADES = ("1", "3", "4", "5", "6", "7", "8", "9", "", "", "0", "soon")
RATINGS = ("1", "1", "2", "2", "3", "4", "", "5", "good")
TARGETS = ("", "", "2", "3", "4", "8", "9")
ENTRY = st.fixed_dictionaries(
    {
        "blank": st.sampled_from((False, False, False, True)),
        "missing": st.sampled_from((False, False, False, True)),
        "moved": st.sampled_from((False, False, False, False, True)),
        "cfe": st.sampled_from(("2", "3", "3", "4", "", "5")),
        "progress": st.sampled_from(("A", "B", "B", "C", "D", "", "Z")),
        "target": st.sampled_from(TARGETS),
        "new_target": st.sampled_from(("", "", "", "1", "2", "3")),
        "grade": st.sampled_from(GRADES),
        "effort": st.sampled_from(RATINGS),
        "behaviour": st.sampled_from(RATINGS),
        "homework": st.sampled_from(RATINGS),
    }
)
COURSE = st.fixed_dictionaries(
    {
        "pupil": st.integers(0, len(PUPILS) - 1),
        "subject": st.sampled_from(SUBJECTS),
        "class": st.sampled_from(("5A1", "5B2")),
        "begins": st.sampled_from((1, 1, 1, 2)),
        "level": st.sampled_from(SENIOR_LEVELS),
        "then": st.sampled_from(SENIOR_LEVELS[:-1]),
        "entries": st.tuples(ENTRY, ENTRY, ENTRY),
    }
)
CERTAIN = {"blank": False, "missing": False, "moved": False, "cfe": "3", "progress": "B", "target": "3",
           "new_target": "", "grade": "4", "effort": "3", "behaviour": "1", "homework": ""}  # fmt: skip


@st.composite
def schools(draw: st.DrawFn, *, classes: bool, gaps: str) -> list[Row]:
    """Rows of a small school of both phases, one a pupil, subject (with ``classes``, class) and period.

    ``gaps`` says what may be missing once a course has begun: a ``row``, a ``pupil`` for a period, or ``none``.
    """

    def course(drawn: Mapping[str, Any]) -> tuple[Any, ...]:
        return (drawn["pupil"], drawn["subject"], drawn["class"] if classes else None)

    periods = draw(st.integers(1, 3))
    last = {stage: draw(st.integers(1, periods)) if stage in BGE_STAGES else periods for _, _, stage, _ in PUPILS}
    away = (
        draw(st.sets(st.tuples(st.integers(0, len(PUPILS) - 1), st.integers(2, 3)))) if gaps == "pupil" else set()
    )
    # Both phases have an entry in the first period, whatever else is drawn.
    certain = {"subject": "Music", "class": "5A1", "begins": 1, "level": "N5", "then": "N5"}
    courses = draw(st.lists(COURSE, min_size=1, max_size=7, unique_by=course))
    for pupil in (0, 2):
        courses.append({**certain, "pupil": pupil, "entries": (CERTAIN, *draw(st.tuples(ENTRY, ENTRY)))})
    rows = []
    for drawn in courses:
        missing = {
            p for p, entry in enumerate(drawn["entries"], 1) if gaps == "row" and p > 1 and entry["missing"]
        }
        missing |= {period for pupil, period in away if pupil == drawn["pupil"]}
        rows += _course(drawn, set(range(drawn["begins"], last[PUPILS[drawn["pupil"]][2]] + 1)) - missing)
    return rows


_FOREIGN = {True: GRADE_FIELDS, False: ("cfe", "progress")}


def _filled(values: Mapping[str, str], level: str) -> bool:
    """Whether anything is said on a level: no row moves a course to another one and says nothing of it."""
    return any(values[name] for name in VALUES if name not in _FOREIGN[level == "BGE"])


def _course(drawn: Mapping[str, Any], periods: set[int]) -> list[Row]:
    """The rows of one course in some periods."""
    forename, surname, stage, reg = PUPILS[drawn["pupil"]]
    level = "BGE" if stage in BGE_STAGES else drawn["level"]
    rows = []
    for period in sorted(periods):
        entry = drawn["entries"][period - 1]
        values = {name: "" if entry["blank"] else entry[name] for name in VALUES}
        if entry["moved"] and (stage not in BGE_STAGES or stage == "S3") and _filled(values, drawn["then"]):
            level = drawn["then"]
        # A BGE row has no grades, a senior one no progress code.
        values.update(dict.fromkeys(_FOREIGN[level == "BGE"], ""))
        rows.append(
            {
                "scn": scn(drawn["pupil"]),
                "forename": forename,
                "surname": surname,
                "stage": stage,
                "reg": reg,
                "period": str(period),
                "subject": drawn["subject"],
                "level": level,
                "class": drawn["class"],
                "teacher": f"Mx {drawn['class']}",
                **values,
            }
        )
    return rows


COLUMNS = ("scn", "forename", "surname", "stage", "reg", "period", "subject", "level", "class", "teacher",
           "target", "new_target", "grade", "effort", "behaviour", "homework")  # fmt: skip


def as_long_csv(rows: Sequence[Row]) -> dict[str, str | bytes]:
    return {"a.csv": csv_text([{**row, "level": one_cell(row)} for row in rows], COLUMNS)}


def outcome(report: Report, *, classes: bool) -> Plain:
    """What a report says of pupils, without the cells where it stands; without ``classes``, without those."""

    def about(item: Any) -> tuple[Any, ...]:
        told = item.class_code if classes else None
        return (item.pupil.scn, item.rule, item.subject, item.level, item.faculty, told)

    findings = report.findings
    return {
        "flags": Counter(
            (*about(f), f.period, f.state, f.since, f.reason,
             frozenset((e.field, e.period, e.code) for e in f.evidence))
            for f in findings.flags
        ),
        "cannot judge": Counter((*about(item), item.period, item.why) for item in findings.cannot_judge),
        "resolved": Counter((*about(item), item.last_period) for item in findings.resolved),
        "not seen": Counter((*about(item), item.last_period) for item in findings.not_seen),
        "rules": findings.counts,
        "counts": (report.pupils_judged, report.courses_judged, report.periods, report.period),
        "pupils": [(c.pupil.scn, c.pupil.stage, c.owner.role, c.faculties, c.subjects) for c in report.cases],
        "problems": Counter((p.code, p.field, p.period) for p in report.problems),
    }  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
@settings(
    max_examples=50,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
@given(data=st.data(), kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 2**32))
def test_every_rendering_of_a_school_gives_the_flags_of_its_long_csv(
    family: str, data: st.DataObject, kind: str, seed: int
) -> None:
    classes, gaps = FAMILIES[family].classes, FAMILIES[family].gaps
    rows = data.draw(schools(classes=classes, gaps=gaps))
    one = outcome(judged(as_long_csv(rows)), classes=classes)
    two = outcome(judged(rendering(rows, family, kind, seed)), classes=classes)
    assert one == two


S2, S4 = f"{scn(0)},S2", f"{scn(1)},S4"
MISREAD: dict[str, tuple[dict[str, str | bytes], dict[str, str | bytes]]] = {
    # A line above the table makes a sheet of two header rows out of one, and its text the subject.
    "a title over a column of values": (
        {"S4 N5 French TP1.csv": f",,Session 2025-26,\nSCN,Stage,WG,Effort,Behaviour\n{S4},7,3,1\n"},
        {"S4 N5 French TP1.csv": f"Session 2025-26,,,\nSCN,Stage,WG,Effort,Behaviour\n{S4},7,3,1\n"},
    ),
    "a title over a column of values, beside a subject column": (
        {"a.csv": f"Our school,,,,,\nWG1,SCN,Stage,Subject,Level,Eff1\n7,{S4},French,N5,3\n"},
        {"a.csv": f",Our school,,,,\nWG1,SCN,Stage,Subject,Level,Eff1\n7,{S4},French,N5,3\n"},
    ),
    # Two blocks are made, the one of MATHS without a level: its grade is lost, and a duplicate told.
    "one subject in two cases": (
        {"TP1.csv": f"SCN,Stage,Maths Level,MATHS WG,Maths Effort,Maths Behaviour\n{S4},N5,7,3,1\n"},
        {"TP1.csv": f"SCN,Stage,Maths Level,Maths WG,Maths Effort,Maths Behaviour\n{S4},N5,7,3,1\n"},
    ),
    # Each block holds one value, which is taken for no subject: the sheet is left out.
    "one unknown subject in two cases": (
        {"TP1.csv": f"SCN,Stage,N5 Beekeeping WG,N5 BEEKEEPING Effort\n{S4},7,3\n"},
        {"TP1.csv": f"SCN,Stage,N5 Beekeeping WG,N5 Beekeeping Effort\n{S4},7,3\n"},
    ),
    # The whole title is read as a level, and nothing as the subject: the sheet is left out.
    "an award and its subject in a title": (
        {"NPA Level 5 Maths TP1.csv": f"SCN,Stage,WG,Effort,Behaviour\n{S4},9,3,1\n"},
        {"Maths TP1.csv": f"SCN,Stage,Level,WG,Effort,Behaviour\n{S4},NPA Level 5,9,3,1\n"},
    ),
    # "NPA Level 5 Music" is taken for the level, "Technology" for the subject.
    "an award and a subject of two words": (
        {"TP1.csv": f"SCN,Stage,Subject,WG,Effort,Behaviour\n{S4},NPA Level 5 Music Technology,9,3,1\n"},
        {"TP1.csv": f"SCN,Stage,Subject,Level,WG,Effort,Behaviour\n{S4},Music Technology,NPA Level 5,9,3,1\n"},
    ),
    # Five words behind a subject are one too many: the grade is lost.
    "a long header behind a subject": (
        {"a.csv": f"SCN,Stage,N5 Maths Tracking Point 1 Working Grade,N5 Maths TP1 Effort\n{S4},7,3\n"},
        {"a.csv": f"SCN,Stage,N5 Maths TP1 Working Grade,N5 Maths TP1 Effort\n{S4},7,3\n"},
    ),
    # Higher, then National 5, then blank: the level of the first block and not the last known one.
    "the order of the blocks of a course that moved": (
        {
            f"TP{period}.csv": f"SCN,Stage,Higher Maths WG,N5 Maths WG,N5 French WG\n{S4},{grades},3\n"
            for period, grades in ((1, "4,"), (2, ",4"), (3, ","))
        },
        {
            f"TP{period}.csv": f"SCN,Stage,N5 Maths WG,Higher Maths WG,N5 French WG\n{S4},{grades},3\n"
            for period, grades in ((1, ",4"), (2, "4,"), (3, ","))
        },
    ),
    # A progress code off the scale has no cell where there is no Level column: the problems cannot be sorted.
    "a progress code without a level, beside another": (
        {"TP1.csv": f"SCN,Stage,French Code,French Effort,Music Level,Music Code,Music Effort\n{S2},Z,3,3,Z,3\n"},
        {"TP1.csv": f"SCN,Stage,Music Level,Music Code,Music Effort,French Code,French Effort\n{S2},3,Z,3,Z,3\n"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("misread", MISREAD)
def test_what_was_misread_gives_the_same_flags(misread: str) -> None:
    one, two = (outcome(judged(exports), classes=True) for exports in MISREAD[misread])
    assert one == two
