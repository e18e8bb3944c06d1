"""Hadamard matrices against their definition, order by order."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.constructions.hadamard_matrices import (
    hadamard_matrix,
    is_hadamard,
    paley_1,
    paley_2,
    plan,
    quadratic_character,
    quadratic_differences,
)


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


@pytest.mark.parametrize("prime", [3, 5, 7, 11, 13])
def test_the_quadratic_character_by_euler_s_criterion(prime):
    euler = [pow(x, (prime - 1) // 2, prime) for x in range(prime)]
    character = [-1 if e == prime - 1 else e for e in euler]
    assert quadratic_character(prime).tolist() == character
    expected = [[character[(x - y) % prime] for y in range(prime)] for x in range(prime)]
    assert quadratic_differences(prime).tolist() == expected


@pytest.mark.parametrize("order", [9, 25, 27, 49])
def test_character_sums_of_jacobsthal(order):
    """Q Q^T = q I - J and Q J = 0 for the matrix Q of chi(x - y)."""
    matrix = quadratic_differences(order).astype(int)
    assert (matrix @ matrix.T == order * np.eye(order) - 1).all()
    assert not matrix.sum(axis=1).any()


@pytest.mark.parametrize(
    "value",
    [(), ("sylvester",), ("sylvester", -1), ("paley-1", 15), ("paley-1", 13), ("paley-2", 21),
     ("four-circulants", 67), ("no", 3), "paley-1"],
)  # fmt: skip
def test_malformed_plans(value):
    with pytest.raises(BadInput):
        hadamard_matrix(value)
