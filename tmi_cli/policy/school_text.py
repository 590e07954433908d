"""The text of a new school file: every setting explained, those that were given set, the others commented out."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import tomlkit
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tmi_cli.policy.school import School

SCHEMA_FILE = "tmi.schema.json"

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*|[0-9]+")
_WIDTH = 100
_HEAD = (
    'This file says what your school sets for itself. A line like #name = "..." is off: it shows what holds '
    "without it, or an example. Take its # away to set it. After a change tmi doctor says whether all is well, "
    "and tmi config show what holds. More stands in docs/school-folder.md."
)


def school_text(
    given: Mapping[str, Any],
    *,
    offered: Mapping[str, Mapping[str, Any]] = _NOTHING,
    notes: Mapping[str, str] = _NOTHING,
) -> str:
    """The text of a school file that holds the settings ``given`` (the tables of a ``tmi.toml``), each explained.

    ``offered`` are lines of a table that are written commented out, in place of an example; for a table of tables
    by name. ``notes`` are further sentences on a setting.
    """
    lines = [f"#:schema ./{SCHEMA_FILE}", "", *_comment(_HEAD), ""]
    fields = School.model_fields
    for name, field in fields.items():
        if not _is_table(field):
            lines += [*_explained(field, notes.get(name)), *_setting(name, field, given), ""]
    for name, field in fields.items():
        if _is_table(field):
            lines += _table(name, field, given.get(name, {}), offered.get(name), notes.get(name))
    return "\n".join(lines).rstrip() + "\n"


def _table(
    name: str, field: FieldInfo, given: Mapping[str, Any], offered: Mapping[str, Any] | None, note: str | None
) -> Iterator[str]:
    # What a table is for stands below its header: whatever adds a line to the table before it adds it above.
    inside = field.annotation
    yield f"[{name}]"
    if isinstance(inside, type) and issubclass(inside, BaseModel):
        yield from _comment(inspect.getdoc(inside) or "")
        for setting, told in inside.model_fields.items():
            yield ""
            yield from _explained(told)
            yield from _setting(setting, told, given)
        yield ""
        return
    yield from _explained(field, note)
    shown = (field.examples or [{}])[0] if offered is None and not given else offered or {}
    if not any(isinstance(value, Mapping) for value in (*given.values(), *shown.values())):
        yield from _lines(given, shown)
        yield ""
        return
    for part in dict.fromkeys((*given, *shown)):
        yield ""
        yield f"[{name}.{_key(part)}]"
        yield from _lines(given.get(part, {}), shown.get(part, {}))
    yield ""


def _lines(given: Mapping[Any, Any], off: Mapping[Any, Any]) -> Iterator[str]:
    for key, value in given.items():
        yield f"{_key(key, quoted=not isinstance(key, int))} = {_value(value)}"
    for key, value in off.items():
        if key not in given:
            yield f"#{_key(key, quoted=not isinstance(key, int))} = {_value(value)}"


def _setting(name: str, field: FieldInfo, given: Mapping[str, Any]) -> Iterator[str]:
    if given.get(name) is not None:
        yield f"{name} = {_value(given[name])}"
        return
    default, example = field.get_default(), _value((field.examples or [""])[0])
    if default is None:
        yield f"#{name} = {example}"
    else:
        yield f"#{name} = {_value(default)}" + (f"  # for example {example}" if default == () else "")


def _explained(field: FieldInfo, note: str | None = None) -> Iterator[str]:
    yield from _comment(field.description or "")
    if note:
        yield from _comment(note)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, _WIDTH)]


def _is_table(field: FieldInfo) -> bool:
    return isinstance(field.get_default(), Mapping | BaseModel)


def _key(name: object, *, quoted: bool = False) -> str:
    text = str(name)
    return text if _BARE.fullmatch(text) and not quoted else _value(text)


def _value(value: Any) -> str:
    text: str = tomlkit.item(list(value) if isinstance(value, tuple) else value).as_string()
    return text
