"""Matrices column by column: their errors, and all of them against brute force."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pytest

from adversary.decoding.error import error
from bounds.optimal.column_search import error_of_columns, residuals
from designs.codes import GradientCode


def test_a_residual_of_two_disjoint_pairs():
    room = np.zeros((9, 4), np.int64)
    sizes = np.array([2, 2, 2, 2])
    count = residuals(sizes, 4, 2, 9.0, np.array([1]), room)
    assert count == len({tuple(row) for row in room[:count].tolist()}) >= 2
    code = GradientCode([[1, 0, 1], [1, 1, 0], [0, 1, 1], [1, 1, 1]])
    columns = np.array([0b1011, 0b1110, 0b1101])
    for lost in combinations(range(4), 2):
        bits = sum(1 << w for w in lost)
        assert error_of_columns(columns, 4, bits) == pytest.approx(float(error(code, lost)))


def form(columns, rows):
    """The least of a matrix's forms under permutations of rows and columns."""
    turns = permutations(range(rows))
    return min(
        tuple(sorted(sum((c >> w & 1) << turn[w] for w in range(rows)) for c in columns))
        for turn in turns
    )


@pytest.mark.parametrize(
    ("sizes", "rows", "load", "target", "silenced"),
    [
        ([2, 2, 2, 2], 4, 2, 9.0, [1]),
        ([2, 2, 2, 2], 4, 2, 0.9, [1, 2, 4, 8]),
        ([3, 2, 2, 1], 4, 2, 1.2, [1, 2, 4, 8]),
        ([3, 3, 3, 3], 4, 3, 9.0, [1]),
    ],
)
def test_residuals_are_all_matrices_up_to_permutations(sizes, rows, load, target, silenced):
    room = np.zeros((99, len(sizes)), np.int64)
    count = residuals(np.array(sizes), rows, load, target, np.array(silenced), room)
    found = {form(columns.tolist(), rows) for columns in room[:count]}
    expected = set()
    for columns in product(range(1 << rows), repeat=len(sizes)):
        sums = [sum(c >> w & 1 for c in columns) for w in range(rows)]
        apart = all((a & b).bit_count() <= 2 for a, b in combinations(columns, 2))
        if [c.bit_count() for c in columns] == sizes and set(sums) == {load} and apart:
            errors = [error_of_columns(np.array(columns), rows, t) for t in silenced]
            if max(errors) < target:
                expected.add(form(columns, rows))
    assert found == expected
