"""Codes from random sparse supports."""

from __future__ import annotations

from math import gcd

import numpy as np

from designs.codes.base import GradientCode, generator, require_replication, require_size
from designs.codes.family import family
from designs.errors import require

_SWITCHES_PER_ENTRY = 20


@family(
    "random-biregular",
    example={"workers": 6, "partitions": 4, "replication": 3, "seed": 2},
    after="cyclic-repetition-float",
)
def random_biregular(
    workers: int, partitions: int, replication: int, seed: int = 0
) -> GradientCode:
    """A random 0/1 encoding with constant load and constant replication.

    Every partition is on d = replication workers and every worker holds k d/n partitions. Starting
    from a cyclic placement, random switches ``1 . / . 1 -> . 1 / 1 .`` are tried 20 times per
    entry; the chain is symmetric and connected, so its stationary distribution is uniform. How fast
    it mixes is not proved.

    Raises:
        BadInput: d is not 1..n, the seed is negative, or n does not divide k d (with the nearest k
            that works).

    Complexity: O(k d) switches.
    Source: H. J. Ryser, Canad. J. Math. 9 (1957) 371-377, for connectedness.

    >>> code = random_biregular(6, 4, 3, seed=2)
    >>> code.load(), code.replication()
    ((2, 2, 2, 2, 2, 2), (3, 3, 3, 3))
    """
    n, k, d = workers, partitions, replication
    require_replication(n, d)
    require(k >= 1, f"partitions must be at least 1, got {k}")
    require_size(n, k)
    step = n // gcd(n, d)
    nearest = max(step, round(k / step) * step)
    require(
        k * d % n == 0,
        f"partitions * replication must be a multiple of the workers, got {k} * {d} and {n}; "
        f"the nearest number of partitions is {nearest}",
    )
    matrix = np.zeros((n, k), dtype=np.int64)
    for j in range(k):
        matrix[(j * d + np.arange(d)) % n, j] = 1
    _switch(matrix, generator(seed))
    return GradientCode(
        matrix.tolist(),
        f"random biregular, seed {seed}",
        {
            "family": "random-biregular",
            "workers": n,
            "partitions": k,
            "replication": d,
            "seed": seed,
        },
    )


def _switch(
    matrix: np.ndarray[tuple[int, int], np.dtype[np.int64]], random: np.random.Generator
) -> None:
    """Random switches in place; row and column sums stay."""
    rows, columns = np.nonzero(matrix)
    count = len(rows)
    for first, second in random.integers(0, count, size=(_SWITCHES_PER_ENTRY * count, 2)):
        w1, j1, w2, j2 = rows[first], columns[first], rows[second], columns[second]
        if matrix[w1, j2] or matrix[w2, j1]:
            continue
        matrix[w1, j1] = matrix[w2, j2] = 0
        matrix[w1, j2] = matrix[w2, j1] = 1
        columns[first], columns[second] = j2, j1
