"""How tables travel between processes: as JSON, since what comes from a hostile file must stay data."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import IO, Any

from tmi_cli.exports.table import Fault, SourceFile, Table

_SIZE = 8
_LARGEST = 1 << 32
_OF_TABLE = ("sheet", "hidden", "hidden_rows", "hidden_columns", "notes", "fields")
_OF_FILE = ("kind", "encoding", "separator", "notes")


def send(stream: IO[bytes], *frames: bytes) -> None:
    """Write frames, each led by its size in bytes."""
    for frame in frames:
        stream.write(len(frame).to_bytes(_SIZE, "little"))
        stream.write(frame)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Return the next frame, or None where the other side has ended, or sends no frames."""
    size = stream.read(_SIZE)
    if len(size) < _SIZE:
        return None
    length = int.from_bytes(size, "little")
    if length > _LARGEST:
        return None
    frame = stream.read(length)
    return frame if len(frame) == length else None


def pack(content: Any) -> bytes:
    """Return plain values and cells as a frame."""
    return json.dumps(content, default=_plain, separators=(",", ":")).encode()


def unpack(frame: bytes) -> Any:
    """Return what was packed. ValueError where it is nothing that ``pack`` makes."""
    return json.loads(frame, object_hook=_cell)


def as_plain(table: Table) -> dict[str, Any]:
    """Return a table without the path, name and hash of its file, which the asking side knows."""
    return {
        "rows": table.rows,
        "file": {key: getattr(table.file, key) for key in _OF_FILE},
        **{key: getattr(table, key) for key in _OF_TABLE},
    }


def as_table(file: SourceFile, plain: dict[str, Any]) -> Table:
    """Return the table of ``file`` that ``as_plain`` was made of."""
    told = plain.pop("file")
    told["notes"] = file.notes + tuple(told["notes"])
    plain["notes"], plain["fields"] = tuple(plain["notes"]), tuple(plain["fields"])
    return Table(file=replace(file, **told), **plain)


def _plain(cell: Any) -> dict[str, Any]:
    if isinstance(cell, Fault):
        return {"@": "fault", "is": [cell.kind, cell.shown]}
    if isinstance(cell, dt.timedelta):
        return {"@": "timedelta", "is": [cell.days, cell.seconds, cell.microseconds]}
    if isinstance(cell, (dt.date, dt.time)):
        return {"@": type(cell).__name__, "is": cell.isoformat()}
    raise TypeError(type(cell).__name__)


_MAKE: dict[str, Callable[[Any], Any]] = {
    "fault": lambda value: Fault(*value),
    "timedelta": lambda value: dt.timedelta(*value),
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
}


def _cell(item: dict[str, Any]) -> Any:
    kind = item.get("@")
    return _MAKE[kind](item["is"]) if kind in _MAKE else item
