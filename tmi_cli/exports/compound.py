"""The file within a file that a real ``.xls`` is (OLE, "compound file"): finding its workbook, and nothing else.

Following the chains of sectors is where damaged files lead readers in circles, olefile and calamine among them.
Here no chain is longer than the file, and what calamine is given is a new file made of the workbook alone.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence

from tmi_cli.exports.refusal import Refused

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE, _END, _FAT, _MORE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
_SECTOR, _ENTRY, _NUMBERS = 512, 128, 128
_SMALL = 4_096
_STREAM, _IN_HEADER, _IN_BLOCK = 2, 109, 127


def workbook_of(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return the workbook's stream in a compound file, and the names of all that stands beside it.

    Refused as incomplete where sectors are missing, or chained in a circle, and where there is no workbook.
    """
    try:
        found = _Compound(data)
        names = found.names()
        entry = names.get("Workbook") or names.get("Book")
        if entry is None:
            raise Refused("incomplete")
        return found.stream(entry), tuple(names)
    except (struct.error, IndexError):
        raise Refused("incomplete") from None


class _Compound:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<2H", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise Refused("incomplete")
        self._size = 1 << shift
        directory, _, small_below, small_fat, _, more, _ = struct.unpack_from("<7L", data, 48)
        self._small_below = small_below
        places = list(struct.unpack_from(f"<{_IN_HEADER}L", data, 76))
        for _ in range(len(data) // self._size):
            if more in (_END, _FREE):
                break
            block = self._numbers(self._sector(more))
            places, more = [*places, *block[:-1]], block[-1]
        self._fat = [n for place in places if place < _FAT for n in self._numbers(self._sector(place))]
        entries = self._chain(directory, self._fat, self._sector)
        self._entries = [entries[at : at + _ENTRY] for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)]
        self._small_fat = self._numbers(self._chain(small_fat, self._fat, self._sector))
        self._small = b""
        if self._small_fat:
            self._small = self._chain(_start_of(self._entries[0])[0], self._fat, self._sector)

    def names(self) -> dict[str, bytes]:
        """The directory entries at the top, by name; those inside embedded objects are others' workbooks."""
        found: dict[str, bytes] = {}
        waiting, seen = [struct.unpack_from("<L", self._entries[0], 76)[0]], set()
        while waiting:
            number = waiting.pop()
            if number in seen or number >= len(self._entries):
                continue
            seen.add(number)
            entry = self._entries[number]
            size = min(int.from_bytes(entry[64:66], "little"), 64)
            found[entry[: max(size - 2, 0)].decode("utf-16-le", errors="replace")] = entry
            waiting.extend(struct.unpack_from("<2L", entry, 68))
        return found

    def stream(self, entry: bytes) -> bytes:
        start, size = _start_of(entry)
        if entry[66] != _STREAM or size > len(self._data):
            raise Refused("incomplete")
        if size < self._small_below:
            body = self._chain(start, self._small_fat, lambda n: self._small[n * 64 : n * 64 + 64])
        else:
            body = self._chain(start, self._fat, self._sector)
        if len(body) < size:
            raise Refused("incomplete")
        return body[:size]

    def _sector(self, number: int) -> bytes:
        return self._data[(number + 1) * self._size : (number + 2) * self._size]

    def _numbers(self, block: bytes) -> list[int]:
        return list(struct.unpack_from(f"<{len(block) // 4}L", block))

    def _chain(self, start: int, table: Sequence[int], sector: Callable[[int], bytes]) -> bytes:
        """What lies in a chain of sectors, one after the other."""
        parts: list[bytes] = []
        for _ in range(len(table) + 1):
            if start >= _FAT:
                return b"".join(parts)
            parts.append(sector(start))
            start = table[start]
        raise Refused("incomplete")


def _start_of(entry: bytes) -> tuple[int, int]:
    start, size = struct.unpack_from("<2L", entry, 116)
    return start, size


def compound_of(stream: bytes) -> bytes:
    """Return a new compound file that holds a workbook's stream and nothing else."""
    # Streams below 4,096 bytes would have to lie elsewhere; readers stop at the workbook's own end.
    body = stream.ljust(-(-max(len(stream), _SMALL) // _SECTOR) * _SECTOR, b"\0")
    count = len(body) // _SECTOR
    # The table tells of each sector which one follows; the header, and then blocks, tell where the table is.
    tables, blocks = 1, 0
    while (short := tables * _NUMBERS < count + 1 + tables + blocks) or tables > _IN_HEADER + blocks * _IN_BLOCK:
        tables, blocks = tables + short, blocks + (not short)
    places = range(count + 1, count + 1 + tables)
    more = [*range(places.stop, places.stop + blocks), _END]
    table = [*range(1, count), _END, _END, *[_FAT] * tables, *[_MORE] * blocks]
    lists = b""
    for number in range(blocks):
        first = _IN_HEADER + number * _IN_BLOCK
        lists += _packed(places[first : first + _IN_BLOCK], _IN_BLOCK) + struct.pack("<L", more[number + 1])
    header = _MAGIC + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, tables, count, 0, _SMALL, _END, 0, more[0], blocks)
    header += _packed(places[:_IN_HEADER], _IN_HEADER)
    return header + body + _directory(len(body)) + _packed(table, tables * _NUMBERS) + lists


def _directory(size: int) -> bytes:
    root = _entry("Root Entry", 5, child=1, start=_END, size=0)
    return (root + _entry("Workbook", _STREAM, child=_FREE, start=0, size=size)).ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    about = struct.pack("<HBB3L16xL16xLQ", len(letters), kind, 1, _FREE, _FREE, child, 0, start, size)
    return letters.ljust(64, b"\0") + about


def _packed(numbers: Sequence[int], count: int) -> bytes:
    return struct.pack(f"<{count}L", *numbers, *[_FREE] * (count - len(numbers)))
