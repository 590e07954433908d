"""The papers of ``tmi policy simulate`` and ``backtest`` are sound workbooks and pages, the same in every run."""

from __future__ import annotations

from functools import cache

import pytest

from tests.reports.studies import SAMPLE, sample
from tests.reports.workbook_lint import complaints
from tmi_cli import pipeline
from tmi_cli.reports.html.page import to_html
from tmi_cli.reports.paper import Paper
from tmi_cli.reports.papers.backtest import backtest_paper
from tmi_cli.reports.papers.simulation import simulation_paper
from tmi_cli.reports.workbook.paper import paper_workbook

SCENARIOS = [
    {"scales.ratings.concern": "4"},
    {"below-target.on": "true", "below-target.bands": "2"},
    dict.fromkeys(("rating.on", "working-grade.on", "falling.on"), "false"),
]


@cache
def paper(name: str) -> Paper:
    if name == "backtest":
        return backtest_paper(*sample())
    options = pipeline.Options([SAMPLE / "exports"], session="2025-26", policy="balerno")
    report, trials = pipeline.simulate(options, SCENARIOS)
    return simulation_paper(report, trials, SCENARIOS)


@pytest.mark.parametrize("name", ["simulation", "backtest"])
def test_the_workbook_is_sound(name: str) -> None:
    assert complaints(paper_workbook(paper(name)), run_id=paper(name).run_id) == []


@pytest.mark.parametrize("name", ["simulation", "backtest"])
def test_the_page_shows_every_table_and_names_a_figure_of_every_chart(name: str) -> None:
    page = to_html([paper(name)])
    for section in paper(name).sections:
        for table in section.tables():
            assert table.title.replace("&", "&amp;") in page
    assert "<script" not in page


def test_a_policy_that_flags_nobody_drops_everybody() -> None:
    figures = paper("simulation").section("At a glance").table("figures")
    now, nobody = figures.rows[0], figures.rows[3]
    assert nobody == ("C", 0, 0, now[1], 0, 0, 0, 0, now[6])
