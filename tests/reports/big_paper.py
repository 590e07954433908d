"""A made-up paper of the size a whole school's meeting reads: charts, a heat map, wide tables, a long list."""

from __future__ import annotations

import dataclasses

from tests.reports.little_paper import PAPER
from tmi_cli.reports.paper import HIDDEN, ChartPart, FieldsPart, Head, Section, TablePart, TextPart, Value

FACULTIES = (
    "Creative and Aesthetic", "English and Literacy", "Health and Wellbeing", "Humanities",
    "Mathematics and Numeracy", "Modern Languages", "Pupil Support", "Science", "Technologies and Enterprise",
)  # fmt: skip
STAGES = ("S1", "S2", "S3", "S4", "S5", "S6")
NAMES = ("Àdhamh", "Bethany-Louise", "Cal", "Dougal", "Eilidh", "Finlay", "Grace")
SURNAMES = ("MacGilleBhràth", "O'Donoghue-Featherstonehaugh", "Roy", "Sinclair", "Tulloch")
REASONS = (
    "Effort 3, homework 4, behaviour 3: three ratings at or above the limit of 3, in two periods in a row",
    "Working grade 7 (D) is two below the target 3 (B)",
)

_GRADES = TablePart(
    "grades",
    "Working grades, this period against the last two",
    (
        Head("Grade", "grade", "strong"),
        Head("Period 3", "now", "count"),
        Head("Of judged", "share", "percent"),
        Head("Period 2", "before", "count"),
        Head("Period 1", "first", "count"),
        Head("Change, points", "change", "points"),
    ),
    (
        ("1 (A1)", 112, 9.1, 98, 90, 1.2),
        ("2 (A2)", 205, 16.7, 221, 230, -1.3),
        ("3 (B3)", 298, 24.3, 260, 270, 2.9),
        ("4 (B4)", 240, 19.5, 244, 250, 0.0),
        ("5 (C5)", 180, 14.7, 190, 170, -0.5),
        ("6 (C6)", 101, 8.2, 110, 120, -0.7),
        ("7 (D7)", 61, 5.0, 70, 65, -0.8),
        ("8 (D8)", 24, 2.0, 20, 31, 0.2),
        ("9 (no award)", HIDDEN, HIDDEN, 14, None, None),
        ("All", 1228, 100.0, 1227, 1226, None),
    ),
    note="Of 1,301 entries 1,228 were judged, 73 not. * stands for a number below 5.",
    total=True,
)
_HEAT = TablePart(
    "heat",
    "Flagged of judged, by faculty and stage",
    (
        Head("Faculty", "faculty", "strong", 10, 30),
        *(Head(stage, stage, "percent") for stage in STAGES),
        Head("All", "all", "percent"),
    ),
    (
        *(
            (name, *(float((f * 7 + s * 5) % 31) if (f, s) != (6, 2) else None for s in range(6)), float(f + 5))
            for f, name in enumerate(FACULTIES)
        ),
        ("All faculties", *(12.0 + s for s in range(6)), 14.0),
    ),
    total=True,
    heat=STAGES,
)
_STATES = TablePart(
    "states",
    "Flags by faculty and what became of them",
    (
        Head("Faculty", "faculty", "strong", 10, 30),
        Head("New", "new", "count"),
        Head("Worse", "worse", "count"),
        Head("Continuing", "continuing", "count"),
        Head("Better", "better", "count"),
    ),
    tuple((name, f % 4, 3 * f % 7, 5 + f, 9 - f) for f, name in enumerate(FACULTIES)),
)
_TREND = TablePart(
    "trend",
    "Share of entries flagged, by period",
    (
        Head("Period", "period", "strong"),
        Head("Rating", "rating", "percent"),
        Head("Falling grade", "falling", "percent"),
        Head("Below target", "below", "percent"),
        Head("Attendance", "attendance", "percent"),
    ),
    (
        ("Period 1", 14.2, 3.1, 20.4, 8.8),
        ("Period 2", 11.9, 4.4, HIDDEN, 9.1),
        ("Period 3", 12.5, 5.2, 18.3, None),
    ),
)
_WIDE = TablePart(
    "wide",
    "Courses that need a look",
    (
        Head("Subject", "subject", "strong", 12, 30),
        Head("Level", "level", "text", 6, 16),
        Head("State", "state", "state"),
        *(Head(f"Period {n}, mean rating", f"n{n}", "number") for n in range(1, 7)),
        Head("What the curriculum leader should ask about", "ask", "text", 20, 50),
        Head("Teachers", "teachers", "text", 10, 40),
        Head("Answer", "answer", "entry", 20, 30),
    ),
    tuple(
        (
            "Administration and Information Technology" if n % 3 else "Gàidhlig",
            "National 5",
            ("worse", "new", "continuing", "better")[n % 4],
            *(1.0 + (n * k) % 25 / 10 for k in range(6)),
            "Why do so many pupils have a working grade below what they had in the first period of this session?",
            "Ms A. MacLeod, Mr B. Nic an t-Saoir, Dr C. Featherstonehaugh",
            None,
        )
        for n in range(8)
    ),
    note="Mean of all ratings of a course, 1 the best and 4 the worst.",
)


