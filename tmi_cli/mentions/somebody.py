"""One pupil by every number and name that the files give, and where a line speaks of that pupil."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from tmi_cli.errors import RequestError
from tmi_cli.layouts import Vocabulary
from tmi_cli.layouts.pupil_cells import split_name
from tmi_cli.mentions.lines import Line
from tmi_cli.records import check_digit_fits, fold_name, read_scn

_NINE = re.compile(r"(?<!\d)\d{9}(?!\d)")
_BETWEEN = re.compile(r"[^\w'’‘\-‐‑]+|_")
_LONGEST = 6
_SHORT = 40
_FIRST_NAMES = ("forename", "known_as")
_OF_PUPILS = {"scn", "surname", "name", *_FIRST_NAMES}


class Identity(NamedTuple):
    """What one row says of a pupil: the number (or None), surname and first name, folded."""

    scn: str | None
    surname: str
    forename: str


class Somebody(NamedTuple):
    """A pupil by all numbers and all names (surname and first name, folded) that are known."""

    numbers: frozenset[str]
    names: frozenset[tuple[str, str]]


def asked_for(query: str) -> Somebody:
    """Whom a query means by itself. RequestError, which repeats no name, where it is neither number nor name."""
    number = read_scn(query).scn
    if number is not None:
        return Somebody(frozenset({number}), frozenset())
    surname, comma, forename = query.partition(",")
    name = (fold_name(surname), fold_name(forename))
    if not comma or not all(name):
        raise RequestError(
            "That is no Scottish Candidate Number and no name.",
            hint='Give nine digits, or a name as "Surname, Forename".',
        )
    return Somebody(frozenset(), frozenset({name}))


def known_as(somebody: Somebody, identities: Iterable[Identity]) -> Somebody:
    """The same pupil with the numbers that go with the name asked for, and the names that go with the numbers."""
    told = list(identities)
    numbers = set(somebody.numbers)
    numbers |= {one.scn for one in told if one.scn and (one.surname, one.forename) in somebody.names}
    names = {(one.surname, one.forename) for one in told if one.scn in numbers}
    return Somebody(frozenset(numbers), somebody.names | names)


class Identities:
    """Collects who is who from the lines of one table: ``add`` them in order."""

    def __init__(self) -> None:
        self.found: set[Identity] = set()
        self._words = Vocabulary()
        self._columns: dict[str, int] = {}

    def add(self, line: Line) -> None:
        """Take what a row under a header says, or an object; a row that is a header itself begins a table."""
        if line.keys:
            self.found |= set(_told(self._fields(line.keys), line.cells))
            return
        fields = self._fields(line.cells)
        if len(fields) > 1:
            self._columns = fields
        else:
            self.found |= set(_told(self._columns, line.cells))

    def end_table(self) -> None:
        """Forget the header: another file begins."""
        self._columns = {}

    def _fields(self, headers: Sequence[str]) -> dict[str, int]:
        fields: dict[str, int] = {}
        for at, header in enumerate(headers):
            field = self._words.row_field(header.replace("_", " ")) if 0 < len(header) < _SHORT else None
            if field in _OF_PUPILS:
                fields.setdefault(str(field), at)
        return fields


def _told(columns: Mapping[str, int], cells: Sequence[str]) -> Iterator[Identity]:
    texts = {field: cells[at] for field, at in columns.items() if at < len(cells)}
    # What knows a pupil by the number where there is one, and by something else where there is none.
    number = read_scn(texts.get("scn", "")).scn or read_scn(texts.get("name", "")).scn
    surname = texts.get("surname", "")
    firsts = [texts[field] for field in _FIRST_NAMES if texts.get(field)]
    if not surname and texts.get("name"):
        surname, forename = split_name(texts["name"])
        firsts = [forename]
    for first in firsts:
        if fold_name(surname) and fold_name(first):
            yield Identity(number, fold_name(surname), fold_name(first))


class _Says(NamedTuple):
    """Whether a cell has the number, the whole name (and that ``alone``), or is the surname."""

    number: bool
    name: bool
    alone: bool
    surname: bool


class Search:
    """Looks for one pupil, line by line."""

    def __init__(self, somebody: Somebody) -> None:
        self._numbers = somebody.numbers
        self._names = somebody.names
        self._joined = {name for s, f in somebody.names for name in (s + f, f + s)}
        self._surnames = {surname for surname, _ in somebody.names}
        # Most cells of a run say what some other cell says.
        self._says = lru_cache(maxsize=200_000)(self._look)

    def places(self, line: Line) -> list[int]:
        """The cells of a line that speak of the pupil; surname and first name apart count once.

        A row that has another pupil's number speaks of that one though the names be the same, but where a
        sentence in it names the pupil.
        """
        looked = [(at, self._says(cell)) for at, cell in enumerate(line.cells) if cell]
        if any(said.number for _, said in looked):
            return [at for at, said in looked if said.number or said.name]
        if self._numbers and any(self._is_another(cell) for cell in line.cells):
            return [at for at, said in looked if said.name and not said.alone]
        return [at for at, said in looked if said.name] or self._apart(line.cells)

    def is_in(self, text: str) -> bool:
        """Whether a text speaks of the pupil."""
        said = self._says(text)
        return said.number or said.name

    def _look(self, text: str) -> _Says:
        number = not self._numbers.isdisjoint(_NINE.findall(text)) or (
            len(text) < _SHORT and read_scn(text).scn in self._numbers
        )
        folded = fold_name(text)
        name = any(joined in folded for joined in self._joined) and self._has_words(text)
        return _Says(number, name, alone=folded in self._joined, surname=folded in self._surnames)

    def _has_words(self, text: str) -> bool:
        """Whether whole words one after another are the name: Ann Asmith is not Anna Smith."""
        words = [fold_name(word) for word in _BETWEEN.split(text) if word]
        return any(
            "".join(words[start:end]) in self._joined
            for start in range(len(words))
            for end in range(start + 1, min(start + _LONGEST, len(words)) + 1)
        )

    def _apart(self, cells: Sequence[str]) -> list[int]:
        surnames = [at for at, cell in enumerate(cells) if cell and self._says(cell).surname]
        if not surnames:
            return []
        folded = {fold_name(cell) for cell in cells if cell}
        return [at for at in surnames if any((fold_name(cells[at]), first) in self._names for first in folded)][:1]

    def _is_another(self, cell: str) -> bool:
        return any(check_digit_fits(found) and found not in self._numbers for found in _NINE.findall(cell))
