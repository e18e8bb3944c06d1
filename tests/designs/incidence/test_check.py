"""The checker of designs, against counting by hand."""

from __future__ import annotations

from itertools import combinations

import pytest
from any_structures import BIPLANE, FANO, structures
from definitions import lambdas
from hypothesis import given
from hypothesis import strategies as st

from designs import Design, VerificationError
from designs.constructions.witt import witt
from designs.incidence import check
from designs.incidence.check import pair_counts, subset_counts, why_not


@given(structures(), st.integers(2, 5))
def test_subset_counts_by_hand(design, t):
    if t > design.points:
        return
    counts = lambdas(design, t)
    with pytest.MonkeyPatch.context() as patch:
        for few in (0, check._FEW_SUBSETS):
            patch.setattr(check, "_FEW_SUBSETS", few)
            assert subset_counts(design.points, design.blocks, t) == (min(counts), max(counts))


def test_the_checker_does_not_mind_the_order_of_points_in_a_block():
    blocks = [block[::-1] for block in witt(12).blocks]
    assert subset_counts(12, blocks, 5) == (1, 1)
    assert subset_counts(12, blocks, 2) == pair_counts(12, blocks) == (30, 30)


def test_the_checker_refuses_a_damaged_design():
    blocks = list(witt(12).blocks)
    blocks[7] = (0, 1, 2, 3, 4, 5) if blocks[7] != (0, 1, 2, 3, 4, 5) else (0, 1, 2, 3, 4, 6)
    with pytest.raises(VerificationError, match="set of 5 points"):
        Design(12, blocks).confirmed(12, 6, 1, 5)


def pairs_by_hand(design):
    return [
        sum(1 for block in design.blocks if p in block and q in block)
        for p, q in combinations(range(design.points), 2)
    ]


@given(structures())
def test_pair_counts_by_hand(design):
    counts = pairs_by_hand(design)
    assert pair_counts(design.points, design.blocks) == (min(counts), max(counts))
    assert design.is_balanced() == (len(set(counts)) == 1 and counts[0] >= 1)


def test_the_checker_names_the_fault():
    assert why_not(7, FANO.blocks, 7, 3, 1) is None
    assert "points" in why_not(7, FANO.blocks, 8, 3, 1)
    assert "different points" in why_not(7, FANO.blocks, 7, 4, 1)
    assert "pair" in why_not(7, FANO.blocks[1:], 7, 3, 1)
    assert "leaves" in why_not(3, [(0, 5)], 3, 2, 1)
    with pytest.raises(VerificationError, match="not a 2-"):
        FANO.confirmed(7, 3, 2)


@given(st.data())
def test_moving_one_point_of_a_design_is_noticed(data):
    blocks = [list(b) for b in BIPLANE.blocks]
    block = data.draw(st.sampled_from(blocks))
    outside = data.draw(st.sampled_from([p for p in range(11) if p not in block]))
    block[data.draw(st.integers(0, 4))] = outside
    assert why_not(11, blocks, 11, 5, 2) is not None
