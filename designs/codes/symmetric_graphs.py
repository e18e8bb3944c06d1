"""Graphs with known symmetries: complete ones, circulants, those of Petersen and Paley."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.codes.graphs import Permutation, labelled
from designs.errors import BadInput, require

if TYPE_CHECKING:
    from networkx import Graph


def complete(vertices: int) -> Graph:
    """The complete graph: every two vertices are joined.

    >>> len(complete(5).edges)
    10
    """
    n = vertices
    require(n >= 2, f"a complete graph needs at least 2 vertices, got {n}")
    swap = (1, 0, *range(2, n))
    name, edges = f"complete graph on {n} vertices", combinations(range(n), 2)
    return labelled(name, n, edges, [_rotation(n), swap])


def cycle(vertices: int) -> Graph:
    """The cycle through all vertices.

    >>> list(cycle(4).edges)
    [(0, 1), (0, 3), (1, 2), (2, 3)]
    """
    require(vertices >= 3, f"a cycle needs at least 3 vertices, got {vertices}")
    graph = circulant(vertices, [1])
    graph.name = f"cycle on {vertices} vertices"
    return graph


def circulant(vertices: int, steps: Sequence[int]) -> Graph:
    """The circulant graph: v is joined to v + s and v - s modulo n, for every step s.

    Rotation and reflection are automorphisms. It is connected if the steps and n have no common
    divisor.

    Raises:
        BadInput: no steps, or steps that are not different and between 1 and n/2.

    Complexity: O(n steps).

    >>> set(dict(circulant(6, [1, 3]).degree).values())
    {3}
    """
    n = vertices
    fits = bool(steps) and all(1 <= s <= n // 2 for s in steps) and len(set(steps)) == len(steps)
    require(fits, f"steps must be different integers 1..{n // 2}, got {list(steps)}")
    edges = [(v, (v + s) % n) for v in range(n) for s in steps]
    name = f"circulant graph on {n} vertices with steps {', '.join(map(str, steps))}"
    return labelled(name, n, edges, [_rotation(n), tuple(-v % n for v in range(n))])


def petersen() -> Graph:
    """The Petersen graph: pairs of five things, joined if they are disjoint.

    >>> len(petersen()), len(petersen().edges)
    (10, 15)
    """
    pairs = list(combinations(range(5), 2))
    number = {pair: i for i, pair in enumerate(pairs)}
    edges = [(number[a], number[b]) for a, b in combinations(pairs, 2) if not set(a) & set(b)]
    moves = [(1, 2, 3, 4, 0), (1, 0, 2, 3, 4)]
    images = [[number[min(m[a], m[b]), max(m[a], m[b])] for a, b in pairs] for m in moves]
    return labelled("Petersen graph", 10, edges, images)


def paley(order: int) -> Graph:
    """The Paley graph: the elements of GF(q), joined if their difference is a non-zero square.

    It is (q-1)/2-regular with the other eigenvalues ``(-1 +- sqrt(q))/2``. Translations and the
    multiplication by the square of a generator are automorphisms.

    Raises:
        BadInput: q is not a prime power that is 1 modulo 4.

    Complexity: O(q^2).
    Source: R. E. A. C. Paley (1933), for the squares; the graphs are folklore.

    >>> paley(5).edges == cycle(5).edges, len(paley(9).edges)
    (True, 18)
    """
    fits = order % 4 == 1 and prime_power(order) is not None
    if not fits:
        near = [q for q in range(max(5, order - 12), order + 13) if q % 4 == 1 and prime_power(q)]
        near = sorted(near, key=lambda q: abs(q - order))[:2]
        raise BadInput(
            f"a Paley graph needs a prime power that is 1 modulo 4, got {order}; "
            f"the nearest are {' and '.join(map(str, sorted(near)))}"
        )
    gf = GF(order)
    x = np.arange(order)
    squares = gf.exp[::2]
    edges = [(v, w) for v in range(order) for w in gf.add(v, squares).tolist() if v < w]
    steps = [gf.characteristic**i for i in range(gf.degree)]
    images = [gf.add(x, step).tolist() for step in steps]
    images.append(gf.multiply(x, gf.exp[2 % (order - 1)]).tolist())
    return labelled(f"Paley graph on {order} vertices", order, edges, images)


def _rotation(n: int) -> Permutation:
    return tuple((v + 1) % n for v in range(n))
