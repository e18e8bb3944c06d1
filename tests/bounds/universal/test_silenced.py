"""Bounds by partitions whose holders are all silent."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import ceil, comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import ANY_LOADS, classes, most_silenced

from adversary.decoding.error import error
from bounds.universal.shape import Shape
from bounds.universal.silenced import (
    chain,
    given_one,
    least_loads,
    least_mean_error,
    silenced_in_turn,
    silenced_on_average,
)
from designs import GradientCode, fractional_repetition


@pytest.mark.parametrize(("n", "k", "d"), ANY_LOADS)
def test_no_code_silences_less_than_the_chain(n, k, d):
    codes = [kind.code() for kind in classes(n, k, d)]
    for s in range(n + 1):
        least = min(most_silenced(code, s) for code in codes)
        assert chain(n, k, d, s)[-1] <= least
        assert s < d or ceil(given_one(n, k, d, s)) <= least


@given(st.integers(2, 30), st.integers(1, 60), st.data())
def test_the_chain_is_the_best_of_the_silencing_bounds(n, k, data):
    d, s = data.draw(st.integers(1, n)), data.draw(st.integers(0, n))
    shape = Shape(n, k, d)
    value = silenced_in_turn(shape, s).value
    assert value >= max(silenced_on_average(shape, s).value, min(k, s // d))
    assert value >= least_loads(shape, s).value


@pytest.mark.parametrize(("n", "d"), [(6, 2), (6, 3), (8, 4)])
def test_fractional_repetition_has_the_least_mean_error(n, d):
    code = fractional_repetition(n, d)
    for s in range(n + 1):
        errors = [error(code, silent) for silent in combinations(range(n), s)]
        assert Fraction(sum(errors), len(errors)) == least_mean_error(n, code.partitions, d, s)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_no_code_has_a_smaller_mean_error(data):
    n, k = data.draw(st.integers(2, 5)), data.draw(st.integers(1, 5))
    row = st.lists(st.sampled_from([0, 0, 1, -1, 3]), min_size=k, max_size=k)
    code = GradientCode(data.draw(st.lists(row, min_size=n, max_size=n)))
    s = data.draw(st.integers(0, n))
    total = sum(error(code, silent) for silent in combinations(range(n), s))
    assert Fraction(total, comb(n, s)) >= least_mean_error(n, k, code.redundancy(), s)
