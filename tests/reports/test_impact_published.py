"""What is published of before and after: no small number of pupils, nor one that is left of a shown base."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tmi_cli.analysis.impact import AFTER, Together
from tmi_cli.reports.paper import HIDDEN
from tmi_cli.reports.papers.impact_published import published_tables


@st.composite
def groups(draw: st.DrawFn) -> list[Together]:
    made = []
    for at in range(draw(st.integers(0, 4))):
        base = draw(st.integers(0, 30))
        after = {state: draw(st.integers(0, base)) for state in AFTER}
        made.append(Together(f"Group {at}", base, base, Counter(), after, base))
    return made


@given(groups(), groups())
def test_no_small_number_of_pupils_is_shown_nor_left_over(one: list[Together], other: list[Together]) -> None:
    for table, found in zip(published_tables({"strategy": one, "faculty": other}), (one, other), strict=True):
        assert [row[0] for row in table.rows] == [each.name for each in found]
        for (_, base, *states), each in zip(table.rows, found, strict=True):
            assert base in (HIDDEN, each.pupils_before)
            assert base not in range(1, 5)
            for state, shown in zip(AFTER, states, strict=True):
                assert shown in (HIDDEN, each.pupils_after[state])
                assert shown not in range(1, 5)
                if base != HIDDEN and shown != HIDDEN:
                    assert each.pupils_before - each.pupils_after[state] not in range(1, 5)
                if base == HIDDEN:
                    assert shown == HIDDEN
