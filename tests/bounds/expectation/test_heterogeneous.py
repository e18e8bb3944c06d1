"""Expected errors under known straggling probabilities."""

from __future__ import annotations

from fractions import Fraction
from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.unbiased import (
    aligned,
    answer_weights,
    orthonormal,
    square_length,
)
from bounds.expectation.heterogeneous import (
    aligned_optimum,
    expected_error,
    is_minimax,
    odds,
    second_moment,
    shrunken_optimum,
)
from bounds.expectation.stochastic import (
    constant_overlap_variance,
    expected_variance,
)
from designs import BadInput, GradientCode
from designs.codes import (
    heterogeneous,
    uncoded,
)

inner = st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10)

ALLOCATIONS = ["stick-breaking", "chain", "shared"]


some_probabilities = st.lists(inner, min_size=1, max_size=5)


any_probabilities = st.lists(
    st.one_of(inner, st.sampled_from([0, 1])), min_size=1, max_size=5
).filter(lambda p: set(p) != {1})


@given(any_probabilities, st.integers(1, 6), st.sampled_from(ALLOCATIONS))
def test_every_allocation_attains_the_aligned_optimum(p, k, allocation):
    assert expected_error(heterogeneous(p, k, allocation), p) == aligned_optimum(p, k)


@given(inner, st.integers(1, 6), st.integers(1, 6))
def test_the_optimum_for_equal_probabilities(p, n, k):
    assert aligned_optimum([p] * n, k) == k**2 * p / (n * (1 - p))


@given(some_probabilities, st.integers(1, 5), st.data())
def test_no_unbiased_code_beats_the_aligned_optimum(p, k, data):
    n = len(p)
    columns = [data.draw(st.lists(st.integers(-3, 3), min_size=n, max_size=n)) for _ in range(k)]
    columns = [[*c[:-1], 1 - sum(c[:-1])] for c in columns]
    assert expected_error(GradientCode(zip(*columns, strict=True)), p) >= aligned_optimum(p, k)


@given(some_probabilities, st.integers(1, 5), st.data())
def test_no_fixed_weights_beat_the_shrunken_optimum(p, k, data):
    code, total = heterogeneous(p, k), odds(p)
    factor = Fraction(total) / (1 + total)
    shrunken = [factor * a for a in answer_weights(p)]
    assert expected_error(code, p, shrunken) == shrunken_optimum(p, k)
    small = st.fractions(-2, 2, max_denominator=4)
    other = data.draw(st.lists(small, min_size=len(p), max_size=len(p)))
    assert expected_error(code, p, other) >= shrunken_optimum(p, k)


@given(any_probabilities, st.integers(1, 5), st.data())
def test_stick_breaking_is_within_the_optimum_for_all_gradients(p, k, data):
    unit = st.sampled_from([(1, 0), (-1, 0), (0, 1), (Fraction(3, 5), Fraction(4, 5)), (0, 0)])
    vectors = data.draw(st.lists(unit, min_size=k, max_size=k))
    gram = [[a * x + b * y for x, y in vectors] for a, b in vectors]
    code = heterogeneous(p, k)
    assert expected_error(code, p, products=gram) <= aligned_optimum(p, k)
    mean = square_length([1] * k, gram) + expected_error(code, p, products=gram)
    assert mean <= second_moment(p, k, 1)


def ascent(form, seed):
    """A local maximum of sum form_ij <g_i, g_j> over unit vectors, one vector at a time."""
    vectors = np.random.default_rng(seed).normal(size=(len(form), len(form)))
    for _ in range(300):
        for j, row in enumerate(form):
            move = row @ vectors
            if np.linalg.norm(move) > 0:
                vectors[j] = move / np.linalg.norm(move)
    return float(np.sum(form * (vectors @ vectors.T)))


