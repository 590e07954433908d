"""Names of sheets and files out of any text: always valid, never twice."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from itertools import count

_SHEET_ILLEGAL = re.compile(r"[:\\/?*\[\]]+")
_FILE_ILLEGAL = re.compile(r'[<>:"/\\|?*]+')
_SPACES = re.compile(r"\s+")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)
# The sheet of Excel's own change history; no harm in keeping it from files too.
_KEPT_BY_EXCEL = frozenset({"history"})
_TRIM = " .'-~"
_SHEET_LONGEST = 31
# Excel refuses a path over 218 characters; this leaves a school's folders 150.
_FILE_LONGEST = 60


def safe_sheet_name(name: str, taken: set[str]) -> str:
    """Return a sheet name that Excel accepts, for any text at all.

    At most 31 UTF-16 units. ``taken`` holds the names of the workbook as they are compared; the new one is
    added to it, so the same text gives another name the next time.
    """
    return _free(_tidy(name, _SHEET_ILLEGAL) or "Sheet", name, taken=taken, longest=_SHEET_LONGEST)


def safe_file_name(name: str, taken: set[str]) -> str:
    """Return a file name without suffix that Windows, macOS and Linux accept, for any text at all.

    At most 60 UTF-16 units, no device's name, nothing that leads out of the folder. ``taken`` is as for
    sheets, for the names of one folder.
    """
    tidy = _tidy(name, _FILE_ILLEGAL) or "unnamed"
    if tidy.partition(".")[0].strip().casefold() in _DEVICES:
        tidy = f"_{tidy}"
    return _free(tidy, name, taken=taken, longest=_FILE_LONGEST)


def _free(tidy: str, name: str, *, taken: set[str], longest: int) -> str:
    """The tidy name if it fits and is free; else cut, with a mark made of the whole name."""
    for candidate in _candidates(tidy, name, longest):
        if _key(candidate) not in taken and _key(candidate) not in _KEPT_BY_EXCEL:
            break
    taken.add(_key(candidate))
    return candidate


def _candidates(tidy: str, name: str, longest: int) -> Iterator[str]:
    if _cut(tidy, longest) == tidy:
        yield tidy
    for attempt in count():
        told = f"{name}#{attempt}" if attempt else name
        mark = hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:6]
        yield f"{_cut(tidy, longest - len(mark) - 1)}-{mark}"


def _tidy(name: str, illegal: re.Pattern[str]) -> str:
    composed = unicodedata.normalize("NFC", name)
    spaced = _SPACES.sub(" ", illegal.sub("-", composed))
    # Invisible letters would let two names look alike.
    seen = "".join(letter for letter in spaced if not unicodedata.category(letter).startswith("C"))
    return unicodedata.normalize("NFC", seen).strip(_TRIM)


def _cut(text: str, longest: int) -> str:
    """The first ``longest`` UTF-16 units of a text, as Excel and Windows count, without a split letter."""
    cut = text.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")
    return text if cut == text else cut.rstrip(_TRIM)


def _key(name: str) -> str:
    """A name as it is compared with the others: capitals do not tell two apart."""
    return unicodedata.normalize("NFC", name.casefold())
