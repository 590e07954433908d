"""What is asked of the pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tmi_cli.exports import Password
from tmi_cli.policy import Policy

Tell = Callable[[str], None]
"""Told what is being done."""


@dataclass(frozen=True, slots=True)
class Options:
    """What is asked for, as plain values.

    ``exports`` are files or folders; ``groups`` (default: the school's) and ``lists`` (pupils, attendance)
    likewise, and lists found among the exports are recognised too. ``policy`` is a name, a path or a ``Policy``
    (default: the school's, else ``standard``); ``school`` a ``tmi.toml`` (default: the nearest one above the
    working folder); ``session`` as ``2025-26`` (default: the school's, else that of ``today``); ``period`` the
    one to report (default: the latest of each stage); ``out`` the folder for what is written (default: the
    school's, else ``out``). ``accept`` names the doubts about the files that were looked into. ``strict`` lets
    one unreadable file stop the run. ``password`` is asked for each locked workbook. ``interventions`` are
    sheets of what was done for pupils. ``pseudonymise`` replaces names by tokens made with the key in ``key_file``
    (default: the school's); what the store holds is then not used.
    """

    exports: Sequence[Path]
    session: str | None = None
    today: date | None = None
    policy: str | Policy | None = None
    school: Path | None = None
    period: int | None = None
    groups: Sequence[Path] = field(default=())
    lists: Sequence[Path] = field(default=())
    out: Path | None = None
    accept: Sequence[str] = field(default=())
    strict: bool = False
    password: Password | None = None
    interventions: Sequence[Path] = field(default=())
    pseudonymise: bool = False
    key_file: Path | None = None


def silent(_: str) -> None:
    """Tell nobody."""
