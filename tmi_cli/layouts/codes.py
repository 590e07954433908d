"""From the text of a cell to a code of the policy's scale, or the problem that it is none."""

from __future__ import annotations

from typing import Any, NamedTuple

from tmi_cli.exports import Fault, cell_text
from tmi_cli.layouts.level_text import read_progress
from tmi_cli.policy import Policy, Scale

NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "na", "tbc", "x"})
"""Texts (folded) that stand for a blank."""


class CodeReading(NamedTuple):
    """What a cell says: a code, or nothing, or something unreadable with the problem it makes.

    ``filled`` is True where anything but a blank stands. ``problem`` is a problem code.
    """

    code: str | None = None
    filled: bool = False
    problem: str | None = None


_BLANK = CodeReading()


def is_nothing(text: str) -> bool:
    """Whether a text stands for a blank (``-``, ``N/A``, ``TBC``, ``X`` and the like)."""
    return text.casefold() in NOTHING


class CodeReader:
    """Reads cells through the scales of one policy.

    A digit has no meaning by itself: everything goes through the scale of its kind of course.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def rating(self, cell: Any) -> CodeReading:
        """Read an effort, behaviour or homework rating."""
        return self._through(self._policy.ratings, cell, wrong="rating-not-on-scale")

    def grade(self, cell: Any, level: str) -> CodeReading:
        """Read a working grade on the scale of a level."""
        scale = self._policy.scale_of(level)
        return self._through(scale, cell, wrong="grade-not-on-scale") if scale else self.filled(cell)

    def target(self, cell: Any, level: str) -> CodeReading:
        """Read a target: a code that is no concern on the scale of a level."""
        scale = self._policy.scale_of(level)
        if scale is None:
            return self.filled(cell)
        reading = self._through(scale, cell, wrong="target-not-allowed")
        if reading.code in scale.concerns:
            return CodeReading(None, True, "target-not-allowed")
        return reading

    def filled(self, cell: Any) -> CodeReading:
        """Whether anything stands in a cell that no scale can read."""
        if isinstance(cell, Fault):
            return _fault(cell)
        return CodeReading(None, not is_nothing(cell_text(cell)))

    def progress(self, level: Any, code: Any = "") -> CodeReading:
        """Read a BGE level and progress code, from one cell or two.

        A level whose progress code is blank is no code yet, and no problem either.
        """
        for cell in (level, code):
            if isinstance(cell, Fault):
                return _fault(cell)
        level_text, code_text = cell_text(level), cell_text(code)
        level_text = "" if is_nothing(level_text) else level_text
        code_text = "" if is_nothing(code_text) else code_text
        if not level_text and not code_text:
            return _BLANK
        scale = self._policy.scale_of("BGE")
        progress = read_progress(level_text, code_text)
        if progress is not None and progress.code is None:
            return CodeReading(None, True)
        found = scale.read(str(progress or f"{level_text}{code_text}")) if scale else None
        return CodeReading(found, True, None if found else "grade-not-on-scale")

    def _through(self, scale: Scale, cell: Any, *, wrong: str) -> CodeReading:
        if isinstance(cell, Fault):
            return _fault(cell)
        text = cell_text(cell)
        code = scale.read(text)
        if code is None and is_nothing(text):
            return _BLANK
        return CodeReading(code, True, None if code else wrong)


def _fault(cell: Fault) -> CodeReading:
    return CodeReading(None, True, "error-cell" if cell.kind == "error" else "formula-without-value")


def codes_in_words(scale: Scale, *, targets: bool = False) -> str:
    """The codes of a scale (or those a target may have) as a sentence lists them: ``1 (A1), 2 (A2)``."""
    codes = scale.successes if targets else scale.order
    if len(codes) > 9:
        return f"{codes[0]} (best) to {codes[-1]}"
    return ", ".join(scale.name(code) for code in codes)
