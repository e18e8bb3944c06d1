"""The designs of Witt, against what Golay's codes say about them."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from definitions import intersections, is_design

from designs import BadInput, Recipe
from designs.constructions.witt import witt

SMALL, LARGE = (Recipe.of("witt", points=points).build() for points in (12, 24))


def test_hexads():
    """132 blocks, with every hexad its complement; two meet in 0, 2, 3 or 4 points."""
    assert is_design(SMALL.blocks, 12, 6, 1, 5)
    assert SMALL.complement() == SMALL
    assert intersections(SMALL.blocks) == {0, 2, 3, 4}


def test_octads_span_the_extended_binary_golay_code():
    """Twelve dimensions, self-dual, with words of weights 0, 8, 12, 16 and 24."""
    words = {0}
    for block in LARGE.blocks:
        word = sum(1 << p for p in block)
        if word not in words:
            words |= {word ^ other for other in words}
    weights = np.bincount([word.bit_count() for word in words])
    assert {w: int(n) for w, n in enumerate(weights) if n} == {0: 1, 8: 759, 12: 2576, 16: 759,
                                                               24: 1}  # fmt: skip
    assert {sum(1 << p for p in b) for b in LARGE.blocks} == {
        w for w in words if w.bit_count() == 8
    }


def test_octads_meet_evenly():
    through = [block for block in LARGE.blocks if block[0] == 0]
    assert len(through) == 253
    assert {len({*a} & {*b}) for a, b in combinations(through, 2)} == {2, 4}


@pytest.mark.parametrize("points", [11, 13, 22])
def test_there_are_two(points):
    with pytest.raises(BadInput, match=f"12 or 24 points, got {points}"):
        Recipe.of("witt", points=points).build()


def test_the_large_witt_design_is_a_steiner_system():
    design = witt(24)
    assert design.points == 24
    assert len(design.blocks) == 759
    seen = [five for block in design.blocks for five in combinations(block, 5)]
    assert len(seen) == len(set(seen)) == comb(24, 5)
