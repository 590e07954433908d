"""Reading levels out of text: of a senior course, and the level and progress code of BGE."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

_SQA_CODES = {"72": "N2", "73": "N3", "74": "N4", "75": "N5", "76": "H", "77": "AH"}
_GRADED = {"2": "N2", "3": "N3", "4": "N4", "5": "N5", "6": "H", "7": "AH"}
_HIGHER = {"h", "high", "higher"}
_ADVANCED = {"ah", "advh", "adv h", "adv higher", "advanced higher", "advanced h"}
_NATIONAL = re.compile(r"(?:n|nat|national) ?([2-5])")
_PLAIN = re.compile(r"(?:(?:scqf )?level|scqf|scqf l|l) ?([2-7])")
_AWARD = re.compile(
    r"\b(?:npa|sfw|skills for work|award|awards|fa|foundation apprenticeship|pass fail|pf|units?|"
    r"national progression award)\b"
)
_LEVEL_WORDS = re.compile(
    r"(?:(?:npa|sfw|skills|for|work|awards?|fa|foundation|apprenticeship|pass|fail|pf|units?|national|nat|"
    r"progression|level|scqf|l|n|adv|advanced|higher|high|h|ah|advh|[ln]?[2-7]|nat[2-5]|7[2-7]) ?)+"
)
_LONGEST_LEVEL = 6
_DIGIT = re.compile(r"(?<!\d)([2-7])(?!\d)")
_BGE = re.compile(
    r"(?:cfe )?(?:level |lvl |l ?)?(early|first|second|third|fourth|1st|2nd|3rd|4th|e|[1-4])"
    r"(?: level)? ?(?:([a-d]))?"
)
_BGE_LEVELS = {
    "early": "E", "e": "E", "first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3",
    "3rd": "3", "fourth": "4", "4th": "4", "1": "1", "2": "2", "3": "3", "4": "4",
}  # fmt: skip


def _fold(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


@cache
def read_level(text: str, *, plain_is_graded: bool = True) -> str | None:
    """Return the level a text names (``N5``, ``H``, ``SCQF5`` ...), or None.

    Words for awards and pass/fail courses with a number n make it ``SCQFn``. A plain ``Level n``, ``Ln`` or
    ``SCQF n`` is the graded course of that level, or a pass/fail one where the policy says so.
    """
    folded = _fold(text)
    if not folded:
        return None
    if _AWARD.search(folded):
        numbers = set(_DIGIT.findall(re.sub(r"\b(?:n|nat|l)(?=\d)", "", folded)))
        return f"SCQF{numbers.pop()}" if len(numbers) == 1 else None
    if folded in _SQA_CODES:
        return _SQA_CODES[folded]
    if folded in _HIGHER:
        return "H"
    if folded in _ADVANCED:
        return "AH"
    national = _NATIONAL.fullmatch(folded)
    if national:
        return f"N{national.group(1)}"
    plain = _PLAIN.fullmatch(folded)
    if plain:
        return _GRADED[plain.group(1)] if plain_is_graded else f"SCQF{plain.group(1)}"
    return None


class Progress(NamedTuple):
    """A BGE level (``E``, ``1`` .. ``4``) and the progress code within it (``A`` .. ``D``), or None."""

    level: str
    code: str | None

    def __str__(self) -> str:
        return f"{self.level}{self.code or ''}"


@cache
def read_progress(level: str, code: str = "") -> Progress | None:
    """Return the BGE level and progress code of one cell (``3B``, ``L3 B``, ``Third B``) or of two."""
    folded = _fold(f"{level} {code}" if code else level)
    found = _BGE.fullmatch(folded)
    if found is None:
        return None
    letter = found.group(2)
    return Progress(_BGE_LEVELS[found.group(1)], letter.upper() if letter else None)


class CourseText(NamedTuple):
    """A course as a text names it: the subject, and the level where the text tells one."""

    subject: str
    level: str | None


@cache
def read_course(text: str, *, plain_is_graded: bool = True) -> CourseText:
    """Split a course's name into subject and level: ``Higher Drama``, ``N5 Maths``, ``Physics (AH)``.

    A bi-level class (``N5/N4 Drama``) has no level of its own; each of its pupils has one.
    """
    words = text.split()
    for size in range(min(_LONGEST_LEVEL, len(words) - 1), 0, -1):
        for here, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            named = " ".join(here)
            if not _LEVEL_WORDS.fullmatch(_fold(named)) and "/" not in named:
                continue
            level = read_level(named, plain_is_graded=plain_is_graded)
            if level:
                return CourseText(" ".join(rest).strip(" -:,"), level)
            halves = named.split("/")
            if len(halves) == 2 and all(read_level(half) for half in halves):
                return CourseText(" ".join(rest).strip(" -:,"), None)
    return CourseText(" ".join(words), None)
