"""What workers write and servers add, against plain matrix products; blocks do not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sizes import SIZES

from adversary.cluster.coding import coded_vectors
from adversary.cluster.vectors import BLOCK, Seal, checksum


@st.composite
def shares(draw):
    """The rows of all levels of a worker, and an order of its partitions."""
    k = draw(st.integers(1, 5))
    entry = st.sampled_from([0.0, 0.0, 1.0, -0.5, 3.0])
    levels = draw(st.lists(st.lists(entry, min_size=k, max_size=k), min_size=1, max_size=3))
    held = [j for j in range(k) if any(row[j] for row in levels)]
    return np.array(levels), draw(st.permutations(held))


@pytest.mark.parametrize("dimension", SIZES)
@given(shares())
def test_every_level_is_its_row_times_the_gradients_and_is_sealed(dimension, share):
    encoding, order = share
    rows = [[(int(j), float(row[j])) for j in np.flatnonzero(row)] for row in encoding]
    levels, k = encoding.shape
    slots = np.empty((levels, dimension + k))
    data = {j: [np.array([float(j)])] for j in order}
    write = coded_vectors(lambda p, x: p + x, rows, order, data, slots, dimension)
    for parameters in (np.arange(dimension) / 7, np.ones(dimension)):
        slots[:] = np.nan  # whatever stood there, the probe too, is written anew
        partials = np.stack([parameters + j for j in range(k)])
        told = [done for done in write(parameters) if done is not None]
        assert [level for level, _ in told] == list(range(levels))
        assert np.allclose(slots[:, :dimension], encoding @ partials, rtol=1e-12)
        assert (slots[:, dimension:] == encoding).all()
        assert [found for _, found in told] == [checksum(slot) for slot in slots]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, BLOCK - 1, BLOCK, 2 * BLOCK + 4])
def test_one_number_that_is_not_finite_is_seen_wherever_it_stands(value, place):
    def gradient(parameters, _):
        return np.where(np.arange(len(parameters)) == place, value, parameters)

    size = 2 * BLOCK + 5
    slots = np.empty((1, size + 1))
    write = coded_vectors(gradient, [[(0, 1.0)]], [0], {0: [None]}, slots, size)
    with np.errstate(all="ignore"):
        assert list(write(np.ones(size))) == [None, (0, None)]
        assert list(write(np.full(size, 1e200)))[-1] == (0, None)


def test_large_numbers_are_finite_though_their_squares_are_not():
    vector = np.full(BLOCK + 3, 1e200)
    with np.errstate(all="ignore"):
        assert Seal().over(vector) == checksum(vector)
