"""Decoding as soon as the first answers suffice."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.early_stop import early, early_groups
from adversary.decoding.error import error, survivors_of
from adversary.decoding.tabulated import decodes_exactly
from designs import (
    BadInput,
    GradientCode,
    Unavailable,
    cyclic_repetition,
    fractional_repetition,
)


@given(st.sampled_from([(4, 2), (6, 3), (6, 2), (3, 1), (5, 5)]), st.randoms())
def test_early_groups_stops_at_the_first_prefix_that_decodes(size, random):
    code = fractional_repetition(*size)
    order = random.sample(range(code.workers), code.workers)
    found = early_groups(code, order)
    assert found.messages == early(code, order).messages
    assert found.messages <= code.workers - size[1] + 1
    for m in range(code.workers + 1):
        decodes = error(code, survivors_of(code, order[:m])) == 0
        assert decodes == (m >= found.messages)
    assert decodes_exactly(code, found.weights)
    assert set(found.weights) <= {0, 1}
    assert sum(found.weights) == size[0] // size[1]


def test_early_decoding_with_multiples_and_survivors_beyond_s():
    code = GradientCode([[2, 2, 0], [1, 1, 0], [0, 0, -3], [0, 0, 0]])
    assert early_groups(code, [3, 0, 2]).weights == (Fraction(1, 2), 0, Fraction(-1, 3), 0)
    late = fractional_repetition(9, 3)
    assert early_groups(late, [0, 3, 6]).messages == 3


@pytest.mark.parametrize("order", list(permutations(range(4), 3))[::3])
def test_early_for_a_cyclic_code(order):
    code = cyclic_repetition(4, 2)
    found = early(code, order)
    assert found.messages == 3
    assert decodes_exactly(code, found.weights)


def test_refusals_of_early_decoding():
    with pytest.raises(Unavailable):
        early_groups(fractional_repetition(4, 2), [0, 1])
    with pytest.raises(Unavailable):
        early(fractional_repetition(4, 2), [0, 1])
    for code in (cyclic_repetition(4, 2), GradientCode([[1, 2], [1, 2]])):
        with pytest.raises(BadInput):
            early_groups(code, [0, 1])
    for order in ([0, 0], [9]):
        with pytest.raises(BadInput):
            early(fractional_repetition(4, 2), order)
