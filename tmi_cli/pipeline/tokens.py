"""Tokens that stand for pupils, teachers, files and sheets: keyed hashes, the same for the same key."""

from __future__ import annotations

import base64
import hmac
from pathlib import PurePath

from tmi_cli.errors import RequestError
from tmi_cli.exports import SUFFIXES

_LETTERS = 12
_FEW_LETTERS = 8
_ENDINGS = (*SUFFIXES, ".html", ".htm")


class Tokens:
    """Makes tokens with a key of 32 bytes, by HMAC-SHA-256.

    The same text of the same kind always gets the same token, and no two texts of a run share one: RequestError
    where they would. Who has no key can neither make the token of a name nor try names out.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._made: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def pupil(self, key: str) -> str:
        """The token of the pupil with this key (their SCN where one is known): ``P-`` and twelve letters."""
        return self._token("pupil", key, "P-{}", _LETTERS)

    def key(self, key: str) -> str:
        """By what the pupil is known: the token too, for a key may be an SCN."""
        return self.pupil(key)

    def person(self, name: str) -> str:
        """The token of a member of staff: ``T-`` and eight letters; nothing for no name."""
        return self._token("person", name.strip(), "T-{}", _FEW_LETTERS) if name.strip() else ""

    def file(self, name: str) -> str:
        """The token of a file; an ending that says no more than its kind stays."""
        ending = PurePath(name).suffix.casefold()
        return self._token("file", name, "file-{}", _FEW_LETTERS).lower() + (ending if ending in _ENDINGS else "")

    def sheet(self, name: str) -> str:
        """The token of a sheet."""
        return self._token("sheet", name, "sheet-{}", _FEW_LETTERS).lower()

    def _token(self, kind: str, text: str, form: str, letters: int) -> str:
        known = self._made.get((kind, text))
        if known is None:
            digest = hmac.digest(self._key, f"{kind}\0{text}".encode("utf-8", "surrogatepass"), "sha256")
            known = form.format(base64.b32encode(digest).decode("ascii")[:letters])
            if known in self._taken:
                raise RequestError(
                    f"Two {'people' if kind == 'person' else kind + 's'} would get the same pseudonym.",
                    hint="Make another key with tmi key, and run again.",
                )
            self._taken.add(known)
            self._made[kind, text] = known
        return known
