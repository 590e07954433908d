"""What a file is, by its content; a suffix is only a name."""

from __future__ import annotations

import re

from tmi_cli.exports.encoding import unmarked_utf16
from tmi_cli.exports.limits import LIMITS, Limits
from tmi_cli.exports.preflight import open_zip
from tmi_cli.exports.refusal import Refused

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_BLANK = b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TAG = re.compile(rb"<(?:!doctype html|html|head|body|table|tr|td|div|meta)\b")
_BINARY_SHARE, _NUL_SHARE = 0.02, 0.1

_STREAMS = (
    ("EncryptedPackage", "encrypted"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "word"),
    ("PowerPoint Document", "powerpoint"),
)
_PARTS = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "word"),
    ("ppt/presentation.xml", "powerpoint"),
)


def kind_of(data: bytes, limits: Limits = LIMITS) -> str:
    """Return what the bytes of a file are.

    That is ``xlsx``, ``xlsb``, ``ods``, ``xls``, ``encrypted``, ``html``, ``spreadsheetml`` or ``csv`` (any
    delimited text), else the reason for which such a file is refused (see ``refusal``). Refused
    where a zip has more members than ``limits`` allow.
    """
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        return "empty"
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _kind_of_zip(data, limits)
    if data.startswith(_COMPOUND):
        directory = int.from_bytes(data[48:52], "little")
        if len(data) < 512 or (directory + 1) << int.from_bytes(data[30:32], "little") % 16 >= len(data):
            return "incomplete"
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in data), "unknown")
    if data.startswith(_OLD_EXCEL):
        return "old-excel"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_PICTURES) and _share_of_controls(data[:4096]) > 0:
        return "picture"
    return _kind_of_text(data[:4096])


def _kind_of_text(start: bytes) -> str:
    head = start.replace(b"\x00", b"").lower().removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").lstrip()
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head and b"<html" not in head:
        return "spreadsheetml"
    if head.startswith((b"mime-version:", b"from: <saved by")):
        return "web-archive"
    if head.startswith((b"<", b"\xfe\xff<")) and _TAG.search(head):
        return "html"
    if head.startswith(b"<?xml"):
        return "xml"
    if start.startswith(_UTF16) or unmarked_utf16(start):
        return "csv"
    if start.count(0) <= len(start) * _NUL_SHARE:
        start = start.replace(b"\x00", b"")
    return "csv" if _share_of_controls(start) <= _BINARY_SHARE else "unknown"


def _share_of_controls(data: bytes) -> float:
    return sum(byte < 9 or 13 < byte < 32 for byte in data) / max(len(data), 1)


def _kind_of_zip(data: bytes, limits: Limits) -> str:
    try:
        with open_zip(data, limits) as archive:
            names = set(archive.namelist())
            media = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except Refused as refused:
        if refused.why != "incomplete":
            raise
        return refused.why
    except Exception:  # the module raises a dozen kinds on a damaged member
        return "damaged"
    for part, kind in _PARTS:
        if part in names:
            return kind
    if b"opendocument.text" in media:
        return "writer"
    return "ods" if "content.xml" in names else "zip"
