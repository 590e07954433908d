"""Whether the machine is fit: Python, libraries, the clock, what the terminal can show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from tmi_cli.runs.verdict import Verdict

_OLDEST = (3, 11)
_PRIVATE_FOLDERS = (3, 11, 10)
_YEARS = range(2025, 2100)
_NEEDED = re.compile(r"([A-Za-z0-9_.-]+)\s*(?:>=\s*([0-9.]+))?")


def python(version: tuple[int, ...], platform: str) -> Verdict:
    """Whether this Python can run tmi, and on Windows make folders that only their owner may see."""
    told = ".".join(map(str, version))
    if version < _OLDEST:
        return Verdict("Python", "failed", f"This is Python {told}; tmi needs 3.11.", "Install a newer Python.")
    if platform == "win32" and version < _PRIVATE_FOLDERS:
        return Verdict(
            "Python",
            "warning",
            f"Before 3.11.10 Python on Windows makes folders that others may open; this is {told}.",
            "Install Python 3.11.10 or newer.",
        )
    return Verdict("Python", "ok", f"Python {told} on {platform}.")


def libraries(needed: Iterable[str], installed: Callable[[str], str | None]) -> Verdict:
    """Whether every library is there and new enough. ``needed`` are requirements as ``click>=8.4``."""
    found, wrong = [], []
    for requirement in needed:
        match = _NEEDED.match(requirement)
        if match is None or "extra ==" in requirement:
            continue
        name, least = match.groups()
        version = installed(name)
        found.append(f"{name} {version}")
        if version is None:
            wrong.append(f"{name} is missing")
        elif least and _numbers(version) < _numbers(least):
            wrong.append(f"{name} is {version} and must be {least} or newer")
    if wrong:
        return Verdict("libraries", "failed", f"{'; '.join(wrong)}.", "Install tmi again.")
    if not found:
        return Verdict(
            "libraries", "warning", "tmi is not installed, so nobody knows what it needs.", "Install it."
        )
    return Verdict("libraries", "ok", f"{', '.join(found)}.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def defused(active: bool) -> Verdict:
    """Whether openpyxl reads XML through defusedxml."""
    if active:
        return Verdict("defusedxml", "ok", "XML in workbooks is read through defusedxml.")
    return Verdict(
        "defusedxml",
        "failed",
        "openpyxl does not use defusedxml: a hostile workbook could fill the memory.",
        "Install tmi again; and take OPENPYXL_DEFUSEDXML out of the environment where it is set.",
    )


def encoding(name: str | None) -> Verdict:
    """Whether what is shown may hold every letter."""
    if (name or "").casefold().replace("-", "").replace("_", "") in ("utf8", "utf8sig"):
        return Verdict("encoding", "ok", "What is shown may hold every letter (UTF-8).")
    return Verdict(
        "encoding",
        "warning",
        f"What is shown is written as {name or 'nobody knows what'}: letters that it lacks become ?.",
        "Set PYTHONUTF8=1; in an old Windows terminal also run chcp 65001.",
    )


def clock(now: datetime) -> Verdict:
    """Whether the clock may be right; ``now`` knows its time zone."""
    told = f"{now:%Y-%m-%d %H:%M %z}"
    if now.year not in _YEARS:
        return Verdict(
            "clock", "failed", f"The clock says {told}.", "Set the clock: sessions are told by the date."
        )
    if now.utcoffset() not in (timedelta(0), timedelta(hours=1)):
        return Verdict(
            "clock",
            "warning",
            f"The clock says {told}, which is no time of Scotland.",
            "Set the time zone to Europe/London, or give the day with --as-of.",
        )
    return Verdict("clock", "ok", f"The clock says {told}.")
