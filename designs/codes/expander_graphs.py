"""Expanding graphs: random regular ones, those of Margulis, and those of Lubotzky et al."""

from __future__ import annotations

from itertools import product
from math import isqrt

import numpy as np

from designs.algebra.arithmetic import is_prime, legendre
from designs.codes.base import generator, require_size
from designs.codes.graphs import Edge, Graph
from designs.codes.sparse import random_biregular
from designs.errors import VerificationError, require

Matrix = tuple[int, int, int, int]
_SWITCHES_PER_EDGE = 20
_MOST_DRAWS = 200


def random_regular(vertices: int, degree: int, seed: int = 0) -> Graph:
    """A random connected simple graph in which every vertex has the same degree.

    From a circulant graph random switches ``a-b, c-d -> a-d, c-b`` are tried 20 times per edge, and
    again until the graph is connected. How fast the chain mixes is not proved.

    Raises:
        BadInput: not ``2 <= d < n`` (or n = 2, d = 1), n d is odd, or a negative seed.
        VerificationError: no connected graph was met.

    Complexity: O(n d) switches.

    >>> graph = random_regular(10, 3, seed=1)
    >>> graph.degree(), graph.is_simple(), graph.is_connected()
    (3, True, True)
    """
    n, d = vertices, degree
    fits = 2 <= d < n or (n, d) == (2, 1)
    require(fits, f"the degree must be 2..{n - 1} for {n} vertices, got {d}")
    require(
        n * d % 2 == 0,
        f"vertices * degree must be even, got {n} * {d}; "
        f"take {n - 1} or {n + 1} vertices, or degree {d - 1}",
    )
    random = generator(seed)
    steps = [*range(1, d // 2 + 1), *([n // 2] if d % 2 else [])]
    edges = sorted({(min(v, w), max(v, w)) for v in range(n) for w in ((v + s) % n for s in steps)})
    for _ in range(_MOST_DRAWS):
        _switch(edges, random)
        graph = Graph(f"random {d}-regular graph on {n} vertices, seed {seed}", n, edges)
        if graph.is_connected():
            return graph
    raise VerificationError(f"none of {_MOST_DRAWS} draws was connected: try another seed.")


def _switch(edges: list[Edge], random: np.random.Generator) -> None:
    """Random switches in place that keep degrees and simplicity."""
    present, count = set(edges), len(edges)
    draws = random.integers(0, count, size=(_SWITCHES_PER_EDGE * count, 2)).tolist()
    turns = random.integers(0, 2, size=len(draws)).tolist()
    for (i, j), turn in zip(draws, turns, strict=True):
        (a, b), (c, d) = edges[i], edges[j][:: -1 if turn else 1]
        first, second = (min(a, d), max(a, d)), (min(c, b), max(c, b))
        if len({a, b, c, d}) < 4 or first in present or second in present:
            continue
        present -= {edges[i], edges[j]}
        present |= {first, second}
        edges[i], edges[j] = first, second


def random_bipartite(vertices: int, degree: int, seed: int = 0) -> Graph:
    """A random connected simple bipartite regular graph; one side is the first half.

    Raises:
        BadInput: an odd number of vertices, not ``2 <= d <= n/2`` (or n = 2, d = 1), or a negative
            seed.
        VerificationError: no connected graph was met.

    Complexity: that of `designs.codes.random_biregular`, per draw.

    >>> random_bipartite(8, 3, seed=2).sides()
    ((0, 1, 2, 3), (4, 5, 6, 7))
    """
    n, d = vertices // 2, degree
    require(vertices % 2 == 0, f"the two sides must be equal, got {vertices} vertices")
    fits = 2 <= d <= n or n == d == 1
    require(fits, f"the degree must be 2..{n} for {n} vertices on each side, got {d}")
    name = f"random {d}-regular bipartite graph on {vertices} vertices, seed {seed}"
    for draw in generator(seed).integers(0, 1 << 31, size=_MOST_DRAWS).tolist():
        rows = random_biregular(n, n, d, draw).encoding
        edges = [(u, n + v) for u, row in enumerate(rows) for v, x in enumerate(row) if x]
        graph = Graph(name, vertices, edges)
        if graph.is_connected():
            return graph
    raise VerificationError(f"none of {_MOST_DRAWS} draws was connected: try another seed.")


def margulis(vertices: int) -> Graph:
    """The 8-regular graph of Margulis on the pairs (x, y) modulo m, with n = m^2 vertices.

    (x, y) is joined to ``(x +- 2y, y)``, ``(x +- (2y+1), y)``, ``(x, y +- 2x)`` and
    ``(x, y +- (2x+1))``; the vertex is number ``x m + y``. There are loops and repeated edges. The
    known bound on the other eigenvalues is ``5 sqrt(2)``.

    Raises:
        BadInput: n is not the square of an integer from 2 on, with the nearest squares.

    Complexity: O(n).
    Source: G. A. Margulis (1973); O. Gabber, Z. Galil, Explicit constructions of linear-sized
    superconcentrators (1981), for the eight maps; the bound is quoted from memory, not proved here.

    >>> margulis(9).degree(), margulis(9).is_simple(), margulis(9).is_connected()
    (8, False, True)
    """
    m = isqrt(max(vertices, 0))
    require(
        m >= 2 and m * m == vertices,
        f"a Margulis graph has a square number of vertices from 4 on, got {vertices}; "
        f"the nearest are {max(m, 2) ** 2} and {(max(m, 2) + 1) ** 2}",
    )
    edges = []
    for x, y in product(range(m), repeat=2):
        beside = [(x + 2 * y, y), (x + 2 * y + 1, y), (x, y + 2 * x), (x, y + 2 * x + 1)]
        edges += [(x * m + y, a % m * m + b % m) for a, b in beside]
    swap = [y * m + x for x, y in product(range(m), repeat=2)]
    return Graph(f"Margulis graph on {vertices} vertices", vertices, edges, [swap])


def lps(prime: int, modulus: int) -> Graph:
    """The Ramanujan graph X^{p,q} of Lubotzky, Phillips and Sarnak, of degree p + 1.

    The p + 1 solutions of ``a^2 + b^2 + c^2 + d^2 = p`` with a > 0 odd and b, c, d even give
    matrices ``(a + ib, c + id; -c + id, a - ib)`` modulo q, with ``i^2 = -1``. They generate
    PSL(2, q) if p is a square modulo q, and PGL(2, q) if not; their Cayley graph is the graph, and
    it is bipartite in the second case. For ``q^2 < 4 p`` there may be loops and repeated edges.
    Multiplications from the right by elements of the group are automorphisms. That all elements
    are reached, hence that it is connected, is counted.

    Raises:
        BadInput: p and q are not different primes that are 1 modulo 4.

    Complexity: O(p q^3).
    Source: A. Lubotzky, R. Phillips, P. Sarnak, Ramanujan graphs, Combinatorica 8 (1988).

    >>> graph = lps(13, 5)
    >>> graph.vertices, graph.degree(), graph.sides() is None
    (120, 14, False)
    """
    p, q = prime, modulus
    for x in (p, q):
        fits = x % 4 == 1 and is_prime(x)
        require(fits, f"p and q must be primes that are 1 modulo 4 (5, 13, 17, 29, ...), got {x}")
    require(p != q, f"p and q must be different, got both {p}")
    order = q * (q * q - 1) // (2 if legendre(p, q) == 1 else 1)
    require_size(order, p + 1)
    steps = _quaternions(p, q)
    number: dict[Matrix, int] = {(1, 0, 0, 1): 0}
    elements: list[Matrix] = [(1, 0, 0, 1)]
    edges = []
    for u, g in enumerate(elements):  # grows while it is read
        for step in steps:
            h = _times(step, g, q)
            if h not in number:
                number[h] = len(elements)
                elements.append(h)
            edges.append((u, number[h]))
    if len(elements) != order:
        raise VerificationError(f"the group must have {order} elements, reached {len(elements)}.")
    moves: list[Matrix] = [(1, 1, 0, 1), (0, 1, q - 1, 0), steps[0]]
    images = [[number[_times(g, move, q)] for g in elements] for move in moves]
    return Graph(f"Ramanujan graph X^({p},{q})", order, edges, images)


def _quaternions(p: int, q: int) -> list[Matrix]:
    """One of each conjugate pair of the p + 1 integral quaternions of norm p, as a matrix."""
    root = next(x for x in range(2, q) if (x * x + 1) % q == 0)
    top = isqrt(p)
    even = range(-top + top % 2, top + 1, 2)
    found = []
    for b, c, d in product(even, repeat=3):
        a = isqrt(max(p - b * b - c * c - d * d, 0))
        if a % 2 and a * a + b * b + c * c + d * d == p and (b, c, d) > (0, 0, 0):
            entries = (a + root * b, c + root * d, -c + root * d, a - root * b)
            found.append(_normal(entries, q))
    if 2 * len(found) != p + 1:
        raise VerificationError(f"there must be {p + 1} quaternions, found {2 * len(found)}.")
    return found


def _times(x: Matrix, y: Matrix, q: int) -> Matrix:
    a, b, c, d = x
    e, f, g, h = y
    return _normal((a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h), q)


def _normal(x: tuple[int, int, int, int], q: int) -> Matrix:
    """The multiple of an invertible matrix whose first non-zero entry is 1."""
    first = next(entry % q for entry in x if entry % q)
    scale = pow(first, -1, q)
    a, b, c, d = x
    return a * scale % q, b * scale % q, c * scale % q, d * scale % q
