"""Pairwise balanced designs whose block sizes are 1 modulo 3."""

from __future__ import annotations

import pytest
from definitions import covered

from designs import BadInput
from designs.constructions.kirkman_closure import pairwise_balanced


@pytest.mark.parametrize("r", [13, 16, 34, 49, 52, 55, 58, 61, 64, 67, 70, 73, 76, 82, 85, 88])
def test_pairwise_balanced_designs_for_kirkman(r):
    blocks = pairwise_balanced(r)
    assert all(len(block) % 3 == 1 and 4 <= len(block) < r for block in blocks)
    counts = covered(blocks)
    assert len(counts) == r * (r - 1) // 2
    assert set(counts.values()) == {1}


@pytest.mark.parametrize("r", [7, 10, 14, 22, 28])
def test_orders_without_such_a_design_here(r):
    with pytest.raises(BadInput, match=r"1 modulo 3, from 13|is known here"):
        pairwise_balanced(r)
