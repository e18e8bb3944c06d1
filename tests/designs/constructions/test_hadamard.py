"""Hadamard matrices, and the designs that they are, against their definitions."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Exists, Recipe, exists
from designs.constructions.hadamard import hadamard, hadamard_3
from designs.constructions.hadamard_matrices import (
    hadamard_matrix,
    is_hadamard,
    paley_1,
    paley_2,
    plan,
)
from designs.constructions.menon import square_of_hadamard, twin_menon


def orthogonal_rows(matrix):
    """The definition, without numpy's products."""
    rows = matrix.tolist()
    signs = all(x in (-1, 1) for row in rows for x in row)
    return signs and all(
        sum(x * y for x, y in zip(a, b, strict=True)) == 0 for a, b in combinations(rows, 2)
    )


@pytest.mark.parametrize("order", [1, 2, *range(4, 265, 4)])
def test_every_order_below_268_is_made(order):
    matrix = hadamard_matrix(plan(order))
    assert matrix.shape == (order, order)
    assert is_hadamard(matrix)


@pytest.mark.parametrize("order", [1, 2, 12, 20, 28, 36, 92, 292])
def test_the_matrices_are_hadamard_by_the_definition(order):
    assert orthogonal_rows(hadamard_matrix(plan(order)))


def test_is_hadamard_agrees_with_the_definition():
    found = 0
    for signs in product((1, -1), repeat=9):
        matrix = np.array([(1, 1, 1, 1), *zip((1, 1, -1), *[iter(signs)] * 3, strict=True)])
        assert is_hadamard(matrix) == orthogonal_rows(matrix)
        found += is_hadamard(matrix)
    assert found


@given(st.integers(3, 10**13).filter(lambda n: n % 4))
def test_no_plan_where_no_matrix_exists(order):
    assert plan(order) is None


@pytest.mark.parametrize("prime", [7, 11, 19, 23, 31])
def test_paley_orders(prime):
    assert is_hadamard(paley_1(prime))
    with pytest.raises(BadInput, match="1 modulo 4"):
        paley_2(prime)


@pytest.mark.parametrize(
    "value",
    [(), ("sylvester",), ("sylvester", -1), ("paley-1", 15), ("paley-1", 13), ("paley-2", 21),
     ("four-circulants", 67), ("no", 3), "paley-1"],
)  # fmt: skip
def test_malformed_plans(value):
    with pytest.raises(BadInput):
        hadamard_matrix(value)


@pytest.mark.parametrize("order", [8, 12, 16, 20, 28, 40])
def test_hadamard_3_designs_are_affine_3_designs(order):
    design = hadamard_3(plan(order))
    blocks = [set(block) for block in design.blocks]
    for triple in combinations(range(order), 3):
        assert sum(block.issuperset(triple) for block in blocks) == order // 4 - 1
    classes = design.parallel_classes()
    assert len(classes) == order - 1
    for first, second in combinations(classes, 2):
        assert {len(set(a) & set(b)) for a in first for b in second} == {order // 4}


@pytest.mark.parametrize("order", [8, 12, 16, 20, 28, 40, 92])
def test_hadamard_designs_are_symmetric(order):
    design = hadamard(plan(order))
    blocks = [set(block) for block in design.blocks]
    assert {len(a & b) for a, b in combinations(blocks, 2)} == {order // 4 - 1}


@pytest.mark.parametrize("build", [hadamard, hadamard_3])
def test_tiny_matrices_give_no_designs(build):
    with pytest.raises(BadInput, match="order >= 8"):
        build(("sylvester", 2))


@pytest.mark.parametrize(
    "design",
    [square_of_hadamard(("sylvester", 2)), square_of_hadamard(("sylvester", 3)),
     square_of_hadamard(("paley-1", 11)), twin_menon(5), twin_menon(9), twin_menon(17)],
)  # fmt: skip
def test_menon_designs_are_regular_hadamard_matrices(design):
    signs = 1 - 2 * design.incidence().astype(int)
    assert is_hadamard(signs)
    assert set(signs.sum(axis=0)) == set(signs.sum(axis=1)) == {int(len(signs) ** 0.5)}


@pytest.mark.parametrize("order", [3, 7, 13, 15])
def test_twin_menon_refuses_other_orders(order):
    with pytest.raises(BadInput):
        twin_menon(order)


@pytest.mark.parametrize("u", [1, 2, 3, 4, 5, 6, 8, 9, 10])
def test_menon_designs_are_answered(u):
    answer = exists(4 * u * u, 2 * u * u - u, u * u - u) if u > 1 else exists(16, 6, 2)
    assert isinstance(answer, Exists)
    assert Recipe.from_json(answer.recipe.to_json()) == answer.recipe


@pytest.mark.parametrize("n", range(2, 22))
def test_the_hadamard_family_is_answered(n):
    for p in ((4 * n - 1, 2 * n - 1, n - 1), (4 * n, 2 * n, 2 * n - 1), (2 * n, n, n - 1)):
        answer = exists(*p)
        assert isinstance(answer, Exists), p
        answer.design()


def test_huge_parameters_are_answered_without_building():
    n = 2**40
    assert isinstance(exists(4 * n - 1, 2 * n - 1, n - 1), Exists)
    assert isinstance(exists(4 * n**2, 2 * n**2 - n, n**2 - n), Exists)
