"""Random codes of thirteen workers with sums 4, as columns of bits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, count

import numpy as np
from numpy.typing import NDArray

from designs.codes import random_biregular


def codes_without_large_overlaps(many: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """So many random codes of which no two columns have more than two holders in common."""
    found = 0
    for draw in count(1000 * seed):
        rows = np.array(random_biregular(13, 13, 4, draw).encoding, dtype=np.int64)
        columns = (rows.T * (1 << np.arange(13))).sum(axis=1)
        if all((a & b).bit_count() <= 2 for a, b in combinations(columns.tolist(), 2)):
            yield columns
            found += 1
        if found == many:
            return


def doubles_of(columns: Sequence[int] | NDArray[np.int64], j: int) -> int:
    """With how many others a column has two holders in common."""
    several = [int(c) for c in columns]
    return sum((c & several[j]).bit_count() == 2 for i, c in enumerate(several) if i != j)


def encoding(columns: Sequence[int] | NDArray[np.int64], rows: int) -> list[list[int]]:
    """The matrix of columns of bits."""
    return [[int(c) >> w & 1 for c in columns] for w in range(rows)]
