"""Shorter messages on any placement: supports, pseudo-inverses, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from message_schemes import exact_for_every_set, petersen

from adversary.decoding.communication import BlockErrors, decoded_error
from designs import BadInput, block_design, cyclic_repetition, fractional_repetition
from designs.codes.communication import holders
from designs.codes.communication_approximate import affine_blocks, communication_approximate


@settings(max_examples=30)
@given(
    st.sampled_from([petersen(), block_design(7, 3, 1), cyclic_repetition(6, 3)]),
    st.integers(1, 3),
    st.sampled_from(["stacking", "random-diagonal", "random-signs", "affine"]),
    st.integers(0, 20),
)
def test_every_kind_keeps_the_placement(support, m, kind, seed):
    scheme = communication_approximate(support, m, kind, seed)
    assert scheme.reduction == m
    assert scheme.holders() == holders(support)
    without = BlockErrors(scheme).of(range(support.workers))
    if kind == "affine":
        assert without == decoded_error(scheme, range(support.workers), scheme.fixed_decoder) == 0
    if kind == "stacking":
        assert without >= (m - 1) * support.partitions


@given(st.integers(0, 200), st.integers(1, 3))
def test_affine_coefficients_are_the_pseudo_inverse(seed, m):
    scheme = communication_approximate(petersen(), m, "affine", seed)
    decoder = np.array(scheme.fixed_decoder, dtype=float)
    blocks = np.array([code.to_numpy() for code in scheme.components.values()])
    for i, group in enumerate(scheme.holders()):
        inverse = np.linalg.pinv(decoder[list(group)])
        assert np.allclose(blocks[:, list(group), i], inverse, atol=1e-9 * np.abs(inverse).max())


def test_what_approximate_schemes_refuse():
    with pytest.raises(BadInput, match="the largest reduction that works is 3"):
        communication_approximate(petersen(), 4, "affine")
    with pytest.raises(BadInput, match="kind must be one of stacking"):
        communication_approximate(petersen(), 2, "other")
    with pytest.raises(BadInput, match="at least 1"):
        communication_approximate(petersen(), 0)
    assert affine_blocks(petersen(), [[1, 1]] * 10) is None


def test_a_fractional_random_diagonal_is_repetition_times_mds_up_to_the_matrix():
    scheme = communication_approximate(fractional_repetition(8, 4), 2, "random-diagonal", 1)
    assert exact_for_every_set(scheme, 2)
