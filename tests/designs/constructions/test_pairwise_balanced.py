"""Group-divisible designs: truncate, give weight, fill groups, delete a point."""

from __future__ import annotations

import pytest
from definitions import is_divisible

from designs import BadInput, Design
from designs.constructions.complete import complete
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.constructions.pairwise_balanced import filled, punctured, truncated, weighted
from designs.constructions.transversal import GroupDivisible, transversal_design
from designs.constructions.uniform import uniform


@pytest.mark.parametrize("design", [projective_geometry(2, 3, 1), affine_geometry(3, 3, 1)])
def test_deleting_a_point_leaves_a_group_divisible_design(design):
    gdd = punctured(design)
    assert gdd.points == design.points - 1
    assert is_divisible(gdd.groups, gdd.blocks, 1)


@pytest.mark.parametrize("design", [projective_geometry(2, 4, 1), affine_geometry(2, 5, 1)])
def test_filling_the_groups_of_a_punctured_design_puts_the_point_back(design):
    gdd, k = punctured(design), design.block_sizes()[0]
    back = Design(design.points, filled(gdd, 1, [[tuple(range(k))]] * len(gdd.groups)))
    assert back.parameters() == design.parameters()


def test_truncate_weigh_and_fill():
    master = truncated(transversal_design(5, 4), 2)
    assert sorted({len(block) for block in master.blocks}) == [4, 5]
    assert is_divisible(master.groups, master.blocks, 1)
    spread = weighted(master, 3, lambda u: uniform(u, 3, 4, 1))
    assert is_divisible(spread.groups, spread.blocks, 1)
    blocks = filled(spread, 1, [[tuple(range(len(group) + 1))] for group in spread.groups])
    assert Design(spread.points + 1, blocks).is_balanced()


@pytest.mark.parametrize(("k", "n", "last"), [(3, 4, 1), (3, 4, 4), (4, 5, 3), (6, 5, 1)])
def test_truncation_cuts_the_last_group_alone(k, n, last):
    whole = transversal_design(k, n)
    cut = truncated(whole, last)
    assert cut.groups[:-1] == whole.groups[:-1]
    assert is_divisible(cut.groups, cut.blocks, 1)
    assert [len(b) for b in cut.blocks].count(k) == last * n


@pytest.mark.parametrize(
    ("build", "arguments", "text"),
    [
        (truncated, (transversal_design(3, 2), 0), r"last must be 1\.\.2, got 0"),
        (truncated, (transversal_design(3, 2), 3), r"last must be 1\.\.2, got 3"),
        (truncated, (GroupDivisible(((1, 2), (0,)), ((0, 1), (0, 2))), 1), "last must be"),
        (filled, (transversal_design(3, 2), 0, []), "must be 3 designs"),
        (punctured, (complete(5, 3),), "lambda = 1"),
        (punctured, (Design(4, [(0, 1)]),), "lambda = 1"),
    ],
)
def test_what_does_not_fit(build, arguments, text):
    with pytest.raises(BadInput, match=text):
        build(*arguments)
