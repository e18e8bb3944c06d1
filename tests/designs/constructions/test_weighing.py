"""Symmetric designs from balanced generalised weighing matrices."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from definitions import is_symmetric

from designs import BadInput, Exists, exists
from designs.algebra.field import GF
from designs.constructions.weighing import (
    weighing_geometry,
    weighing_hadamard,
    weighing_matrix,
)


@pytest.mark.parametrize(
    ("build", "arguments", "expected"),
    [
        (weighing_geometry, (2, 2, 2), (25, 9, 3)),
        (weighing_geometry, (2, 2, 3), (79, 27, 9)),
        (weighing_geometry, (2, 3, 2), (61, 16, 4)),
        (weighing_geometry, (2, 4, 2), (121, 25, 5)),
        (weighing_geometry, (3, 2, 2), (113, 49, 21)),
        (weighing_hadamard, (3, 2), (25, 9, 3)),
        (weighing_hadamard, (5, 2), (61, 25, 10)),
        (weighing_hadamard, (9, 1), (19, 9, 4)),
    ],
)
def test_any_two_blocks_meet_equally(build, arguments, expected):
    assert is_symmetric(build(*arguments), *expected)
    assert isinstance(exists(*expected), Exists)


@pytest.mark.parametrize(("order", "exponent"), [(2, 3), (3, 2), (4, 2), (5, 2), (3, 3)])
def test_quotients_of_rows_of_a_weighing_matrix_are_balanced(order, exponent):
    matrix = weighing_matrix(order, exponent)
    field = GF(order)
    assert len(matrix) == (order**exponent - 1) // (order - 1)
    assert {np.count_nonzero(row) for row in matrix} == {order ** (exponent - 1)}
    for first, second in combinations(matrix, 2):
        both = (first != 0) & (second != 0)
        logs = (field.log[first[both]] - field.log[second[both]]) % (order - 1)
        counts = Counter(logs.tolist())
        assert counts == dict.fromkeys(range(order - 1), order ** (exponent - 2))


def test_the_first_power_is_the_small_design_itself():
    assert is_symmetric(weighing_geometry(2, 3, 1), 13, 4, 1)
    assert is_symmetric(weighing_geometry(3, 2, 1), 15, 7, 3)
    assert is_symmetric(weighing_hadamard(5, 1), 11, 5, 2)


@pytest.mark.parametrize(
    ("build", "arguments", "text"),
    [
        (weighing_geometry, (1, 3, 2), "at least 2, got 1"),
        (weighing_geometry, (2, 1, 2), "prime power, got 1"),
        (weighing_geometry, (2, 5, 2), "prime power block size, got 6"),
        (weighing_geometry, (2, 6, 1), "prime power, got 6"),
        (weighing_geometry, (2, 3, 0), "at least 1, got 0"),
        (weighing_hadamard, (4, 2), "odd prime power, got 4"),
        (weighing_hadamard, (15, 2), "prime power block size, got 15"),
    ],
)
def test_orders_that_there_are_not(build, arguments, text):
    with pytest.raises(BadInput, match=text):
        build(*arguments)
