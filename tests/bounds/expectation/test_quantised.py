"""The best division of the bits of quantised messages."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.quantised import noise, quantised
from adversary.decoding.unbiased import answer_weights, square_length
from bounds.expectation.heterogeneous import aligned_optimum, odds
from bounds.expectation.quantised import allocate_bits, effective_probabilities
from designs import BadInput
from designs.codes import heterogeneous

inner = st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10)


@given(st.lists(inner, min_size=1, max_size=4), st.integers(1, 4), st.data())
def test_quantising_is_straggling_more_often(p, k, data):
    n, d = len(p), 5
    bits = data.draw(st.lists(st.integers(1, 4), min_size=n, max_size=n))
    other = effective_probabilities(p, bits, d)
    code, weights = heterogeneous(other, k), answer_weights(p)
    ones = [[1] * k for _ in range(k)]
    expected = Fraction(0)
    for answers in product((0, 1), repeat=n):
        chance, mean, spread = Fraction(1), Fraction(0), Fraction(0)
        for w, answer in enumerate(answers):
            chance *= 1 - p[w] if answer else p[w]
            mean += answer * weights[w] * sum(code.encoding[w])
            square = square_length(code.encoding[w], ones)
            spread += answer * weights[w] ** 2 * noise(bits[w], d) * square
        expected += chance * ((mean - k) ** 2 + spread)
    assert expected == aligned_optimum(other, k)


@given(st.lists(inner, min_size=1, max_size=3), st.integers(0, 8), st.integers(1, 60))
def test_the_best_division_against_all_divisions(p, total, dimension):
    def value(bits):
        return odds(effective_probabilities(p, bits, dimension))

    found = allocate_bits(p, total, dimension)
    assert sum(found.bits) <= total
    assert found.odds == value(found.bits)
    every = [b for b in product(range(total + 1), repeat=len(p)) if sum(b) <= total]
    best = max(map(value, every))
    assert found.odds <= best <= found.at_most
    assert found.at_most - found.odds <= Fraction(len(p), 1 << 96)


def test_the_best_division_gives_some_workers_nothing():
    p = [Fraction(1, 3)] * 4
    found = allocate_bits(p, 16, 10_000)
    assert found.bits != (4, 4, 4, 4)
    assert found.odds > 2 * odds(effective_probabilities(p, [4] * 4, 10_000))


def test_division_at_the_size_of_the_experiments():
    p = [Fraction(w, 55) for w in range(1, 51)]
    found = allocate_bits(p, 250, 1000)
    assert sum(found.bits) == 250
    assert found.odds > odds(effective_probabilities(p, [5] * 50, 1000))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: quantised(np.ones(2), 0, np.random.default_rng(0)), "at least one bit"),
        (lambda: noise(-1, 2), "at least 0"),
        (lambda: noise(1, 0), "dimension"),
        (lambda: allocate_bits([0, 1], 3, 2), "above 0"),
        (lambda: allocate_bits([1], -1, 2), "got -1 bits"),
        (lambda: effective_probabilities([1], [1, 1], 2), "bits for each"),
    ],
)
def test_what_is_refused(call, text):
    with pytest.raises(BadInput, match=text):
        call()
