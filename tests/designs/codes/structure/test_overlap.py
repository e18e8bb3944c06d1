"""Equal overlaps of all workers."""

from __future__ import annotations

from designs import GradientCode, block_design
from designs.codes.structure import equal_overlap


def test_equal_overlap_is_found_exactly_where_it_is():
    assert equal_overlap(block_design(9, 3, 1)) == (4, 4, 1)
    assert equal_overlap(block_design(9, 3, 1, "blocks")) is None
    assert equal_overlap(GradientCode([[1, -1], [-1, 1]])) == (0, 2, -2)
    assert equal_overlap(GradientCode([[1, 0], [1, 1]])) is None
