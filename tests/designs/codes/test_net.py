"""Nets, grids and resolvable designs: how their lines meet, and their symmetries."""

from __future__ import annotations

from math import prod

import numpy as np
import pytest
from exactness import recovers
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Recipe, block_design, exists
from designs.codes.net import grid, net, of_classes, resolvable_design


@pytest.mark.parametrize(("order", "r"), [(2, 3), (3, 2), (3, 4), (4, 5), (5, 3), (6, 3), (9, 2)])
def test_lines_of_one_class_are_disjoint_and_others_meet_once(order, r):
    matrix = net(order, r).to_numpy()
    apart = np.kron(1 - np.eye(r), np.ones((order, order)))
    assert np.array_equal(matrix @ matrix.T, order * np.eye(order * r) + apart)
    assert set(matrix.sum(axis=0)) == {r}


@pytest.mark.parametrize(("order", "r"), [(2, 3), (3, 4), (4, 5), (5, 6)])
def test_all_classes_of_a_field_are_an_affine_plane(order, r):
    matrix = net(order, r).to_numpy()
    v = order**2
    assert np.array_equal(matrix.T @ matrix, order * np.eye(v) + 1)


@pytest.mark.parametrize(
    ("order", "r", "degree"),
    [(3, 2, 1), (3, 4, 1), (4, 3, 2), (4, 5, 2), (8, 3, 3), (9, 10, 2), (6, 3, None)],
)
def test_translations_move_every_point_to_every_other(order, r, degree):
    code = net(order, r)
    if degree is None:
        assert code.symmetries == ()
        return
    assert len(code.symmetries) == 2 * degree
    reached, border = {0}, [0]
    for point in border:
        new = {s.partitions[point] for s in code.symmetries} - reached
        reached |= new
        border += new
    assert reached == set(range(order**2))
    assert all(len({w // order for w in s.workers[:order]}) == 1 for s in code.symmetries)


@given(st.lists(st.integers(2, 4), min_size=2, max_size=3))
def test_hyperplanes_of_a_grid_meet_in_their_share(sides):
    code = grid(sides)
    matrix, k = code.to_numpy(), prod(sides)
    assert code.partitions == k
    side_of = [i for i, g in enumerate(sides) for _ in range(g)]
    for w, i in enumerate(side_of):
        for u, j in enumerate(side_of):
            shared = k // sides[i] * (w == u) if i == j else k // (sides[i] * sides[j])
            assert matrix[w] @ matrix[u] == shared
    assert len(code.symmetries) == len(sides)


@pytest.mark.parametrize("order", [2, 3, 4, 6])
def test_a_square_grid_is_a_net_of_two_classes(order):
    assert sorted(zip(*grid([order, order]).encoding, strict=True)) == sorted(
        zip(*net(order, 2).encoding, strict=True)
    )


@pytest.mark.parametrize("code", [net(3, 3), grid([2, 2, 3]), resolvable_design(4, 2, 1),
                                  resolvable_design(9, 3, 1, 2)])  # fmt: skip
def test_resolved_codes_are_exact_for_fewer_stragglers_than_classes(code):
    (classes,) = set(code.replication())
    assert recovers(code, classes - 1)
    assert not recovers(code, classes)


def test_all_classes_of_a_resolvable_design_are_its_blocks():
    rows = resolvable_design(9, 3, 1).encoding
    assert sorted(rows) == sorted(block_design(9, 3, 1, "blocks").encoding)
    for c in range(4):
        assert np.array(rows[3 * c : 3 * c + 3]).sum(axis=0).tolist() == [1] * 9
    assert resolvable_design(9, 3, 1, 2).encoding == rows[:6]


def test_a_recipe_of_a_design_that_is_not_resolved_is_refused():
    recipe = exists(7, 3, 1).recipe
    assert isinstance(recipe, Recipe)
    with pytest.raises(BadInput, match="with a resolution"):
        resolvable_design(7, 3, 1, design=recipe)


@pytest.mark.parametrize("classes", [0, -1, 5])
def test_classes_that_are_not_there(classes):
    with pytest.raises(BadInput, match=rf"classes must be 1\.\.4, got {classes}"):
        resolvable_design(9, 3, 1, classes)


@pytest.mark.parametrize("classes", [[[(0, 1), (1, 2)]], [[(0, 1)]], [[(0, 1, 3)], [(2,)]]])
def test_classes_that_do_not_have_every_point_once(classes):
    with pytest.raises(BadInput):
        of_classes(3, classes)
