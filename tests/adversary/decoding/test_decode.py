"""Weights of decoders, against their definitions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from drawn_codes import codes, stragglers
from hypothesis import given
from hypothesis import strategies as st

from adversary import DECODERS, decode, error
from adversary.decoding.error import survivors_of
from designs import BadInput, block_design


def squared_residual(code, survivors, weights):
    columns = zip(*code.encoding, strict=True)
    return sum(
        (sum(a * column[w] for w, a in zip(survivors, weights, strict=True)) - 1) ** 2
        for column in columns
    )


@given(codes(st.fractions(max_denominator=6, min_value=-2, max_value=2), most=4), st.data())
def test_optimal_weights_attain_the_error_and_satisfy_the_normal_equations(code, data):
    left = survivors_of(code, data.draw(stragglers(code)))
    silent = set(range(code.workers)) - set(left)
    weights = decode(code, left)
    assert squared_residual(code, left, weights) == error(code, silent)
    reached = [
        sum(a * code.encoding[w][j] for w, a in zip(left, weights, strict=True)) - 1
        for j in range(code.partitions)
    ]
    for w in left:
        assert sum(r * x for r, x in zip(reached, code.encoding[w], strict=True)) == 0


@given(codes(), st.data())
def test_optimal_weights_are_the_pseudo_inverse(code, data):
    left = survivors_of(code, data.draw(stragglers(code)))
    if not left:
        return
    pseudo = np.linalg.pinv(code.to_numpy()[list(left)].T, rcond=1e-9) @ np.ones(code.partitions)
    assert np.allclose([float(a) for a in decode(code, left)], pseudo, atol=1e-8)


def test_one_step_decoding_is_unbiased_over_random_survivors():
    code = block_design(7, 3, 1)
    total = np.zeros(7)
    sets = list(combinations(range(7), 5))
    for left in sets:
        weights = np.array([float(a) for a in decode(code, left, "one-step")])
        total += weights @ code.to_numpy()[list(left)]
    assert np.allclose(total / len(sets), 1)


@pytest.mark.parametrize("decoder", DECODERS)
def test_nobody_left_means_nothing_decoded(decoder):
    code = block_design(7, 3, 1)
    assert decode(code, [], decoder) == ()
    assert error(code, range(7), decoder) == 7


@given(codes(), st.data())
def test_weights_follow_the_order_of_the_survivors(code, data):
    left = survivors_of(code, data.draw(stragglers(code)))
    order = data.draw(st.permutations(left))
    by_worker = dict(zip(left, decode(code, left), strict=True))
    assert decode(code, order) == tuple(by_worker[w] for w in order)


@given(codes(), st.data())
def test_one_step_weights_decode_the_mean_of_all_messages(code, data):
    """One weight; with all survivors the decoded vector has the sum of the ones."""
    total = sum(map(sum, code.encoding))
    if total == 0:
        return
    left = survivors_of(code, data.draw(stragglers(code)))
    assert len(set(decode(code, left, "one-step"))) <= 1
    (weight, *_) = decode(code, range(code.workers), "one-step")
    assert weight * total == code.partitions


@pytest.mark.parametrize(
    ("survivors", "decoder", "text"),
    [((0, 0), "optimal", r"different workers 0\.\.6"), ((7,), "one-step", r"0\.\.6, got \[7\]"),
     ((0,), "best", "unknown decoder 'best'; the decoders are optimal, one-step")],
)  # fmt: skip
def test_questions_that_make_no_sense(survivors, decoder, text):
    with pytest.raises(BadInput, match=text):
        decode(block_design(7, 3, 1), survivors, decoder)
