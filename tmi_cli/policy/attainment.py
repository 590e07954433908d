"""What counts as an award, and how many awards are counted: the measures of a school's attainment."""

from __future__ import annotations

from pydantic import Field

from tmi_cli.records import Record

_LEVELS = {"N2": 2, "N3": 3, "N4": 4, "N5": 5, "H": 6, "AH": 7}


class Measure(Record):
    """``awards`` or more awards at an SCQF level or better, as in ``5@5``."""

    name: str = Field(description="What it is called.", examples=["5@5"])
    awards: int = Field(ge=1, le=12, description="How many awards.")
    level: int = Field(ge=2, le=7, description="At which SCQF level or better, 2 to 7.")


def scqf_level(level: str | None) -> int | None:
    """The SCQF level (2-7) of a course's level; None for BGE and where no level is known.

    National 2-5 stand at 2-5, Higher at 6, Advanced Higher at 7 (scqf.org.uk, the framework's table).
    """
    if level is None:
        return None
    if level.startswith("SCQF"):
        return int(level[4:])
    return _LEVELS.get(level)
