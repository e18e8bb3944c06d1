"""Expanding graphs: those of Margulis, and those of Lubotzky, Phillips and Sarnak."""

from __future__ import annotations

from itertools import product
from math import isqrt
from typing import TYPE_CHECKING

from designs.algebra.arithmetic import is_prime, legendre
from designs.codes.base import require_size
from designs.codes.graphs import labelled
from designs.errors import VerificationError, require

if TYPE_CHECKING:
    from networkx import MultiGraph

Matrix = tuple[int, int, int, int]


def margulis(vertices: int) -> MultiGraph:
    """The 8-regular graph of Margulis on the pairs (x, y) modulo m, with n = m^2 vertices.

    (x, y) is joined to ``(x +- 2y, y)``, ``(x +- (2y+1), y)``, ``(x, y +- 2x)`` and
    ``(x, y +- (2x+1))``; the vertex is number ``x m + y``. There are loops and repeated edges. The
    known bound on the other eigenvalues is ``5 sqrt(2)``.

    Raises:
        BadInput: n is not the square of an integer from 2 on, with the nearest squares.

    Complexity: O(n).
    Source: G. A. Margulis (1973); O. Gabber, Z. Galil, Explicit constructions of linear-sized
    superconcentrators (1981), for the eight maps; the bound is quoted from memory, not proved here.

    >>> len(margulis(9)), set(dict(margulis(9).degree).values())
    (9, {8})
    """
    import networkx as nx

    m = isqrt(max(vertices, 0))
    require(
        m >= 2 and m * m == vertices,
        f"a Margulis graph has a square number of vertices from 4 on, got {vertices}; "
        f"the nearest are {max(m, 2) ** 2} and {(max(m, 2) + 1) ** 2}",
    )
    pairs = nx.margulis_gabber_galil_graph(m)
    graph = nx.convert_node_labels_to_integers(pairs, ordering="sorted")
    graph.name = f"Margulis graph on {vertices} vertices"
    swap = tuple(y * m + x for x, y in product(range(m), repeat=2))
    graph.graph["automorphisms"] = (swap,)
    return graph


def lps(prime: int, modulus: int) -> MultiGraph:
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
    >>> len(graph), set(dict(graph.degree).values())
    (120, {14})
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
    return labelled(f"Ramanujan graph X^({p},{q})", order, edges, images, repeated=True)


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
