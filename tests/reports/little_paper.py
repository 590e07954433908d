"""A little paper with one of everything that a paper can hold; the pupils are made up."""

from __future__ import annotations

from tmi_cli.reports.paper import HIDDEN, ChartPart, FieldsPart, Head, Paper, Section, TablePart, TextPart

GRADES = TablePart(
    name="grades",
    title="Working grades, this period against the last",
    heads=(
        Head("Grade", "grade", "strong"),
        Head("Period 2", "now", "count"),
        Head("Of judged", "share", "percent"),
        Head("Period 1", "before", "count"),
        Head("Change", "change", "points"),
    ),
    rows=(
        ("1 (A1)", 12, 24.0, 10, 3.2),
        ("2 (A2)", 20, 40.0, 22, -4.1),
        ("7 (D)", HIDDEN, HIDDEN, 4, None),
        ("All", 50, 100.0, 36, None),
    ),
    note="Of 54 entries 50 were judged, 4 not.",
    total=True,
)

PAPER = Paper(
    schema="tmi.snapshot/1",
    title="Science: snapshot, 2025-26, period 2",
    recipient="the curriculum leader of Science",
    about=(
        ("School", "Craiglarnoch Academy"),
        ("Session", "2025-26"),
        ("Period", "S4: period 2"),
        ("Policy", "Standard: ratings & <grades>"),
    ),
    sections=(
        Section(
            name="At a glance",
            title="At a glance",
            intro="What the meeting's agenda asks, on one page.",
            parts=(
                TextPart(("50 of 54 entries have a working grade.", "9 pupils are flagged."), bullets=True),
                GRADES,
                ChartPart(
                    table="grades",
                    title="Working grades, period 2 against period 1",
                    kind="columns",
                    category="grade",
                    series=("now", "before"),
                    x_title="Working grade",
                    y_title="Entries",
                    says="Most entries are A2: 20 in period 2, 22 in period 1.",
                ),
            ),
        ),
        Section(
            name="Flags over time",
            title="Flags over the periods",
            parts=(
                TablePart(
                    name="trend",
                    title="Flags by period",
                    heads=(
                        Head("Period", "period", "strong"),
                        Head("rating", "rating", "count"),
                        Head("falling", "falling", "count"),
                        Head("Mean rating", "mean", "number"),
                    ),
                    rows=(("Period 1", 14, 0, 1.6), ("Period 2", 11, 3, 1.8), ("Period 3", None, 5, 1.7)),
                    heat=("rating", "falling"),
                ),
                ChartPart(
                    table="trend",
                    title="Flags over the periods",
                    kind="lines",
                    category="period",
                    series=("rating", "falling"),
                    x_title="Period",
                    y_title="Flags",
                    says="Rating flags fell from 14 to 11; falling grades rose from 0 to 5.",
                ),
                ChartPart(
                    table="trend",
                    title="Flags by period, by rule",
                    kind="stacked",
                    category="period",
                    series=("rating", "falling"),
                    x_title="Flags",
                    y_title="Period",
                    says="The flags of each period, by rule.",
                ),
            ),
        ),
        Section(
            name="Pupils",
            title="Pupils concerned",
            intro="Flagged pupils with this faculty's flags.",
            long=True,
            parts=(
                TablePart(
                    name="pupils",
                    title="Pupils concerned",
                    heads=(
                        Head("Surname", "surname", "strong", 10, 18),
                        Head("First name", "forename", "text", 9, 15),
                        Head("Class", "class"),
                        Head("Reason", "reason", "text", 18, 40),
                        Head("State", "state", "state", 13, 16),
                        Head("RAG", "rag", "entry", 8, 8),
                        Head("Comment", "comment", "entry", 24, 24),
                        Head("Source", "source", "text", 20, 60, on_paper=False),
                    ),
                    rows=(
                        (
                            "O'Néill <b>",
                            "Siân",
                            "4SC1",
                            "Effort 3, homework 4",
                            "new",
                            None,
                            None,
                            "S4.xlsx › K4",
                        ),
                        ("=1+1", "[bold]x", "4E2", "Working grade 7 (D)", "worse", None, None, "S4.xlsx › K5"),
                    ),
                    empty="No pupil is flagged here.",
                ),
            ),
        ),
        Section(
            name="Praise",
            title="Praise",
            long=True,
            parts=(
                TablePart("praise", "Praise", (Head("Surname", "surname"),), (), empty="Nobody to praise yet."),
            ),
        ),
        Section(
            name="Next steps",
            title="Agreed next steps",
            parts=(FieldsPart(("What", "Who", "By when"), lines=3),),
        ),
    ),
    run_id="0123456789ab",
    extra={"faculty": "Science"},
)
