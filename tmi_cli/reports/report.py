"""The one object that every report shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tmi_cli.escalation import Case, NearMiss
from tmi_cli.flags import Findings
from tmi_cli.policy import Policy
from tmi_cli.records import Entry, Problem, Pupil


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a session's exports, for the reported period of each stage.

    ``sources`` accounts for every sheet (rows = read + rejected + ignored). ``entries`` are the entries of
    the reported periods with their pupils; ``pupils_judged`` and ``courses_judged`` count them.
    """

    session: str
    school: str | None
    policy: Policy
    period: int
    periods: Mapping[str, int]
    sources: Sequence[Mapping[str, Any]]
    pupils_judged: int
    courses_judged: int
    findings: Findings
    cases: Sequence[Case]
    near_misses: Sequence[NearMiss]
    problems: Sequence[Problem]
    entries: Sequence[tuple[Pupil, Entry]]
