"""Who is who: rows that tell of a pupil become pupils, by number, else by name with class or stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from tmi_cli.records import PupilAsTold, fold_name

Names = frozenset[tuple[str, str]]


class Match(NamedTuple):
    """The key of the pupil that a row tells of, or None and why."""

    key: str | None
    why: Literal["", "ambiguous", "unknown"] = ""


class _Person:
    """Everything that is told of one pupil, while rows are still being matched."""

    def __init__(self, key: str, scn: str | None) -> None:
        self.key = key
        self.scn = scn
        self.told: list[tuple[int, PupilAsTold]] = []
        self.names: set[tuple[str, str]] = set()
        self.registrations: set[str] = set()
        self.stages: set[str] = set()
        self.tracked = False

    def add(self, period: int, told: PupilAsTold) -> None:
        self.told.append((period, told))
        self.names |= told.names
        if told.registration:
            self.registrations.add(fold_name(told.registration))
        if told.stage:
            self.stages.add(told.stage)


class PupilIndex:
    """Matches rows to pupils. A row that fits more than one is given to nobody.

    A Scottish Candidate Number decides. Without one, surname and first name decide together with the
    registration class, else with the stage where one side has no class. Spelling is compared folded.
    """

    def __init__(self) -> None:
        self._people: dict[str, _Person] = {}
        self._by_name: dict[tuple[str, str], list[_Person]] = defaultdict(list)
        self._matched: dict[int, Match] = {}

    @property
    def tracked(self) -> list[str]:
        """The keys of the pupils whom a tracking export knows."""
        return [person.key for person in self._people.values() if person.tracked]

    def add_numbered(self, rows: Iterable[tuple[int, PupilAsTold]], *, tracked: bool) -> None:
        """Add the rows (period, pupil) that have a number; call before any row is matched by name."""
        for period, told in rows:
            if told.scn is None:
                continue
            person = self._people.setdefault(told.scn, _Person(told.scn, told.scn))
            person.add(period, told)
            person.tracked = person.tracked or tracked
            self._matched[id(told)] = Match(person.key)
        self._index()

    def add_named(self, rows: Iterable[tuple[int, PupilAsTold]]) -> None:
        """Add the rows of tracking exports that have no number: to the one pupil they fit, else as a new one."""
        fresh: list[tuple[int, PupilAsTold]] = []
        for period, told in rows:
            if told.scn is not None:
                continue
            match = self._by_name_and_class(told)
            if match.why == "unknown":
                fresh.append((period, told))
            elif match.key is not None:
                self._add(self._people[match.key], period, told)
            else:
                self._matched[id(told)] = match
        for together in _alike(fresh):
            key = min(_key(told) for _, told in together)
            person = self._people.setdefault(key, _Person(key, None))
            for period, told in together:
                self._add(person, period, told)
        self._index()

    def _add(self, person: _Person, period: int, told: PupilAsTold) -> None:
        person.add(period, told)
        person.tracked = True
        self._matched[id(told)] = Match(person.key)

    def match(self, told: PupilAsTold) -> Match:
        """The pupil that a row tells of."""
        known = self._matched.get(id(told))
        if known is None:
            if told.scn is not None:
                person = self._people.get(told.scn)
                known = Match(person.key) if person and person.tracked else Match(None, "unknown")
            else:
                known = self._by_name_and_class(told)
                if known.key is not None and not self._people[known.key].tracked:
                    known = Match(None, "unknown")
            self._matched[id(told)] = known
        elif known.key is not None and not self._people[known.key].tracked:
            known = Match(None, "unknown")
        return known

    def attach(self, key: str, told: PupilAsTold) -> None:
        """Add what a list tells of a pupil who was matched; exports win over lists."""
        self._people[key].told.append((0, told))

    def scn(self, key: str) -> str | None:
        """The pupil's number, or None where no row and no list has it."""
        return self._people[key].scn

    def two_names(self, key: str) -> bool:
        """Whether rows with one number name people who share no name."""
        known: list[set[tuple[str, str]]] = []
        for _, told in self._people[key].told:
            if told.names:
                # A row that gives both the forename and the name a pupil is known by joins the two.
                joined = [names for names in known if names & told.names]
                known = [names for names in known if not names & told.names]
                known.append(set(told.names).union(*joined))
        return len(known) > 1

    def best(self, key: str, what: Callable[[PupilAsTold], str | None]) -> str | None:
        """What most rows of the latest period say, so that the order of rows does not matter."""
        latest: dict[int, Counter[str]] = defaultdict(Counter)
        for period, told in self._people[key].told:
            value = what(told)
            if value:
                latest[period][value] += 1
        if not latest:
            return None
        counts = latest[max(latest)]
        return min(counts, key=lambda value: (-counts[value], value))

    def rows(self, key: str) -> list[tuple[int, PupilAsTold]]:
        """Every (period, row) that tells of a pupil; lists have period 0."""
        return self._people[key].told

    def _index(self) -> None:
        self._by_name.clear()
        for person in self._people.values():
            for name in person.names:
                self._by_name[name].append(person)

    def _by_name_and_class(self, told: PupilAsTold) -> Match:
        alike = {p.key: p for name in told.names for p in self._by_name.get(name, ())}.values()
        registration = fold_name(told.registration)
        if registration:
            same = [p for p in alike if registration in p.registrations]
            if not same:
                same = [p for p in alike if not p.registrations and (not told.stage or told.stage in p.stages)]
        elif told.stage:
            same = [p for p in alike if told.stage in p.stages]
        else:
            same = list(alike)
        if len(same) == 1:
            return Match(same[0].key)
        return Match(None, "ambiguous" if same else "unknown")


def _key(told: PupilAsTold) -> str:
    """What a pupil without a number is known by."""
    first = fold_name((told.forename or told.known_as).split(" ")[0])
    return f"{fold_name(told.surname)}|{first}|{_where(told)}"


def _where(told: PupilAsTold) -> str:
    return fold_name(told.registration) or told.stage or ""


def _alike(rows: Iterable[tuple[int, PupilAsTold]]) -> list[list[tuple[int, PupilAsTold]]]:
    """Rows in one class (else stage) that share a name, put together; a row with two names joins both."""
    groups: list[tuple[str, set[tuple[str, str]], list[tuple[int, PupilAsTold]]]] = []
    by_name: dict[tuple[str, tuple[str, str]], int] = {}
    for period, told in rows:
        where = _where(told)
        # A row without a first name has no name to be matched by; its key is all that is known of it.
        names = set(told.names) or {(fold_name(told.surname), "")}
        found = sorted({by_name[where, name] for name in names if (where, name) in by_name})
        target = found[0] if found else len(groups)
        if not found:
            groups.append((where, set(), []))
        for other in found[1:]:
            groups[target][1].update(groups[other][1])
            groups[target][2].extend(groups[other][2])
            groups[other][2].clear()
        groups[target][1].update(names)
        groups[target][2].append((period, told))
        by_name.update({(where, name): target for name in groups[target][1]})
    return [together for _, _, together in groups if together]
