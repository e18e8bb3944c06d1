"""Schemes of message blocks: shapes, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, GradientCode
from designs.codes.communication import blocks_scheme, diagonal_blocks


def test_blocks_of_different_shapes_are_refused():
    one, two = GradientCode([[1, 1]]), GradientCode([[1]])
    assert blocks_scheme("partly", [one, GradientCode([[1, 0]])], {}).replication() == (1, 1)
    with pytest.raises(BadInput, match="one shape"):
        blocks_scheme("mixed", [one, two], {})
    with pytest.raises(BadInput, match="fixed decoder has 1 rows of 2"):
        blocks_scheme("wrong", [one, one], {}, fixed_decoder=((1,),))
    with pytest.raises(BadInput, match="component"):
        blocks_scheme("none", [], {})


@st.composite
def blocks(draw):
    n, k, m = (draw(st.integers(1, 4)) for _ in range(3))
    row = st.lists(st.integers(-1, 1), min_size=k, max_size=k)
    return [GradientCode(draw(st.lists(row, min_size=n, max_size=n))) for _ in range(m)]


@given(blocks())
def test_a_worker_holds_what_it_sends_some_block_of(codes):
    scheme = blocks_scheme("any", codes, {})
    sent = np.any([code.to_numpy() != 0 for code in codes], axis=0)
    assert np.array_equal(scheme.placement().to_numpy(), sent)
    assert scheme.replication() == tuple(sent.sum(axis=0))
    assert scheme.holders() == tuple(tuple(np.flatnonzero(column)) for column in sent.T)
    assert scheme.partitions == codes[0].partitions


@given(blocks())
def test_blocks_side_by_side(codes):
    scheme = blocks_scheme("any", codes, {})
    side_by_side = np.hstack([code.to_numpy() for code in codes])
    assert np.array_equal(scheme.stacked().to_numpy(), side_by_side)
    assert list(scheme.components) == [f"block {u + 1}" for u in range(scheme.reduction)]


@given(blocks(), st.data())
def test_diagonal_blocks_are_products_with_diagonal_matrices(codes, data):
    support, m = codes[0], len(codes)
    row = st.lists(st.integers(-9, 9), min_size=m, max_size=m)
    numbers = data.draw(st.lists(row, min_size=support.workers, max_size=support.workers))
    found = diagonal_blocks(support, numbers)
    for u, code in enumerate(found):
        factor = np.diag([row[u] for row in numbers])
        assert np.array_equal(code.to_numpy(), factor @ (support.to_numpy() != 0))
