"""Steiner quadruple systems: triple systems at every point, subsystems in larger ones."""

from __future__ import annotations

import pytest
from definitions import is_design

from designs import BadInput
from designs.constructions.at_point import point_derived
from designs.constructions.complete import complete
from designs.constructions.quadruples import (
    double_quadruples,
    quadruple_system,
    stored,
    triple_quadruples,
)


@pytest.mark.parametrize("points", sorted(stored()))
def test_the_blocks_through_a_point_are_a_steiner_triple_system(points):
    if points <= 40:
        assert is_design(quadruple_system(points).blocks, points, 4, 1, 3)
    assert is_design(point_derived(quadruple_system(points)).blocks, points - 1, 3, 1)


@pytest.mark.parametrize("smaller", [complete(4, 4), quadruple_system(14)])
def test_doubling_holds_two_copies(smaller):
    u, design = smaller.points, double_quadruples(smaller)
    halves = [tuple(block) for block in design.blocks if block[-1] < u]
    others = [tuple(p - u for p in block) for block in design.blocks if block[0] >= u]
    assert halves == others == list(smaller.blocks)
    assert all(sum(p < u for p in block) in {0, 2, 4} for block in design.blocks)
    assert is_design(design.blocks, 2 * u, 4, 1, 3)


@pytest.mark.parametrize("smaller", [complete(4, 4), quadruple_system(14)])
def test_tripling_projects_onto_the_smaller_system(smaller):
    u, design = smaller.points, triple_quadruples(smaller)
    over = [{min(p // 3, u - 1) for p in block} for block in design.blocks]
    straight = {tuple(sorted(points)) for points in over if len(points) == 4}
    assert straight == set(smaller.blocks)
    assert sum(points == {0, u - 1} for points in over) == 1
    assert is_design(design.blocks, 3 * u - 2, 4, 1, 3)


def test_what_is_no_quadruple_system():
    with pytest.raises(BadInput, match=r"the table has systems on .*14.* points, got 16"):
        quadruple_system(16)
    for build in (double_quadruples, triple_quadruples):
        with pytest.raises(BadInput, match=r"blocks of 4 points, got \(3,\)"):
            build(complete(5, 3))
