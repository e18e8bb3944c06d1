"""The sporadic symmetric designs."""

from __future__ import annotations

import pytest
from definitions import is_symmetric

from designs import Exists, Parameters, exists
from designs.constructions.sporadic import gewirtz, hall_133


@pytest.mark.parametrize(("build", "expected"), [(gewirtz, (56, 11, 2)), (hall_133, (133, 33, 8))])
def test_any_two_blocks_of_a_sporadic_design_meet_equally(build, expected):
    assert is_symmetric(build(), *expected)
    answer = exists(*expected)
    assert isinstance(answer, Exists)
    assert answer.design().parameters() == Parameters(*expected)


def rank(matrix, prime):
    """The rank of a matrix modulo a prime, by elimination."""
    rows, found = [row % prime for row in matrix.astype(int)], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is not None:
            pivot = pivot * pow(int(pivot[column]), -1, prime) % prime
            rows = [(row - row[column] * pivot) % prime for row in rows]
            found += 1
    return found


def test_the_ternary_code_of_the_biplane_has_20_dimensions():
    assert rank(gewirtz().incidence(), 3) == 20


def test_multiplication_by_5_is_an_automorphism_of_the_design_on_133_points():
    design = hall_133()
    moved = [tuple(sorted(5 * x % 133 for x in block)) for block in design.blocks]
    assert sorted(moved) == list(design.blocks)
