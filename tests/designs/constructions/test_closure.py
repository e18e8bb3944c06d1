"""Transversal designs whose groups are filled with smaller designs."""

from __future__ import annotations

import pytest
from definitions import is_design

from designs import BadInput
from designs.constructions.closure import inflated, weighted_transversal
from designs.constructions.complete import complete
from designs.constructions.geometry import projective_geometry
from designs.constructions.triple_systems import steiner_triple_system


@pytest.mark.parametrize(
    ("of", "inside", "fixed", "expected"),
    [
        (complete(4, 4), projective_geometry(2, 3, 1), 0, (52, 4, 1)),
        (complete(4, 4), projective_geometry(2, 3, 1), 1, (49, 4, 1)),
        (complete(4, 4), projective_geometry(2, 3, 1), 4, (40, 4, 1)),
        (projective_geometry(2, 3, 1), complete(4, 4), 0, (52, 4, 1)),
        (projective_geometry(2, 2, 1), projective_geometry(2, 2, 1), 3, (31, 3, 1)),
        (complete(4, 3), complete(4, 3), 1, (13, 3, 2)),
    ],
)
def test_inflated_designs(of, inside, fixed, expected):
    assert is_design(inflated(of, inside, fixed).blocks, *expected)


def test_the_ingredients_are_within_an_inflated_design():
    """One design of blocks inside each group, and each block of the outer one a TD(3, 7)."""
    design = inflated(projective_geometry(2, 2, 1), projective_geometry(2, 2, 1), 0)
    groups = [{p // 7 for p in block} for block in design.blocks]
    assert sum(len(group) == 1 for group in groups) == 7 * 7
    across = [tuple(sorted(group)) for group in groups if len(group) > 1]
    assert sorted(across) == sorted(projective_geometry(2, 2, 1).blocks * 49)


def test_weighted_transversal_designs():
    whole, line = projective_geometry(2, 3, 1), complete(4, 4)
    assert is_design(weighted_transversal([whole, line]).blocks, 52, 4, 1)
    with pytest.raises(BadInput, match="agree"):
        weighted_transversal([whole, complete(5, 4)])
    with pytest.raises(BadInput, match="two designs"):
        weighted_transversal([whole])
    with pytest.raises(BadInput, match="TD"):
        weighted_transversal([steiner_triple_system(13), complete(3, 3)])


@pytest.mark.parametrize(
    ("of", "inside", "fixed", "text"),
    [
        (complete(4, 4), complete(5, 4), 0, "agree in k and lambda"),
        (complete(4, 4), projective_geometry(2, 3, 1), 2, "fixed must be 0 or 1, or k=4"),
        (complete(4, 3), complete(4, 3), 3, "fixed must be 0 or 1"),
    ],
)
def test_ingredients_that_do_not_fit(of, inside, fixed, text):
    with pytest.raises(BadInput, match=text):
        inflated(of, inside, fixed)
