"""The one object that every report shows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tmi_cli.cohort import Cohort
from tmi_cli.escalation import Case, NearMiss
from tmi_cli.flags import Findings, Praised
from tmi_cli.interventions import Interventions
from tmi_cli.policy import Policy, School
from tmi_cli.rag import RagEntry
from tmi_cli.records import Entry, Problem, Pupil
from tmi_cli.version import __version__


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a session's exports, for the reported period of each stage.

    ``sources`` accounts for every sheet (rows = read + rejected + ignored). ``entries`` are the entries of
    the reported periods with their pupils; ``pupils_judged`` and ``courses_judged`` count them; ``cohort`` has
    the earlier ones too. ``out`` is the folder that was asked for, ``passed_over`` the files in the folders
    given that were not read: name and why; ``unread`` those that could not be (as in the manifest).
    ``interventions`` are what was done for the pupils, where it was asked for (``pipeline.recorded``).
    ``praise`` are the courses in which something went well, most reasons first;
    ``settings`` is the school file, for those who judge an earlier period again. ``store`` is
    the folder for what people wrote, ``rag`` what they wrote in the session (``tmi rag collect``).
    ``pseudonymised`` says that names are replaced by tokens (``--pseudonymise``).
    """

    session: str
    school: str | None
    out: Path
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
    cohort: Cohort
    passed_over: Sequence[tuple[str, str]] = ()
    unread: Sequence[Mapping[str, Any]] = ()
    interventions: Interventions = field(default_factory=Interventions)
    praise: Sequence[Praised] = ()
    settings: School = field(default_factory=School)
    store: Path = Path("store")
    rag: Sequence[RagEntry] = ()
    pseudonymised: bool = False

    @property
    def beside(self) -> int:
        """How many sheets of interventions were read beside the exports."""
        return len(self.interventions.sheets)

    @property
    def run_id(self) -> str:
        """Twelve hexadecimal digits that stand for the same inputs, RAG, policy, version and reported periods."""
        inputs = sorted({(source["file"], source["sha256"]) for source in self.sources})
        told: tuple[object, ...] = (
            __version__, self.session, sorted(self.periods.items()), self.policy.sha256, inputs,
            *([tuple(self.rag)] if self.rag else []),
        )  # fmt: skip
        return hashlib.sha256(repr(told).encode()).hexdigest()[:12]

    @property
    def title(self) -> str:
        """What was reported, as a heading: the session and its period (or periods)."""
        numbers = sorted(set(self.periods.values()))
        told = " and ".join(str(number) for number in numbers)
        return f"{self.session}, period{'s' if len(numbers) > 1 else ''} {told}"
