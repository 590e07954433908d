"""Pupils: as one row tells of them, and as the whole of the exports knows them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from pydantic import Field

from tmi_cli.origin import Origin
from tmi_cli.records.model import Record

COMPARED = ("simd", "gender", "fme", "asn", "eal", "care_experienced", "young_carer")
"""What lists and exports may tell of a pupil by which pupils are compared; nothing is flagged by it."""


@lru_cache(maxsize=65536)
def fold_name(name: str) -> str:
    """Return a name as it is compared, never as it is shown.

    Accents, capitals, apostrophes, hyphens, spaces and the spacing of Mac/Mc do not matter.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter for letter in plain if letter.isalnum())


@lru_cache(maxsize=65536)
def sort_name(name: str) -> str:
    """Return the key by which names are put in order: letters only, accents and capitals folded."""
    return "".join(letter for letter in fold_name(name) if letter.isalpha())


class PupilAsTold(Record):
    """A pupil as one row tells of them; empty text where the row says nothing.

    ``marks`` holds what the row says of groups: the name of the field (``simd``, ``asn`` ...) and the
    text of its cell, empty where the column is there and the cell is blank.
    """

    scn: str | None = None
    forename: str = ""
    known_as: str = ""
    surname: str = ""
    stage: str | None = None
    registration: str = ""
    house: str = ""
    marks: Mapping[str, str] = Field(default_factory=dict)

    @property
    def names(self) -> frozenset[tuple[str, str]]:
        """Every (surname, first name) that this row answers to, folded for comparing."""
        surname = fold_name(self.surname)
        firsts = (self.known_as, self.forename, self.forename.split(" ")[0])
        return frozenset((surname, fold_name(first)) for first in firsts if first and surname)


class Pupil(Record):
    """A pupil, put together from every row that tells of them.

    ``key`` tells pupils of one run apart; it is the SCN where one is known. ``groups`` are the names of
    the policy's groups, in its order. ``attendance`` is a percentage (0-100) with the cell it came from.
    ``told`` holds what the lists and exports say by which pupils are compared (``simd``, ``gender``, ``fme`` ...):
    field and text, the text empty where they have the column and the cell is blank.
    """

    key: str
    scn: str | None
    forename: str
    surname: str
    stage: str | None
    registration: str | None
    house: str | None
    groups: tuple[str, ...] = ()
    attendance: float | None = None
    attendance_text: str = ""
    attendance_origin: Origin | None = None
    told: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[str, str, str]:
        """The key by which pupils are listed: surname, first name, then number."""
        return (sort_name(self.surname), sort_name(self.forename), self.key)
