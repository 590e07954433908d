"""On which line of a TOML file each setting stands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

Place = tuple[str, ...]


def lines_of(text: str) -> dict[Place, int]:
    """The line (from 1) of every key of a valid TOML file, tables included; within braces that of the whole."""
    found: dict[Place, int] = {}
    table: Place = ()
    for line, statement in _statements(text):
        said = tomllib.loads(statement)
        places = list(_places(said))
        if statement.lstrip().startswith("["):
            table = places[-1] if places else ()
            found.setdefault(table, line)
        else:
            for place in places:
                found.setdefault((*table, *place), line)
    return found


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each header or key with its value, which may take several lines, and the line on which it begins."""
    begun, waiting = 0, ""
    # Not splitlines(), which ends a line where TOML does not.
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        begun = begun if waiting else number
        waiting += f"{line}\n"
        try:
            tomllib.loads(waiting)
        except tomllib.TOMLDecodeError:
            continue
        if tomllib.loads(waiting):
            yield begun, waiting
        waiting = ""


def _places(tables: Mapping[str, Any]) -> Iterator[Place]:
    for key, value in tables.items():
        yield (key,)
        inside = value[0] if isinstance(value, list) and value and isinstance(value[0], Mapping) else value
        if isinstance(inside, Mapping):
            for place in _places(inside):
                yield (key, *place)
