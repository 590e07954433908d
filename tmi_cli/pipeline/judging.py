"""A cohort judged: what the report says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.escalation import Case, NearMiss, escalate, near_misses
from tmi_cli.flags import Findings, Praised, find_flags, praise_of
from tmi_cli.policy import Policy, School
from tmi_cli.records import Entry, Pupil


class Judged(NamedTuple):
    """What a ``Report`` holds under the same names."""

    cohort: Cohort
    findings: Findings
    cases: Sequence[Case]
    near_misses: Sequence[NearMiss]
    entries: Sequence[tuple[Pupil, Entry]]
    praise: Sequence[Praised]


def judge(cohort: Cohort, policy: Policy, school: School) -> Judged:
    """Judge the reported period of a cohort by a policy."""
    findings = find_flags(cohort, policy)
    cases = escalate(findings.flags, cohort, policy=policy, school=school)
    return Judged(
        cohort=cohort,
        findings=findings,
        cases=cases,
        near_misses=near_misses(cases, cohort, policy),
        entries=list(cohort.reported_entries()),
        praise=praise_of(cohort, policy, findings),
    )
