"""Random regular and biregular graphs, all drawn by one chain of switches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from designs.codes.base import generator, require_size
from designs.codes.graphs import Edge, labelled
from designs.errors import VerificationError, require

if TYPE_CHECKING:
    from networkx import Graph

_SWITCHES_PER_EDGE = 20
_MOST_DRAWS = 200


def random_regular(vertices: int, degree: int, seed: int = 0, *, connected: bool = True) -> Graph:
    """A random simple graph in which every vertex has the same degree, as a `networkx.Graph`.

    From a circulant graph random `switch` steps are tried 20 times per edge, and again until the
    graph is connected, unless any graph will do. The chain is symmetric and connects all simple
    graphs of the same degrees, so its stationary distribution is uniform. How fast it mixes is not
    proved. The same seed draws one graph if it must be connected and another if not.

    Raises:
        BadInput: not ``2 <= d < n`` (or n = 2, d = 1, or d = 1 where any graph will do), n d is
            odd, or a negative seed.
        VerificationError: no connected graph was met.

    Complexity: O(n d) switches.
    Source: that the chain connects all graphs is a classical theorem on degree sequences, from
    memory; the tests see it on all small graphs.

    >>> graph = random_regular(10, 3, seed=1)
    >>> graph.name, set(dict(graph.degree).values())
    ('random 3-regular graph on 10 vertices, seed 1', {3})
    """
    n, d = vertices, degree
    least = 2 if connected and n != 2 else 1
    require(least <= d < n, f"the degree must be {least}..{n - 1} for {n} vertices, got {d}")
    require(
        n * d % 2 == 0,
        f"vertices * degree must be even, got {n} * {d}; "
        f"take {n - 1} or {n + 1} vertices, or degree {d - 1}",
    )
    random, name = generator(seed), f"random {d}-regular graph on {n} vertices, seed {seed}"
    edges = _circulant(n, d)
    if not connected:
        switch(edges, random)
        return labelled(name, n, edges)
    edges = sorted((min(edge), max(edge)) for edge in edges)
    return _connected(name, n, (switch(edges, random, ordered=True) for _ in range(_MOST_DRAWS)))


def random_bipartite(vertices: int, degree: int, seed: int = 0) -> Graph:
    """A random connected simple bipartite regular graph; one side is the first half.

    Raises:
        BadInput: an odd number of vertices, not ``2 <= d <= n/2`` (or n = 2, d = 1), or a negative
            seed.
        VerificationError: no connected graph was met.

    Complexity: that of `biregular`, per draw.

    >>> graph = random_bipartite(8, 3, seed=2)
    >>> sorted(v for u in range(4) for v in graph[u]) == sorted([4, 5, 6, 7] * 3)
    True
    """
    n, d = vertices // 2, degree
    require(vertices % 2 == 0, f"the two sides must be equal, got {vertices} vertices")
    fits = 2 <= d <= n or n == d == 1
    require(fits, f"the degree must be 2..{n} for {n} vertices on each side, got {d}")
    require_size(n, n)
    name = f"random {d}-regular bipartite graph on {vertices} vertices, seed {seed}"
    draws = generator(seed).integers(0, 1 << 31, size=_MOST_DRAWS).tolist()
    return _connected(name, vertices, (biregular(n, n, d, draw) for draw in draws))


def biregular(left: int, right: int, degree: int, seed: int = 0) -> list[Edge]:
    """Edges of a random simple bipartite graph; every vertex on the right has this degree.

    Vertices are 0..left-1 on the left, and the following ones on the right. The degrees on the left
    are equal too if ``left`` divides ``right * degree``. From a cyclic placement `switch` steps are
    tried 20 times per edge.

    Raises:
        BadInput: the seed is negative.

    Complexity: O(right degree) switches.
    Source: H. J. Ryser, Canad. J. Math. 9 (1957) 371-377, for connectedness of the chain.

    >>> sorted(biregular(4, 2, 2))
    [(0, 5), (1, 4), (2, 4), (3, 5)]
    """
    d = degree
    edges = sorted(((j * d + i) % left, left + j) for j in range(right) for i in range(d))
    return switch(edges, generator(seed), ordered=True, turned=False)


def switch(
    edges: list[Edge], random: np.random.Generator, *, ordered: bool = False, turned: bool = True
) -> list[Edge]:
    """Random switches ``ab, cd -> ac, bd`` in place; degrees and simplicity stay.

    Two edges are drawn 20 times per edge, and which end of the second is c, unless they are never
    ``turned``: then c is its second end, which keeps the sides of a bipartite graph. A switch that
    would make a loop or a repeated edge is not done. Of ``ordered`` edges the first end is the
    lower one, and stays so. Both decide which graph a seed draws.

    Complexity: O(edges).

    >>> sorted(switch([(0, 2), (1, 3)], generator(1), ordered=True, turned=False))
    [(0, 2), (1, 3)]
    """
    present, count = {frozenset(edge) for edge in edges}, len(edges)
    tries = random.integers(0, count, size=(_SWITCHES_PER_EDGE * count, 2)).tolist()
    turns = random.integers(0, 2, size=len(tries)).tolist() if turned else [0] * len(tries)
    for (i, j), turn in zip(tries, turns, strict=True):
        (a, b), (c, d) = edges[i], edges[j][:: -1 if turn != ordered else 1]
        first, second = frozenset((a, c)), frozenset((b, d))
        if len({a, b, c, d}) < 4 or first in present or second in present:
            continue
        present -= {frozenset(edges[i]), frozenset(edges[j])}
        present |= {first, second}
        edges[i] = (c, a) if ordered and c < a else (a, c)
        edges[j] = (d, b) if ordered and d < b else (b, d)
    return edges


def _circulant(n: int, d: int) -> list[Edge]:
    """A regular graph to start from: near neighbours on a circle, and opposite ones if d is odd."""
    near = [(a, (a + i) % n) for a in range(n) for i in range(1, d // 2 + 1)]
    return near + [(a, a + n // 2) for a in range(n // 2) if d % 2]


def _connected(name: str, vertices: int, draws: Iterable[list[Edge]]) -> Graph:
    """The first graph drawn that is connected."""
    from networkx import is_connected

    graphs = (labelled(name, vertices, edges) for edges in draws)
    if found := next(filter(is_connected, graphs), None):
        return found
    raise VerificationError(f"none of {_MOST_DRAWS} draws was connected: try another seed.")
