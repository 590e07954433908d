"""Whose an intervention is: by number, else by name with class or stage, and never guessed."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from tmi_cli.cohort import Cohort
from tmi_cli.records import Pupil, PupilAsTold, fold_name

Name = tuple[str, str]


class Whose(NamedTuple):
    """The pupil that is meant, or None and why."""

    pupil: Pupil | None
    why: str = ""


class Roll:
    """The pupils of a cohort, to be found as ``cohort.pupils.PupilIndex`` finds those of the exports."""

    def __init__(self, cohort: Cohort) -> None:
        self._by_scn = {pupil.scn: pupil for pupil in cohort.pupils.values() if pupil.scn}
        self._names: dict[str, set[Name]] = {}
        self._registrations: dict[str, set[str]] = {}
        self._stages: dict[str, set[str]] = {}
        self._by_name: dict[Name, list[Pupil]] = defaultdict(list)
        for pupil in cohort.pupils.values():
            self._add(pupil, cohort)

    def _add(self, pupil: Pupil, cohort: Cohort) -> None:
        shown = PupilAsTold(
            forename=pupil.forename,
            surname=pupil.surname,
            stage=pupil.stage,
            registration=pupil.registration or "",
        )
        told = {
            id(entry.told): entry.told
            for history in cohort.history.get(pupil.key, {}).values()
            for entries in history.values()
            for entry in entries
        }
        rows = (shown, *told.values())
        self._names[pupil.key] = set().union(*(row.names for row in rows))
        self._registrations[pupil.key] = {fold_name(row.registration) for row in rows if row.registration}
        self._stages[pupil.key] = {row.stage for row in rows if row.stage}
        for name in self._names[pupil.key]:
            self._by_name[name].append(pupil)

    def whose(self, told: PupilAsTold) -> Whose:
        """The pupil whom a row tells of.

        A number decides; where the name beside it is another pupil's, nobody does. A pupil of whom no export
        tells the number is found by name.
        """
        if told.scn is not None:
            known = self._by_scn.get(told.scn)
            if known is not None:
                if told.names and not told.names & self._names[known.key]:
                    return Whose(None, "the SCN and the name are of different pupils")
                return Whose(known)
        alike = {p.key: p for name in told.names for p in self._by_name.get(name, ())}
        found = [p for p in alike.values() if (told.scn is None or p.scn is None) and self._is_there(p, told)]
        if len(found) == 1:
            return Whose(found[0])
        return Whose(None, "several pupils fit" if found else "no pupil of these exports fits")

    def _is_there(self, pupil: Pupil, told: PupilAsTold) -> bool:
        """Whether the class fits, else the stage where one side has no class."""
        classes, stages = self._registrations[pupil.key], self._stages[pupil.key]
        registration = fold_name(told.registration)
        if registration and classes:
            return registration in classes
        return not told.stage or told.stage in stages
