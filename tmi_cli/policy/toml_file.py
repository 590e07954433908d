"""Reading a TOML file into a model, and telling a mistake with its place and a suggestion."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from tmi_cli.errors import PolicyError

Model = TypeVar("Model", bound=BaseModel)

_CORRECT = "Correct this setting; {page} lists what each may hold."
_PAGE = "docs/policies.md"

_MUST_BE = {
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "string": "a text in quotation marks",
    "list": "a list in brackets",
    "tuple": "a list in brackets",
    "dict": "a table",
    "date": "a day, as 2025-10-31",
    "model": "a table",
}


class MisplacedError(ValueError):
    """A mistake that a model finds as a whole, with the place of the setting that is to blame."""

    def __init__(self, sentence: str, *place: str) -> None:
        super().__init__(sentence)
        self.place = place


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


def closest(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """The word most like ``word``, or None where none is like it (``cutoff`` from 0 to 1)."""
    found = difflib.get_close_matches(word, list(words), n=1, cutoff=cutoff)
    return found[0] if found else None


def validate(model: type[Model], tables: Mapping[str, Any], *, paths: Sequence[Path]) -> Model:
    """Return ``tables`` as a ``model``.

    ``paths`` are the files the tables were laid together from, the uppermost first. PolicyError for the first
    mistake, naming the file, the line where it can be found, the place, and what was most likely meant.
    """
    try:
        return model.model_validate(tables)
    except ValidationError as error:
        mistake = first_mistake(model, error, tables)
        path, line = _find(paths, mistake.place)
        where = " › ".join([path.name, *(f"line {line}",) * bool(line), *mistake.place])
        raise PolicyError(mistake.sentence, where=where, hint=mistake.hint) from None


class Mistake(NamedTuple):
    """What is wrong with some tables, what to do, and the place as a person would write it."""

    sentence: str
    hint: str
    place: list[str]


def first_mistake(model: type[BaseModel], error: ValidationError, tables: Mapping[str, Any]) -> Mistake:
    """The first of pydantic's errors about ``tables`` in plain words."""
    first = error.errors(include_input=False, include_url=False)[0]
    cause = first.get("ctx", {}).get("error")
    place = [*first["loc"], *(cause.place if isinstance(cause, MisplacedError) else ())]
    sentence, hint, place = _tell(model, first, place, tables)
    return Mistake(sentence, hint, _as_written(place, tables))


def _tell(
    model: type[BaseModel], error: Mapping[str, Any], place: list[Any], tables: Mapping[str, Any]
) -> tuple[str, str, list[Any]]:
    """The sentence and the hint for one of pydantic's errors, in plain words, and its exact place."""
    kind, context = error["type"], error.get("ctx", {})
    correct = _CORRECT.format(page=getattr(model, "PAGE", _PAGE))
    field = next((str(part) for part in reversed(place) if not isinstance(part, int)), "")
    if kind == "extra_forbidden":
        meant = closest(field, _fields_at(model, place[:-1]))
        hint = f"Did you mean {meant}?" if meant else "Remove it, or check its spelling."
        return f"{field} is not a setting here.", hint, place
    if kind == "missing":
        return f"{field} is missing.", f"Add {field} = ... in this place.", place
    if kind == "union_tag_not_found":
        beside = _walk(tables, place[:-1])
        meant = closest(field, [name for name in beside if name != field]) if isinstance(beside, dict) else None
        hint = f"Did you mean {meant}? " if meant else ""
        return f"{field} has no kind.", f'{hint}Add kind = "..." if it is a new one.', place
    if kind == "union_tag_invalid":
        kinds = re.findall(r"'([^']+)'", context["expected_tags"])
        meant = closest(context["tag"], kinds)
        hint = f"Did you mean {meant}?" if meant else f"There are {', '.join(kinds)}."
        return f"{context['tag']} is not a kind that {field} can be.", hint, [*place, "kind"]
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ").rstrip(".") + ".", correct, place
    return _must_be(kind, field, context) or f"{field} cannot be this.", correct, place


def _must_be(kind: str, field: str, context: Mapping[str, Any]) -> str | None:
    if kind == "literal_error":
        return f"{field} must be {context['expected']}."
    limits = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt", "less_than": "lt"}
    if kind in limits:
        limit = f"{context[limits[kind]]:g}"
        words = {"ge": f"{limit} or more", "le": f"{limit} or less", "gt": f"more than {limit}"}
        return f"{field} must be {words.get(limits[kind], f'less than {limit}')}."
    if kind == "too_short":
        return f"{field} must not be empty."
    what = _MUST_BE.get(kind.split("_")[0])
    return f"{field} must be {what}." if what else None


def _as_written(place: Sequence[Any], tables: Mapping[str, Any]) -> list[str]:
    """A place without the steps that only pydantic sees (the kinds of a union)."""
    shown: list[str] = []
    here: Any = tables
    for number, part in enumerate(place):
        if isinstance(here, Mapping):
            last = number == len(place) - 1
            if part not in here and not last:
                continue
            if part not in here and part == here.get("kind"):
                continue
        shown.append(str(part))
        here = _walk(here, [part])
    return shown


def _walk(tables: Any, place: Sequence[Any]) -> Any:
    here = tables
    for part in place:
        if isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, Sequence) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            return None
    return here


def _find(paths: Sequence[Path], place: list[str]) -> tuple[Path, int | None]:
    """The file in which a place is written, the uppermost first, and the line where it can be told."""
    for exact in (True, False):
        for path in paths:
            line = _line_of(path, place, exact=exact)
            if line:
                return path, line
    return paths[0], None


def _line_of(path: Path, place: list[str], *, exact: bool) -> int | None:
    """The line on which the last named part of a place is set, if exactly one line can be meant.

    Where not ``exact``, the line of the nearest part above it that can be found.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        return None
    names = [part for part in place if not part.isdigit()]
    for depth in range(len(names), 0, -1):
        name, above = names[depth - 1], names[depth - 2] if depth > 1 else None
        key = re.compile(
            rf"\s*(\[+(.*\.)?\"?{re.escape(name)}\"?\]|\"?{re.escape(name)}\"?\s*=|.*[{{,]\s*{re.escape(name)}\s*=)"
        )
        hits = [number for number, line in enumerate(lines, 1) if key.match(line)]
        if above is not None:
            inside = _lines_under(lines, above)
            within = [number for number in hits if number in inside]
            hits = within or [n for n in hits if lines[n - 1].lstrip().startswith("[")]
        if len(hits) == 1:
            return hits[0]
        if exact:
            return None
    return None


def _lines_under(lines: list[str], table: str) -> set[int]:
    """The lines of every table whose header ends in ``table``, or that is set by that name."""
    header = re.compile(rf"\s*\[+(.*\.)?\"?{re.escape(table)}\"?\]+")
    setting = re.compile(rf"\s*\"?{re.escape(table)}\"?\s*=")
    found: set[int] = set()
    for number, line in enumerate(lines, 1):
        if header.match(line) or setting.match(line):
            after = (n for n in range(number + 1, len(lines) + 1) if lines[n - 1].startswith("["))
            found |= set(range(number, next(after, len(lines) + 1)))
    return found


def _fields_at(model: type[BaseModel], place: Sequence[Any]) -> set[str]:
    """The names of every field that a model, or any model inside it along ``place``, has."""
    if not place:
        return set(model.model_fields)
    names: set[str] = set()
    stack: list[Any] = [model]
    seen: set[Any] = set()
    while stack:
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
