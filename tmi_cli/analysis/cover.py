"""Which figures of a two-way table can be worked out from the ones shown, and the cheapest others to hide.

Such a table is a network: a node for every row and column, those of the totals among them, and an edge for every
figure. Two tables that agree on all shown figures differ by cycles of hidden edges, along which figures rise and
fall by turns. So a hidden figure can be worked out exactly when no cycle runs through it on which every figure has
room to move: the audit is exact, by reachability alone. Where it fails, the cheapest cycle is hidden (the shortest
path heuristic of cell suppression: Kelly, Golden and Assad, Networks 22, 1992).
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

Mask = tuple[tuple[bool, ...], ...]
Figures = tuple[int, ...]
Path = tuple[int, ...]
Weights = Sequence[int | None]


class Room(NamedTuple):
    """For every figure, whether the one who looks must think it could be one more, and one less."""

    up: tuple[bool, ...]
    down: tuple[bool, ...]


class Cycle(NamedTuple):
    """Edges in their order, and the way the first one changes; the signs alternate, and turn for a margin."""

    weight: int
    length: int
    path: Path
    step: int


class Shape(NamedTuple):
    rows: int
    columns: int

    def is_margin(self, edge: int) -> bool:
        """Whether this is a row's or a column's total; the grand total is not: it counts as a cell's sign does."""
        return (edge // self.columns == self.rows - 1) != (edge % self.columns == self.columns - 1)


class Net:
    """The hidden edges of a table, and which way each can carry a change of one."""

    def __init__(self, shape: Shape, room: Room, hidden: Iterable[int]) -> None:
        self.shape = shape
        margins = [shape.is_margin(edge) for edge in range(shape.rows * shape.columns)]
        self.onward = [d if m else u for m, u, d in zip(margins, room.up, room.down, strict=True)]
        self.back = [u if m else d for m, u, d in zip(margins, room.up, room.down, strict=True)]
        self.from_row = [0] * shape.rows
        self.from_column = [0] * shape.columns
        for edge in hidden:
            self.hide(edge)

    def hide(self, edge: int) -> None:
        row, column = divmod(edge, self.shape.columns)
        self.from_row[row] |= self.onward[edge] << column
        self.from_column[column] |= self.back[edge] << row

    def moves(self, edge: int) -> bool:
        """Whether a cycle of hidden figures runs through this edge, one way or the other."""
        row, column = divmod(edge, self.shape.columns)
        if self.onward[edge] and _reaches(self.from_column, self.from_row, column, row):
            return True
        return self.back[edge] and _reaches(self.from_row, self.from_column, row, column)

    def cycles(self, edge: int, weights: Weights) -> list[Cycle]:
        """The cheapest cycle through this edge in either direction; None marks an edge that is not to be used."""
        rows, columns = self.shape
        row, column = divmod(edge, columns)
        onward = self._path(rows + column, row, edge, weights) if self.onward[edge] else None
        back = self._path(row, rows + column, edge, weights) if self.back[edge] else None
        return [Cycle(*found, step) for found, step in ((onward, 1), (back, -1)) if found]

    def _path(self, start: int, end: int, without: int, weights: Weights) -> tuple[int, int, Path] | None:
        rows, columns = self.shape
        done: set[int] = set()
        queue: list[tuple[int, int, Path, int]] = [(0, 1, (without,), start)]
        while queue:
            cost, length, path, node = heappop(queue)
            if node == end:
                return cost, length, path
            if node in done:
                continue
            done.add(node)
            if node < rows:
                steps = [(node * columns + j, rows + j) for j in range(columns) if self.onward[node * columns + j]]
            else:
                steps = [(e, e // columns) for e in range(node - rows, rows * columns, columns) if self.back[e]]
            for edge, other in steps:
                weight = weights[edge]
                if weight is not None and edge != without and other not in done:
                    heappush(queue, (cost + weight, length + 1, (*path, edge), other))
        return None


def _reaches(here: Sequence[int], there: Sequence[int], start: int, end: int) -> bool:
    """Whether a path leads from a node of one side to one of the other by more than the edge between them."""
    target = 1 << end
    seen, new, passed = 0, here[start] & ~target, 1 << start
    while new:
        seen |= new
        turned = 0
        for k in _bits(new):
            turned |= there[k]
        turned &= ~passed
        passed |= turned
        new = 0
        for k in _bits(turned):
            new |= here[k]
        if new & target:
            return True
        new &= ~seen
    return False


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def cover(
    shape: Shape, tiers: Sequence[Sequence[Room]], hidden: Iterable[int], weights: Weights
) -> frozenset[int]:
    """The hidden figures with enough others that every one of them can move in one of the rooms.

    `weights`: what it costs to hide each figure, None where it must be shown. A later tier of rooms is asked only
    where the whole table gives no cycle in an earlier one.
    """
    out = set(hidden)
    left = [0 if edge in out else weight for edge, weight in enumerate(weights)]
    nets = [[Net(shape, room, out) for room in rooms] for rooms in tiers]
    settled: set[int] = set()
    for edge in sorted(out):
        for rooms in nets:
            if edge in settled or any(net.moves(edge) for net in rooms):
                break
            cycles = [cycle for net in rooms for cycle in net.cycles(edge, left)]
            if cycles:
                path = min(cycles).path
                settled.update(path)
                for added in set(path) - out:
                    out.add(added)
                    left[added] = 0
                    for net in (net for tier in nets for net in tier):
                        net.hide(added)
                break
    return frozenset(out)


def moved(shape: Shape, figures: Figures, cycle: Cycle) -> Figures:
    out = list(figures)
    step = cycle.step
    for edge in cycle.path:
        out[edge] += -step if shape.is_margin(edge) else step
        step = -step
    return tuple(out)


def with_totals(counts: Sequence[Sequence[int]]) -> tuple[Shape, Figures]:
    rows = [[*row, sum(row)] for row in counts]
    if len({len(row) for row in rows}) != 1 or any(figure < 0 for row in rows for figure in row):
        raise ValueError("a table has rows of one length, of counts that are not negative")
    rows.append([sum(column) for column in zip(*rows, strict=True)])
    return Shape(len(rows), len(rows[0])), tuple(figure for row in rows for figure in row)


def as_mask(shape: Shape, hidden: Iterable[int]) -> Mask:
    found = set(hidden)
    return tuple(
        tuple(row * shape.columns + column in found for column in range(shape.columns))
        for row in range(shape.rows)
    )
