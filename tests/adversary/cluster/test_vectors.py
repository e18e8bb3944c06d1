"""Whole vectors: checksums that see every change, copies, combinations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sizes import SIZES

from adversary.cluster.vectors import Seal, borrowed, checksum, combination, copied


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=9), st.data())
def test_every_change_of_one_word_changes_the_checksum(values, data):
    vector = np.array(values)
    changed = vector.copy()
    at = data.draw(st.integers(0, len(values) - 1))
    bit = data.draw(st.integers(0, 63))
    changed.view(np.uint64)[at] ^= np.uint64(1 << bit)
    assert checksum(vector) != checksum(changed)


@pytest.mark.parametrize("size", SIZES)
def test_combinations_and_copies(size):
    random = np.random.default_rng(size)
    vectors, weights = random.standard_normal((4, size)), np.array([1.0, -0.5, 0.0, 1.0])
    assert np.allclose(combination(weights, list(vectors)), weights @ vectors, rtol=1e-12)
    copy, found = copied(vectors[2])
    view, same = borrowed(vectors[2])
    assert found == same == checksum(vectors[2])
    vectors[2] += 1
    assert checksum(copy) == found != checksum(view)


@given(st.lists(st.lists(st.floats(-1e3, 1e3), max_size=4), min_size=1, max_size=4))
def test_a_seal_of_pieces_is_the_checksum_of_the_whole(pieces):
    seal, arrays = Seal(), [np.array(piece) for piece in pieces]
    for piece in arrays[:-1]:
        seal.add(piece)
    assert seal.over(arrays[-1]) == checksum(np.concatenate(arrays))


@pytest.mark.parametrize("place", range(3))
def test_a_seal_remembers_what_was_not_finite(place):
    seal = Seal()
    with np.errstate(all="ignore"):
        for i in range(2):
            seal.add(np.array([1.0, np.nan if i == place else 0.0]))
        assert seal.over(np.array([np.inf if place == 2 else 1.0])) is None
