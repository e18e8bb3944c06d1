"""Menon designs: Hadamard matrices with constant row sums."""

from __future__ import annotations

import pytest
from definitions import is_symmetric

from designs import BadInput, Exists, Recipe, exists
from designs.constructions.hadamard_matrices import is_hadamard
from designs.constructions.menon import square_of_hadamard, twin_menon


@pytest.mark.parametrize(
    "design",
    [square_of_hadamard(("sylvester", 2)), square_of_hadamard(("sylvester", 3)),
     square_of_hadamard(("paley-1", 11)), twin_menon(5), twin_menon(9), twin_menon(17)],
)  # fmt: skip
def test_menon_designs_are_regular_hadamard_matrices(design):
    signs = 1 - 2 * design.incidence().astype(int)
    assert is_hadamard(signs)
    assert set(signs.sum(axis=0)) == set(signs.sum(axis=1)) == {int(len(signs) ** 0.5)}


@pytest.mark.parametrize(
    ("design", "u"),
    [(square_of_hadamard(("sylvester", 2)), 2), (square_of_hadamard(("paley-2", 5)), 6),
     (twin_menon(5), 3), (twin_menon(9), 5)],
)  # fmt: skip
def test_any_two_blocks_of_a_menon_design_meet_equally(design, u):
    assert is_symmetric(design, 4 * u * u, 2 * u * u - u, u * u - u)


@pytest.mark.parametrize("u", [1, 2, 3, 4, 5, 6, 8, 9, 10])
def test_menon_designs_are_answered(u):
    answer = exists(4 * u * u, 2 * u * u - u, u * u - u) if u > 1 else exists(16, 6, 2)
    assert isinstance(answer, Exists)
    assert Recipe.from_json(answer.recipe.to_json()) == answer.recipe


@pytest.mark.parametrize("order", [3, 7, 13, 15])
def test_twin_menon_refuses_other_orders(order):
    with pytest.raises(BadInput):
        twin_menon(order)


@pytest.mark.parametrize("plan", [("sylvester", 0), ("sylvester", 1)])
def test_tiny_matrices_have_no_square(plan):
    with pytest.raises(BadInput, match="order at least 4"):
        square_of_hadamard(plan)
