"""A cohort again under other names: tokens (``--pseudonymise``), or pupils' places (names off the screen)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from tmi_cli.cohort import Cohort, Target
from tmi_cli.cohort.groups import decile, is_ticked
from tmi_cli.origin import Origin
from tmi_cli.pipeline.masking import LEFT_OUT, CellMask, may_stay
from tmi_cli.policy import Policy
from tmi_cli.records import Entry, Problem, Pupil, PupilAsTold, Spot


class Names(Protocol):
    """What people, files and sheets are called instead; ``key`` is by what a pupil is known from now on."""

    def key(self, key: str) -> str: ...
    def pupil(self, key: str) -> str: ...
    def person(self, name: str) -> str: ...
    def file(self, name: str) -> str: ...
    def sheet(self, name: str) -> str: ...


def renamed(cohort: Cohort, policy: Policy, names: Names, tell: Callable[[Problem], Problem]) -> Cohort:
    """The same cohort with other names for people, files and sheets, and without numbers and free text.

    ``tell`` gives each of its problems again. Codes, figures and cells stay: what is judged is judged the same.
    """
    masks = _Spots(policy, names)
    pupils, histories = {}, {}
    again: dict[int, Entry] = {}
    for key, pupil in cohort.pupils.items():
        name, known_by = names.pupil(key), names.key(key)
        pupils[known_by] = _pupil(pupil, known_by, name, policy, names)
        people: dict[int, PupilAsTold] = {}
        histories[known_by] = {
            subject: {
                period: [again.setdefault(id(e), masks.entry(e, name, people)) for e in entries]
                for period, entries in history.items()
            }
            for subject, history in cohort.history.get(key, {}).items()
        }
    return Cohort(
        pupils=pupils,
        history=histories,
        reported=cohort.reported,
        targets={
            id(again[entry]): Target(target.code, again[id(target.entry)], target.field)
            for entry, target in cohort.targets.items()
        },
        problems=list(map(tell, cohort.problems)),
    )


def _pupil(pupil: Pupil, known_by: str, name: str, policy: Policy, names: Names) -> Pupil:
    attendance = pupil.attendance_text
    if attendance and not may_stay(attendance, policy):
        attendance = LEFT_OUT if pupil.attendance is None else f"{pupil.attendance:g}%"
    place = pupil.attendance_origin
    return pupil.model_copy(
        update={
            "key": known_by,
            "scn": None,
            "forename": "",
            "surname": name,
            "attendance_text": attendance,
            "attendance_origin": place and origin_of(place, names),
            "told": tuple((field, _group_word(field, text, policy)) for field, text in pupil.told),
        }
    )


def _group_word(field: str, text: str, policy: Policy) -> str:
    """What a list says of a characteristic, in as few words as tell it."""
    if field == "gender" or may_stay(text, policy):
        return text
    if field == "simd":
        return str(decile(text) or "")
    return "Y" if is_ticked(text) else "N"


class _Spots:
    """Entries again, with other names and masked cells; a sheet's spot is made once."""

    def __init__(self, policy: Policy, names: Names) -> None:
        self._mask = CellMask(policy)
        self._names = names
        self._made: dict[int, Spot] = {}

    def entry(self, entry: Entry, name: str, people: dict[int, PupilAsTold]) -> Entry:
        told = people.get(id(entry.told))
        if told is None:
            nameless: dict[str, object] = {
                "scn": None,
                "forename": "",
                "known_as": "",
                "surname": name,
                "marks": {},
            }
            told = people[id(entry.told)] = entry.told.model_copy(update=nameless)
        for spot, row in dict.fromkeys(((entry.spot, entry.row), *entry.also, *entry.elsewhere.values())):
            self._mask.add(entry, spot, row)
        return entry.model_copy(
            update={
                "told": told,
                "teachers": tuple(map(self._names.person, entry.teachers)),
                "spot": self._spot(entry.spot),
                "elsewhere": {field: (self._spot(spot), row) for field, (spot, row) in entry.elsewhere.items()},
                "also": tuple((self._spot(spot), row) for spot, row in entry.also),
            }
        )

    def _spot(self, spot: Spot) -> Spot:
        made = self._made.get(id(spot))
        if made is None:
            place = origin_of(Origin(spot.file, spot.sheet), self._names)
            made = Spot(place.file, place.sheet, spot.columns, self._mask.kept(spot))
            self._made[id(spot)] = made
        return made


def origin_of(place: Origin, names: Names) -> Origin:
    """A place with the other names of its file and sheet."""
    sheet = None if place.sheet is None else names.sheet(place.sheet)
    return place._replace(file=names.file(place.file) if place.file else "", sheet=sheet)