@pytest.mark.parametrize("allocation", ALLOCATIONS)
@pytest.mark.parametrize("seed", range(6))
def test_minimax_codes_are_those_that_no_unit_gradients_hurt_more(allocation, seed):
    random = np.random.default_rng(seed)
    p = [Fraction(int(x), 12) for x in random.integers(1, 12, size=4)]
    code = heterogeneous(p, 5, allocation)
    rows = code.to_numpy()
    delta = np.array([float(x / (1 - x)) for x in p])
    form = rows.T @ (delta[:, None] * rows)
    limit = float(aligned_optimum(p, 5))
    found = max(ascent(form, start) for start in range(3))
    assert is_minimax(code, p) == (found <= limit * (1 + 1e-6))
    largest = float(np.linalg.eigvalsh(form)[-1])
    assert is_minimax(code, p) == (largest <= limit / 5 * (1 + 1e-9))
    assert is_minimax(code, p) or allocation != "stick-breaking"


def test_minimax_at_the_ends():
    assert is_minimax(heterogeneous([0, Fraction(1, 2), 1], 3), [0, Fraction(1, 2), 1])
    idle = GradientCode([[1, 1], [1, -1]])
    assert not is_minimax(idle, [Fraction(1, 2), 1])
    assert not is_minimax(uncoded(2), [Fraction(1, 2), Fraction(1, 3)])
    with pytest.raises(BadInput, match="2 probabilities"):
        is_minimax(uncoded(2), [0])


def delays(n, tau, seed):
    """The experiments' probabilities exp(-psi (tau - 1)), psi uniform in 0.1..2, as rationals."""
    psi = np.random.default_rng(seed).uniform(0.1, 2, size=n)
    return [Fraction(round(1000 * x), 1000) for x in np.exp(-psi * (tau - 1))]


def test_stragglers_are_the_majority_in_the_experiments():
    for tau, mean in ((1.1, 0.902), (1.5, 0.614)):
        t = tau - 1
        assert abs((exp(-0.1 * t) - exp(-2 * t)) / (1.9 * t) - mean) < 1e-3
        assert abs(float(sum(delays(2000, tau, 0))) / 2000 - mean) < 0.03


@pytest.mark.parametrize(("tau", "optimum"), [(1.1, 0.0867), (1.5, 0.0132)])
@pytest.mark.parametrize("seed", range(3))
def test_table_of_residuals_at_a_hundred_workers(tau, optimum, seed):
    n = 100
    p = delays(n, tau, seed)
    best = aligned_optimum(p, n)
    assert abs(float(best) / n**2 / optimum - 1) < 0.25
    iid = {}
    for allocation in ALLOCATIONS:
        code = heterogeneous(p, n, allocation)
        assert expected_error(code, p) == best
        iid[allocation] = expected_error(code, p, products=orthonormal(n))
    assert iid["stick-breaking"] < Fraction(7, 10) * best
    assert iid["shared"] > 2 * best
    assert iid["chain"] > 2 * best
    scheme = expected_variance([2] * n, p, aligned(n))
    assert Fraction(3, 2) * best < scheme < 5 * best
    assert expected_variance([2] * n, p, orthonormal(n)) > iid["stick-breaking"]


def test_the_coefficients_of_the_even_allocations_are_as_negative_as_the_table_says():
    lowest = {
        allocation: min(x for row in heterogeneous(delays(100, tau, 0), 100, allocation).encoding
                        for x in row)
        for allocation, tau in (("chain", 1.5), ("shared", 1.5), ("stick-breaking", 1.5))
    }  # fmt: skip
    assert lowest["stick-breaking"] == 0
    assert -10 < lowest["chain"] < -1
    assert -10 < lowest["shared"] < 0


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: expected_variance([3], [Fraction(1, 2)] * 2, [[1]]), "1..workers"),
        (lambda: expected_variance([1], [1, 0], [[1]]), "0 <= p < 1"),
        (lambda: expected_variance([1], [0, 0], [[1, 0]]), "square"),
        (lambda: constant_overlap_variance(2, 3, 0, [[1]]), "overlap"),
        (lambda: second_moment([0], 1, -1), "negative"),
        (lambda: aligned_optimum([1, 1], 3), "sometimes"),
        (lambda: shrunken_optimum([0], 0), "at least 1"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises(BadInput, match=text):
        call()
