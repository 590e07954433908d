"""The families of layout, told apart by what their columns are about."""

from __future__ import annotations

from collections.abc import Callable

from tmi_cli.layouts.shape import Shape
from tmi_cli.layouts.words import MARK_WORDS, VALUE_WORDS

RATED = {"level", "progress_code", "working_grade", "effort", "behaviour", "homework"}
"""Fields of which a tracking sheet has at least one; a rule reads them."""

_ENTERED = {
    "progress_code",
    "target",
    "new_target",
    "working_grade",
    "effort",
    "behaviour",
    "homework",
}


def _fields(shape: Shape) -> set[str]:
    return {column.field for column in shape.columns}


def _has_subject_column(shape: Shape) -> bool:
    return "subject" in shape.row_columns


def _has_values(shape: Shape) -> bool:
    fields = _fields(shape)
    return bool(fields & _ENTERED) or ("level" in fields and bool(fields & set(VALUE_WORDS) - {"level"}))


def _marks(shape: Shape) -> set[str]:
    """What a list tells of pupils for groups to be made of; a gender says nothing of the kind of list."""
    return {f for f in _fields(shape) if f in MARK_WORDS or f.startswith("group ")} - {"gender"}


FAMILIES: dict[str, Callable[[Shape], bool]] = {
    "across": lambda s: _has_subject_column(s) and any(block.period for block in s.blocks),
    "long": lambda s: _has_subject_column(s) and _has_values(s),
    "wide-two-row": lambda s: len(s.header_rows) == 2 and any(block.subject for block in s.blocks),
    "wide-flat": lambda s: any(block.subject for block in s.blocks),
    "per-class": _has_values,
    "attendance": lambda s: {"possible", "attended"} <= _fields(s) or _marks(s) == {"attendance"},
    "groups": lambda s: "group" in _fields(s) or any(mark.startswith("group ") for mark in _marks(s)),
    "class-list": lambda s: _has_subject_column(s) and "class" in _fields(s),
    "pupils": lambda _: True,
}
"""Each family and what makes a sheet one of it; the first that fits is taken."""

TRACKING = ("across", "long", "wide-two-row", "wide-flat", "per-class")
"""The families that hold entries; the others are lists about pupils."""


def family_of(shape: Shape) -> str:
    """The name of the family a shape belongs to."""
    return next(name for name, fits in FAMILIES.items() if fits(shape))
