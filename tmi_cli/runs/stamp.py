"""When and how a run was asked for: what its folder is called by, and what its manifest tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a run is marked with.

    ``now`` is the time in the name of its folder and nowhere else; ``as_of`` the day that it takes for today.
    ``command`` are the words by which ``tmi`` would do the same again, without any path and without whom it was
    about. ``settings`` is what was set: name -> ``value`` and ``from``. ``password`` locks the workbooks;
    ``group_readable`` lets the group of the owner read what is written. ``exit_code`` is what the command will
    end with.
    """

    now: datetime
    as_of: date
    command: tuple[str, ...] = ()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    password: str | None = None
    group_readable: bool = False
    exit_code: int = 0

    def folder(self, kind: str = "") -> str:
        """The name of the run's folder: the time, behind the ``kind`` of run where there is one."""
        return f"{kind}-{self.now:%Y-%m-%d-%H%M%S}" if kind else f"{self.now:%Y-%m-%d-%H%M%S}"
