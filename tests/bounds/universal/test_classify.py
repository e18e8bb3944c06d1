"""Codes of a shape up to isomorphism: counted, and classified."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pytest
from shapes import classes

from bounds.universal.classify import counted, labelled


def test_numbers_of_cubic_codes():
    assert [len(classes(n, n, 3, 3)) for n in range(3, 9)] == [1, 1, 2, 7, 16, 51]


@pytest.mark.parametrize(("n", "k", "d", "load"), [(3, 3, 2, 2), (4, 4, 2, 2), (4, 3, 2, None)])
def test_labelled_matrices_are_counted_as_one_by_one(n, k, d, load):
    columns = [[int(w in c) for w in range(n)] for c in combinations(range(n), d)]
    matrices = (np.array(chosen) for chosen in product(columns, repeat=k))
    found = sum(load is None or bool((m.sum(axis=0) == load).all()) for m in matrices)
    assert found == labelled(n, k, d, load)


@pytest.mark.parametrize(
    ("n", "k", "d", "load"), [(5, 5, 3, 3), (6, 6, 3, 3), (6, 9, 2, 3), (8, 8, 3, 3),
                              (8, 4, 4, 2), (5, 4, 2, None), (6, 5, 3, None)]
)  # fmt: skip
def test_the_classes_make_up_all_labelled_matrices(n, k, d, load):
    assert counted(classes(n, k, d, load)) == labelled(n, k, d, load)


def test_the_classes_are_those_of_brute_force():
    subsets = [sum(1 << w for w in c) for c in combinations(range(4), 2)]

    def smallest(code):
        return min(
            tuple(sorted(sum(1 << p[w] for w in range(4) if c >> w & 1) for c in code))
            for p in permutations(range(4))
        )

    expected = {smallest(code) for code in product(subsets, repeat=3)}
    found = [smallest(kind.columns) for kind in classes(4, 3, 2)]
    assert len(found) == len(expected)
    assert set(found) == expected
