"""Codes from random sparse supports."""

from __future__ import annotations

from math import gcd

from designs.codes.base import GradientCode, require_replication, require_size
from designs.codes.family import family
from designs.codes.random_graphs import biregular, random_regular
from designs.errors import require


@family(
    "random-biregular",
    example={"workers": 6, "partitions": 4, "replication": 3, "seed": 2},
    after="cyclic-repetition-float",
)
def random_biregular(
    workers: int, partitions: int, replication: int, seed: int = 0
) -> GradientCode:
    """A random 0/1 encoding with constant load and constant redundancy.

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
    matrix = [[0] * k for _ in range(n)]
    for w, v in biregular(n, k, d, seed):
        matrix[w][v - n] = 1
    return GradientCode(
        matrix,
        f"random biregular, seed {seed}",
        {
            "family": "random-biregular",
            "workers": n,
            "partitions": k,
            "replication": d,
            "seed": seed,
        },
    )


@family(
    "regular-graph",
    example={"workers": 8, "replication": 3, "seed": 2},
    after="regularised-bernoulli",
)
def regular_graph(workers: int, replication: int, seed: int = 0) -> GradientCode:
    """The code of a random regular graph: worker w holds the partitions that are its neighbours.

    The encoding is the adjacency matrix of a `designs.codes.random_graphs.random_regular` graph,
    connected or not, on n = k vertices, so load and redundancy are d = replication. Without loops
    no worker holds the partition of its own number.

    Raises:
        BadInput: d is not 1..n-1, n d is odd (with the nearest n that works), or a negative seed.

    Complexity: O(n d) switches and O(n^2) memory.
    Source: Z. Charles, D. Papailiopoulos and J. Ellenberg, Approximate gradient coding via sparse
    random graphs (2017).

    >>> code = regular_graph(6, 3, seed=1)
    >>> code.load(), code.replication()
    ((3, 3, 3, 3, 3, 3), (3, 3, 3, 3, 3, 3))
    """
    n, d = workers, replication
    require_size(n, n)
    require(1 <= d < n, f"replication must be 1..workers-1, got replication={d}, workers={n}")
    require(
        n * d % 2 == 0,
        f"workers * replication must be even, got {n} * {d}; the nearest numbers of workers are "
        f"{n - 1} and {n + 1}",
    )
    matrix = [[0] * n for _ in range(n)]
    for a, b in random_regular(n, d, seed, connected=False).edges:
        matrix[a][b] = matrix[b][a] = 1
    return GradientCode(
        matrix,
        f"regular graph, seed {seed}",
        {"family": "regular-graph", "workers": n, "replication": d, "seed": seed},
    )
