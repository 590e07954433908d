"""When which school's run is to start, whatever scheduler does it."""

from __future__ import annotations

import re
import sys
import sysconfig
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path, PurePath

from tmi_cli.errors import RequestError

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The days of a week as schedulers count them: number 0 is Monday."""

_SHORT = tuple(day[:3].lower() for day in DAYS)
_HINT_OF_DAYS = "Write them like mon-fri, or mon,wed,fri, or daily."


@dataclass(frozen=True, slots=True)
class Schedule:
    """``tmi run`` for one school, at one time on some days.

    ``program`` are the words that start tmi, absolute and without any variable; ``school`` is the absolute path
    of its ``tmi.toml``. ``days`` are numbers of ``DAYS``, in order; ``first`` is the day from which on it starts.
    """

    program: tuple[str, ...]
    school: PurePath
    at: time
    days: tuple[int, ...]
    first: date

    @property
    def folder(self) -> PurePath:
        """The folder of the school, in which the run starts."""
        return self.school.parent

    @property
    def words(self) -> tuple[str, ...]:
        """The whole command, word by word."""
        return (*self.program, "run", "--no-input", "--quiet", "--school", str(self.school))

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """The days as stretches of days that follow each other: Monday to Friday is ``(0, 4)``."""
        starts = [day for day in self.days if day - 1 not in self.days]
        ends = [day for day in self.days if day + 1 not in self.days]
        return tuple(zip(starts, ends, strict=True))


def make_schedule(school: PurePath, *, at: str, days: str, now: datetime, program: Sequence[str] = ()) -> Schedule:
    """Return the schedule of the ``tmi`` that is running, or of ``program``.

    It may first start today where ``at`` is yet to come, else tomorrow. RequestError where ``at`` or ``days``
    cannot be read, or a path holds what cannot stand in every scheduler's file.
    """
    when = _time(at)
    first = now.date() if when > now.time() else now.date() + timedelta(days=1)
    made = Schedule(tuple(program) or _own_program(), school, when, _days(days), first)
    for word in made.words:
        _refuse_controls(word)
    return made


def _own_program() -> tuple[str, ...]:
    """The words that start this tmi: its own program, or else Python with the module."""
    name = "tmi.exe" if sys.platform == "win32" else "tmi"
    scripts = Path(sysconfig.get_path("scripts")) / name
    # Not resolved: Python finds its packages by the place of the link that a virtual environment has.
    if scripts.is_file():
        return (str(scripts.absolute()),)
    # -P: a file named like a module, in the school's folder, must not be imported.
    return (str(Path(sys.executable).absolute()), "-P", "-m", "tmi_cli")


def _time(told: str) -> time:
    if re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", told, re.ASCII):
        hours, _, minutes = told.partition(":")
        return time(int(hours), int(minutes))
    raise RequestError(f"{told} is not a time of the day.", hint="Write it like 19:30.")


def _days(told: str) -> tuple[int, ...]:
    if told.strip().lower() == "daily":
        return tuple(range(len(DAYS)))
    found: set[int] = set()
    for part in told.lower().split(","):
        ends = [_day(word.strip(), told) for word in part.split("-")]
        if len(ends) > 2 or any(late < early for early, late in pairwise(ends)):
            raise RequestError(f"{told} are no days of the week.", hint=_HINT_OF_DAYS)
        found.update(range(ends[0], ends[-1] + 1))
    return tuple(sorted(found))


def _day(word: str, told: str) -> int:
    if word in _SHORT or word.capitalize() in DAYS:
        return _SHORT.index(word[:3])
    raise RequestError(f"{told} are no days of the week.", hint=_HINT_OF_DAYS)


def _refuse_controls(word: str) -> None:
    """A line break would end the line of a crontab or unit; half a letter cannot be written at all."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in word):
        raise RequestError(
            "A path holds a line break, or a letter that cannot be written.",
            where=ascii(word),
            hint="Give that folder an ordinary name.",
        )


def refuse_backslash(schedule: Schedule) -> None:
    """RequestError where a path holds a backslash, which cron and systemd each read in their own way."""
    for word in schedule.words:
        if "\\" in word:
            raise RequestError(
                "A path holds a backslash.",
                where=word,
                hint="For Windows use --windows; elsewhere give that folder another name.",
            )
