"""Which course a row (or a block of a row) is about: subject, level, class, phase, faculty."""

from __future__ import annotations

from typing import NamedTuple

from tmi_cli.layouts.codes import is_nothing
from tmi_cli.layouts.context import Context
from tmi_cli.layouts.level_text import read_course, read_level, read_progress
from tmi_cli.policy import Policy, SubjectMap
from tmi_cli.policy.subjects import fold_subject
from tmi_cli.records import Course, Phase

_BGE_STAGES = ("S1", "S2", "S3")


class CourseReading(NamedTuple):
    """A course, what phase it belongs to, whether it counts, and who claims it."""

    course: Course
    phase: Phase
    counts: bool
    faculty: str | None


class CourseReader:
    """Reads courses through a policy and a subject map."""

    def __init__(self, policy: Policy, subjects: SubjectMap) -> None:
        self._subjects = subjects
        self._graded = policy.plain_levels == "graded"
        self._not_courses = {fold_subject(name) for name in policy.not_courses}

    def read(
        self,
        subject: str,
        *,
        level: str,
        class_code: str,
        faculty: str,
        stage: str | None,
        context: Context,
    ) -> CourseReading | None:
        """Return the course that some texts name, or None where they name no subject.

        A level comes from its column, else from the course's name, the class, or the text around the table.
        The course decides the phase where it can: an S3 pupil on a National 5 course is senior phase in it;
        in a row of S1-S3 a ``Level`` is the CfE level.
        """
        subject = "" if is_nothing(subject) else subject
        named = subject or context.subject or ""
        whole = fold_subject(named) in self._not_courses
        told = read_course(named, plain_is_graded=self._graded)
        if not (named if whole else told.subject):
            return None
        name = self._subjects.subject(named if whole else told.subject)
        counts = not (whole or fold_subject(told.subject) in self._not_courses)
        found = self._level(level, stage=stage, others=(told.level, self._of_class(class_code), context.level))
        claimed = "" if is_nothing(faculty) else faculty
        return CourseReading(
            course=Course(name, found, class_code or None),
            phase="bge" if found == "BGE" else "senior",
            counts=counts,
            faculty=claimed or self._subjects.faculty(name),
        )

    def _level(self, text: str, *, stage: str | None, others: tuple[str | None, ...]) -> str | None:
        text = "" if is_nothing(text) else text
        progress = read_progress(text) if text else None
        senior = read_level(text, plain_is_graded=self._graded) if text else None
        if stage in _BGE_STAGES:
            # "Level 4" is the CfE level here; only a text that can be nothing else is a senior course.
            if senior and not progress:
                return senior
            return "BGE" if text else next((level for level in others if level), "BGE")
        if senior:
            return senior
        if progress and progress.code:
            return "BGE"
        if text.isdigit():
            return read_level(f"Level {text}", plain_is_graded=self._graded)
        return next((level for level in others if level), None)

    def _of_class(self, class_code: str) -> str | None:
        """The level a class is named after (``H Drama A``); never a letter inside a code (``5HI61``)."""
        if " " not in class_code:
            return None
        return read_course(class_code, plain_is_graded=self._graded).level
