"""Stochastic gradient codes: counts, scale, pair-wise balance, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import pairwise_balanced, stochastic_gradient_coding


@given(st.integers(1, 7), st.integers(1, 7), st.data())
def test_stochastic_gradient_codes(n, k, data):
    counts = data.draw(st.lists(st.integers(1, n), min_size=k, max_size=k))
    p = data.draw(st.fractions(0, Fraction(9, 10), max_denominator=10))
    code = stochastic_gradient_coding(n, k, counts, p, seed=data.draw(st.integers(0, 9)))
    assert code.replication() == tuple(counts)
    for d, column in zip(counts, zip(*code.encoding, strict=True), strict=True):
        assert {x for x in column if x} == {1 / (d * (1 - Fraction(p)))}


def test_one_count_stands_for_all():
    again = stochastic_gradient_coding(5, 3, [2, 2, 2], seed=4)
    assert stochastic_gradient_coding(5, 3, [2], seed=4) == again


@pytest.mark.parametrize(("n", "d"), [(4, 2), (8, 4), (16, 8), (9, 3), (27, 9), (16, 4), (5, 1)])
def test_hyperplanes_are_pairwise_balanced(n, d):
    most = (n - 1) // (n // d - 1)
    code = pairwise_balanced(n, most, d)
    holders = [{w for w, x in enumerate(c) if x} for c in zip(*code.encoding, strict=True)]
    assert {len(h) for h in holders} == {d}
    assert all(len(a & b) * n == d * d for a, b in combinations(holders, 2))
    with pytest.raises(BadInput, match=f"1..{most}"):
        pairwise_balanced(n, most + 1, d)


def test_no_more_than_n_minus_one_partitions_are_pairwise_balanced():
    n = 4
    sets = [set(c) for d in range(1, n) for c in combinations(range(n), d)]

    def extend(family, rest):
        fitting = [
            (i, s)
            for i, s in enumerate(rest)
            if all(len(s & t) * n == len(s) * len(t) for t in family)
        ]
        grown = (extend([*family, s], rest[i + 1 :]) for i, s in fitting)
        return max([len(family), *grown])

    assert extend([], sets) == n - 1


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: stochastic_gradient_coding(3, 2, [4]), "1..workers"),
        (lambda: stochastic_gradient_coding(3, 2, [1, 1, 1]), "one number, or one"),
        (lambda: stochastic_gradient_coding(3, 2, [1], 1), "0 <= p < 1"),
        (lambda: stochastic_gradient_coding(3, 2, [1], seed=-1), "seed"),
        (lambda: stochastic_gradient_coding(0, 2, [1]), "a worker"),
        (lambda: pairwise_balanced(10, 2, 5), "8 and 16"),
        (lambda: pairwise_balanced(12, 2, 2), "5 and 7"),
        (lambda: pairwise_balanced(10, 2, 3), "divide"),
        (lambda: pairwise_balanced(4, 1, 2, Fraction(3, 2)), "0 <= p < 1"),
    ],
)
def test_stochastic_gradient_codes_that_cannot_be(call, text):
    with pytest.raises(BadInput, match=text):
        call()
