"""Spherical geometries: circles through three points, and lines through infinity."""

from __future__ import annotations

from itertools import product

import pytest
from definitions import intersections, is_design

from designs import BadInput
from designs.constructions.inversive import spherical_geometry


@pytest.mark.parametrize(("d", "q"), [(2, 2), (2, 3), (2, 4), (2, 5), (3, 2), (3, 3), (4, 2)])
def test_three_points_lie_on_one_circle(d, q):
    design = spherical_geometry(d, q)
    assert is_design(design.blocks, q**d + 1, q + 1, 1, 3)
    assert max(intersections(design.blocks)) == 2 or q == 2


@pytest.mark.parametrize(("d", "q"), [(2, 3), (2, 5), (3, 3)])
def test_circles_through_infinity_are_the_lines(d, q):
    """An element of GF(q^d) is the number whose base-q digits are its coordinates."""
    digits = list(product(range(q), repeat=d))
    lines = {
        frozenset(sum(q**i * ((x + s * y) % q) for i, (x, y) in enumerate(zip(a, b, strict=True)))
                  for s in range(q))
        for a in digits for b in digits if any(b)
    }  # fmt: skip
    through = {frozenset(b[:-1]) for b in spherical_geometry(d, q).blocks if b[-1] == q**d}
    assert through == lines


@pytest.mark.parametrize(("d", "q", "text"), [(1, 3, "at least 2"), (2, 6, "prime power, got 6")])
def test_geometries_that_there_are_not(d, q, text):
    with pytest.raises(BadInput, match=text):
        spherical_geometry(d, q)
