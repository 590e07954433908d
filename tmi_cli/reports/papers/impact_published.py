"""Flags before and after interventions as they may leave the school: pupils counted, small numbers suppressed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tmi_cli.analysis.impact import AFTER, By, Impact, Together, together
from tmi_cli.analysis.suppress import suppress_shares
from tmi_cli.reports.paper import HIDDEN, Head, Section, TablePart, TextPart, Value
from tmi_cli.reports.papers.impact_parts import CAVEAT, METHOD, STATE_HEADS

_SMALL = (
    "Pupils are counted, and not flags: a pupil counts in each column once. Numbers of 1 to 4 pupils are "
    "suppressed, with others from which one could be worked out; 0 is shown."
)


def published_sections(impacts: Sequence[Impact]) -> list[Section]:
    """By strategy and by faculty, in pupils; subjects are left out, with them a faculty's could be worked out."""
    groups: dict[By, Sequence[Together]] = {by: together(impacts, by) for by in ("strategy", "faculty")}
    text = TextPart((CAVEAT, METHOD, _SMALL), bullets=True)
    return [Section("At a glance", "At a glance", (text, *published_tables(groups)))]


def published_tables(groups: Mapping[By, Sequence[Together]]) -> list[TablePart]:
    """A table a cut, small numbers of pupils hidden.

    No totals are shown, and a column whose total would have to be hidden in one table is hidden in all.
    """
    masks = {by: _masks(found) for by, found in groups.items()}
    closed = {state for found in masks.values() for state in AFTER if found[state][-1]}
    tables: list[TablePart] = []
    for by, found in groups.items():
        bases = [any(masks[by][f"base {state}"][at] for state in AFTER) for at in range(len(found))]
        rows = []
        for at, each in enumerate(found):
            states: list[Value] = [
                HIDDEN if masks[by][state][at] or bases[at] or state in closed else each.pupils_after[state]
                for state in AFTER
            ]
            rows.append((each.name or f"No {by}", HIDDEN if bases[at] else each.pupils_before, *states))
        heads = (
            Head(by.title(), by, "strong", 16, 30),
            Head("Pupils flagged before", "pupils_before", "count"),
            *STATE_HEADS,
        )
        tables.append(TablePart(by, f"Pupils, by {by}", heads, tuple(rows), empty="No intervention is recorded."))
    return tables


def _masks(found: Sequence[Together]) -> dict[str, list[bool]]:
    """For each state what to hide of its column (the total last), and of the bases."""
    made: dict[str, list[bool]] = {}
    for state in AFTER:
        if not found:
            made[state], made[f"base {state}"] = [False], [False]
            continue
        shares = suppress_shares(
            [[each.pupils_after[state]] for each in found], [[each.pupils_before] for each in found]
        )
        made[state] = [row[0] for row in shares.counts]
        made[f"base {state}"] = [row[0] for row in shares.bases]
    return made
