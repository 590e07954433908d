"""What stands around a table and holds for all of its rows: banner, sheet name, file name, folders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from tmi_cli.exports import Table, cell_text
from tmi_cli.layouts.level_text import read_course, read_level
from tmi_cli.policy import SubjectMap
from tmi_cli.records import period_in_text

_STAGE = re.compile(r"(?<![a-z0-9/])s ?([1-6])(?![a-z0-9/])", re.IGNORECASE)
_LABELLED = re.compile(r"\s*(class|set|teacher|subject|course|level|stage|year)\s*[:=]?\s+(.+)", re.IGNORECASE)
_PERIOD_WORDS = re.compile(
    r"(?<![a-z0-9])(?:tracking\s*)?(?:point|period|report|tp|p)\s*[-_#:.]?\s*[1-9](?![0-9])",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"[,;|\n]|\s[-–—]\s")


class PeriodTold(NamedTuple):
    """A period, and what told it: the sheet name, the file name or the title above the table."""

    period: int
    by: str


class Context(NamedTuple):
    """What is told around a table. None where nothing tells it.

    ``periods`` holds every place that tells a period, the strongest first.
    """

    stage: str | None = None
    subject: str | None = None
    level: str | None = None
    class_code: str | None = None
    teacher: str | None = None
    periods: tuple[PeriodTold, ...] = ()


def context_of(table: Table, *, header_row: int, subjects: SubjectMap, plain_is_graded: bool) -> Context:
    """Read the banner above the header, the sheet name, the file name and its folders, in this order."""
    places = (
        ("title above the table", _banner(table.rows[:header_row])),
        ("sheet name", [table.sheet or ""]),
        ("file name", [PurePosixPath(table.file.name).stem]),
        ("folder name", list(reversed(PurePosixPath(table.file.name).parts[:-1]))),
    )
    found: dict[str, str] = {}
    periods = []
    for place, texts in places:
        told = next((p for text in texts if (p := period_in_text(text))), None)
        if told:
            periods.append(PeriodTold(told, place))
        for field, value in _facts(texts, subjects=subjects, plain_is_graded=plain_is_graded):
            found.setdefault(field, value)
    return Context(periods=tuple(periods), **found)


def without_period(text: str) -> str:
    """A text without the words that name a tracking period: ``Physics TP1`` is ``Physics``."""
    return _PERIOD_WORDS.sub(" ", text).strip(" -:,")


def stage_in_text(text: str) -> str | None:
    """The one stage (``S4``) a text names, or None where it names none or several."""
    found = {f"S{match.group(1)}" for match in _STAGE.finditer(text)}
    return found.pop() if len(found) == 1 else None


def _banner(rows: Sequence[Sequence[object]]) -> list[str]:
    return [text for row in rows for cell in row if (text := cell_text(cell))]


def _facts(texts: Iterable[str], *, subjects: SubjectMap, plain_is_graded: bool) -> Iterable[tuple[str, str]]:
    """The (field, value) pairs that some texts tell, in the order they are told."""
    for text in texts:
        stage = stage_in_text(text)
        if stage:
            yield "stage", stage
        for segment in _SEGMENT.split(text.replace("_", " ")):
            labelled = _LABELLED.fullmatch(segment)
            label = labelled.group(1).casefold() if labelled else ""
            if labelled and label in ("class", "set"):
                yield "class_code", labelled.group(2).strip()
                continue
            if labelled and label == "teacher":
                yield "teacher", labelled.group(2).strip()
                continue
            named = labelled.group(2) if labelled and label in ("subject", "course", "level") else segment
            rest = without_period(_STAGE.sub(" ", named))
            if not rest:
                continue
            course = read_course(rest, plain_is_graded=plain_is_graded)
            level = course.level or read_level(rest, plain_is_graded=plain_is_graded)
            if level:
                yield "level", level
            # An unlabelled text is a subject only if it is known as one: "class 34a" and "Data" are not.
            only_level = level is not None and course.level is None
            if subjects.knows(course.subject) or (label in ("subject", "course") and not only_level):
                yield "subject", course.subject
