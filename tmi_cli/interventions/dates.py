"""Dates as a school writes them: the day always comes before the month."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from tmi_cli.exports import cell_text

_DAY_FIRST = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_IN_WORDS = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]+)\.?,?[\s-]+(\d{4}|\d{2})", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# A cell that lost its format shows the days since this one; the bounds are the years 2000 to 2099.
_DAY_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(36526, 73051)


def read_date(cell: Any) -> dt.date | None:
    """The day that a cell tells, or None where it tells none.

    A date, ``31/10/2025``, ``31.10.25``, ``31 Oct 2025`` or ISO; two digits of a year are of this century.
    """
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    text = cell_text(cell)
    if text.isdecimal() and int(text) in _SERIALS:
        return _DAY_ZERO + dt.timedelta(days=int(text))
    iso, day_first, words = _ISO.fullmatch(text), _DAY_FIRST.fullmatch(text), _IN_WORDS.fullmatch(text)
    if iso:
        year, month, day = iso.groups()
    elif day_first:
        day, month, year = day_first.groups()
    elif words and words.group(2).casefold()[:3] in _MONTHS:
        day, name, year = words.groups()
        month = str(_MONTHS.index(name.casefold()[:3]) + 1)
    else:
        return None
    try:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
