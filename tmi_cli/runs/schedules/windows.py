"""A task for Windows Task Scheduler, as XML that it imports."""

from __future__ import annotations

import subprocess
from datetime import datetime
from xml.sax.saxutils import escape

from tmi_cli.runs.schedules.schedule import DAYS, Schedule

# No encoding is told: what the shell's ">" makes of pure ASCII (UTF-16 with a mark, or bytes as they are) is
# understood without one, and only without one.
_TASK = """\
<?xml version="1.0"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{description}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>{start}</StartBoundary>
      <ScheduleByWeek>
        <WeeksInterval>1</WeeksInterval>
        <DaysOfWeek>
{days}
        </DaysOfWeek>
      </ScheduleByWeek>
    </CalendarTrigger>
  </Triggers>
  <Settings>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <RestartOnFailure>
      <Interval>PT10M</Interval>
      <Count>2</Count>
    </RestartOnFailure>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <Enabled>true</Enabled>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
  </Settings>
  <Principals>
    <Principal id="Author">
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""


def to_windows(schedule: Schedule) -> str:
    """Return the task as XML, in ASCII letters only."""
    command, *arguments = schedule.words
    return _TASK.format(
        description=_text("tmi: flags pupils from the newest exports of the school."),
        start=_text(datetime.combine(schedule.first, schedule.at).isoformat()),
        days="\n".join(f"          <{DAYS[day]} />" for day in schedule.days),
        command=_text(command),
        arguments=_text(subprocess.list2cmdline(arguments)),
        # "Start in" takes quotes for a part of the folder's name.
        folder=_text(str(schedule.folder)),
    )


def _text(text: str) -> str:
    return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")
