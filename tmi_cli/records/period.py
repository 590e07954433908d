"""Tracking periods: a number within a session."""

from __future__ import annotations

import re
from datetime import date

Period = int

_NAMED = re.compile(
    r"(?<![a-z0-9])(?:tracking\s*(?:point|period|report)?|t\.?p\.?|period|report|p)\s*[-_#:.]?\s*([1-9])(?![0-9])"
)
_SESSION = re.compile(r"20(\d\d)-(\d\d)")
_BARE = re.compile(r"([1-9])(?:\.0+)?")


def period_in_text(text: str, *, bare: bool = False) -> Period | None:
    """Find a tracking period named in a text such as ``Tracking Point 2``, ``TP2`` or ``Report 3``.

    With ``bare`` a number alone is one as well (the cells of a period column). None where there is none,
    or where two different ones are named.
    """
    folded = text.casefold().replace("_", " ").strip()
    if bare:
        alone = _BARE.fullmatch(folded)
        if alone:
            return int(alone.group(1))
    found = {int(match.group(1)) for match in _NAMED.finditer(folded)}
    return found.pop() if len(found) == 1 else None


def session_of(day: date) -> str:
    """The session (``2025-26``) that a day belongs to: August to June; July still counts to the last one."""
    first = day.year if day.month >= 8 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def is_session(text: str) -> bool:
    """Whether a text is a session of this century: ``2025-26``, two years that follow each other."""
    years = _SESSION.fullmatch(text)
    return years is not None and (int(years.group(1)) + 1) % 100 == int(years.group(2))


def last_day_of(session: str) -> date:
    """The last day that ``session_of`` counts to a session (``2025-26``): 31 July."""
    return date(int(session[:4]) + 1, 7, 31)
