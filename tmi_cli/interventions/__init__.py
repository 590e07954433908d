"""Interventions: reading sheets of them, whose they are, and keeping them from run to run."""

from tmi_cli.interventions.collect import Interventions, as_kept, collect, not_on_menu, store_path
from tmi_cli.interventions.merge import Recorded
from tmi_cli.interventions.sheet import ActionSheet, Remark

__all__ = [
    "ActionSheet", "Interventions", "Recorded", "Remark", "as_kept", "collect", "not_on_menu", "store_path",
]  # fmt: skip
