"""How each file and sheet was understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tmi_cli.layouts import SheetReading
from tmi_cli.policy import Policy
from tmi_cli.records import Problem


@dataclass(frozen=True, slots=True)
class InspectReport:
    """The readings of every sheet, what is wrong with them, and the files that were passed over, with why."""

    session: str
    policy: Policy
    readings: Sequence[SheetReading]
    problems: Sequence[Problem]
    passed_over: Sequence[tuple[str, str]]
    pseudonymised: bool = False
