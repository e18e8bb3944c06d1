"""Equal overlaps of all workers."""

from __future__ import annotations

from fractions import Fraction

from disguises import FACTORS, disguises
from hypothesis import given
from hypothesis import strategies as st

from designs import GradientCode, block_design
from designs.codes.structure import (
    equal_overlap,
    levelled,
)


def test_equal_overlap_is_found_exactly_where_it_is():
    assert equal_overlap(block_design(9, 3, 1)) == (4, 4, 1)
    assert equal_overlap(block_design(9, 3, 1, "blocks")) is None
    assert equal_overlap(GradientCode([[1, -1], [-1, 1]])) == (0, 2, -2)
    assert equal_overlap(GradientCode([[1, 0], [1, 1]])) is None


@given(st.sampled_from(FACTORS), st.data())
def test_equal_overlaps_of_scaled_rows(design, data):
    code = block_design(*design)
    found = equal_overlap(levelled(data.draw(disguises(code))))
    h, g, c = equal_overlap(code)
    scale = Fraction(found[0]) / h
    assert found == (h * scale, g * scale**2, c * scale**2)
