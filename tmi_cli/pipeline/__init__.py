"""From exports to reports; the one place that knows every stage."""

from tmi_cli.pipeline.options import Options, Tell
from tmi_cli.pipeline.story import check, check_policy, flag, inspect, recorded, simulate, study

__all__ = ["Options", "Tell", "check", "check_policy", "flag", "inspect", "recorded", "simulate", "study"]
