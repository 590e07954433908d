"""Reading a TOML file into a model, and telling a mistake with its place and a suggestion."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tmi_cli.errors import PolicyError

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file. PolicyError where it cannot be read or is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise PolicyError(
            f"There is no file {path}.", where=path.name, hint="Check the spelling of the path."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(
            f"{path.name} cannot be read ({type(error).__name__}).",
            where=path.name,
            hint="Check that it is a text file saved as UTF-8 and that you may read it.",
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            f"{path.name} is not valid TOML: {error}.",
            where=path.name,
            hint="Look at that line: a quote, a bracket or an equals sign is most likely missing.",
        ) from None


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word most like ``word``, or None where none is like it."""
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=0.6)
    return found[0] if found else None


def validate(model: type[Model], tables: Mapping[str, Any], *, path: Path) -> Model:
    """Return ``tables`` as a ``model``.

    PolicyError for the first mistake, naming the file, the line where it can be found, the place, and
    the field that was most likely meant.
    """
    try:
        return model.model_validate(tables)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = [str(part) for part in first["loc"]]
        field = place[-1] if place else ""
        line = _line_of(path, place)
        where = " › ".join([path.name, *(f"line {line}",) * bool(line), *place])
        if first["type"] == "extra_forbidden":
            # The names beside it: what a model would have taken there.
            meant = closest(field, _fields_at(model, place[:-1]))
            sentence = f"{field} is not a setting here."
            hint = f"Did you mean {meant}?" if meant else "Remove it, or check its spelling."
        elif first["type"] == "missing":
            sentence = f"{field} is missing."
            hint = f"Add {field} = ... in this place."
        else:
            sentence = first["msg"].removeprefix("Value error, ").rstrip(".") + "."
            hint = "Correct this setting; docs/policies.md lists what each may hold."
        raise PolicyError(sentence, where=where, hint=hint) from None


def _line_of(path: Path, place: list[str]) -> int | None:
    """The line on which the last named part of a place is set, if exactly one line can be meant."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        return None
    names = [part for part in place if not part.isdigit()]
    for name in reversed(names):
        key = re.compile(rf"\s*(\[+.*\b)?\"?{re.escape(name)}\"?\s*(=|\])")
        hits = [number for number, line in enumerate(lines, 1) if key.match(line)]
        inside = _lines_under(lines, names[-2]) if len(names) > 1 and name == names[-1] else None
        if inside is not None:
            hits = [number for number in hits if number in inside] or hits
        if len(hits) == 1:
            return hits[0]
    return None


def _lines_under(lines: list[str], table: str) -> range | None:
    """The lines of the table whose header ends in ``table``."""
    for number, line in enumerate(lines, 1):
        if re.match(rf"\s*\[+.*\b{re.escape(table)}\"?\]+", line):
            after = (n for n in range(number + 1, len(lines) + 1) if lines[n - 1].startswith("["))
            return range(number, next(after, len(lines) + 1))
    return None


def _fields_at(model: type[BaseModel], place: list[str]) -> set[str]:
    """The names of every field that a model, or any model inside it along ``place``, has."""
    names = set(model.model_fields) if not place else set()
    stack: list[Any] = [model]
    seen: set[Any] = set()
    while stack and place:
        kind = stack.pop()
        if kind in seen:
            continue
        seen.add(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            if kind is not model:
                names |= set(kind.model_fields)
            stack.extend(field.annotation for field in kind.model_fields.values())
        else:
            stack.extend(getattr(kind, "__args__", ()))
    return names
