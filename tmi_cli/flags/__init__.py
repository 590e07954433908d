"""Rules applied to a cohort: flagged, clear or cannot judge, with evidence, and what became of it."""

from tmi_cli.flags.evidence import Evidence
from tmi_cli.flags.find import Findings, Flag, NotSeen, RuleCount, find_flags
from tmi_cli.flags.judgement import Judgement, Outcome
from tmi_cli.flags.praised import Praised, praise_of
from tmi_cli.flags.states import State

__all__ = [
    "Evidence",
    "Findings",
    "Flag",
    "Judgement",
    "NotSeen",
    "Outcome",
    "Praised",
    "RuleCount",
    "State",
    "find_flags",
    "praise_of",
]
