"""Decoding shorter messages: least squares exactly, and sums that arrive."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.decoding.communication import (
    block_error,
    decode_sum,
    decoded_error,
    decoding_matrix,
    encode,
    estimated_decoder,
    float_blocks,
    rank_bound,
    require_blocks,
    surviving,
)
from adversary.decoding.error import error
from designs import BadInput, GradientCode
from designs.codes.communication import blocks_scheme
from designs.codes.communication_exact import communication_exact, repetition_mds
from designs.codes.nested import nested_fractional


@st.composite
def schemes(draw):
    n, k, m = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    row = st.lists(st.integers(-2, 2), min_size=k, max_size=k)
    block = st.lists(row, min_size=n, max_size=n)
    return blocks_scheme("drawn", [GradientCode(draw(block)) for _ in range(m)], {})


@given(schemes(), st.data())
def test_no_other_matrix_decodes_better(scheme, data):
    silent = data.draw(st.sets(st.integers(0, scheme.workers - 1)))
    left = surviving(scheme, silent)
    best, least = decoding_matrix(scheme, left), block_error(scheme, silent)
    assert decoded_error(scheme, left, best) == least
    small = st.integers(-1, 1)
    moved = [[x + Fraction(data.draw(small), 3) for x in row] for row in best]
    assert (
        decoded_error(scheme, left, moved)
        >= least
        >= rank_bound(scheme.holders(), scheme.reduction, silent)
    )
    weights, estimate = estimated_decoder(float_blocks(scheme), left)
    assert estimate == pytest.approx(float(least), abs=1e-9)
    assert weights.shape == (len(left), scheme.reduction)


@given(st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=4))
def test_one_block_is_an_ordinary_code(rows):
    scheme, code = blocks_scheme("one", [GradientCode(rows)], {}), GradientCode(rows)
    for w in range(len(rows)):
        assert block_error(scheme, [w]) == error(code, [w])


@pytest.mark.parametrize("scheme", [communication_exact(5, 1, 2), repetition_mds(6, 3, 2)], ids=str)
@pytest.mark.parametrize("length", [1, 2, 5, 8])
def test_the_sum_of_the_gradients_arrives(scheme, length):
    gradients = np.random.default_rng(length).normal(size=(scheme.partitions, length))
    left = surviving(scheme, [2])
    messages = encode(float_blocks(scheme), gradients)
    assert messages.shape == (scheme.workers, -(-length // 2))
    weights = np.array([[float(x) for x in row] for row in decoding_matrix(scheme, left)])
    total = decode_sum(weights, messages[list(left)], length)
    np.testing.assert_allclose(total, gradients.sum(axis=0), atol=1e-9)


TWO = repetition_mds(4, 2, 2)


@pytest.mark.parametrize(
    ("ask", "text"),
    [
        (lambda: require_blocks(nested_fractional(4, [0, 1])), "such as communication-exact"),
        (lambda: surviving(TWO, [4]), r"different workers 0\.\.3"),
        (lambda: surviving(TWO, [1, 1]), r"different workers 0\.\.3"),
        (lambda: decoding_matrix(TWO, [0, 0]), "survivors must be different"),
        (lambda: decoded_error(TWO, [0], [(1,)]), "2 weights for each of 1 survivors"),
        (lambda: encode(np.ones((2, 4, 4)), np.ones((3, 1))), r"got \(2, 4, 4\) and \(3, 1\)"),
        (lambda: decode_sum(np.ones((2, 2)), np.ones((3, 1)), 2), "one row for each survivor"),
        (lambda: decode_sum(np.ones((2, 2)), np.ones((2, 2)), 5), "at most 4, got 5"),
        (lambda: block_error(TWO, [-1]), r"0\.\.3"),
    ],
)
def test_what_does_not_fit(ask, text):
    with pytest.raises(BadInput, match=text):
        ask()


def test_survivors_are_named_in_order():
    assert surviving(TWO, {3, 0}) == (1, 2)
    assert decoding_matrix(TWO, []) == ()
