"""The cells of a row that tell who the pupil is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tmi_cli.exports import cell_text
from tmi_cli.layouts.codes import is_nothing
from tmi_cli.layouts.context import Context, stage_in_text
from tmi_cli.layouts.words import MARK_WORDS, PUPIL_WORDS
from tmi_cli.records import PupilAsTold, ScnReading, read_scn

_BARE_STAGE = re.compile(r"(?:(?:s|year|yr|stage)\s*)?([1-6])(?:\.0+)?", re.IGNORECASE)
_REGISTRATION_STAGE = re.compile(r"S?([1-6])(?!\d)", re.IGNORECASE)

_Told = tuple[PupilAsTold | None, ScnReading]


class PupilCells:
    """Reads the pupil of each row of one sheet; rows of the same pupil share one record.

    ``columns`` holds the index of each field. A stage comes from its column, else from the text around the
    table, else from the first digit of the registration class (never from a teaching set: the digit there
    is the timetable year).
    """

    def __init__(self, columns: Mapping[str, int], context: Context) -> None:
        fields = (*PUPIL_WORDS, *MARK_WORDS)
        self._columns = {f: i for f, i in columns.items() if f in fields or f.startswith("group ")}
        self._indexes = tuple(self._columns.values())
        self._context = context
        self._seen: dict[tuple[Any, ...], _Told] = {}

    def read(self, row: Sequence[Any]) -> _Told:
        """The pupil of a row, or None where the row names none; and what its SCN cell says."""
        key = tuple([row[index] for index in self._indexes])
        told = self._seen.get(key)
        if told is None:
            told = self._seen[key] = self._tell(dict(zip(self._columns, key, strict=True)))
        return told

    def _tell(self, cells: Mapping[str, Any]) -> _Told:
        texts = {f: cell_text(c) for f, c in cells.items()}
        # In a group's column an X is a tick; everywhere else it stands for nothing.
        texts.update({f: "" for f in texts if f in PUPIL_WORDS and is_nothing(texts[f])})
        number = read_scn(texts.get("scn", ""))
        surname, forename = texts.get("surname", ""), texts.get("forename", "")
        if not surname and texts.get("name"):
            surname, forename = split_name(texts["name"])
        if number.scn is None and not surname:
            return None, number
        registration = texts.get("registration", "")
        told = PupilAsTold(
            scn=number.scn,
            forename=forename,
            known_as=texts.get("known_as", ""),
            surname=surname,
            stage=self._stage(texts.get("stage", ""), registration),
            registration=registration,
            house=texts.get("house", ""),
            marks={f: text for f, text in texts.items() if f in MARK_WORDS or f.startswith("group ")},
        )
        return told, number

    def _stage(self, text: str, registration: str) -> str | None:
        bare = _BARE_STAGE.fullmatch(text.strip())
        if bare:
            return f"S{bare.group(1)}"
        told = stage_in_text(text) or self._context.stage
        if told:
            return told
        first = _REGISTRATION_STAGE.match(registration)
        return f"S{first.group(1)}" if first else None


def split_name(name: str) -> tuple[str, str]:
    """Split a whole name into (surname, forename): ``Surname, Forename``, else the last word is the surname."""
    if "," in name:
        surname, forename = name.split(",", 1)
        return surname.strip(), forename.strip()
    first, _, last = name.rpartition(" ")
    return last.strip(), first.strip()
