"""Equal overlaps are recognised whatever the rows are scaled by."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from disguised import FACTORS, disguises
from hypothesis import given
from hypothesis import strategies as st

from designs import GradientCode, block_design
from designs.codes.structure import (
    equal_overlap,
    levelled,
)


@given(st.sampled_from(FACTORS), st.data())
def test_equal_overlaps_of_scaled_rows(design, data):
    code = block_design(*design)
    found = equal_overlap(levelled(data.draw(disguises(code))))
    h, g, c = equal_overlap(code)
    scale = Fraction(found[0]) / h
    assert found == (h * scale, g * scale**2, c * scale**2)


@given(st.integers(1, 5), st.integers(1, 4), st.data())
def test_the_triple_is_there_if_and_only_if_all_rows_and_pairs_are_alike(n, k, data):
    row = st.lists(st.integers(-1, 2), min_size=k, max_size=k)
    rows = data.draw(st.lists(row, min_size=n, max_size=n))
    matrix = np.array(rows)
    products = matrix @ matrix.T
    pairs = {int(products[w, x]) for w in range(n) for x in range(w)} or {0}
    alike = [{int(x) for x in matrix.sum(axis=1)}, {int(x) for x in products.diagonal()}, pairs]
    found = equal_overlap(GradientCode(rows))
    assert (found is not None) == all(len(values) == 1 for values in alike)
    if found is not None:
        assert found == tuple(next(iter(values)) for values in alike)


@pytest.mark.parametrize("rows", [[[1, -1], [1, 1]], [[1, 1, 0], [1, 1, 1]], [[0, 0], [1, 1]]])
def test_rows_that_no_scaling_levels(rows):
    """A sum of zero, or lengths that differ at equal sums."""
    assert levelled(GradientCode(rows)) is None


def test_equal_overlap_is_found_exactly_where_it_is():
    assert equal_overlap(block_design(9, 3, 1)) == (4, 4, 1)
    assert equal_overlap(block_design(9, 3, 1, "blocks")) is None
    assert equal_overlap(GradientCode([[1, -1], [-1, 1]])) == (0, 2, -2)
    assert equal_overlap(GradientCode([[1, 0], [1, 1]])) is None
