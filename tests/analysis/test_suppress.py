"""What may be published of a table of small numbers, attacked by trying the tables it could have been."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tmi_cli.analysis.suppress import suppress, suppress_shares

Rows = list[list[int]]
Shown = tuple[tuple[int | None, ...], ...]


def with_totals(counts: Sequence[Sequence[int]]) -> Rows:
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def published(counts: Sequence[Sequence[int]], threshold: int = 5, zeros: bool = False) -> Shown:
    mask = suppress(counts, threshold=threshold, zeros=zeros)
    return tuple(
        tuple(None if hidden else figure for figure, hidden in zip(*rows, strict=True))
        for rows in zip(with_totals(counts), mask, strict=True)
    )


def agrees(rows: Rows, shown: Shown, least: int) -> bool:
    return all(
        figure >= least if told is None else figure == told
        for row, line in zip(rows, shown, strict=True)
        for figure, told in zip(row, line, strict=True)
    )


def hidden_places(shown: Shown) -> set[tuple[int, int]]:
    return {(i, j) for i, line in enumerate(shown) for j, told in enumerate(line) if told is None}


def small_places(rows: Rows, threshold: int, least: int) -> set[tuple[int, int]]:
    return {(i, j) for i, row in enumerate(rows) for j, figure in enumerate(row) if least <= figure < threshold}


def nearby(counts: Sequence[Sequence[int]]) -> Iterator[Rows]:
    """Every table whose inner cells differ from these by no more than one."""
    for moves in product((0, 1, -1), repeat=len(counts) * len(counts[0])):
        at = iter(moves)
        yield with_totals([[cell + next(at) for cell in row] for row in counts])


def can_be_worked_out(
    counts: Sequence[Sequence[int]], threshold: int, least: int, told: bool = False
) -> set[tuple[int, int]]:
    """The hidden places for which no other table near agrees with what is shown, or told: which ones are small."""
    shown, rows = published(counts, threshold, least == 0), with_totals(counts)
    left = hidden_places(shown)
    small = small_places(rows, threshold, least)
    for other in nearby(counts):
        if not left:
            break
        if agrees(other, shown, least) and (not told or small_places(other, threshold, least) == small):
            left -= {(i, j) for i, j in left if other[i][j] != rows[i][j]}
    return left


@pytest.mark.parametrize("first", range(8))
def test_no_hidden_figure_of_any_two_by_two_table_can_be_worked_out(first: int) -> None:
    for second, third, fourth in product(range(8), repeat=3):
        assert can_be_worked_out([[first, second], [third, fourth]], 5, 1) == set()


@pytest.mark.parametrize("zeros", [False, True])
def test_no_hidden_figure_of_a_larger_table_can_be_worked_out_even_where_the_small_ones_are_told(
    zeros: bool,
) -> None:
    draw = random.Random(1)
    for rows, columns in [(1, 5), (6, 1), (2, 3), (3, 3), (4, 2)] * 4:
        counts = [[draw.choice((0, 1, 2, 3, 4, 5, 9, 14, 30)) for _ in range(columns)] for _ in range(rows)]
        counts[0][0] += 20
        assert can_be_worked_out(counts, 5, 0 if zeros else 1) == set(), counts
    counts = [[3, 12, 20], [15, 30, 9], [8, 11, 2]]
    assert can_be_worked_out(counts, 5, 0 if zeros else 1, told=True) == set()


def known_by_method(
    counts: Sequence[Sequence[int]], threshold: int, zeros: bool, reach: int
) -> set[tuple[int, int]]:
    """The hidden places that are the same in every table that is published just so."""
    shown, rows = published(counts, threshold, zeros), with_totals(counts)
    left = hidden_places(shown)
    ranges = [
        range(told, told + 1)
        if told is not None
        else range(min([t for t in (line[-1], shown[-1][j], shown[-1][-1]) if t is not None], default=reach) + 1)
        for line in shown[:-1]
        for j, told in enumerate(line[:-1])
    ]
    width = len(counts[0])
    cells = [cell for row in counts for cell in row]
    near = [sorted(span, key=lambda n, cell=cell: abs(n - cell)) for span, cell in zip(ranges, cells, strict=True)]
    for flat in product(*near):
        if not left:
            break
        other = [list(flat[start : start + width]) for start in range(0, len(flat), width)]
        figures = with_totals(other)
        moved = {(i, j) for i, j in left if figures[i][j] != rows[i][j]}
        if moved and agrees(figures, shown, 0 if zeros else 1) and published(other, threshold, zeros) == shown:
            left -= moved
    return left


@pytest.mark.parametrize(
    ("rows", "columns", "top", "threshold", "zeros"),
    [(1, 3, 8, 5, False), (1, 3, 6, 4, True), (2, 2, 3, 3, False), (2, 2, 2, 3, True)],
)
def test_knowing_the_method_does_not_help(rows: int, columns: int, top: int, threshold: int, zeros: bool) -> None:
    done = set()
    for flat in product(range(top + 1), repeat=rows * columns):
        counts = [list(flat[start : start + columns]) for start in range(0, len(flat), columns)]
        shown = published(counts, threshold, zeros)
        if shown not in done:
            done.add(shown)
            assert known_by_method(counts, threshold, zeros, 3 * top) == set(), counts


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([[0, 12, 30]], ((0, 12, 30, 42), (0, 12, 30, 42))),
        ([[1, 20, 6, 30]], ((None, 20, None, 30, 57), (None, 20, None, 30, 57))),
        ([[2, 3, 20]], ((None, None, 20, 25), (None, None, 20, 25))),
        ([[1, 1, 20]], ((None, None, None, None), (None, None, None, None))),
        (
            [[3, 20, 31], [22, 7, 40], [25, 33, 41]],
            ((None, None, 31, 54), (None, None, 40, 69), (25, 33, 41, 99), (50, 60, 112, 222)),
        ),
        ([[0, 0], [0, 0]], ((0, 0, 0), (0, 0, 0), (0, 0, 0))),
    ],
)
def test_the_smallest_figures_that_do_are_hidden(counts: Rows, shown: Shown) -> None:
    assert published(counts) == shown


tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 60), min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(tables, st.integers(3, 10), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_of_any_table_small_figures_are_hidden_and_never_one_alone(
    counts: Rows, threshold: int, zeros: bool
) -> None:
    mask = suppress(counts, threshold=threshold, zeros=zeros)
    rows = with_totals(counts)
    least = 0 if zeros else 1
    assert mask == suppress(counts, threshold=threshold, zeros=zeros)
    assert all(mask[i][j] for i, j in small_places(rows, threshold, least))
    assert not any(mask[i][j] for i, row in enumerate(rows) for j, figure in enumerate(row) if figure < least)
    assert all(sum(line) != 1 for line in (*mask, *zip(*mask, strict=True)))


def test_a_large_table_keeps_its_mask_and_its_cells_that_stand_alone() -> None:
    draw = random.Random(5)
    counts = [[draw.randrange(5, 90) for _ in range(8)] for _ in range(12)]
    assert not any(map(any, suppress(counts)))
    counts[4][3] = 2
    mask = suppress(counts)
    assert mask == suppress(counts)
    assert sum(map(sum, mask)) == 4
    assert mask[4][3]


@pytest.mark.parametrize("counts", [[], [[1, 2], [3]], [[-1, 9]]])
def test_what_is_no_table_is_refused(counts: Rows) -> None:
    with pytest.raises(ValueError, match="a table has rows"):
        suppress(counts)


def test_a_threshold_that_would_hide_only_ones_is_refused() -> None:
    with pytest.raises(ValueError, match="3 or more"):
        suppress([[7, 8]], threshold=2)


def test_of_shares_a_small_count_goes_with_another_and_a_small_base_goes_whole() -> None:
    counts, bases = suppress_shares([[3], [10], [7]], [[30], [40], [25]])
    assert [line[0] for line in counts] == [True, False, True, False]
    assert not any(map(any, bases))
    counts, bases = suppress_shares([[2], [10], [9]], [[4], [40], [25]])
    assert [line[0] for line in bases] == [True, False, True, False]
    assert [line[0] for line in counts] == [True, False, True, False]
    counts, _ = suppress_shares([[28], [10], [15]], [[30], [40], [25]])
    assert [line[0] for line in counts] == [True, False, True, False]


def figures_of(part: Rows, whole: Rows) -> dict[str, Rows]:
    rest = [[w - p for p, w in zip(*rows, strict=True)] for rows in zip(part, whole, strict=True)]
    return {"count": part, "base": whole, "rest": rest}


def shares_known(counts: Rows, bases: Rows, threshold: int, reach: int) -> set[tuple[str, int, int]]:
    """The hidden figures that are the same in every pair of tables that agrees with what is shown.

    Of a place that is hidden with its base: the base, and the count or its rest where it is small.
    """
    no_counts, no_bases = suppress_shares(counts, bases, threshold=threshold)
    part, whole = with_totals(counts), with_totals(bases)
    places = [(i, j) for i in range(len(part)) for j in range(len(part[0]))]
    true = figures_of(part, whole)
    left = {
        (of, i, j)
        for i, j in places
        for of in ("count", "rest")
        if no_counts[i][j] and (not no_bases[i][j] or 0 < true[of][i][j] < threshold)
    }
    left |= {("base", i, j) for i, j in places if no_bases[i][j]}
    inner = []
    for i, j in product(range(len(counts)), range(len(counts[0]))):
        if no_bases[i][j]:
            inner.append([(c, b) for b in range(1, reach + 1) for c in range(b + 1)])
        elif no_counts[i][j]:
            inner.append([(c, bases[i][j]) for c in range(1, bases[i][j])])
        else:
            inner.append([(counts[i][j], bases[i][j])])
    width = len(counts[0])
    flat_pairs = [pair for row in zip(counts, bases, strict=True) for pair in zip(*row, strict=True)]
    for span, (count, base) in zip(inner, flat_pairs, strict=True):
        span.sort(key=lambda pair, count=count, base=base: abs(pair[0] - count) + abs(pair[1] - base))
    inner = [span[:8] for span in inner]
    for flat in product(*inner):
        if not left:
            break
        p = with_totals([[c for c, _ in flat[s : s + width]] for s in range(0, len(flat), width)])
        w = with_totals([[b for _, b in flat[s : s + width]] for s in range(0, len(flat), width)])
        if all(
            (w[i][j] >= 1 if no_bases[i][j] else w[i][j] == whole[i][j])
            and (no_bases[i][j] or (1 <= p[i][j] < w[i][j] if no_counts[i][j] else p[i][j] == part[i][j]))
            for i, j in places
        ):
            other = figures_of(p, w)
            left -= {(of, i, j) for of, i, j in left if other[of][i][j] != true[of][i][j]}
    return left


@pytest.mark.parametrize("rows", [1, 2])
def test_of_no_share_the_hidden_figures_can_be_worked_out(rows: int) -> None:
    pairs = [(count, base) for base in range(7) for count in range(base + 1)]
    for chosen in product(pairs, repeat=rows):
        counts, bases = ([[pair[of]] for pair in chosen] for of in (0, 1))
        assert shares_known(counts, bases, 4, 14) == set(), chosen


def test_of_shares_in_scopes_the_hidden_figures_can_not_be_worked_out_across_the_scopes() -> None:
    draw = random.Random(2)
    for _ in range(40):
        bases = [[draw.choice((2, 3, 4, 5, 6, 7, 8)) for _ in range(2)] for _ in range(2)]
        counts = [[draw.randrange(base + 1) for base in row] for row in bases]
        assert shares_known(counts, bases, 3, 9) == set(), (counts, bases)


def test_a_count_beyond_its_base_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond its base"):
        suppress_shares([[8]], [[7]])
