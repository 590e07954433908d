"""From exports to reports; the one place that knows every stage."""

from tmi_cli.pipeline.options import Options, Tell
from tmi_cli.pipeline.story import (
    Together,
    check,
    check_policy,
    flag,
    inspect,
    recorded,
    simulate,
    study,
    together,
)

__all__ = [
    "Options", "Tell", "Together", "check", "check_policy", "flag", "inspect", "recorded", "simulate", "study",
    "together",
]  # fmt: skip
