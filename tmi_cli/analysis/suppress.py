"""Small numbers in a table that is published (DP-21): which figures to hide, so that none can be worked out."""

from collections.abc import Iterable, Sequence
from math import isqrt
from typing import NamedTuple

from tmi_cli.analysis.cover import (
    Figures,
    Mask,
    Net,
    Room,
    Shape,
    Weights,
    as_mask,
    cover,
    moved,
    with_totals,
)

THRESHOLD = 5

# What is spent on an onlooker who knows the method: some 30 ms for 12 x 8, and more looks for smaller tables.
_WORK = 80_000
_ALIKE = 60


class Shares(NamedTuple):
    """What to hide of a table of shares: masks of (rows + 1) x (columns + 1), the last of each being the totals.

    ``counts``: the count, the rest of its base, and every percentage of the two. ``bases``: the base; never
    hidden without its count.
    """

    counts: Mask
    bases: Mask


def suppress(counts: Sequence[Sequence[int]], *, threshold: int = THRESHOLD, zeros: bool = False) -> Mask:
    """Which figures of a table to hide: a mask of (rows + 1) x (columns + 1), the last of each being the totals.

    ``counts`` are the inner cells, rows of one length, none negative; row totals, column totals and the grand
    total are published as well. Every figure from 1 to ``threshold - 1`` is hidden, inner or total; with ``zeros``
    also every 0, which is otherwise always shown. Then further figures are, the cheapest cycle first (the sum of
    its figures; ties by length, then by position), until no hidden figure can be worked out. All the hidden
    figures should look the same in print.

    It stands up to someone who has every shown figure and

    1. knows that a hidden figure is at least 1 (0 with ``zeros``): always, by an exact audit;
    2. is told besides which of the hidden figures are the small ones: for every figure for which any further
       hiding could achieve it (what little table is left may be all small, and its totals just not);
    3. knows this very method, and so asks which tables would have been published like this: where the search for
       another such table ends within its bounds. Tried on all tables of a few cells (tests), not proven; for
       large tables full of small figures the search is given up, and only 1 and 2 hold.

    It does not stand up to someone who knows a pupil's own figure beforehand (a group of two, one of whom looks),
    nor to a second table of the same pupils by another cut whose totals are shown where these are hidden.

    Raises ValueError for a threshold under 3 (a hidden figure would have to be a 1), and for a ragged table.
    """
    _check(threshold)
    shape, figures = with_totals(counts)
    return as_mask(shape, _Search(shape, threshold, 0 if zeros else 1).hidden(figures))


def suppress_shares(
    counts: Sequence[Sequence[int]],
    bases: Sequence[Sequence[int]],
    *,
    threshold: int = THRESHOLD,
    zeros: bool = False,
) -> Shares:
    """What to hide of counts published with their bases, as in "7 of 30", 23 %: rows are groups, columns scopes.

    ``counts`` and ``bases`` are of one shape, each count between 0 and its base; a single column is the table of
    one scope (its totals' column then says the same again). The groups add up to the totals' row, the scopes to
    the totals' column. A count is hidden where it or the rest of its base is small, since either gives the other;
    a small base hides the whole place. Then further places, as in `suppress`.

    Someone who has the shown figures (1 there) cannot work out a hidden base, nor a count or rest that is small or
    whose base is shown. Without ``zeros`` it may follow that a place hidden with its base has a count of 0 (from
    "0 of 40" in the totals), and with that a count there that is not small. Someone who knows the method (3
    there) is not looked into here.

    Raises ValueError for tables of different shapes, a count beyond its base, and as `suppress` does.
    """
    _check(threshold)
    shape, whole = with_totals(bases)
    other, part = with_totals(counts)
    if shape != other or any(p > w for p, w in zip(part, whole, strict=True)):
        raise ValueError("counts and bases are tables of one shape, and no count is beyond its base")
    rest = tuple(w - p for p, w in zip(part, whole, strict=True))
    least = 0 if zeros else 1
    places = range(len(whole))

    # A base that moves takes its count or the rest of it along, and these cannot fall below nothing.
    tiers = [
        [
            Room(room.up, tuple(d and f > 0 for d, f in zip(room.down, moving, strict=True)))
            for moving in (rest, part)
        ]
        for room in (_told(whole, threshold, least), _untold(whole, least))
    ]
    small = [p for p in places if least <= whole[p] < threshold]
    no_bases = cover(shape, tiers, small, _weights(whole, least))

    # Where the base is shown, the count and its rest move against each other, each with its own bounds.
    rooms = []
    for mine, theirs in (
        (_told(part, threshold, least), _told(rest, threshold, least)),
        (_untold(part, least), _untold(rest, least)),
    ):
        rooms.append(
            Room(
                tuple(rest[p] > 0 if p in no_bases else mine.up[p] and theirs.down[p] for p in places),
                tuple(part[p] > 0 if p in no_bases else mine.down[p] and theirs.up[p] for p in places),
            )
        )
    small = [p for p in places if any(least <= figure < threshold for figure in (part[p], rest[p]))]
    weights = [whole[p] + least if min(part[p], rest[p]) >= least else None for p in places]
    no_counts = cover(shape, [[room] for room in rooms], {*no_bases, *small}, weights)
    return Shares(as_mask(shape, no_counts), as_mask(shape, no_bases))


