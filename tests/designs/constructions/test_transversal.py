"""Transversal and group-divisible designs, and what is made of them."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from designs import BadInput, Design, Parameters
from designs.constructions.closure import inflated, weighted_transversal
from designs.constructions.complete import complete
from designs.constructions.difference_matrices import difference_matrix, rows_at_hand
from designs.constructions.geometry import affine_geometry, projective_geometry
from designs.constructions.pairwise_balanced import filled, punctured, truncated, weighted
from designs.constructions.transversal import (
    GroupDivisible,
    has_transversal,
    mols,
    transversal_design,
)
from designs.constructions.triple_systems import steiner_triple_system
from designs.constructions.uniform import uniform, weight
from designs.errors import VerificationError


def is_divisible(groups, blocks, lam):
    """The definition of a group-divisible design, word by word."""
    points = sorted(p for group in groups for p in group)
    owner = {p: i for i, group in enumerate(groups) for p in group}
    counts = dict.fromkeys(combinations(points, 2), 0)
    for block in blocks:
        for pair in combinations(sorted(block), 2):
            counts[pair] += 1
    return points == list(range(len(points))) and all(
        count == (0 if owner[x] == owner[y] else lam) for (x, y), count in counts.items()
    )


@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 14, 15, 21])
def test_transversal_designs(order):
    largest = 5 if order == 1 else mols(order) + 2
    for size in {2, 3, largest}:
        td = transversal_design(size, order)
        assert [len(group) for group in td.groups] == [order] * size
        assert len(td.blocks) == order**2
        assert is_divisible(td.groups, td.blocks, 1)
    assert order == 1 or not has_transversal(largest + 1, order)


def test_orthogonal_squares_at_hand_never_contradict_theory():
    """At most n - 1 squares, none beyond the first of order 2 or 6; n - 1 for prime powers."""
    assert [mols(n) for n in (2, 3, 4, 5, 6, 7, 8, 9)] == [1, 2, 3, 4, 1, 6, 7, 8]
    for n in range(2, 400):
        assert 1 <= mols(n) <= n - 1
        for size in range(2, 14):
            assert has_transversal(size, n) == (size <= mols(n) + 2), (size, n)


@pytest.mark.parametrize("order", [15, 21, 57])
def test_difference_matrices(order):
    rows = difference_matrix(order)
    assert rows.shape == (order, rows_at_hand(order))
    for x, y in combinations(rows.T.tolist(), 2):
        assert sorted((a - b) % order for a, b in zip(x, y, strict=True)) == list(range(order))


@pytest.mark.parametrize(
    ("k", "lam"), [(4, 1), (4, 2), (4, 3), (4, 6), *product([5], (1, 2, 4, 5, 10, 20))]
)
def test_uniform_ingredients(k, lam):
    w, _ = weight(k, lam)
    for u in (k, k + 1):
        blocks = uniform(u, w, k, lam)
        groups = [range(w * i, w * (i + 1)) for i in range(u)]
        assert {len(block) for block in blocks} == {k}
        assert is_divisible(groups, blocks, lam)


@pytest.mark.parametrize("design", [projective_geometry(2, 3, 1), affine_geometry(3, 3, 1)])
def test_deleting_a_point_leaves_a_group_divisible_design(design):
    gdd = punctured(design)
    assert gdd.points == design.points - 1
    assert is_divisible(gdd.groups, gdd.blocks, 1)


def test_truncate_weigh_and_fill():
    master = truncated(transversal_design(5, 4), 2)
    assert sorted({len(block) for block in master.blocks}) == [4, 5]
    assert is_divisible(master.groups, master.blocks, 1)
    spread = weighted(master, 3, lambda u: uniform(u, 3, 4, 1))
    assert is_divisible(spread.groups, spread.blocks, 1)
    blocks = filled(spread, 1, [[tuple(range(len(group) + 1))] for group in spread.groups])
    assert Design(spread.points + 1, blocks).is_balanced()


def test_the_checker_refuses_what_is_no_group_divisible_design():
    td = transversal_design(3, 3)
    for groups, blocks, index in [
        (td.groups, td.blocks[1:], 1),
        (td.groups, td.blocks, 2),
        (td.groups[:2], td.blocks, 1),
        (((0,), (1, 2)), ((0, 1), (0, 2), (1, 2)), 1),
    ]:
        with pytest.raises(VerificationError):
            GroupDivisible(tuple(groups), tuple(blocks)).confirmed(index)


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
    assert inflated(of, inside, fixed).parameters() == Parameters(*expected)


def test_weighted_transversal_designs():
    whole, line = projective_geometry(2, 3, 1), complete(4, 4)
    assert weighted_transversal([whole, line]).parameters() == Parameters(52, 4, 1)
    with pytest.raises(BadInput, match="agree"):
        weighted_transversal([whole, complete(5, 4)])
    with pytest.raises(BadInput, match="two designs"):
        weighted_transversal([whole])
    with pytest.raises(BadInput, match="TD"):
        weighted_transversal([steiner_triple_system(13), complete(3, 3)])


@pytest.mark.parametrize(
    ("build", "arguments"),
    [
        (transversal_design, (4, 6)),
        (transversal_design, (4, 2)),
        (transversal_design, (1, 5)),
        (transversal_design, (3, 0)),
        (mols, (1,)),
        (difference_matrix, (10,)),
        (truncated, (transversal_design(3, 2), 0)),
        (truncated, (transversal_design(3, 2), 3)),
        (filled, (transversal_design(3, 2), 0, [])),
        (punctured, (complete(5, 3),)),
        (uniform, (6, 3, 4, 1)),
        (uniform, (6, 4, 6, 5)),
        (inflated, (complete(4, 4), complete(5, 4), 0)),
        (inflated, (complete(4, 4), projective_geometry(2, 3, 1), 2)),
        (inflated, (complete(4, 3), complete(4, 3), 3)),
    ],
)
def test_what_does_not_fit(build, arguments):
    with pytest.raises(BadInput):
        build(*arguments)
