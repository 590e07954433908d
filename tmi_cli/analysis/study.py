"""A cohort studied over its periods: the findings of each, and every entry as a row to count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tmi_cli.analysis.facts import facts_of
from tmi_cli.analysis.figures import with_counts
from tmi_cli.cohort import Cohort
from tmi_cli.flags import Findings, Flag, find_flags
from tmi_cli.policy import Policy


@dataclass(frozen=True, slots=True)
class Study:
    """What figures are made of.

    ``counted`` has a row an entry (``facts.facts_of`` with ``figures.with_counts``); ``findings`` are those of
    each period, every one as it was reported then.
    """

    cohort: Cohort
    policy: Policy
    findings: Mapping[int, Findings]
    counted: pd.DataFrame

    @property
    def now(self) -> pd.DataFrame:
        """The rows of the reported period of each stage."""
        return self.counted[self.counted["when"] == "now"]

    @property
    def flags(self) -> list[Flag]:
        """The flags of every period, each once."""
        return _distinct(self.findings)


def study(cohort: Cohort, policy: Policy, findings: Findings) -> Study:
    """Study a cohort whose reported period has these ``findings``; earlier periods are judged here."""
    last = max(cohort.reported.values())
    periods = sorted({p for history in _histories(cohort) for p in history if p <= last})
    found = {period: find_flags(cohort.as_of(period), policy) for period in periods if period < last}
    # Stages may report different periods: those of the reported one are what every stage has now.
    found[last] = findings
    counted = with_counts(facts_of(cohort, policy, _distinct(found)), policy)
    return Study(cohort, policy, found, counted)


def _distinct(findings: Mapping[int, Findings]) -> list[Flag]:
    # The findings of a later period hold the flags of a stage that reports an earlier one again.
    return list({flag.key: flag for each in findings.values() for flag in each.flags}.values())


def _histories(cohort: Cohort) -> list[Mapping[int, object]]:
    return [history for subjects in cohort.history.values() for history in subjects.values()]
