"""What designs are like, against counting and brute force."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structures import PAIRS, designs, plane

from designs import BadInput, Design
from designs.incidence.indicators import indicators
from designs.incidence.properties import (
    affine_classes,
    components,
    concurrence,
    intersection_numbers,
    rank,
    strength,
    unusual_pairs,
)


@given(designs())
def test_concurrence_and_intersections_by_counting(design):
    sets = [set(block) for block in design.blocks]
    together = {
        pair: sum(set(pair) <= block for block in sets)
        for pair in combinations(range(design.points), 2)
    }
    assert concurrence(design) == dict(sorted(Counter(together.values()).items()))
    meet = Counter(len(a & b) for a, b in combinations(sets, 2))
    assert intersection_numbers(design) == dict(sorted(meet.items()))
    unusual = unusual_pairs(design, most=100)
    assert all(together[p, q] == count for p, q, count in unusual)
    if together:
        assert len(together) - len(unusual) == max(Counter(together.values()).values())


def is_t_design(design, t, index):
    subsets = combinations(range(design.points), t)
    return all(sum(set(s) <= set(block) for block in design.blocks) == index for s in subsets)


@given(designs())
def test_strength_by_counting(design):
    found = strength(design)
    if len(design.block_sizes()) != 1:
        assert found is None
        return
    assert is_t_design(design, found.t, found.index)
    k = design.block_sizes()[0]
    assert found.largest
    if found.t < k:
        for index in range(1, len(design.blocks) + 1):
            assert not is_t_design(design, found.t + 1, index)


@pytest.mark.parametrize("points", [4, 5, 6])
def test_strength_of_complete_designs(points):
    for size in range(1, points):
        found = strength(Design(points, combinations(range(points), size)))
        assert (found.t, found.index) == (size, 1)


def test_affine_planes_are_affine_resolvable():
    for q in (2, 3, 4, 5):
        design = plane(q * q, q) if q > 2 else PAIRS
        assert len(affine_classes(design)) == q + 1
        assert indicators(design)["affine_resolvable"] == {"flag": "true", "mu": "1"}
    assert affine_classes(plane(13, 4)) == ()


@given(designs())
def test_components_by_merging(design):
    parts = [{p} for p in range(design.points)]
    for block in map(set, design.blocks):
        apart = [part for part in parts if part & block]
        parts = [part for part in parts if not part & block] + [block.union(*apart)]
    assert components(design) == len(parts)


@given(designs(), st.sampled_from([2, 3, 5]))
def test_rank_by_counting_the_row_space(design, p):
    span = {(0,) * len(design.blocks)}
    for row in design.incidence().tolist():
        span = {
            tuple((x + c * y) % p for x, y in zip(word, row, strict=True))
            for word in span
            for c in range(p)
        }
        if len(span) > 5**4:
            return
    assert len(span) == p ** rank(design, p)


def test_ranks_of_planes_by_hamada():
    # The rank of the plane over GF(p^h) is C(p+1, 2)^h + 1 (Graham and MacWilliams 1966, Smith).
    for q, p, h in ((2, 2, 1), (3, 3, 1), (4, 2, 2), (5, 5, 1), (8, 2, 3), (9, 3, 2)):
        assert rank(plane(q * q + q + 1, q + 1), p) == comb(p + 1, 2) ** h + 1


@pytest.mark.parametrize("p", [1, 4, 1 << 31])
def test_ranks_need_a_prime(p):
    with pytest.raises(BadInput, match="prime"):
        rank(PAIRS, p)
