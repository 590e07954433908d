"""How much of a file is read before it is taken for a bomb."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one export: sizes in bytes, ``seconds`` of one reading, ``cells`` and ``text`` of all its sheets.

    ``ratio`` is how many times its packed size a part of more than 1 MB may unpack to; real sheets reach 22.
    ``cells`` counts the rectangle from A1 to the last used row and column, since that is what is held in memory.
    """

    file: int = 50 * MEGABYTE
    members: int = 2_000
    member: int = 200 * MEGABYTE
    total: int = 300 * MEGABYTE
    ratio: int = 100
    # A session of a big school in one sheet has 36,000 rows, and several sessions are kept in one sheet too;
    # what exhausts memory is the rectangle, which ``cells`` bounds.
    rows: int = 200_000
    columns: int = 500
    cells: int = 4_000_000
    text: int = 250 * MEGABYTE
    seconds: float = 60.0
    memory: int = 1_000 * MEGABYTE


LIMITS = Limits()
