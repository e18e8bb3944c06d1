"""Exact covers, against all sets of options."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.incidence.exact_cover import Cover, exact_cover

options = st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=9)


@given(options)
def test_exact_cover_against_all_subsets(sets):
    lists = [sorted(option) for option in sets]
    covers = [
        chosen
        for size in range(len(lists) + 1)
        for chosen in combinations(range(len(lists)), size)
        if sorted(i for j in chosen for i in lists[j]) == list(range(6))
    ]
    found = exact_cover(6, lists, seconds=60)
    assert found.complete
    assert found.options in covers if covers else found.options is None


def test_a_search_without_time_proves_nothing():
    dominoes = [(5 * i + j, 5 * i + j + d) for i in range(5) for j in range(5) for d in (1, 5)
                if (j < 4 or d == 5) and (i < 4 or d == 1)]  # fmt: skip
    assert exact_cover(25, dominoes, seconds=0) == Cover(None, complete=False)
    assert exact_cover(25, dominoes, seconds=60) == Cover(None, complete=True)


def test_an_option_that_is_none_is_refused():
    with pytest.raises(BadInput, match=r"items 0\.\.2"):
        exact_cover(3, [(0, 3)], seconds=1)
