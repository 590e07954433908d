"""Whom a number or a name means: every pupil it can mean, and never one it only resembles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.errors import RequestError
from tmi_cli.policy.toml_file import closest
from tmi_cli.records import Pupil, check_digit_fits, fold_name
from tmi_cli.records.scn import read_scn

_PARTS = re.compile(r"[\s\-‐‑–]+")
_PLACE_WORDS = 2
_ALIKE = 0.75
_CLASS_ALONE = "A registration class alone lists its pupils: tmi pupil 4B2."


class _Asked(NamedTuple):
    """A query taken apart: the words of a name (before and after a comma where it has one), and a place.

    ``place`` is a registration class or a stage, folded; empty where none is asked for.
    """

    words: tuple[str, ...]
    surname: tuple[str, ...] | None
    forename: tuple[str, ...]
    place: str


class _Known(NamedTuple):
    """What a pupil answers to: (surname, first name) as they are written, and registration and stage, folded."""

    pupil: Pupil
    names: frozenset[tuple[str, str]]
    places: frozenset[str]


def find_pupils(cohort: Cohort, query: str) -> list[Pupil]:
    """Every pupil whom ``query`` can mean, in the order of their names; empty where it means nobody.

    A Scottish Candidate Number means its pupil alone. A name may be ``Surname, Forename``, ``Forename Surname``,
    either alone, or words of a name of several; a registration class or stage may follow it, or stand alone.
    Names are compared folded (``records.fold_name``), and whole words only. Somebody with this whole name is
    meant before anybody with a part of it, and the spelling of Mac or Mc as it was asked for before the other.
    """
    number = read_scn(query).scn
    if number is not None:
        return [pupil for pupil in cohort.pupils.values() if pupil.scn == number]
    return sorted(_meant(_known(cohort), _readings(query)), key=lambda pupil: pupil.order)


def nobody_found(cohort: Cohort, query: str) -> RequestError:
    """The error for a query that means nobody: how to search instead. It names no pupil, and repeats no name."""
    digits = "".join(query.split())
    if digits.isdecimal():
        fits = len(digits) == 9 and check_digit_fits(digits)
        return RequestError(
            "No pupil of these exports has this Scottish Candidate Number.",
            hint="Its check digit fits. Search by name, and see that the pupil's stage is among the exports."
            if fits
            else "Nine digits, the last a check digit: one of them was mistyped. Or search by name.",
        )
    known = list(_known(cohort))
    places = {place for one in known for place in one.places}
    elsewhere = _meant(
        known,
        [
            reading._replace(place="")
            for reading in _readings(query)
            if reading.words and (reading.place in places or any(letter.isdigit() for letter in reading.place))
        ],
    )
    if elsewhere:
        where = "has the name" if len(elsewhere) == 1 else "have the name"
        return RequestError(
            "No pupil of these exports has this name in this class or stage.",
            hint=f"{_pupils(len(elsewhere))} elsewhere {where}; leave the class out. {_CLASS_ALONE}",
        )
    alike = sum(_is_alike(one, _words(query)) for one in known)
    told = f"{_pupils(alike)} {'has' if alike == 1 else 'have'} a name spelled much like it. " if alike else ""
    return RequestError(
        "No pupil of these exports has this name.",
        hint=f"{told}Check the spelling; the surname alone or the first name alone will do. {_CLASS_ALONE}",
    )


def _meant(known: Iterable[_Known], readings: Iterable[_Asked]) -> list[Pupil]:
    """The pupils who fit best: those of the first kind of fit, and in it of the first reading, that has any."""
    everybody, asked = list(known), list(readings)
    for fits in (_is_whole, _is_whole_but_mac, _is_part):
        for reading in asked:
            found = [one.pupil for one in everybody if _is_there(one, reading) and fits(one.names, reading)]
            if found:
                return found
    return []


def _pupils(count: int) -> str:
    return f"{count:,} pupil{'' if count == 1 else 's'}"


def _known(cohort: Cohort) -> Iterator[_Known]:
    """The pupils with every name that any of their rows gives: the forename as well as the one known by."""
    for pupil in cohort.pupils.values():
        entries = (
            entry
            for history in cohort.history.get(pupil.key, {}).values()
            for found in history.values()
            for entry in found
        )
        told = {id(entry.told): entry.told for entry in entries}.values()
        names = {(pupil.surname, pupil.forename)}
        names |= {(row.surname, first) for row in told for first in (row.known_as, row.forename) if first}
        places = (fold_name(place) for place in (pupil.registration, pupil.stage) if place)
        yield _Known(pupil, frozenset(names), frozenset(places))


def _readings(query: str) -> Iterator[_Asked]:
    """How a query may be meant: all of it a name, or its last words a registration class or a stage."""
    before, comma, after = query.partition(",")
    surname, forename = _words(before), _words(after)
    every = (*surname, *forename)
    for taken in range(min(_PLACE_WORDS, len(every)) + 1):
        words = every[: len(every) - taken]
        place = fold_name("".join(every[len(words) :]))
        # A place may stand behind the comma: Anna Sample, 4B2.
        if not comma or (taken and len(words) == len(surname)):
            yield _Asked(words, None, (), place)
        elif len(words) >= len(surname):
            yield _Asked(words, surname, words[len(surname) :], place)


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.replace(",", " ").split() if fold_name(word))


def _is_there(one: _Known, asked: _Asked) -> bool:
    return not asked.place or asked.place in one.places


def _is_whole(names: Iterable[tuple[str, str]], asked: _Asked) -> bool:
    return _has_whole(names, asked, mac=False)


def _is_whole_but_mac(names: Iterable[tuple[str, str]], asked: _Asked) -> bool:
    return _has_whole(names, asked, mac=True)


def _has_whole(names: Iterable[tuple[str, str]], asked: _Asked, *, mac: bool) -> bool:
    """Whether a surname and a first name are asked for, in either order without a comma.

    Words are divided rather than joined: Ann Asmith is not Anna Smith.
    """
    if asked.surname is not None:
        halves = [(asked.surname, asked.forename)]
    else:
        cuts = range(1, len(asked.words))
        halves = [(asked.words[at:], asked.words[:at]) for at in cuts]
        halves += [(asked.words[:at], asked.words[at:]) for at in cuts]
    wanted = {(_fold(surname, mac=mac), _fold(forename, mac=mac)) for surname, forename in halves}
    return any(
        forename and (_fold([surname], mac=mac), _fold([forename], mac=mac)) in wanted
        for surname, forename in names
    )


def _is_part(names: Iterable[tuple[str, str]], asked: _Asked) -> bool:
    """Whether every word asked for is a word of the name, or nothing but a class or stage is asked for."""
    if not asked.words:
        return bool(asked.place)
    for surname, forename in names:
        if asked.surname is None:
            if _holds(f"{surname} {forename}", asked.words, alone=(surname, forename)):
                return True
        elif _holds(surname, asked.surname, alone=(surname,)) and _holds(
            forename, asked.forename, alone=(forename,)
        ):
            return True
    return False


def _holds(name: str, words: Sequence[str], *, alone: Sequence[str]) -> bool:
    """Whether each word is a word of ``name``, or all are one of the names ``alone`` (Mac Donald is MacDonald)."""
    asked = {_fold([word], mac=True) for text in words for word in _PARTS.split(text) if fold_name(word)}
    if asked <= {_fold([word], mac=True) for word in _PARTS.split(name)}:
        return True
    return _fold(words, mac=True) in {_fold([one], mac=True) for one in alone}


def _fold(words: Sequence[str], *, mac: bool) -> str:
    """Words of a name as one, folded; with ``mac`` MacDonald is as McDonald."""
    folded = fold_name("".join(words))
    return "mc" + folded[3:] if mac and folded.startswith("mac") else folded


def _is_alike(one: _Known, words: Iterable[str]) -> bool:
    names = {fold_name(word) for name in one.names for part in name for word in (part, *_PARTS.split(part))}
    return any(closest(fold_name(word), names, cutoff=_ALIKE) for word in words)
