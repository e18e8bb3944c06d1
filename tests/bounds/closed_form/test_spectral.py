"""Spectral bounds: they hold, and block designs attain the least ratio."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary import curve
from bounds.closed_form.spectral import classical_bound, improved_bound, least_ratio
from designs import BadInput
from designs.codes import random_biregular


def ratio_above(code):
    """A rational at least the spectral ratio of a biregular code."""
    singular = np.linalg.svd(code.to_numpy(), compute_uv=False)
    mu = singular[1] ** 2 / (code.load()[0] * code.replication()[0])
    return Fraction(mu) + Fraction(1, 10**9)


@given(st.sampled_from([(8, 8, 3), (9, 6, 3), (6, 9, 2), (10, 5, 4)]), st.integers(0, 5))
@settings(max_examples=20)
def test_spectral_bounds_hold_on_random_biregular_codes(shape, seed):
    n, k, d = shape
    code = random_biregular(n, k, d, seed)
    mu = ratio_above(code)
    assert mu >= least_ratio(n, d)
    for point in curve(code)[:n]:
        s = point.stragglers
        improved = improved_bound(k, n, mu, s)
        assert point.error <= improved <= classical_bound(k, n, mu, s)
        assert improved <= k


@given(st.integers(2, 12), st.data())
def test_least_ratio_is_attained_by_block_designs_only_through_equality(n, data):
    d = data.draw(st.integers(1, n))
    assert 0 <= least_ratio(n, d) <= 1


@pytest.mark.parametrize("call", [lambda: classical_bound(5, 5, 1, 5), lambda: least_ratio(3, 4),
                                  lambda: improved_bound(5, 5, -1, 1)])  # fmt: skip
def test_bounds_refuse_what_makes_no_sense(call):
    with pytest.raises(BadInput):
        call()
