"""The shape of a sheet: where its header is, and what each column is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood: its field, and the subject or period that its header names."""

    index: int
    field: str
    header: str
    subject: str | None = None
    period: int | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The columns that hold one entry of a row: all of it in long sheets, one subject's in wide ones.

    ``columns`` holds the index of each field, those about the whole row included.
    """

    columns: Mapping[str, int]
    subject: str | None = None
    period: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """A sheet understood: its layout, the rows of the header (from 0), its columns and its blocks.

    ``unused`` holds the headers that mean nothing here, by column; ``repeated`` the columns whose field another
    column to the left holds already: they are not read. ``ignored`` are those unused columns of which the school
    says that they mean nothing.
    """

    layout: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    unused: Mapping[int, str] = field(default_factory=dict)
    repeated: tuple[Column, ...] = ()
    ignored: frozenset[int] = frozenset()

    @property
    def row_columns(self) -> dict[str, int]:
        """The columns about the whole row, by field."""
        return {c.field: c.index for c in self.columns if c.subject is None and c.period is None}


def names_a_pupil(fields: set[str]) -> bool:
    """Whether columns are enough to tell pupils apart: a number, or a surname or whole name."""
    return bool(fields & {"scn", "surname", "name"})
