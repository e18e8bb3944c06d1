"""Exchanges end at a set that no exchange improves, and say what it is worth."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adversary.worst_case.fixed.exchange import climb


@given(st.integers(0, 10**6), st.integers(1, 9), st.data())
def test_the_value_is_that_of_a_locally_worst_set(seed, n, data):
    draw = np.random.default_rng(seed)
    couplings = np.triu(draw.integers(-5, 6, (n, n)), 1)
    couplings += couplings.T
    linear = draw.integers(-9, 10, n)
    s = data.draw(st.integers(0, n))
    chosen = np.isin(np.arange(n), draw.permutation(n)[: data.draw(st.integers(0, s))])
    begin = chosen.copy()

    def worth(members):
        z = np.isin(np.arange(n), list(members)).astype(int)
        return int(linear @ z + z @ couplings @ z)

    value = climb(couplings, linear, chosen, s)
    members = set(np.flatnonzero(chosen).tolist())
    assert len(members) == s
    assert value == worth(members)
    if begin.sum() == s:
        assert value >= worth(np.flatnonzero(begin))
    for out in members:
        for into in set(range(n)) - members:
            assert worth(members - {out} | {into}) <= value
