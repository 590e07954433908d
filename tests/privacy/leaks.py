"""Looks for words where they have no business: in files whatever is packed in them, and in memory."""

from __future__ import annotations

import gc
import io
import types
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

_OF_THE_PROGRAM = (type, types.ModuleType, types.FunctionType, types.BuiltinFunctionType, types.CodeType)


def written(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path, and every member of those that are archives."""
    found: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            data = path.read_bytes()
            found[name] = data
            found.update((f"{name}!{member}", content) for member, content in _members(data))
    return found


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                yield member, archive.read(member)


def leaks(texts: dict[str, bytes], words: Iterable[str]) -> set[tuple[str, str]]:
    """Each (place, word) in which a word stands, capitals or not, be it the place's name or its content."""
    wanted = {word: word.casefold() for word in words}
    found = set()
    for place, data in texts.items():
        told = f"{place}\n{data.decode('utf-8', 'replace')}".casefold()
        found |= {(place, word) for word, folded in wanted.items() if folded in told}
    return found


def remembered(root: Any) -> list[str]:
    """Every text that can be reached from an object, and every number as text."""
    seen: dict[int, Any] = {}
    todo = [root]
    texts = []
    while todo:
        one = todo.pop()
        if id(one) in seen or isinstance(one, _OF_THE_PROGRAM):
            continue
        seen[id(one)] = one
        if isinstance(one, str | int | float | Path):
            texts.append(str(one))
        todo += gc.get_referents(one)
    return texts
