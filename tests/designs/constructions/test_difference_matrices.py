"""Difference matrices over cyclic groups."""

from __future__ import annotations

from itertools import combinations

import pytest
from definitions import is_divisible

from designs import BadInput
from designs.constructions.difference_matrices import difference_matrix, rows_at_hand


@pytest.mark.parametrize("order", [7, 13, 15, 21, 57])
def test_difference_matrices(order):
    rows = difference_matrix(order)
    assert rows.shape == (order, rows_at_hand(order))
    for x, y in combinations(rows.T.tolist(), 2):
        assert sorted((a - b) % order for a, b in zip(x, y, strict=True)) == list(range(order))


def test_translates_of_the_rows_are_a_transversal_design():
    order, rows = 15, difference_matrix(15).tolist()
    blocks = [
        [order * i + (x + t) % order for i, x in enumerate(row)] for row in rows for t in range(15)
    ]
    groups = [range(order * i, order * (i + 1)) for i in range(len(rows[0]))]
    assert is_divisible(groups, blocks, 1)


@pytest.mark.parametrize("order", [-3, 0, 1, 10, 31, 111])
def test_orders_without_a_matrix_at_hand(order):
    assert rows_at_hand(order) == 0
    with pytest.raises(BadInput, match=f"Z_{order} is at hand"):
        difference_matrix(order)
