"""The form that goes out: its columns, what may stand in them, and how a person's words are read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from tmi_cli.exports import cell_text
from tmi_cli.exports.table import Fault

LOCKED: Mapping[str, str] = {
    "Surname": "surname",
    "First name": "forename",
    "Stage": "stage",
    "Registration": "registration",
    "Subject": "subject",
    "Level": "level",
    "Class": "class_code",
    "Teacher": "teacher",
    "Why": "why",
    "Last RAG": "last_rag",
    "Last comment": "last_comment",
    "Last note": "last_note",
    "SCN": "scn",
}
"""The columns that nobody should alter: header -> field of a row."""

WRITTEN: Mapping[str, str] = {
    "RAG": "rag",
    "Comment": "comment",
    "Note": "note",
    "Action": "action",
    "By whom": "by_whom",
    "Review date": "review_date",
}
"""The columns that a person fills in: header -> field of an entry."""

KEY = "Key"

WHO = ("Surname", "First name", "Subject", "SCN")
"""The columns that say whom an entry is about; where they are another's, the entry belongs to nobody known."""

MARKS_OF_RAG: Mapping[str, str] = {"Red": "▲ Red", "Amber": "● Amber", "Green": "✓ Green"}
"""How each is shown: symbol and word, never colour alone (source: Balerno, RAG tracker)."""

MEANINGS: Mapping[str, str] = {
    "Red": "Significant concern",
    "Amber": "Some concern, dealt with in the faculty",
    "Green": "On track",
}

_RAG = {"r": "Red", "red": "Red", "a": "Amber", "amber": "Amber", "g": "Green", "green": "Green"}
_SYMBOLS = re.compile(r"[^a-z]+")
_FIRST_DAY = dt.date(1899, 12, 30)
_DAYS = range(36526, 73051)  # 2000 to 2099, as a spreadsheet counts days
_DATES = ("%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%m-%y", "%Y-%m-%d", "%d %b %Y")
_MONTH = re.compile(r"(?<=[a-z]{3})[a-z]+", re.IGNORECASE)
_TIME = re.compile(r"[ T]\d{1,2}:\d\d(:\d\d)?$")


def read_rag(text: str) -> str | None:
    """``Red``, ``Amber`` or ``Green`` from a cell (``▲ Red``, ``red``, ``R``), or None where it is none."""
    return _RAG.get(_SYMBOLS.sub("", text.casefold()))


def read_date(value: Any) -> str | None:
    """A day as ``2026-03-12`` from a date, a spreadsheet's count of days, or text with the day before the month.

    None where it is no day.
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    text = _MONTH.sub("", _TIME.sub("", " ".join(cell_text(value).split())))
    if text.isdecimal() and len(text) == 5 and int(text) in _DAYS:
        return (_FIRST_DAY + dt.timedelta(days=int(text))).isoformat()
    for form in _DATES:
        try:
            return dt.datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007  a day has no time zone
        except ValueError:
            continue
    return None


def words_of(value: Any) -> str:
    """A cell as the text a person wrote, line ends alike; the name of the error where it holds one."""
    if isinstance(value, Fault):
        return str(value)
    return cell_text(value).replace("\r\n", "\n").replace("\r", "\n")
