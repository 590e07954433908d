"""What a file is, by its content; a suffix is only a name."""

from __future__ import annotations

import io
import zipfile

_ZIP = b"PK\x03\x04"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(data: bytes) -> str:
    """Return ``xlsx``, ``xlsb``, ``ods``, ``xls``, ``encrypted``, ``html``, ``spreadsheetml``, ``csv``,
    ``empty``, ``incomplete`` (a zip cut short) or ``unknown`` for the bytes of a file.
    """
    if not data.strip(b"\x00 \r\n\t"):
        return "empty"
    if data.startswith(_ZIP):
        return _kind_of_zip(data)
    if data.startswith(_COMPOUND):
        return "encrypted" if "EncryptedPackage".encode("utf-16-le") in data else "xls"
    head = data[:4096].replace(b"\x00", b"").lower()
    if b"<workbook" in head and b"schemas-microsoft-com:office:spreadsheet" in head:
        return "spreadsheetml"
    if any(tag in head for tag in (b"<html", b"<table", b"<!doctype html")):
        return "html"
    if data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return "csv"
    controls = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
    return "csv" if controls == 0 else "unknown"


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return "incomplete"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    return "ods" if "content.xml" in names else "unknown"
