"""A line for a crontab."""

from __future__ import annotations

import shlex

from tmi_cli.runs.schedules.schedule import DAYS, Schedule, refuse_backslash

_CRON = """\
# tmi: put these lines at the end of what `crontab -e` shows.
# cron sends what tmi says (only where something is wrong) to this address; it needs a mail program.
#MAILTO=you@example.org
{minute} {hour} * * {days} {command}
"""


def to_cron(schedule: Schedule, *, timeout: str | None = None) -> str:
    """Return the lines of a crontab.

    ``timeout`` is the path of the program of that name, which ends a run after an hour; None where there is none.
    RequestError where a path holds a backslash.
    """
    refuse_backslash(schedule)
    limit = (timeout, "1h") if timeout else ()
    command = f"cd {shlex.quote(str(schedule.folder))} && {shlex.join((*limit, *schedule.words))}"
    return _CRON.format(
        minute=schedule.at.minute,
        hour=schedule.at.hour,
        days=_days(schedule),
        # cron takes a bare % for the end of the line.
        command=command.replace("%", r"\%"),
    )


def _days(schedule: Schedule) -> str:
    """Days as cron counts them: 1 is Monday, 7 Sunday."""
    if len(schedule.days) == len(DAYS):
        return "*"
    return ",".join(
        f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in schedule.stretches
    )
