"""A made-up, seeded school and its tracking exports in every layout schools use.

Nobody in it exists. The same seed gives the same school and the same bytes. This package
knows nothing of the rest of the project and imports XlsxWriter only when it writes.
"""

from __future__ import annotations

from tmi_cli.sample.school import (
    SampleCourse,
    SampleEntry,
    SamplePupil,
    SampleSchool,
    make_school,
)
from tmi_cli.sample.write import LAYOUTS, write_sample

__all__ = [
    "LAYOUTS",
    "SampleCourse",
    "SampleEntry",
    "SamplePupil",
    "SampleSchool",
    "make_school",
    "write_sample",
]
