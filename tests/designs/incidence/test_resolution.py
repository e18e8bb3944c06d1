"""Resolutions found again, against backtracking."""

from __future__ import annotations

from itertools import combinations

import pytest
from definitions import is_resolved
from hypothesis import given
from hypothesis import strategies as st

from designs import Design, exists
from designs.constructions.arcs import unital
from designs.constructions.complete import complete
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.incidence.resolution import find_resolution


def splits(blocks, points):
    """Whether the blocks split into parallel classes: plain backtracking over classes."""
    if not blocks:
        return True
    rest = blocks[1:]
    need = points - len(blocks[0])
    for size in range(len(rest) + 1):
        for chosen in combinations(range(len(rest)), size):
            others = [rest[j] for j in chosen]
            if sum(map(len, others)) == need and len(set().union(blocks[0], *others)) == points:
                left = [block for j, block in enumerate(rest) if j not in chosen]
                if splits(left, points):
                    return True
    return False


@given(st.lists(st.sets(st.integers(0, 3), min_size=1, max_size=3), min_size=1, max_size=8))
def test_find_resolution_against_backtracking(blocks):
    design = Design(4, blocks)
    found = find_resolution(design, seconds=60)
    assert (found.design is not None) == splits(list(design.blocks), 4)
    assert (found.none is None) == (found.design is not None)


@pytest.mark.parametrize(
    ("design", "parameters"),
    [(affine_geometry(2, 4, 1), (16, 4, 1)), (projective_geometry(3, 2, 1), (15, 3, 1)),
     (unital(3), (28, 4, 1)), (complete(8, 4), (8, 4, 15))],
    ids=["affine plane", "schoolgirls", "unital", "complete"],
)  # fmt: skip
def test_resolutions_are_found_again(design, parameters):
    found = find_resolution(Design(design.points, design.blocks), seconds=60).design
    assert found is not None
    assert found.blocks == design.blocks
    assert is_resolved(found, *parameters)


def test_designs_without_resolution():
    six = exists(6, 3, 2).design()
    assert find_resolution(six).none == "a complete search found no resolution"
    assert "does not divide" in find_resolution(projective_geometry(2, 2, 1)).none
    assert find_resolution(Design(3, [(0, 1)])).none is not None
