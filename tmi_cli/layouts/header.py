"""Finding the header of a sheet, in one row or two, by what its words mean and never by position."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tmi_cli.exports import Table, cell_text
from tmi_cli.layouts.context import without_period
from tmi_cli.layouts.families import family_of
from tmi_cli.layouts.level_text import read_course
from tmi_cli.layouts.shape import Block, Column, Shape, names_a_pupil
from tmi_cli.layouts.words import Vocabulary
from tmi_cli.policy import SubjectMap
from tmi_cli.policy.subjects import fold_subject
from tmi_cli.records import period_in_text

LOOK_AT = 30
"""How many rows from the top are looked at for a header."""

_LONGEST_TAIL = 6
_IGNORED = "\0"


def find_shape(table: Table, *, words: Vocabulary, subjects: SubjectMap) -> Shape | None:
    """Return the shape of the sheet, or None where no row of the first 30 is a header with a pupil.

    The row (or pair of rows) in which most columns are understood is the header; the first of equals.
    """
    best: Shape | None = None
    for row in range(min(LOOK_AT, len(table.rows))):
        for shape in (
            _one_row(table, row, words=words, subjects=subjects),
            _two_rows(table, row, words=words, subjects=subjects),
        ):
            if shape and (best is None or len(shape.columns) > len(best.columns)):
                best = shape
    return best


def _one_row(table: Table, row: int, *, words: Vocabulary, subjects: SubjectMap) -> Shape | None:
    cells = _texts(table.rows[row])
    columns: list[Column] = []
    behind: dict[str, list[Column]] = defaultdict(list)
    for index, header in enumerate(cells):
        if not header or words.ignores(header):
            continue
        field = words.row_field(header)
        value = None if field else words.value_header(header)
        if field:
            columns.append(Column(index, field, header))
        elif value:
            columns.append(Column(index, value.field, header, period=value.period))
        else:
            column = _behind_a_subject(index, header, words=words)
            if column:
                behind[_same_subject(column.subject)].append(column)
    for found in behind.values():
        # A word in front of one lone value may be anything ("Concern Level"); a subject is known, or has several.
        if subjects.knows(read_course(found[0].subject or "").subject) or len({c.field for c in found}) > 1:
            columns.extend(found)
    return _shape(cells, columns, words=words, header_rows=(row,))


def _two_rows(table: Table, row: int, *, words: Vocabulary, subjects: SubjectMap) -> Shape | None:
    if row + 1 >= len(table.rows):
        return None
    above, below = _texts(table.rows[row]), _texts(table.rows[row + 1])
    columns: list[Column] = []
    over = ""
    for index in range(len(above)):
        upper, lower = above[index], below[index]
        field = words.row_field(upper) or (None if upper else words.row_field(lower))
        value = words.value_header(lower, short=True)
        if (upper and words.ignores(upper)) or (lower and words.ignores(lower)):
            over = _IGNORED if upper and words.ignores(upper) else over
            continue
        if not upper and over == _IGNORED and not words.row_field(lower):
            continue
        if upper and not words.row_field(upper) and words.row_field(lower):
            # A title stands over a pupil's column, never a subject: this is a banner and then a header.
            return None
        if field and not (value and over and not upper):
            if upper and lower and not words.row_field(lower):
                return None
            over = "" if upper else over
            columns.append(Column(index, field, upper or lower))
            continue
        alone = words.value_header(upper) if upper and not lower else None
        if alone and alone.period is None:
            # A column such as Level beside the bands, named in the upper row alone.
            over = ""
            columns.append(Column(index, alone.field, upper))
            continue
        over = upper or ("" if over == _IGNORED else over)
        if value and not over:
            # A band stands over every value; a title may stand over the last few of them.
            return None
        if value and over:
            period = value.period or period_in_text(over)
            subject = (without_period(over) or None) if period_in_text(over) else over
            columns.append(Column(index, value.field, f"{over} › {lower}", subject, period))
    if not _is_band(above, columns, words=words, subjects=subjects):
        return None
    return _shape(
        [f"{a} {b}".strip() for a, b in zip(above, below, strict=True)],
        columns,
        words=words,
        header_rows=(row, row + 1),
    )


def _is_band(above: list[str], columns: list[Column], *, words: Vocabulary, subjects: SubjectMap) -> bool:
    """Whether the upper of two rows names subjects or periods over the lower, and is no title above a header."""
    overs = {column.subject or "" for column in columns if column.subject or column.period}
    if not overs or ("" not in overs and any(column.field == "subject" for column in columns)):
        return False
    if any(column.field == "subject" for column in columns):
        return overs == {""}
    has_pupil_header = any(words.row_field(text) for text in above if text)
    return has_pupil_header or "" in overs or any(subjects.knows(read_course(over).subject) for over in overs)


def _behind_a_subject(index: int, header: str, *, words: Vocabulary) -> Column | None:
    """A header such as ``N5 Maths WG`` or ``Art & Design TP2 Effort``: a subject, then what is told of it."""
    parts = header.split()
    for size in range(min(_LONGEST_TAIL, len(parts) - 1), 0, -1):
        tail, subject = " ".join(parts[-size:]), " ".join(parts[:-size]).strip(" -:–")
        value = words.value_header(tail, short=True)
        if value and subject:
            return Column(index, value.field, header, subject, value.period)
        field = words.row_field(tail)
        if field in ("class", "teacher") and subject:
            return Column(index, field, header, subject)
    return None


def _shape(
    cells: Sequence[str], columns: list[Column], *, words: Vocabulary, header_rows: tuple[int, ...]
) -> Shape | None:
    """The shape made of some columns, or None where they name no pupil or are no header."""
    by_row: dict[str, Column] = {}
    for column in columns:
        if column.subject is None and column.period is None:
            by_row.setdefault(column.field, column)
    if len(columns) < 3 or not names_a_pupil(set(by_row)):
        return None
    about_row = {field: column.index for field, column in by_row.items()}
    blocks: dict[tuple[str, int | None], dict[str, int]] = {}
    subject_of: dict[str, str | None] = {}
    for column in columns:
        if column.subject is not None or column.period is not None:
            same = _same_subject(column.subject)
            subject_of.setdefault(same, column.subject)
            fields = blocks.setdefault((same, column.period), {})
            fields.setdefault(column.field, column.index)
    if any(subject and period for subject, period in blocks):
        # A subject's level, class and teacher stand once, before its periods.
        for (subject, period), fields in blocks.items():
            if period is not None:
                fields.update({**blocks.get((subject, None), {}), **fields})
        blocks = {key: fields for key, fields in blocks.items() if key[1] is not None}
    made = tuple(
        Block({**about_row, **fields}, subject, period) for (subject, period), fields in blocks.items()
    ) or (Block(about_row),)
    used = {column.index for column in columns}
    told: set[tuple[str, str, int | None]] = set()
    repeated = []
    for column in columns:
        key = (column.field, _same_subject(column.subject), column.period)
        if key in told:
            repeated.append(column)
        told.add(key)
    shape = Shape(
        layout="",
        header_rows=header_rows,
        columns=tuple(columns),
        blocks=made,
        unused={i: text for i, text in enumerate(cells) if text and i not in used},
        repeated=tuple(repeated),
        ignored=frozenset(i for i, text in enumerate(cells) if i not in used and words.ignores(text)),
    )
    return replace(shape, layout=family_of(shape))


def _same_subject(subject: str | None) -> str:
    """What two headers over one subject share, however they are spelt."""
    return fold_subject(subject or "")


def _texts(row: Sequence[Any]) -> list[str]:
    return [" ".join(cell_text(cell).split()) if isinstance(cell, str) else "" for cell in row]
