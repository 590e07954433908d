"""One small school in every family of layout and every kind of file, as schools' own spreadsheets look.

A school is rows of text by field: who (``scn forename surname stage reg``), what (``subject level class teacher
period``) and the values. A BGE row has the level ``BGE`` and its CfE level and progress code in ``cfe`` and
``progress``. Everything that has no say in the result (spellings, order, banners, footers) is drawn by a ``Pen``.

What a family cannot hold, and a school drawn for it must not contain:

* across, wide with one sheet for all periods: a missing row. A row or a pupil's line has a cell for every period,
  and an empty one of a known course is an entry that cannot be judged; a missing row is "not seen".
* wide with a sheet per period: a missing row of one course; but a pupil may be missing from a sheet.
* wide: two classes in one subject. There is one block of columns for a subject (and level).
* all but long and per-class: a changed class. Only the class column would tell it.
* BGE in two columns: S4-S6. ``3`` beside ``B`` in a senior row is National 3.
* every family: a blank entry says which course it is of only by the course's last known level.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from tests.renderings.families import FAMILIES
from tests.renderings.kinds import KINDS
from tests.renderings.pen import Pen
from tests.renderings.rows import Row
from tests.renderings.sheet import dressed


def rendering(rows: Sequence[Row], family: str, kind: str, seed: int) -> dict[str, bytes]:
    """A school in a family of layout and a kind of file; the ``seed`` decides all that must not matter."""
    pen = Pen(Random(seed))
    sheets = FAMILIES[family].render(rows, pen)
    return KINDS[kind]([dressed(sheet, pen) for sheet in sheets], pen)
