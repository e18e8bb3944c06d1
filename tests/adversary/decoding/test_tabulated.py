"""Tables of decoding weights: every straggler set has its place, and its weights are exact."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.error import error
from adversary.decoding.tabulated import Table, decodes_exactly, rank, tabulate, unrank
from designs import (
    BadInput,
    GradientCode,
    Unavailable,
    cyclic_repetition,
    fractional_repetition,
    uncoded,
)


@pytest.mark.parametrize("n", range(8))
def test_ranks_count_all_subsets(n):
    for s in range(n + 1):
        places = {rank(subset): subset for subset in combinations(range(n), s)}
        assert sorted(places) == list(range(len(places)))
        assert all(unrank(place, s) == subset for place, subset in places.items())


@given(st.sets(st.integers(0, 10**6), max_size=8))
def test_unrank_undoes_rank(elements):
    assert unrank(rank(elements), len(elements)) == tuple(sorted(elements))


def test_refusals_of_ranks():
    for wrong in ([1, 1], [-1]):
        with pytest.raises(BadInput):
            rank(wrong)
    for wrong in ((-1, 2), (0, -1), (1, 0)):
        with pytest.raises(BadInput):
            unrank(*wrong)
    assert unrank(0, 0) == ()


@pytest.mark.parametrize("make", [cyclic_repetition, fractional_repetition])
def test_table_is_exact_for_every_straggler_set(make):
    for n in (2, 4, 6):
        for s in (x for x in range(n) if n % (x + 1) == 0):
            code = make(n, s + 1)
            table = tabulate(code, s)
            for stragglers in combinations(range(n), s):
                weights = table.weights(stragglers[::-1])
                assert not any(weights[w] for w in stragglers)
                assert decodes_exactly(code, weights)


@pytest.mark.parametrize(("n", "d"), [(n, d) for n in range(1, 13) for d in range(1, n + 1)])
def test_cyclic_repetition_is_exact_for_every_straggler_set(n, d):
    code = cyclic_repetition(n, d, seed=5)
    for stragglers in combinations(range(n), d - 1):
        assert error(code, stragglers) == 0


def test_table_of_the_introductory_example():
    code = GradientCode([["1/2", 1, 0], [0, 1, -1], ["1/2", 0, 1]])
    assert tabulate(code, 1) == Table(3, 1, ((0, 1, 2), (1, 0, 1), (2, -1, 0)))


def test_tables_that_there_are_not():
    with pytest.raises(Unavailable, match="workers 0, 1 straggle"):
        tabulate(fractional_repetition(4, 2), 2)
    with pytest.raises(BadInput, match="200,000"):
        tabulate(uncoded(30), 10)
    with pytest.raises(BadInput):
        tabulate(uncoded(3), 3)
    for wrong in ([0], [0, 3], [1, 1]):
        with pytest.raises(BadInput):
            tabulate(fractional_repetition(3, 3), 2).weights(wrong)
