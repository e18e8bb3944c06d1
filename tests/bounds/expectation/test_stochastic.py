"""The variance of stochastic gradient codes: against the mean over all placements."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.unbiased import (
    aligned,
    answer_weights,
    moments,
)
from bounds.expectation.heterogeneous import (
    aligned_optimum,
)
from bounds.expectation.stochastic import (
    constant_overlap_variance,
    expected_variance,
    is_pairwise_balanced,
)
from designs import GradientCode
from designs.codes import (
    block_design,
    pairwise_balanced,
    stochastic_gradient_coding,
)

inner = st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10)
small = st.fractions(-2, 2, max_denominator=3)


@st.composite
def grams(draw, k):
    vectors = draw(st.lists(st.lists(small, min_size=2, max_size=2), min_size=k, max_size=k))
    return [[sum(x * y for x, y in zip(a, b, strict=True)) for b in vectors] for a in vectors]


def placed(n, holders, p):
    rows = [[Fraction(w in h, len(h)) for h in holders] for w in range(n)]
    return GradientCode(rows), answer_weights(p)


@pytest.mark.parametrize("counts", [(1, 2, 3), (2, 2, 2), (1, 1, 4)])
@settings(max_examples=15)
@given(data=st.data())
def test_expected_variance_is_the_mean_over_all_placements(counts, data):
    n, p = 4, data.draw(st.lists(st.sampled_from([0, Fraction(1, 2), Fraction(2, 3)]), min_size=4,
                                 max_size=4))  # fmt: skip
    gram = data.draw(grams(len(counts)))
    variances = [
        moments(*placed(n, holders, p), p, gram)[1]
        for holders in product(*(list(combinations(range(n), d)) for d in counts))
    ]
    assert Fraction(sum(variances), len(variances)) == expected_variance(counts, p, gram)


@given(st.sampled_from([(4, 2, 3), (8, 4, 5), (9, 3, 4)]), st.data())
def test_pairwise_balanced_codes_have_exactly_that_variance(shape, data):
    n, d, k = shape
    gram = data.draw(grams(k))
    p = data.draw(inner)
    code = pairwise_balanced(n, k, d, p)
    assert is_pairwise_balanced(code)
    expected = expected_variance([d] * k, [p] * n, gram)
    assert moments(code, [1] * n, [p] * n, gram) == (0, expected)


@settings(max_examples=20)
@given(st.sampled_from([(7, 3, 1), (6, 3, 2), (9, 3, 1), (5, 2, 1)]), st.data())
def test_block_designs_have_constant_overlap_and_less_variance(shape, data):
    code = block_design(*shape, "blocks")
    n, k = code.workers, code.partitions
    r = code.replication()[0]
    p = data.draw(inner)
    weights = [1 / (r * (1 - p))] * n
    gram = data.draw(grams(k))
    expected = constant_overlap_variance(r, shape[2], p, gram)
    assert moments(code, weights, [p] * n, gram) == (0, expected)
    best = constant_overlap_variance(r, shape[2], p, aligned(k))
    assert best == aligned_optimum([p] * n, k)
    assert best < expected_variance([r] * k, [p] * n, aligned(k))


@settings(max_examples=15)
@given(data=st.data())
def test_constant_loads_share_in_the_mean_what_a_design_shares(data):
    n, k, d, load = 4, 4, 2, 2
    gram, p = data.draw(grams(k)), data.draw(inner)
    sets = list(combinations(range(n), d))
    variances = [
        moments(*placed(n, holders, [p] * n), [p] * n, gram)[1]
        for holders in product(sets, repeat=k)
        if all(sum(w in h for h in holders) == load for w in range(n))
    ]
    overlap = Fraction(d * (load - 1), k - 1)
    expected = constant_overlap_variance(d, overlap, p, gram)
    assert Fraction(sum(variances), len(variances)) == expected
    assert len(variances) == 90


def test_a_random_draw_is_near_its_mean():
    p, n, k = Fraction(1, 3), 12, 40
    expected = float(expected_variance([3] * k, [p] * n, aligned(k)))
    drawn = [
        float(
            moments(stochastic_gradient_coding(n, k, [3], p, seed), [1] * n, [p] * n, aligned(k))[1]
        )
        for seed in range(40)
    ]
    spread = np.std(drawn, ddof=1) / np.sqrt(len(drawn))
    assert abs(np.mean(drawn) - expected) < 5 * spread
