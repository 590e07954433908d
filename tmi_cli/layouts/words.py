"""The vocabulary of headers: which words over a column mean which field.

Whole headers are matched, folded; a part of a header never counts, because short words collide (``Year``,
``Class``, ``Level``, ``Name``). To add a synonym, add it to the line of its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from tmi_cli.errors import PolicyError
from tmi_cli.policy import Group
from tmi_cli.policy.school import SCHOOL_FILE
from tmi_cli.policy.toml_file import closest

PUPIL_WORDS: dict[str, tuple[str, ...]] = {
    "scn": (
        "scn", "candidate number", "candidate no", "cand no", "cand number", "candidate id",
        "scottish candidate number", "scottish candidate no", "sqa number", "sqa no", "sqa candidate number",
        "qs number", "qs no", "qs candidate number", "candidate",
    ),
    "forename": ("forename", "first name", "firstname", "given name", "forenames"),
    "known_as": ("known as", "preferred name", "preferred forename", "known name"),
    "surname": ("surname", "last name", "lastname", "family name"),
    "name": ("name", "pupil name", "pupil", "full name", "surname forename", "student", "student name"),
    "stage": ("stage", "year", "year group", "school stage", "yr", "yr group"),
    "registration": (
        "reg", "reg class", "registration", "registration class", "reg group", "tutor", "tutor group",
        "tutor class", "form class",
    ),
    "house": ("house",),
}  # fmt: skip
"""Fields that tell who the pupil is."""

MARK_WORDS: dict[str, tuple[str, ...]] = {
    "simd": ("simd", "simd decile", "simd decile 1 10", "decile"),
    "fme": ("fme", "fsm", "free meals", "free school meals", "free school meal", "free meal entitlement"),
    "asn": ("asn", "additional support needs", "additional support need"),
    "eal": ("eal", "english as an additional language"),
    "care_experienced": ("care experienced", "lac", "laac", "looked after", "care exp"),
    "young_carer": ("young carer", "carer"),
    "gender": ("gender", "sex"),
    "attendance": ("attendance", "attendance percentage", "percentage attendance", "att", "attendance pc"),
}  # fmt: skip
"""Fields that tell something of the pupil from which groups are made."""

LIST_WORDS: dict[str, tuple[str, ...]] = {
    "group": ("group", "group name", "vulnerable group", "support group"),
    "possible": ("total possible", "possible attendance", "possible openings", "possible"),
    "attended": ("total attendance", "attended", "openings attended", "actual attendance"),
}  # fmt: skip
"""Fields of lists beside the exports: one row per pupil and group, attendance in openings."""

COURSE_WORDS: dict[str, tuple[str, ...]] = {
    "subject": ("subject", "course", "class course", "qualification", "subject name", "course name"),
    "faculty": ("faculty", "department", "dept"),
    "class": (
        "class", "class code", "class group", "class name", "set", "teaching set", "teaching group",
    ),
    "teacher": ("teacher", "teachers", "teacher name", "class teacher", "staff"),
    "period": (
        "period", "tp", "tracking point", "tracking period", "report", "report number", "tracking report",
    ),
}  # fmt: skip
"""Fields that tell which course and period a row is about."""

VALUE_WORDS: dict[str, tuple[str, ...]] = {
    "level": ("level", "course level", "cfe level", "qualification level", "scqf level"),
    "progress_code": ("progress code", "progress", "code"),
    "target": ("target", "tg", "target grade", "tgt grade", "tgt", "current target"),
    "new_target": ("new target", "ntg", "new target grade", "new tg", "revised target"),
    "working_grade": ("working grade", "wg", "working", "current grade", "current working grade"),
    "effort": ("effort", "eff"),
    "behaviour": ("behaviour", "beh", "behavior", "conduct"),
    "homework": ("homework", "home learning", "hw", "hwk"),
    "prelim": ("prelim", "prelim grade", "prelim result", "preliminary exam", "prelim exam"),
    "predicted": ("predicted", "predicted grade", "prediction", "estimate", "estimated grade", "estimate grade"),
    "comment": ("comment", "comments", "next steps", "teacher comment", "notes", "remarks"),
}  # fmt: skip
"""Fields that a teacher fills in; the first two tell the level, which may stand in the same place."""

SHORT_RATINGS = {"e": "effort", "b": "behaviour", "h": "homework"}
"""Letters that are ratings, but only under or behind a subject or a period."""

_PERIOD_FIRST = re.compile(r"(?:tracking point|tracking period|tp|period|report|p) ?([1-9]) (.+)")
_PERIOD_LAST = re.compile(r"(.+?) ?(?:(?:tracking point|tracking period|tp|period|report|p) ?)?([1-9])")


@cache
def fold_header(text: str) -> str:
    """Fold a header for comparing: capitals, line breaks and punctuation do not matter."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return " ".join(words.split())


