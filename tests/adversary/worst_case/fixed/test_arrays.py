"""Sets as words, and the levels that give the largest couplings of a row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.worst_case.fixed.arrays import WORD, bits, problem_of


def couplings_of(seed, n, low, high):
    draw = np.random.default_rng(seed).integers(low, high + 1, (n, n))
    matrix = np.triu(draw, 1)
    return matrix + matrix.T


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_words_hold_the_set_and_are_never_negative(mask):
    words = bits(np.array(mask))
    assert len(words) == -(-len(mask) // WORD)
    assert (words >= 0).all()
    assert [bool(words[j // WORD] >> j % WORD & 1) for j in range(len(mask))] == mask
    assert sum(int(x).bit_count() for x in words) == sum(mask)


@given(st.integers(0, 10**6), st.integers(2, 70), st.integers(-4, 0), st.data())
def test_levels_sum_the_largest_couplings_with_any_members(seed, n, low, data):
    couplings = couplings_of(seed, n, low, 3)
    problem = problem_of(couplings)
    members = data.draw(st.sets(st.integers(0, n - 1), min_size=2))
    alive = bits(np.isin(np.arange(n), sorted(members)))
    for j in sorted(members)[:5]:
        others = sorted((int(couplings[j, k]) for k in members if k != j), reverse=True)
        m = data.draw(st.integers(0, len(others)))
        above = [sum(int(x).bit_count() for x in level & alive) for level in problem.reach[j]]
        total = sum(int(v) * min(m, size) for v, size in zip(problem.steps, above, strict=True))
        assert total == sum(others[:m])


@pytest.mark.parametrize("most", [3, 500])
def test_orders_are_descending_and_leave_out_the_worker_itself(most):
    couplings = couplings_of(0, 30, 0, most)
    problem = problem_of(couplings)
    assert (len(problem.steps) > 0) == (most == 3)
    for j, order in enumerate(problem.order):
        assert sorted(order) == [k for k in range(30) if k != j]
        assert (np.diff(couplings[j][order]) <= 0).all()
