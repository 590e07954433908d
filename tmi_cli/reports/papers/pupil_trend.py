"""How many flags a pupil had in each period, with the chart of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tmi_cli.analysis.timeline import FlagLife
from tmi_cli.policy import Policy
from tmi_cli.reports.paper import ChartPart, Head, Section, TablePart
from tmi_cli.reports.papers.parts import listed, plural

_TITLE = "Flags over the periods"


def trend_section(lives: Sequence[FlagLife], policy: Policy, *, periods: Sequence[int]) -> Section:
    """The flags of each of the pupil's periods by rule, as each period's own report told them."""
    counted = Counter((life.flag.period, life.flag.rule) for life in lives)
    rules = [rule.name for rule in policy.rules_on]
    flags = {period: [counted[period, rule] for rule in rules] for period in periods}
    table = TablePart(
        name="trend",
        title=_TITLE,
        heads=(
            Head("Period", "period", "strong"),
            *(Head(rule, rule, "count") for rule in rules),
            Head("All flags", "all", "count"),
        ),
        rows=tuple((f"Period {period}", *found, sum(found)) for period, found in flags.items()),
    )
    chart = ChartPart(
        table="trend",
        title=_TITLE,
        kind="columns",
        category="period",
        series=tuple(rules),
        x_title="Period",
        y_title="Flags",
        says=listed(f"{plural(sum(found), 'flag')} in period {period}" for period, found in flags.items()) + ".",
    )
    return Section("Flags over time", _TITLE, (table, chart) if periods else (table,))
