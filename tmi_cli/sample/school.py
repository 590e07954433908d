"""A believable school out of a seed: nobody in it exists."""

from __future__ import annotations

from tmi_cli.sample.marks import make_entries
from tmi_cli.sample.model import SampleCourse, SampleEntry, SamplePupil, SampleSchool
from tmi_cli.sample.options import choose_options
from tmi_cli.sample.roll import make_roll
from tmi_cli.sample.timetable import make_courses

__all__ = ["SampleCourse", "SampleEntry", "SamplePupil", "SampleSchool", "make_school"]

SCHOOL_NAME = "Craiglarnoch Academy"


def make_school(
    *, seed: int = 2025, pupils: int = 900, periods: int = 3, session: str = "2025-26"
) -> SampleSchool:
    """A whole school with its entries; the same arguments give the same school everywhere.

    `pupils` counts all who were on the roll at any time, `periods` runs from 1. A school below
    about sixty pupils has classes of one or two, but holds together.
    """
    if pupils < 6 or periods < 1:
        raise ValueError(f"a school needs at least 6 pupils and 1 period, not {pupils} and {periods}")
    roll = make_roll(seed, pupils=pupils, periods=periods)
    options = choose_options(seed, roll=roll)
    courses = make_courses(seed, roll=roll, options=options, periods=periods)
    return SampleSchool(
        name=SCHOOL_NAME,
        session=session,
        periods=periods,
        pupils=tuple(roll),
        courses=tuple(courses),
        entries=tuple(make_entries(seed, roll=roll, courses=courses)),
    )
