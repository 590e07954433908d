"""Looking for one pupil through everything that tmi wrote, keeps and reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tmi_cli.errors import ExportError, RequestError
from tmi_cli.exports import Password
from tmi_cli.mentions.lines import Line, lines_of
from tmi_cli.mentions.somebody import Identities, Search, asked_for, known_as
from tmi_cli.runs.lock import HOLDER, LOCK
from tmi_cli.runs.verify import files_in

_TELLS_WHO = (".csv", ".json")


class Looked(NamedTuple):
    """A file to look into: in a ``run`` (its folder), ``out``, ``store`` or ``exports``, as ``place`` says."""

    path: Path
    place: str
    run: str
    file: str


class Mention(NamedTuple):
    """A file that speaks of the pupil: in how many places, and where the first one is."""

    place: str
    run: str
    file: str
    places: int
    first: str


class Found(NamedTuple):
    """Where the pupil stands; how many files were looked into, and which could not be: file and reason.

    ``pupils`` counts the numbers that go with the name asked for: with more than one, several pupils have it.
    """

    mentions: tuple[Mention, ...]
    files: int
    not_looked: tuple[tuple[str, str], ...]
    pupils: int


def find_mentions(
    query: str, places: Sequence[Looked], *, password: Password | None, tell: Callable[[str], None]
) -> Found:
    """Every file that speaks of the pupil asked for, by number or by name.

    First whatever says which name goes with which number is read, so that a list with names alone is found by
    the number. RequestError where the query is neither.
    """
    somebody = asked_for(query)
    identities = Identities()
    for number, looked in enumerate(places, 1):
        if looked.place == "exports" or looked.path.suffix.casefold() in _TELLS_WHO:
            tell(f"Looking who is who: {number} of {len(places)} files …")
            # What cannot be read is told below.
            with suppress(ExportError):
                for line in _lines(looked, password):
                    identities.add(line)
            identities.end_table()
    somebody = known_as(somebody, identities.found)
    search = Search(somebody)
    mentions: list[Mention] = []
    not_looked: list[tuple[str, str]] = []
    for number, looked in enumerate(places, 1):
        tell(f"Looking into {number} of {len(places)} files …")
        count, first = 0, ""
        if search.is_in(looked.path.name):
            count, first = 1, "the name of the file"
        try:
            for line in _lines(looked, password):
                at = search.places(line)
                first = first or (line.where(at[0]) if at else "")
                count += len(at)
        except ExportError as error:
            not_looked.append((f"{looked.run}/{looked.file}" if looked.run else looked.file, error.sentence))
        if count:
            mentions.append(Mention(looked.place, looked.run, looked.file, count, first))
    looked_into = len(places) - len(not_looked)
    return Found(tuple(mentions), looked_into, tuple(not_looked), len(somebody.numbers))


def files_to_look_into(out: Path, store: Path, exports: Sequence[Path]) -> list[Looked]:
    """Every file in an out folder, a store, and exports; tmi's own locks hold nothing.

    RequestError where there is no file or folder of a name.
    """
    found = [*_in_out(out), *(Looked(path, "store", "", name) for name, path in _there(store))]
    for place in exports:
        if not place.exists():
            raise RequestError(f"There is no file or folder {place}.", hint="Check the spelling.")
        inside = _there(place) if place.is_dir() else [(place.name, place)]
        found += [Looked(path, "exports", "", name) for name, path in inside]
    return list({looked.path.resolve(): looked for looked in reversed(found)}.values())[::-1]


def _in_out(out: Path) -> Iterator[Looked]:
    for name, path in _there(out):
        parts = name.split("/")
        if len(parts) > 2:
            yield Looked(path, "run", "/".join(parts[:2]), "/".join(parts[2:]))
        else:
            yield Looked(path, "out", "", name)


def _there(folder: Path) -> list[tuple[str, Path]]:
    if not folder.is_dir():
        return []
    return sorted((name, path) for name, path in files_in(folder) if path.name not in (LOCK, HOLDER))


def _lines(looked: Looked, password: Password | None) -> Iterator[Line]:
    try:
        if looked.path.is_symlink():
            raise ExportError(f"{looked.file} is a link, which is not followed.", where=looked.file)
        data = looked.path.read_bytes()
    except OSError as error:
        raise ExportError(
            f"{looked.file} cannot be opened ({error.strerror or type(error).__name__}).", where=looked.file
        ) from None
    if data:
        yield from lines_of(data, looked.path, password=password)
