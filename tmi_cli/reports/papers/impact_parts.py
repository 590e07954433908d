"""What the papers about the impact of interventions share: its words, and one intervention's as a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from tmi_cli.analysis.impact import AFTER, After, Impact
from tmi_cli.reports.paper import Head
from tmi_cli.reports.papers.parts import plural

CAVEAT = (
    "This is no proof that anything helped. Those who are helped are those who slipped, and many of these come "
    "back by themselves; several things may be done at once; and nobody knows what would have been without."
)
METHOD = (
    "Before is the last period at or before the start; after is the next period that was reported. A flag is "
    "resolved (judged clear), better or worse (still flagged), the same, or cannot be judged."
)
TITLES: Mapping[After, str] = {
    "resolved": "Resolved",
    "better": "Better",
    "same": "Same",
    "worse": "Worse",
    "cannot judge": "Cannot judge",
}
KEYS: Mapping[After, str] = {state: state.replace(" ", "_") for state in AFTER}
STATE_HEADS = tuple(Head(TITLES[state], KEYS[state], "count") for state in AFTER)


def impact_words(impact: Impact) -> str:
    """What became of the flags of one intervention: ``3 flags in period 1; period 2: 2 resolved, 1 same``."""
    if impact.before is None:
        return f"Cannot judge: {impact.why}"
    told = [f"{impact.counts[state]} {state}" for state in AFTER if impact.counts[state]]
    if impact.fresh:
        told.append(f"{len(impact.fresh)} new")
    flags = f"{plural(len(impact.flags), 'flag') if impact.flags else 'No flag'} in period {impact.before}"
    if impact.after is None:
        return f"{flags}; no later period yet"
    return f"{flags}; period {impact.after}: {', '.join(told) or 'none'}"
