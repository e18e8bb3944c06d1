"""Projection in fractions: errors of the definition, and bounds on every completion."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_codes import any_code

from adversary.decoding.error import error
from adversary.worst_case.gram_error import augmented_gram
from adversary.worst_case.tree.exact import Projection


@pytest.mark.parametrize("seed", range(60))
def test_the_error_of_those_kept(seed):
    code = any_code(seed, most=5)
    augmented = augmented_gram(code)
    for count in range(code.workers + 1):
        for kept in combinations(range(code.workers), count):
            silent = [w for w in range(code.workers) if w not in kept]
            assert Projection(augmented, kept, silent).error == error(code, silent)


@given(st.integers(0, 400), st.data())
@settings(max_examples=60)
def test_a_policy_bounds_every_choice_of_silent_workers(seed, data):
    code = any_code(seed)
    n = code.workers
    kept = sorted(data.draw(st.sets(st.integers(0, n - 1), max_size=n - 1)))
    undecided = [w for w in range(n) if w not in kept]
    t = data.draw(st.integers(0, len(undecided)))
    weights = [Fraction(data.draw(st.integers(-4, 8)), 8) for _ in undecided]
    bound = Projection(augmented_gram(code), kept, undecided).bound(weights, t)
    for silent in combinations(undecided, t):
        assert error(code, silent) <= bound


def test_the_order_of_those_kept_does_not_matter():
    augmented = augmented_gram(any_code(3))
    n = len(augmented) - 1
    policy = [Fraction(1, 3)] * (n - 2)
    first, second = (Projection(augmented, kept, range(2, n)) for kept in ([0, 1], [1, 0]))
    assert first.error == second.error
    assert first.bound(policy, 1) == second.bound(policy, 1)
