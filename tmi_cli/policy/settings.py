"""Every setting of a school: its value, and the line of the school file that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from tmi_cli.policy.school import School, load_school
from tmi_cli.policy.toml_lines import Place, lines_of


class SchoolSetting(NamedTuple):
    """A setting by its name in ``tmi.toml`` (``run.check``), its value, and its line; None for a default."""

    name: str
    value: Any
    line: int | None


def school_settings(path: Path | None) -> list[SchoolSetting]:
    """Every setting of a school file, in the order of the model; the defaults where there is no file.

    PolicyError as ``load_school``.
    """
    school = load_school(path)
    lines = lines_of(path.read_text(encoding="utf-8-sig")) if path else {}
    return [
        # A table in which nothing stands says nothing.
        SchoolSetting(".".join(map(_spelt, place)), value, None if value == {} else lines.get(place))
        for name in School.model_fields
        for place, value in _leaves((name,), getattr(school, name))
    ]


def _leaves(place: Place, value: Any) -> Iterator[tuple[Place, Any]]:
    """The settings within a value; a table without any is one itself, and empty."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield (*place, name), getattr(value, name)
        return
    inside = list(_entries(place, value)) if isinstance(value, Mapping) else []
    yield from inside or [(place, {} if isinstance(value, Mapping) else value)]


def _entries(place: Place, table: Mapping[Any, Any]) -> Iterator[tuple[Place, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _entries((*place, str(key)), value)
        else:
            yield (*place, str(key)), value


def _spelt(part: str) -> str:
    return part if part.replace("_", "").isalnum() and part.isascii() else f'"{part}"'
