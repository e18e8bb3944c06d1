"""Expected errors of fixed weights: against the mean over all straggler sets."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import error, worst_case
from bounds.closed_form.spectral import classical_bound, improved_bound, least_ratio
from bounds.expectation.fixed_weights import (
    best_common_weight,
    independent_error,
    one_step_error,
    one_step_error_independent,
    uniform_error,
)
from bounds.expectation.sparse import (
    constant_replication_one_step,
)
from designs import GradientCode, block_design, fractional_repetition, random_biregular
from designs.codes import bernoulli, regular_graph, uncoded


def mean(values):
    values = list(values)
    return sum(values, F(0)) / len(values)


entries = st.one_of(st.integers(0, 1), st.integers(-3, 3), st.fractions(-2, 2, max_denominator=5))


@st.composite
def weighted_codes(draw):
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    row = st.lists(entries, min_size=k, max_size=k)
    code = GradientCode(draw(st.lists(row, min_size=n, max_size=n)))
    return code, draw(st.lists(entries, min_size=n, max_size=n))


def fixed(code, weights, survivors):
    """The error of fixed weights, by its definition."""
    rows = code.encoding
    return sum(
        (sum((weights[w] * rows[w][j] for w in survivors), F(0)) - 1) ** 2
        for j in range(code.partitions)
    )


@given(weighted_codes(), st.data())
def test_uniform_error_is_the_mean_over_all_straggler_sets(drawn, data):
    code, weights = drawn
    n = code.workers
    s = data.draw(st.integers(0, n))
    sets = combinations(range(n), n - s)
    assert uniform_error(code, weights, s) == mean(fixed(code, weights, left) for left in sets)


@given(weighted_codes(), st.data())
def test_independent_error_is_the_mean_over_all_straggler_sets(drawn, data):
    code, weights = drawn
    n = code.workers
    chance = st.fractions(0, 1, max_denominator=6)
    alive = data.draw(st.lists(chance, min_size=n, max_size=n))
    expected = F(0)
    for pattern in product((0, 1), repeat=n):
        weight = prod((x if y else 1 - x for x, y in zip(alive, pattern, strict=True)), start=F(1))
        expected += weight * fixed(code, weights, [w for w in range(n) if pattern[w]])
    assert independent_error(code, weights, alive) == expected


SMALL = [
    fractional_repetition(6, 2),
    regular_graph(6, 3, seed=1),
    bernoulli(5, 7, 2, seed=1),
    block_design(7, 3, 1),
    uncoded(4),
    GradientCode([["1/2", 0, 3], [1, -1, 0], [0, 2, "2/3"], [1, 1, 1]]),
]


@pytest.mark.parametrize("code", SMALL, ids=str)
def test_one_step_errors_are_means_of_the_decoder(code):
    n = code.workers
    means = []
    for s in range(n + 1):
        sets = combinations(range(n), s)
        means.append(mean(error(code, silent, "one-step") for silent in sets))
        assert one_step_error(code, s) == means[-1]
    p = F(1, 3)
    mixture = sum(comb(n, s) * p**s * (1 - p) ** (n - s) * means[s] for s in range(n + 1))
    assert one_step_error_independent(code, p) == mixture


@pytest.mark.parametrize("code", SMALL, ids=str)
def test_no_common_weight_is_better_on_average(code):
    for s in range(code.workers):
        weight, least = best_common_weight(code, s)
        assert uniform_error(code, [weight] * code.workers, s) == least
        for other in (weight + F(1, 100), weight - F(1, 100)):
            assert uniform_error(code, [other] * code.workers, s) > least


@given(st.integers(2, 9), st.integers(1, 3), st.integers(1, 9), st.integers(0, 3), st.data())
def test_all_codes_of_constant_replication_have_the_same_mean_error(n, loads, d, seed, data):
    d = min(d, n)
    k = n * loads
    code = random_biregular(n, k, d, seed)
    s = data.draw(st.integers(0, n - 1))
    value = constant_replication_one_step(k, n, d, s)
    assert one_step_error(code, s) == value
    assert value == classical_bound(k, n, least_ratio(n, d), s)
    best = improved_bound(k, n, least_ratio(n, d), s)
    assert best_common_weight(code, s)[1] == best


def test_what_a_design_guarantees_is_the_mean_of_any_code_of_constant_replication():
    design, graph = block_design(13, 4, 1), regular_graph(13, 4, seed=2)
    for s in range(13):
        assert best_common_weight(graph, s)[1] == worst_case(design, s).error


def test_constant_replication_without_constant_load_is_enough():
    code = GradientCode([[1, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]])
    assert len(set(code.load())) > 1
    for s in range(4):
        expected = constant_replication_one_step(3, 4, 2, s)
        sets = combinations(range(4), s)
        assert mean(fixed(code, [F(4, 2 * (4 - s))] * 4, set(range(4)) - set(x)) for x in sets) == (
            expected
        )
