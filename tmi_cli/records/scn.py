"""Scottish Candidate Numbers: nine digits, always text."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_NUMBER = re.compile(r"(?:[A-Za-z.:#\s]*)(\d[\d\s]*\d)(?:\.0+)?\s*$")


class ScnReading(NamedTuple):
    """What a cell says of a pupil's number.

    ``scn``: nine digits, or None where there is none to be had. ``damage``: None, ``repaired`` (a lost
    leading zero put back), ``lost`` (something stands there that is no number any more).
    ``check_fits``: False where nine digits fail their check digit.
    """

    scn: str | None
    damage: Literal["repaired", "lost"] | None = None
    check_fits: bool = True


def check_digit_fits(scn: str) -> bool:
    """Whether nine digits end in their check digit.

    Weights 3 2 7 6 5 4 3 2 over the first eight, check = 11 - (sum mod 11), 11 counts as 0 and 10 is
    never issued (the published rule of the Scottish Candidate Number).
    """
    if len(scn) != 9 or not scn.isdigit():
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, scn, strict=False))
    check = 11 - total % 11
    if check == 10:
        return False
    return (0 if check == 11 else check) == int(scn[8])


def read_scn(text: str) -> ScnReading:
    """Read the text of a cell as a Scottish Candidate Number.

    Spaces, a prefix (``SCN 123...``) and ``.0`` are simply read. Eight digits that fit the check digit
    with a leading zero are repaired. Anything else, such as ``1.23E+08``, is lost and matches nobody.
    """
    if not text:
        return ScnReading(None)
    found = _NUMBER.match(text)
    if found is None:
        return ScnReading(None, "lost")
    digits = re.sub(r"\s", "", found.group(1))
    if len(digits) == 9:
        return ScnReading(digits, None, check_digit_fits(digits))
    if len(digits) == 8 and check_digit_fits("0" + digits):
        return ScnReading("0" + digits, "repaired")
    return ScnReading(None, "lost")
