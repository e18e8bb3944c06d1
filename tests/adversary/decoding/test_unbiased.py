"""Fixed weights under random stragglers, by enumeration of all straggler sets; optimisers."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.unbiased import (
    aligned,
    answer_weights,
    moments,
    orthonormal,
    shrinkage,
    square_length,
    two_tracks,
    unbiased_weights,
)
from adversary.run.optimisers import (
    OPTIMISERS,
    GradientDescent,
    Nesterov,
    TwoTrackAdam,
    constant,
    harmonic,
)
from bounds.expectation.heterogeneous import odds
from designs import BadInput, GradientCode
from designs.algebra.linear import independent_rows, primitive
from designs.codes import block_design, cyclic_repetition, heterogeneous

inner = st.fractions(Fraction(1, 6), Fraction(5, 6), max_denominator=6)
any_probability = st.one_of(inner, st.sampled_from([0, 1]))
small = st.fractions(-2, 2, max_denominator=3)


@st.composite
def situations(draw, chances=any_probability):
    """A code, straggling probabilities, and the inner products of some partial gradients."""
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(small, min_size=k, max_size=k), min_size=n, max_size=n))
    p = draw(st.lists(chances, min_size=n, max_size=n))
    vectors = draw(st.lists(st.lists(small, min_size=2, max_size=2), min_size=k, max_size=k))
    gram = [[sum(x * y for x, y in zip(a, b, strict=True)) for b in vectors] for a in vectors]
    return GradientCode(rows), p, gram


def patterns(p):
    """Every set of answers as a tuple of 0 and 1, with its probability."""
    for answers in product((0, 1), repeat=len(p)):
        chances = (1 - x if a else x for x, a in zip(p, answers, strict=True))
        yield answers, Fraction(prod(chances, start=Fraction(1)))


def decoded(code, weights, answers):
    """The coefficients of the partial gradients in what the server adds up."""
    columns = zip(*code.encoding, strict=True)
    parts = list(zip(answers, weights, strict=True))
    return [sum(i * a * x for (i, a), x in zip(parts, c, strict=True)) for c in columns]


def brute_force(code, weights, p, gram):
    return sum(
        chance * square_length([x - 1 for x in decoded(code, weights, answers)], gram)
        for answers, chance in patterns(p)
    )


@given(situations(), st.data())
def test_moments_against_all_straggler_sets(situation, data):
    code, p, gram = situation
    n = code.workers
    weights = data.draw(st.lists(small, min_size=n, max_size=n))
    assert sum(moments(code, weights, p, gram)) == brute_force(code, weights, p, gram)


@pytest.mark.parametrize("allocation", ["stick-breaking", "chain", "shared"])
@given(p=st.lists(any_probability, min_size=1, max_size=5).filter(lambda p: set(p) != {1}))
def test_heterogeneous_codes_are_unbiased(allocation, p):
    code = heterogeneous(p, 4, allocation)
    weights = answer_weights(p)
    mean = [0] * 4
    for answers, chance in patterns(p):
        mean = [m + chance * x for m, x in zip(mean, decoded(code, weights, answers), strict=True)]
    assert mean == [1] * 4


@given(situations())
def test_the_best_unbiased_weights_are_unbiased_and_no_others_are_better(situation):
    code, p, gram = situation
    try:
        weights = unbiased_weights(code, p, gram)
    except BadInput:
        rows = [r for r, x in zip(code.to_numpy(), p, strict=True) if x < 1]
        ones = np.ones((1, code.partitions))
        matrix = np.reshape(rows, (len(rows), code.partitions))
        full = np.linalg.matrix_rank(np.vstack([matrix, ones]))
        assert full > (np.linalg.matrix_rank(matrix) if rows else 0)
        return
    assert moments(code, weights, p, orthonormal(code.partitions))[0] == 0
    assert is_stationary(code, weights, p, gram)


def is_stationary(code, weights, p, gram):
    """Whether the gradient of the variance is a combination of those of the constraints."""
    rows = list(zip(weights, p, code.encoding, strict=True))
    slope = [x * (1 - x) * a * square_length(row, gram) for a, x, row in rows]
    constraints = [[(1 - x) * row[j] for _, x, row in rows] for j in range(code.partitions)]
    return len(independent(constraints)) == len(independent([*constraints, slope]))


def independent(rows):
    return independent_rows([primitive([Fraction(x) for x in row]) for row in rows])


@given(st.lists(inner, min_size=1, max_size=5), st.integers(1, 5))
def test_the_best_weights_of_heterogeneous_codes_are_those_of_the_paper(p, k):
    code = heterogeneous(p, k)
    best = unbiased_weights(code, p, aligned(k))
    assert moments(code, best, p, aligned(k)) == moments(code, answer_weights(p), p, aligned(k))


@given(st.lists(inner, min_size=1, max_size=4), st.integers(1, 4), st.data())
def test_the_shrunken_track_is_the_best_of_all_fixed_weights(p, k, data):
    code = heterogeneous(p, k)
    first, second = two_tracks(code, p)
    factor = Fraction(odds(p)) / (1 + odds(p))
    assert list(second) == [factor * a for a in first]
    other = data.draw(st.lists(small, min_size=len(p), max_size=len(p)))
    best = sum(moments(code, second, p, aligned(k)))
    assert best <= sum(moments(code, other, p, aligned(k)))


def test_two_tracks_of_codes_made_for_something_else():
    for code in (block_design(7, 3, 1), cyclic_repetition(5, 2, seed=1)):
        p = [Fraction(1, w + 2) for w in range(code.workers)]
        gram = orthonormal(code.partitions)
        first, second = two_tracks(code, p, gram)
        assert moments(code, first, p, gram)[0] == 0
        assert brute_force(code, second, p, gram) < brute_force(code, first, p, gram)


@given(st.fractions(0, 9), st.fractions(Fraction(1, 9), 9))
def test_shrinkage(variance, signal):
    c = shrinkage(signal, variance)
    assert c * c * variance + (1 - c) ** 2 * signal == c * variance
    assert c * c * (signal + variance) == c * signal
    for other in (c - Fraction(1, 100), c + Fraction(1, 100)):
        assert other**2 * variance + (1 - other) ** 2 * signal > c * variance


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda c: moments(c, [1], [0, 0], orthonormal(2)), "a weight for each"),
        (lambda c: moments(c, [1, 1], [0], orthonormal(2)), "a probability for each"),
        (lambda c: moments(c, [1, 1], [0, 0], orthonormal(3)), "2 x 2"),
        (lambda c: unbiased_weights(c, [0, 1]), "in the span"),
        (lambda c: two_tracks(c, [0, 0], [[1, -1], [-1, 1]]), "length 0"),
        (lambda c: shrinkage(0, 0) if c else 0, "both 0"),
        (lambda c: answer_weights([2] * c.workers), "rational in 0..1"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises(BadInput, match=text):
        call(GradientCode([[1, 0], [0, 1]]))


SCALES = np.array([1.0, 0.1, 0.01])
TARGET = np.array([1.0, -2.0, 3.0])


def quadratic(point):
    return SCALES * (point - TARGET)


def loss(point):
    return float(np.sum(SCALES * (point - TARGET) ** 2) / 2)


def run(optimiser, steps):
    for _ in range(steps):
        optimiser = optimiser.step(quadratic(optimiser.point))
    return optimiser


def test_gradient_descent_is_its_formula():
    found = run(GradientDescent(np.zeros(3), constant(1.0)), 50).parameters
    assert np.allclose(found, TARGET - (1 - SCALES) ** 50 * TARGET)
    assert [harmonic(2.0)(t) for t in (1, 4)] == [0.5, 0.125]


@pytest.mark.parametrize("steps", [1, 5, 50, 300])
def test_nesterov_keeps_its_rate_and_is_faster_than_descent(steps):
    found = loss(run(Nesterov(np.zeros(3), constant(1.0)), steps).parameters)
    assert found <= 2 * np.sum(TARGET**2) / (steps + 1) ** 2
    if steps >= 50:
        assert found < loss(run(GradientDescent(np.zeros(3), constant(1.0)), steps).parameters)


def test_nesterov_against_the_formulas_written_out():
    b = u = np.array([1.0, 0.0, 2.0])
    optimiser = Nesterov(b, constant(0.3), decay=0.25)
    for t in range(20):
        theta = 2 / (t + 2)
        y = (1 - theta) * b + theta * u
        new = y - 0.3 * quadratic(y) - 0.25 * 0.3 * b
        u, b = b + (new - b) / theta, new
        optimiser = optimiser.step(quadratic(optimiser.point))
        assert np.allclose(optimiser.parameters, b, atol=1e-12)


def test_adam_against_the_formulas_written_out():
    b, m, v = np.zeros(3), np.zeros(3), np.zeros(3)
    optimiser = TwoTrackAdam(b, constant(0.1), 0.8, 0.9, 1e-6)
    for t in range(1, 30):
        g, h = quadratic(b), 0.5 * quadratic(b) + 0.1
        m, v = 0.8 * m + 0.2 * g, 0.9 * v + 0.1 * h * h
        b = b - 0.1 * (m / (1 - 0.8**t)) / (np.sqrt(v / (1 - 0.9**t)) + 1e-6)
        optimiser = optimiser.step(g, h)
        assert np.allclose(optimiser.parameters, b, atol=1e-12)


def test_the_shrunken_track_does_what_a_larger_rate_does():
    factor = 0.25
    two = TwoTrackAdam(np.zeros(3), constant(0.1), epsilon=1e-3)
    one = TwoTrackAdam(np.zeros(3), constant(0.1 / factor), epsilon=1e-3 / factor)
    for _ in range(30):
        two = two.step(quadratic(two.point), factor * quadratic(two.point))
        one = one.step(quadratic(one.point))
        assert np.allclose(two.parameters, one.parameters, atol=1e-9)


@pytest.mark.parametrize("name", OPTIMISERS)
def test_every_optimiser_finds_the_optimum_of_a_quadratic(name):
    rate = constant(0.05) if name == "adam" else constant(1.0)
    found = run(OPTIMISERS[name](np.zeros(3), rate), 3000).parameters
    assert np.allclose(found, TARGET, atol=1e-2)


def test_two_track_adam_trains_under_heterogeneous_stragglers():
    p = [Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)]
    code = heterogeneous(p, 3)
    first, second = (np.array([float(a) for a in track]) for track in two_tracks(code, p))
    random, encoding = np.random.default_rng(1), code.to_numpy()
    optimiser = TwoTrackAdam(np.zeros(2), lambda t: 0.5 / np.sqrt(t))
    centres = np.array([[0.0, 3.0], [1.0, 3.0], [2.0, 0.0]])
    for _ in range(4000):
        messages = encoding @ (optimiser.point - centres)
        answers = random.random(4) >= [float(x) for x in p]
        optimiser = optimiser.step((first * answers) @ messages, (second * answers) @ messages)
    assert np.allclose(optimiser.parameters, centres.mean(axis=0), atol=0.1)


def test_adam_refuses_decays_of_one():
    with pytest.raises(BadInput, match="0 <= b < 1"):
        TwoTrackAdam(np.zeros(1), constant(1.0), first_decay=1.0)
