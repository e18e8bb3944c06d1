"""Derived and residual designs at a point: strength goes down by one, lambda as counting says."""

from __future__ import annotations

import pytest
from definitions import is_design
from questions import small_strong

from designs import BadInput, Design, Recipe
from designs.constructions import at_point
from designs.constructions.at_point import point_derived, point_residual
from designs.constructions.complete import complete
from designs.constructions.geometry import affine_geometry

WITT = Recipe.of("witt", points=12).build()


@pytest.mark.parametrize("times", [1, 2])
def test_the_witt_design_down_to_the_inversive_plane_of_order_3(times):
    design = WITT
    for _ in range(times):
        design = point_derived(design)
    assert is_design(design.blocks, 12 - times, 6 - times, 1, 5 - times)
    assert is_design(point_residual(design).blocks, 11 - times, 6 - times, 3, 4 - times)


@pytest.mark.parametrize(("v", "k"), [(5, 3), (6, 4), (7, 5), (9, 4)])
def test_halves_of_a_complete_design_are_complete(v, k):
    assert point_derived(complete(v, k)) == complete(v - 1, k - 1)
    assert point_residual(complete(v, k)) == complete(v - 1, k)


@pytest.mark.parametrize("design", [WITT, affine_geometry(4, 2, 2), complete(7, 4)])
def test_the_two_halves_are_all_blocks(design):
    last = design.points - 1
    through = [(*block, last) for block in point_derived(design).blocks]
    assert sorted([*through, *point_residual(design).blocks]) == list(design.blocks)


@pytest.mark.parametrize("half", [point_derived, point_residual])
@pytest.mark.parametrize("design", [affine_geometry(2, 3, 1), Design(4, [(0, 1), (2, 3)])])
def test_a_design_that_is_not_3_balanced_has_no_balanced_half(half, design):
    with pytest.raises(BadInput, match="2-design"):
        half(design)


def test_stronger_designs_give_weaker_ones():
    for p in small_strong(12):
        for parent, rule in at_point.stronger(p):
            i, j = {None: (0, 0), "point-derived": (1, 0), "point-residual": (0, 1)}[rule]
            assert parent.reduced(p.t, i, j) == p
