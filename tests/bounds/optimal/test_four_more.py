"""All completions of a residual, against a plain enumeration."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
from thirteen import codes_without_large_overlaps, doubles_of, encoding

from bounds.optimal.four_more import codes_of, residual_of


def completions(residual, most):
    """The sets of four rows that complete a residual, by trying all of them."""
    halves = [[x for x in range(16) if x.bit_count() == 4 - c.bit_count()] for c in residual]
    uppers = np.array(list(product(*halves)))
    sums = np.stack([(uppers >> w & 1).sum(axis=1) for w in range(4)])
    found = set()
    for upper in uppers[(sums == 3).all(axis=0)].tolist():
        rows = [tuple(x >> w & 1 for x in upper) for w in range(4)]
        columns = [15, *(x | c << 4 for x, c in zip(upper, residual, strict=True))]
        apart = all((a & b).bit_count() <= 2 for a, b in combinations(columns, 2))
        if apart and max(doubles_of(columns, j) for j in range(13)) <= most:
            found.add(tuple(sorted(rows)))
    return found


def test_each_completion_is_met_once():
    doubles, columns = next(
        (doubles, columns)
        for columns in codes_without_large_overlaps(300, seed=3)
        if max(doubles := [doubles_of(columns, j) for j in range(13)]) == 6
    )
    residual, met = residual_of(columns, doubles.index(6)), np.zeros(1, np.int64)
    left = codes_of(residual, 6, 99.0, np.array([0b11111]), met)
    assert left == met[0] == len(completions(residual.tolist(), 6)) > 0
    assert codes_of(residual, 6, 0.5, np.array([0b11111]), met) == 0


def test_a_residual_is_what_the_others_hold():
    for columns in codes_without_large_overlaps(3, seed=4):
        whole, rest = np.array(encoding(columns, 13)), residual_of(columns, 5)
        others = [w for w in range(13) if not whole[w, 5]]
        assert np.array(encoding(rest, 9)).tolist() == np.delete(whole[others], 5, 1).tolist()
