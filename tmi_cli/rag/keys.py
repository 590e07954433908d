"""The key of a row: what a row is, whatever becomes of its place in the sheet."""

from __future__ import annotations

import hashlib
import re
from typing import Literal

By = Literal["faculty", "house", "stage"]

_KEY = re.compile(r"K[0-9a-f]{12}")


def row_key(*, session: str, period: int, by: By, unit: str, pupil: str, course: tuple[str, str, str]) -> str:
    """``K`` and twelve hexadecimal digits for one pupil's course (subject, level, class) in one unit's workbook.

    The same row has the same key however often it is sent. It begins with a letter, for twelve digits by
    themselves would come back from a spreadsheet as a number, and 1e2345678901 as a very great one.
    """
    told = (session, period, by, unit, pupil, *course)
    return f"K{hashlib.sha256(repr(told).encode()).hexdigest()[:12]}"


def read_key(text: str) -> str:
    """A key as it is compared, from a cell that may have got spaces or capitals; empty where it is none."""
    folded = "".join(text.split()).lower().removeprefix("'")
    key = folded[:1].upper() + folded[1:]
    return key if _KEY.fullmatch(key) else ""
