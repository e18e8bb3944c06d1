"""Random regular graphs, and the code whose encoding is the adjacency matrix of one."""

from __future__ import annotations

import numpy as np

from designs.codes.base import GradientCode, generator, require_size
from designs.codes.family import family
from designs.errors import require

Edge = tuple[int, int]
_SWITCHES_PER_EDGE = 20


@family(
    "regular-graph",
    example={"workers": 8, "replication": 3, "seed": 2},
    after="regularised-bernoulli",
)
def regular_graph(workers: int, replication: int, seed: int = 0) -> GradientCode:
    """The code of a random regular graph: worker w holds the partitions that are its neighbours.

    The encoding is the adjacency matrix of a `random_regular_graph` on n = k vertices, so load and
    redundancy are d = replication. Without loops no worker holds the partition of its own number.

    Raises:
        BadInput: d is not 1..n-1, n d is odd (with the nearest n that works), or a negative seed.

    Complexity: O(n d) switches and O(n^2) memory.
    Source: Z. Charles, D. Papailiopoulos and J. Ellenberg, Approximate gradient coding via sparse
    random graphs (2017).

    >>> code = regular_graph(6, 3, seed=1)
    >>> code.load(), code.replication()
    ((3, 3, 3, 3, 3, 3), (3, 3, 3, 3, 3, 3))
    """
    n = workers
    require_size(n, n)
    matrix = [[0] * n for _ in range(n)]
    for a, b in random_regular_graph(n, replication, seed):
        matrix[a][b] = matrix[b][a] = 1
    return GradientCode(
        matrix,
        f"regular graph, seed {seed}",
        {"family": "regular-graph", "workers": n, "replication": replication, "seed": seed},
    )


def random_regular_graph(vertices: int, degree: int, seed: int = 0) -> tuple[Edge, ...]:
    """The edges (a, b), a < b, of a random simple graph in which every vertex has this degree.

    Starting from a circulant graph, random switches ``ab, cd -> ac, bd`` are tried 20 times per
    edge; those that would make a loop or a double edge are not done. The chain is symmetric and
    connects all simple graphs of the same degrees, so its stationary distribution is uniform. How
    fast it mixes is not proved.

    Raises:
        BadInput: the degree is not 1..n-1, n times the degree is odd, or a negative seed.

    Complexity: O(n d) switches.
    Source: connectedness is a classical theorem on degree sequences, from memory; the tests see it
    on all small graphs.

    >>> random_regular_graph(4, 3)
    ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
    """
    n, d = vertices, degree
    require(1 <= d < n, f"replication must be 1..workers-1, got replication={d}, workers={n}")
    require(
        n * d % 2 == 0,
        f"workers * replication must be even, got {n} * {d}; the nearest numbers of workers are "
        f"{n - 1} and {n + 1}",
    )
    edges, random = _circulant(n, d), generator(seed)
    _switch(edges, random)
    return tuple(sorted((min(e), max(e)) for e in edges))


def _circulant(n: int, d: int) -> list[Edge]:
    """A regular graph to start from: near neighbours on a circle, and opposite ones if d is odd."""
    near = [(a, (a + i) % n) for a in range(n) for i in range(1, d // 2 + 1)]
    return near + [(a, a + n // 2) for a in range(n // 2) if d % 2]


def _switch(edges: list[Edge], random: np.random.Generator) -> None:
    """Random switches in place; all degrees stay."""
    size, present = len(edges), {frozenset(e) for e in edges}
    tries = random.integers(0, size, size=(_SWITCHES_PER_EDGE * size, 2)).tolist()
    turns = random.integers(0, 2, size=len(tries)).tolist()
    for (first, second), turn in zip(tries, turns, strict=True):
        (a, b), (c, d) = edges[first], edges[second][:: 1 - 2 * turn]
        new = frozenset((a, c)), frozenset((b, d))
        if len({a, b, c, d}) < 4 or present & set(new):
            continue
        present -= {frozenset((a, b)), frozenset((c, d))}
        present |= set(new)
        edges[first], edges[second] = (a, c), (b, d)
