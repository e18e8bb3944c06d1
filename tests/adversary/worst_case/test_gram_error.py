"""Errors from the Gram matrix are the errors of the definition."""

from __future__ import annotations

from itertools import combinations

import pytest
from small_codes import any_code

from adversary.decoding.error import error
from adversary.worst_case.gram_error import augmented_gram, error_of_survivors


@pytest.mark.parametrize("seed", range(60))
def test_every_survivor_set_has_its_error(seed):
    code = any_code(seed, most=5)
    augmented = augmented_gram(code)
    for count in range(code.workers + 1):
        for left in combinations(range(code.workers), count):
            silent = [w for w in range(code.workers) if w not in left]
            assert error_of_survivors(augmented, left) == error(code, silent)


@pytest.mark.parametrize("seed", range(20))
def test_the_matrix_is_that_of_the_rows_and_the_all_ones_vector(seed):
    code = any_code(seed)
    rows = [*code.integer_rows(), (1,) * code.partitions]
    expected = [[sum(x * y for x, y in zip(a, b, strict=True)) for b in rows] for a in rows]
    assert augmented_gram(code) == expected
