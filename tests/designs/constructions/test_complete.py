"""All subsets of a size."""

from __future__ import annotations

from math import comb

import pytest
from definitions import is_design
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.constructions.complete import complete


@given(st.integers(2, 9), st.data())
def test_every_t_points_lie_in_as_many_blocks_as_there_are_ways_to_fill_up(v, data):
    k = data.draw(st.integers(2, v))
    t = data.draw(st.integers(1, k))
    design = complete(v, k)
    assert len(set(design.blocks)) == comb(v, k)
    assert is_design(design.blocks, v, k, comb(v - t, k - t), t)
    if k < v - 1:
        assert design.complement() == complete(v, v - k)


@pytest.mark.parametrize(("v", "k"), [(4, 5), (4, 1), (4, -1), (1, 1), (0, 0)])
def test_sizes_that_there_are_not(v, k):
    with pytest.raises(BadInput, match=f"got size={k}, points={v}"):
        complete(v, k)