def _pupil(n: int) -> tuple[Value, ...]:
    return (
        SURNAMES[n % 5], NAMES[n % 7], f"4S{n % 6}", FACULTIES[n % 9], REASONS[n % 2],
        ("worse", "new", "continuing", "better")[n % 4], n % 9, 55.5 + n % 40, None, None,
        f"S4.xlsx › Sheet › K{n}",
    )  # fmt: skip


def pupils(count: int) -> TablePart:
    return TablePart(
        "pupils",
        "Pupils concerned",
        (
            Head("Surname", "surname", "strong", 10, 18),
            Head("First name", "forename", "text", 9, 15),
            Head("Class", "class"),
            Head("Faculty", "faculty", "text", 10, 24),
            Head("Reason", "reason", "text", 18, 40),
            Head("State", "state", "state", 13, 16),
            Head("Flags", "flags", "count"),
            Head("Attendance", "attendance", "percent"),
            Head("RAG", "rag", "entry", 8, 8),
            Head("Comment", "comment", "entry", 24, 24),
            Head("Source", "source", "text", 20, 60, on_paper=False),
        ),
        tuple(map(_pupil, range(count))),
    )


BIG = dataclasses.replace(
    PAPER,
    title="Craiglarnoch Academy: pack for the attainment meeting, 2025-26, period 3",
    recipient="the depute head teacher",
    sections=(
        Section(
            "At a glance",
            "At a glance",
            (
                TextPart(
                    (
                        "1,228 of 1,301 entries have a working grade; 73 could not be judged.",
                        "212 pupils are flagged, 31 more than in period 2. Most are in S4, where the share "
                        "of entries flagged is above that of every other stage, and where the prelims are near.",
                    ),
                    bullets=True,
                ),
                _GRADES,
                ChartPart(
                    "grades", "Working grades in three periods", "columns", "grade", ("now", "before", "first"),
                    "Working grade", "Entries", "Most entries are B3: 298 in period 3, 260 in period 2.",
                ),
            ),
            intro="What the meeting's agenda asks, on one page.",
        ),
        Section(
            "Faculties and stages",
            "Faculties and stages: who is flagged where",
            (
                _HEAT,
                ChartPart(
                    "heat", "Flagged of judged, by faculty", "bars", "faculty", ("all",), "Flagged, %", "Faculty",
                    "Technologies and Enterprise has most, 13 %.",
                ),
                _STATES,
                ChartPart(
                    "states", "Flags by what became of them", "stacked", "faculty",
                    ("new", "worse", "continuing", "better"), "Flags", "Faculty", "Most flags continue.",
                ),
            ),
            intro="Each figure is the share of judged entries that are flagged. The darker, the more.",
        ),
        Section(
            "Trend",
            "Three periods",
            (
                _TREND,
                ChartPart(
                    "trend", "Flagged entries by rule", "lines", "period",
                    ("rating", "falling", "below", "attendance"), "Period", "Of judged entries",
                    "Rating flags fell from 14 % to 13 %.",
                ),
                ChartPart(
                    "trend", "Entries below their target", "columns", "period", ("below",), "Period",
                    "Of judged entries", "From 20 % to 18 %.",
                ),
                ChartPart(
                    "trend", "Ratings and falling grades", "bars", "period", ("rating", "falling"), "Of judged",
                    "Period", "Ratings fell, falling grades rose.",
                ),
            ),
        ),
        Section("Courses", "Courses that need a look", (_WIDE, TextPart(("Ask before you judge.",)))),
        Section("Pupils", "Pupils concerned", (pupils(60),), intro="By surname.", long=True),
        Section(
            "Next steps",
            "Agreed next steps",
            (
                FieldsPart(("What", "Who", "By when"), lines=3),
                FieldsPart(("What will we look at in the next period to know whether it has helped?",), lines=4),
            ),
        ),
    ),
)  # fmt: skip
