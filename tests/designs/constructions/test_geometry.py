"""Projective and affine geometries."""

from __future__ import annotations

from itertools import combinations

import pytest
from definitions import intersections, is_design

from designs import BadInput
from designs.algebra.arithmetic import gaussian_binomial
from designs.constructions.geometry import affine_geometry, projective_geometry


@pytest.mark.parametrize(
    ("n", "q", "d"),
    [(2, 2, 1), (2, 3, 1), (2, 4, 1), (2, 5, 1), (2, 9, 1), (3, 2, 1), (3, 2, 2), (3, 3, 1),
     (3, 3, 2), (4, 2, 1), (4, 2, 2), (4, 2, 3), (5, 2, 4), (3, 4, 2)],
)  # fmt: skip
def test_projective_geometries(n, q, d):
    design = projective_geometry(n, q, d)
    v, k = gaussian_binomial(n + 1, 1, q), gaussian_binomial(d + 1, 1, q)
    assert len(set(design.blocks)) == gaussian_binomial(n + 1, d + 1, q)
    assert is_design(design.blocks, v, k, gaussian_binomial(n - 1, d - 1, q))


@pytest.mark.parametrize(
    ("n", "q", "d"),
    [(2, 2, 1), (2, 3, 1), (2, 4, 1), (2, 7, 1), (2, 9, 1), (3, 2, 1), (3, 2, 2), (3, 3, 1),
     (3, 3, 2), (4, 2, 2), (3, 4, 1)],
)  # fmt: skip
def test_affine_geometries(n, q, d):
    design = affine_geometry(n, q, d)
    lam = gaussian_binomial(n - 1, d - 1, q)
    assert len(set(design.blocks)) == q ** (n - d) * gaussian_binomial(n, d, q)
    assert is_design(design.blocks, q**n, q**d, lam)


@pytest.mark.parametrize(("n", "d"), [(3, 1), (3, 2), (4, 1), (4, 2)])
def test_subspaces_over_two_elements_are_closed_under_addition(n, d):
    """Point i of PG(n, 2) is the vector i + 1, a point of AG(n, 2) the vector itself."""
    for block in projective_geometry(n, 2, d).blocks:
        vectors = {p + 1 for p in block}
        assert {x ^ y for x, y in combinations(vectors, 2)} <= vectors
    for block in affine_geometry(n, 2, d).blocks:
        assert {x ^ y ^ block[0] for x, y in combinations(block, 2)} <= set(block)


@pytest.mark.parametrize(("n", "q"), [(2, 3), (2, 4), (3, 2), (3, 3), (4, 2)])
def test_hyperplanes_meet_in_spaces_of_one_dimension_less(n, q):
    planes = projective_geometry(n, q, n - 1)
    assert intersections(planes.blocks) == {gaussian_binomial(n - 1, 1, q)}
    classes = affine_geometry(n, q, n - 1).parallel_classes()
    assert len(classes) == gaussian_binomial(n, 1, q)
    for first, second in combinations(classes, 2):
        assert {len({*a} & {*b}) for a in first for b in second} == {q ** (n - 2)}


@pytest.mark.parametrize("order", [3, 4, 5])
def test_lines_on_the_points_outside_a_line_are_an_affine_plane(order):
    plane = projective_geometry(2, order, 1)
    line = set(plane.blocks[0])
    label = {p: i for i, p in enumerate(p for p in range(plane.points) if p not in line)}
    blocks = [[label[p] for p in b if p in label] for b in plane.blocks[1:]]
    assert is_design(blocks, order**2, order, 1)
    assert sorted(map(len, blocks)) == [*map(len, affine_geometry(2, order, 1).blocks)]


@pytest.mark.parametrize("build", [projective_geometry, affine_geometry])
@pytest.mark.parametrize("arguments", [(2, 6, 1), (2, 2, 2), (2, 2, 0), (1, 3, 1), (3, 1, 1)])
def test_spaces_that_there_are_not(build, arguments):
    with pytest.raises(BadInput, match=r"prime power|subspace must be"):
        build(*arguments)