class ValueHeader(NamedTuple):
    """A header over values: the field, and the period where the header names one."""

    field: str
    period: int | None = None


_TABLES = (PUPIL_WORDS, MARK_WORDS, LIST_WORDS, COURSE_WORDS, VALUE_WORDS)

IGNORE = "ignore"
"""What a school writes for a header that means nothing."""

_MAPPED = re.compile(r"([a-z_]+|group .+?)(?: ([1-9]))?")


def field_names() -> list[str]:
    """Every field that a header can be mapped to."""
    return [field for table in _TABLES for field in table]


def suggestion(header: str) -> str | None:
    """The field that a header most likely means which is not known, or None where nothing is like it.

    A header that begins or ends with a known one comes first (``Course title``), then one that is spelt alike.
    """
    folded = fold_header(header)
    known = {word: field for table in _TABLES for field, spellings in table.items() for word in spellings}
    if folded in known:
        return known[folded]
    words = folded.split()
    for size in range(len(words), 0, -1):
        for part in (" ".join(words[:size]), " ".join(words[-size:])):
            if part in known and len(part) > 2:
                return known[part]
    meant = closest(folded, [word for word in known if len(word) > 3], cutoff=0.75)
    return known[meant] if meant else None


def is_known(header: str) -> bool:
    """Whether a header is one of those that tmi knows, whatever a school says it means."""
    return any(fold_header(header) in words for table in _TABLES for words in table.values())


class Vocabulary:
    """Every header that means something, the names of the policy's groups included.

    ``headers`` is the school's own mapping (header -> field, ``field 2`` for period 2, or ``ignore``); it wins
    over what tmi would understand. PolicyError, with a suggestion, where it names no field.
    """

    def __init__(self, groups: Iterable[Group] = (), headers: Mapping[str, str] | None = None) -> None:
        self._row_words: dict[str, str] = {}
        self._value_words = {word: field for field, words in VALUE_WORDS.items() for word in words}
        for table in (PUPIL_WORDS, MARK_WORDS, LIST_WORDS, COURSE_WORDS):
            for field, words in table.items():
                self._row_words.update(dict.fromkeys(words, field))
        marks = set()
        for group in groups:
            marks.add(group.mark)
            for header in group.headers:
                self._row_words.setdefault(fold_header(header), group.mark)
        self._mapped = {
            fold_header(header): _mapping(header, told, marks) for header, told in (headers or {}).items()
        }

    def ignores(self, header: str) -> bool:
        """Whether the school says that a header means nothing."""
        return fold_header(header) in self._mapped and self._mapped[fold_header(header)] is None

    def row_field(self, header: str) -> str | None:
        """The field about the whole row (pupil, course, period) that a header means, or None."""
        folded = fold_header(header)
        if folded in self._mapped:
            mapped = self._mapped[folded]
            return mapped.field if mapped and mapped.field not in VALUE_WORDS else None
        return self._row_words.get(folded)

    def value_header(self, header: str, *, short: bool = False) -> ValueHeader | None:
        """The value a header is about, and its period (``WG2``, ``TP1 Effort``); None where it is neither.

        With ``short`` the letters E, B and H are ratings. Behind a period they always are.
        """
        folded = fold_header(header)
        if folded in self._mapped:
            mapped = self._mapped[folded]
            return mapped if mapped and mapped.field in VALUE_WORDS else None
        field = self._value_words.get(folded) or (SHORT_RATINGS.get(folded) if short else None)
        if field:
            return ValueHeader(field)
        first = _PERIOD_FIRST.fullmatch(folded)
        if first:
            return self._with_period(first.group(2), first.group(1))
        last = _PERIOD_LAST.fullmatch(folded)
        if last:
            return self._with_period(last.group(1), last.group(2))
        return None

    def _with_period(self, word: str, period: str) -> ValueHeader | None:
        field = self._value_words.get(word) or SHORT_RATINGS.get(word)
        return ValueHeader(field, int(period)) if field else None


def _mapping(header: str, told: str, marks: set[str]) -> ValueHeader | None:
    """What a school says a header means; None where it is to be ignored."""
    if told == IGNORE:
        return None
    found = _MAPPED.fullmatch(told)
    known = {*field_names(), *marks}
    # A group of another policy is no mistake; it is only not looked at under this one.
    if found is None or not (found.group(1) in known or found.group(1).startswith("group ")):
        meant = closest(told, known)
        raise PolicyError(
            f"{told} is no field that a header can mean.",
            where=f"{SCHOOL_FILE} › headers › {header}",
            hint=(f"Did you mean {meant}? " if meant else "")
            + f"Fields are {', '.join(field_names())}, {IGNORE}.",
        )
    return ValueHeader(found.group(1), int(found.group(2)) if found.group(2) else None)
