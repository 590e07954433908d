"""How schools word levels, subjects and codes in their spreadsheets."""

from __future__ import annotations

from tmi_cli.sample.model import SampleEntry
from tmi_cli.sample.subjects import BGE

# Headings built by hand are shorter than the subjects' full names.
SHORT_SUBJECTS = {
    "Mathematics": "Maths",
    "Applications of Mathematics": "Apps of Maths",
    "Administration and IT": "Admin and IT",
    "Art and Design": "Art & Design",
    "Design and Manufacture": "Design & Manufacture",
    "Physical Education": "PE",
    "Computing Science": "Computing",
}
LEVEL_WORDS = {"H": "Higher", BGE: ""}
BGE_STAGES = ("S1", "S2", "S3")


def short_subject(subject: str) -> str:
    """The subject as a heading has it, for example Maths."""
    return SHORT_SUBJECTS.get(subject, subject)


def headed_subject(subject: str, *, level: str) -> str:
    """Level and subject in one heading, for example `N5 Maths`; BGE and PSE have no level."""
    return f"{LEVEL_WORDS.get(level, level)} {short_subject(subject)}".strip()


def level_text(entry: SampleEntry) -> str:
    """The Level cell of a long export: `3B` in a BGE row, else the level of the course."""
    if entry.course.level == BGE:
        return f"{entry.cfe_level or ''}{entry.progress}"
    return entry.course.level
