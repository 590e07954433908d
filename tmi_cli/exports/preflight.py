"""What a zip must pass before any parsing library sees it, and what is then given to that library.

The parts are unpacked here once, counted while they are, and handed on in a new archive made of the parts that
are needed: what a library reads is exactly what was looked at, whatever tricks the file's own archive plays.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping

from tmi_cli.exports.limits import MEGABYTE, Limits
from tmi_cli.exports.refusal import Refused

_CHUNK = 1 << 18
_END = struct.Struct("<4s4H2LH")
_UTF8 = 0x800
"""The flag that says so of a member's name."""

_1980 = 0x21
"""The first day an archive can tell."""

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    struct.error,
    ValueError,
)

_MADE_OF = (
    ("xl/vbaproject.bin", "macros"),
    ("xl/macrosheets/", "macros"),
    ("basic/", "macros"),
    ("scripts/", "macros"),
    ("xl/externallinks/", "links to other workbooks"),
    ("xl/connections.", "data connections"),
    ("xl/querytables/", "query tables"),
    ("xl/embeddings/", "embedded objects"),
    ("object ", "embedded objects"),
    ("xl/activex/", "ActiveX controls"),
)


def open_zip(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Open an archive in memory. Refused where it is cut short, damaged or has too many members."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(data):
        raise Refused("incomplete")
    # An entry takes 46 bytes and its name: this stops a directory of a million before it is read.
    if _END.unpack_from(data, end)[5] > limits.members * 1_000:
        raise Refused("members", members=limits.members)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGE:
        raise Refused("incomplete") from None
    if len(archive.infolist()) > limits.members:
        raise Refused("members", members=limits.members)
    return archive


def unpack(archive: zipfile.ZipFile, *, limits: Limits, keep: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the members whose names ``keep`` says to; every other one is unpacked too, counted and let go.

    Refused where a name stands twice, a member is locked, packed in no usual way or damaged, or where sizes,
    by the directory or as counted, or their ratio to the packed size go beyond the limits.
    """
    infos = archive.infolist()
    if len({info.filename for info in infos}) < len(infos):
        raise Refused("damaged")
    for info in infos:
        if info.flag_bits & 1:
            raise Refused("locked-otherwise")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("damaged")
        _check_size(info, info.file_size, limits)
    if sum(info.file_size for info in infos) > limits.total:
        raise Refused("unpacked", megabytes=limits.total // MEGABYTE)
    parts: dict[str, bytes] = {}
    for info in infos:
        held = keep(info.filename)
        chunks = list(_counted(archive, info, limits=limits, held=held))
        if held:
            parts[info.filename] = b"".join(chunks)
    return parts


def _check_size(info: zipfile.ZipInfo, size: int, limits: Limits) -> None:
    if size > limits.member:
        raise Refused("unpacked", megabytes=limits.member // MEGABYTE)
    if size > MEGABYTE and size > limits.ratio * max(info.compress_size, 1):
        raise Refused("ratio", ratio=limits.ratio)


def _counted(archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, limits: Limits, held: bool) -> Iterable[bytes]:
    size = 0
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                _check_size(info, size, limits)
                if held:
                    yield chunk
    except _DAMAGE:
        raise Refused("damaged") from None
    if size != info.file_size:
        raise Refused("damaged")


def repack(parts: Mapping[str, bytes]) -> bytes:
    """Return a new archive of some parts, stored as they are: packing them again would only cost time.

    Written here and not by ``zipfile``, which copies a big part several times over.
    """
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for name, content in parts.items():
        told = name.encode()
        about = struct.pack(
            "<5H3L2H", 20, _UTF8, 0, 0, _1980, zlib.crc32(content), *[len(content)] * 2, len(told), 0
        )
        directory += [b"PK\x01\x02", struct.pack("<H", 20), about, struct.pack("<3H2L", 0, 0, 0, 0, at), told]
        pieces += [b"PK\x03\x04", about, told, content]
        at += 30 + len(told) + len(content)
    listed = b"".join(directory)
    count = len(parts)
    end = _END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), at, 0)
    return b"".join([*pieces, listed, end])


def active_content(names: Iterable[str], parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the notes on what else than values a workbook carries; none of it is read or run."""
    lower = [name.casefold() for name in names]
    found = {what: None for start, what in _MADE_OF if any(name.startswith(start) for name in lower)}
    if any(b"ddeLink" in part for name, part in parts.items() if "externalLink" in name):
        found["DDE links"] = None
    if not found:
        return ()
    *most, last = found
    listed = f"{', '.join(most)} and {last}" if most else last
    return (f"holds {listed}: only the values were read",)
