"""How often clusters decode exactly: against a chain of rounds, and where it can be counted."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.clustering import (
    markov_stragglers,
    play_clusters,
)
from bounds.expectation.clustering import exact_probability, static_exact_probability
from designs import cyclic_repetition, fractional_repetition
from designs.codes.clustering import (
    dynamic_clustering,
)


def test_static_clusters_are_exact_as_often_as_they_should_be():
    scheme, p = dynamic_clustering(12, 3, 2), Fraction(1, 10)
    exact = static_exact_probability(scheme, p)
    pattern = markov_stragglers(12, 6000, 0.1, 0.9, seed=2)
    found = np.mean(play_clusters(scheme, pattern, dynamic=False))
    assert abs(found - exact) < 5 * (exact * (1 - exact) / 6000) ** 0.5


@given(st.integers(2, 6), st.integers(1, 4), st.fractions(0, 1, max_denominator=9))
def test_exact_probability_of_codes_that_count(n, d, p):
    d = min(d, n)
    cyclic = exact_probability(cyclic_repetition(n, d), p)
    assert cyclic >= sum(comb(n, s) * p**s * (1 - p) ** (n - s) for s in range(d))
    assert exact_probability(fractional_repetition(2 * d, d), p) == (1 - p**d) ** 2