def _check(threshold: int) -> None:
    if threshold < 3:
        raise ValueError("the threshold must be 3 or more: under that, a figure that is hidden is known to be a 1")


def _told(figures: Figures, threshold: int, least: int) -> Room:
    """For someone who is told which figures are small: none may become so, or cease to be."""
    return Room(
        tuple(figure != threshold - 1 for figure in figures),
        tuple(figure not in (least, threshold) for figure in figures),
    )


def _untold(figures: Figures, least: int) -> Room:
    """For someone who knows only which figures are hidden."""
    return Room(tuple(True for _ in figures), tuple(figure > least for figure in figures))


def _weights(figures: Figures, least: int) -> Weights:
    return [figure if figure >= least else None for figure in figures]


class _SpentError(Exception):
    """The search has taken all the work it may."""


class _Search:
    """Hiding more in rounds, until other tables are found that the method would have published just so.

    A round asks the earlier rounds about each such table, hence the memory of answers.
    """

    def __init__(self, shape: Shape, threshold: int, least: int) -> None:
        self.shape, self.threshold, self.least = shape, threshold, least
        self._left = _WORK
        self._figures = shape.rows * shape.columns
        self._after: dict[tuple[Figures, int], tuple[frozenset[int], bool]] = {}
        self._blurred: dict[tuple[Figures, int], bool] = {}

    def hidden(self, figures: Figures) -> frozenset[int]:
        """What is hidden of this table in the end."""
        first = self._cover(figures)
        try:
            rounds = 0
            while True:
                hidden, last = self.after(figures, rounds)
                if last or self.is_blurred(figures, rounds, hidden):
                    return hidden
                rounds += 1
        except _SpentError:
            return first

    def after(self, figures: Figures, rounds: int) -> tuple[frozenset[int], bool]:
        """What is hidden after so many rounds of hiding one more, and whether an earlier round was the last."""
        key = (figures, rounds)
        if key not in self._after:
            self._after[key] = self._after_new(figures, rounds)
        return self._after[key]

    def _after_new(self, figures: Figures, rounds: int) -> tuple[frozenset[int], bool]:
        if not rounds:
            return self._cover(figures), False
        hidden, last = self.after(figures, rounds - 1)
        shown = [(figure, e) for e, figure in enumerate(figures) if figure >= self.least and e not in hidden]
        if last or not shown or self.is_blurred(figures, rounds - 1, hidden):
            return hidden, True
        return self._cover(figures, {*hidden, min(shown)[1]}), False

    def is_blurred(self, figures: Figures, rounds: int, hidden: frozenset[int]) -> bool:
        """Whether each hidden figure differs in another table that would have been published alike."""
        key = (figures, rounds)
        if key not in self._blurred:
            self._blurred[key] = self._is_blurred_new(figures, rounds, hidden)
        return self._blurred[key]

    def _is_blurred_new(self, figures: Figures, rounds: int, hidden: frozenset[int]) -> bool:
        left = set(hidden)
        if not left:
            return True
        alike, seen = [figures], {figures}
        weights = [0 if e in hidden else None for e in range(len(figures))]
        for table in alike:
            for room in (_told(table, self.threshold, self.least), _untold(table, self.least)):
                net = Net(self.shape, room, hidden)
                for edge in sorted(left):
                    if edge not in left:
                        continue
                    self._work(1)
                    for cycle in net.cycles(edge, weights):
                        other = moved(self.shape, table, cycle)
                        if other not in seen and len(seen) < _ALIKE:
                            seen.add(other)
                            if self.after(other, rounds)[0] == hidden:
                                alike.append(other)
                                left -= {e for e in left if other[e] != figures[e]}
                                if not left:
                                    return True
        return False

    def _work(self, share: int) -> None:
        self._left -= share * self._figures * isqrt(self._figures)
        if self._left < 0:
            raise _SpentError

    def _cover(self, figures: Figures, more: Iterable[int] = ()) -> frozenset[int]:
        self._work(3)
        tiers = [[_told(figures, self.threshold, self.least)], [_untold(figures, self.least)]]
        small = {e for e, figure in enumerate(figures) if self.least <= figure < self.threshold}
        return cover(self.shape, tiers, small.union(more), _weights(figures, self.least))
