"""A service and a timer for systemd, as units of a user."""

from __future__ import annotations

from tmi_cli.runs.schedules.schedule import DAYS, Schedule, refuse_backslash

# What the service does not need to read and write the school's folder is taken away, above all the network.
_UNITS = """\
# tmi.service
[Unit]
Description=tmi: flag pupils from the newest exports of the school

[Service]
Type=oneshot
WorkingDirectory={folder}
ExecStart={command}
# 6: there was nothing new to do.
SuccessExitStatus=6
TimeoutStartSec=1h
UMask=0077
NoNewPrivileges=yes
# A user's service can have a network of its own, with nothing in it, only among users of its own.
PrivateUsers=yes
PrivateNetwork=yes
RestrictAddressFamilies=AF_UNIX
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

# tmi.timer
[Unit]
Description=tmi: {days} at {at}

[Timer]
OnCalendar={days} *-*-* {at}:00
# A time that was slept through is made up for.
Persistent=true

[Install]
WantedBy=timers.target
"""


def to_systemd(schedule: Schedule) -> str:
    """Return both units, each behind a line with its file's name. RequestError where a path holds a backslash."""
    refuse_backslash(schedule)
    program, *arguments = schedule.words
    return _UNITS.format(
        folder=_no_specifier(str(schedule.folder)),
        # The ":" keeps systemd from putting variables in place of a "$".
        command=" ".join((_quoted(f":{program}"), *map(_quoted, arguments))),
        days=",".join(
            DAYS[first][:3] if first == last else f"{DAYS[first][:3]}..{DAYS[last][:3]}"
            for first, last in schedule.stretches
        ),
        at=f"{schedule.at:%H:%M}",
    )


def _no_specifier(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(word: str) -> str:
    return '"' + _no_specifier(word).replace('"', r"\"") + '"'
