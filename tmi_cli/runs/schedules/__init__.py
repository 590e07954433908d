"""What makes a scheduler start ``tmi run``: a task of Windows, a line for cron, units of systemd."""

from tmi_cli.runs.schedules.cron import to_cron
from tmi_cli.runs.schedules.schedule import Schedule, make_schedule
from tmi_cli.runs.schedules.systemd import to_systemd
from tmi_cli.runs.schedules.windows import to_windows

__all__ = ["Schedule", "make_schedule", "to_cron", "to_systemd", "to_windows"]
