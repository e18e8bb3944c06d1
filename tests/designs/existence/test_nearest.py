"""The nearest parameters and the nearest design."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from designs import Parameters
from designs.algebra.arithmetic import least_lambda
from designs.existence.nearest import nearest_parameters


@given(st.integers(2, 12), st.integers(2, 12), st.fractions(0, 60))
def test_nearest_parameters_by_search(v, k, target):
    if k > v:
        return
    near = nearest_parameters(v, k, target)
    fair = [
        Parameters(v, k, lam)
        for lam in range(1, 61 + 2 * least_lambda(v, k))
        if lam % least_lambda(v, k) == 0 and (k == v or Parameters(v, k, lam).b >= v)
    ]
    assert near in fair
    assert abs(near.lam - target) == min(abs(p.lam - target) for p in fair)
