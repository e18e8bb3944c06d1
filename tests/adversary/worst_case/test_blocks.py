"""Decoding and worst cases of m-block schemes against independent definitions."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary.decoding.communication import (
    BlockErrors,
    block_error,
    decode_general,
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
from adversary.worst_case import worst_case
from adversary.worst_case.blocks import (
    _shifts,
    attack,
    block_worst_case,
    components,
    policy_bound,
)
from designs import BadInput, GradientCode, block_design, cyclic_repetition, fractional_repetition
from designs.codes import build_scheme
from designs.codes.communication import blocks_scheme
from designs.codes.communication_approximate import communication_approximate
from designs.codes.communication_exact import communication_exact, repetition_mds
from designs.codes.communication_frame import communication_frame
from designs.codes.scheme import Scheme

FAMILIES = [
    "communication-exact", "repetition-mds", "communication-frame", "communication-approximate"
]  # fmt: skip


@st.composite
def small_blocks(draw):
    """Any blocks at all, of one random support with zero rows and columns allowed."""
    n, k, m = draw(st.integers(1, 4)), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    support = draw(st.lists(st.booleans(), min_size=n * k, max_size=n * k))
    value = st.integers(-3, 3).filter(bool)
    blocks = [
        GradientCode([[draw(value) * support[w * k + j] for j in range(k)] for w in range(n)])
        for _ in range(m)
    ]
    return blocks_scheme("any", blocks, {})


anything = st.one_of(small_blocks(), *(strategies.schemes[f].map(build_scheme) for f in FAMILIES))


def subsets(n):
    return [set(t) for s in range(n + 1) for t in combinations(range(n), s)]


def brute(scheme, s):
    return max(block_error(scheme, t) for t in combinations(range(scheme.workers), s))


@settings(max_examples=60)
@given(anything, st.data())
def test_errors_are_least_squares_errors_and_the_matrix_attains_them(scheme, data):
    silent = data.draw(st.sets(st.integers(0, scheme.workers - 1)))
    left = surviving(scheme, silent)
    value = block_error(scheme, silent)
    assert decoded_error(scheme, left, decoding_matrix(scheme, left)) == value
    assert value >= rank_bound(scheme.holders(), scheme.reduction, silent)
    weights, guess = estimated_decoder(float_blocks(scheme), left)
    assert guess == pytest.approx(float(value), abs=1e-6)
    if left:
        exact = np.array(decoding_matrix(scheme, left), dtype=float)
        assert np.allclose(exact, weights, atol=1e-5 * max(1, np.abs(exact).max()))


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=4))
def test_one_block_is_the_ordinary_error(rows):
    code = GradientCode(rows)
    scheme = blocks_scheme("one", [code], {})
    for silent in subsets(code.workers):
        assert block_error(scheme, silent) == error(code, silent)
    for s in range(code.workers + 1):
        found = block_worst_case(scheme, s)
        assert found.error == worst_case(code, s).error == block_error(scheme, found.worst_set)


@settings(max_examples=60)
@given(anything)
def test_worst_cases_against_trying_all_sets(scheme):
    for s in range(min(scheme.workers, 4) + 1):
        found = block_worst_case(scheme, s)
        assert found.error == brute(scheme, s) == block_error(scheme, found.worst_set)
        assert len(set(found.worst_set)) == s


@settings(max_examples=40)
@given(anything)
def test_intervals_hold(scheme):
    for s in range(min(scheme.workers, 3) + 1):
        worst, point = brute(scheme, s), block_worst_case(scheme, s, most_sets=0)
        lower, silent = attack(scheme, s)
        assert len(silent) == s
        assert block_error(scheme, silent) == lower <= worst <= policy_bound(scheme, s)
        assert point.lower <= worst <= point.upper


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("support", [block_design(7, 3, 1), cyclic_repetition(6, 3)])
def test_stacking_costs_m_minus_one_times_k(support, m):
    scheme = communication_approximate(support, m, "stacking")
    ones = GradientCode([[int(bool(x)) for x in row] for row in support.encoding])
    for silent in subsets(support.workers):
        assert block_error(scheme, silent) == (m - 1) * support.partitions + error(ones, silent)
    found = block_worst_case(scheme, 3)
    assert found.error == (m - 1) * support.partitions + worst_case(ones, 3).error


def test_a_large_stacking_is_answered_by_the_ordinary_worst_case():
    scheme = communication_approximate(block_design(31, 6, 1), 2, "stacking")
    assert block_worst_case(scheme, 10).error == 31 + worst_case(block_design(31, 6, 1), 10).error


@pytest.mark.parametrize(("n", "r", "m"), [(6, 3, 2), (8, 4, 2), (8, 4, 3), (4, 4, 2)])
def test_a_random_diagonal_on_groups_attains_the_rank_bound_for_every_set(n, r, m):
    scheme = communication_approximate(fractional_repetition(n, r), m, "random-diagonal", 1)
    for silent in subsets(n):
        assert block_error(scheme, silent) == rank_bound(scheme.holders(), m, silent)


@pytest.mark.parametrize(
    "scheme", [repetition_mds(24, 4, 2), communication_frame(24, 4, 2, "fractional")]
)
def test_the_staircase_of_groups(scheme):
    r, m = 4, scheme.reduction
    assert len(components(scheme)) == 6
    for s in range(25):
        whole, rest = divmod(s, r)
        assert block_worst_case(scheme, s).error == r * (m * whole + max(0, rest - (r - m)))


def test_symmetries_change_nothing():
    scheme = communication_frame(8, 4, 2)
    assert [block_worst_case(scheme, s).error for s in range(5)] == [
        brute(scheme, s) for s in range(5)
    ]
    assert _shifts(BlockErrors(scheme), 8) == [[(w + 4) % 8 for w in range(8)]]


def test_the_worst_set_of_an_interval_is_no_worse_than_random_ones():
    scheme = communication_approximate(block_design(13, 4, 1), 2, "affine", 2)
    point = block_worst_case(scheme, 4, most_sets=10)
    random = np.random.default_rng(3)
    others = [block_error(scheme, random.permutation(13)[:4].tolist()) for _ in range(30)]
    assert point.lower >= max(others)
    assert point.lower <= point.upper <= 26


def test_what_is_refused():
    scheme = repetition_mds(4, 2, 2)
    with pytest.raises(BadInput, match=r"stragglers must be different workers 0\.\.3"):
        block_error(scheme, [4])
    with pytest.raises(BadInput, match=r"survivors must be different workers 0\.\.3"):
        decoding_matrix(scheme, [1, 1])
    with pytest.raises(BadInput, match="2 weights for each of 1 survivors"):
        decoded_error(scheme, [0], [[1]])
    for search in (block_worst_case, attack, policy_bound):
        with pytest.raises(BadInput, match=r"0\.\.4"):
            search(scheme, 5)
    with pytest.raises(BadInput, match="message blocks"):
        require_blocks(Scheme("levels", {"level": fractional_repetition(2, 1)}))
    with pytest.raises(BadInput, match="decoded from 3 survivors, got 2"):
        decode_general(np.eye(3), [0, 1], 1)


@pytest.mark.parametrize("length", [1, 2, 3, 4, 5, 6, 7])
def test_real_gradients_of_any_length_survive(length):
    scheme = communication_exact(6, 2, 3, seed=4)
    gradients = np.random.default_rng(2).standard_normal((6, length))
    messages = encode(float_blocks(scheme), gradients)
    assert messages.shape == (6, -(-length // 3))
    for silent in combinations(range(6), 2):
        left = list(surviving(scheme, silent))
        weights = np.array(decoding_matrix(scheme, left), dtype=float)
        total = decode_sum(weights, messages[left], length)
        assert np.allclose(total, gradients.sum(axis=0))


def test_shapes_of_real_gradients_are_checked():
    with pytest.raises(BadInput, match="shape"):
        encode(np.ones((2, 3, 4)), np.ones((3, 5)))
    with pytest.raises(BadInput, match="one row for each survivor"):
        decode_sum(np.ones((2, 2)), np.ones((3, 5)), 10)
    for length in (8, 11):
        with pytest.raises(BadInput, match="at most 10"):
            decode_sum(np.ones((3, 2)), np.ones((3, 5)), length)
    assert len(decode_sum(np.ones((3, 2)), np.ones((3, 5)), 9)) == 9
