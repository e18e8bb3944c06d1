"""Graphs to make codes of: vertices, edges, and the symmetries that are known of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from designs.algebra.arithmetic import prime_power
from designs.algebra.field import GF
from designs.errors import BadInput, require

Edge = tuple[int, int]
Permutation = tuple[int, ...]


@dataclass(frozen=True, slots=True, init=False)
class Graph:
    """An undirected graph on the vertices 0..vertices-1; repeated edges and loops are allowed.

    An edge is a pair (u, v) with u <= v; a loop (u, u) counts twice in the degree of u and in the
    adjacency matrix. Known automorphisms may be given; they are checked. Graphs are equal if their
    vertices and edges are.

    Raises:
        BadInput: no vertices, an edge to a vertex that is not there, or a permutation of the
            vertices that does not map edges to edges.

    Complexity: O(edges log edges), times one more than the automorphisms.

    >>> triangle = Graph("triangle", 3, [(0, 1), (1, 2), (2, 0)])
    >>> triangle.edges, triangle.degrees()
    (((0, 1), (0, 2), (1, 2)), (2, 2, 2))
    """

    name: str = field(compare=False)
    vertices: int
    edges: tuple[Edge, ...]
    automorphisms: tuple[Permutation, ...] = field(compare=False, repr=False)

    def __init__(
        self,
        name: str,
        vertices: int,
        edges: Iterable[Sequence[int]],
        automorphisms: Iterable[Sequence[int]] = (),
    ) -> None:
        require(vertices >= 1, f"a graph needs at least one vertex, got {vertices}")
        ordered = tuple(sorted((min(u, v), max(u, v)) for u, v in edges))
        for u, v in ordered:
            inside = 0 <= u <= v < vertices
            require(inside, f"an edge joins vertices 0..{vertices - 1}, got ({u}, {v})")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "vertices", vertices)
        object.__setattr__(self, "edges", ordered)
        known = tuple(tuple(int(x) for x in image) for image in automorphisms)
        for image in known:
            moved = len(image) == vertices and set(image) == set(range(vertices))
            kept = moved and self.moved_edges(image) == ordered
            require(kept, "an automorphism must permute the vertices and map edges to edges")
        object.__setattr__(self, "automorphisms", known)

    def moved_edges(self, image: Sequence[int]) -> tuple[Edge, ...]:
        """The edges after a permutation of the vertices, sorted.

        >>> Graph("edge", 3, [(0, 1)]).moved_edges((0, 2, 1))
        ((0, 2),)
        """
        pairs = ((image[u], image[v]) for u, v in self.edges)
        return tuple(sorted((min(pair), max(pair)) for pair in pairs))

    def degrees(self) -> tuple[int, ...]:
        """Degree of each vertex, loops counted twice.

        >>> Graph("path", 3, [(0, 1), (1, 2)]).degrees()
        (1, 2, 1)
        """
        counts = [0] * self.vertices
        for edge in self.edges:
            for v in edge:
                counts[v] += 1
        return tuple(counts)

    def degree(self) -> int:
        """The degree of a regular graph.

        Raises:
            BadInput: the degrees differ.

        >>> cycle(5).degree()
        2
        """
        low, high = min(self.degrees()), max(self.degrees())
        require(low == high, f"the graph must be regular, got degrees from {low} to {high}")
        return low

    def is_simple(self) -> bool:
        """Whether there are no loops and no repeated edges.

        >>> Graph("double edge", 2, [(0, 1), (1, 0)]).is_simple()
        False
        """
        return len(set(self.edges)) == len(self.edges) and all(u != v for u, v in self.edges)

    def adjacency(self) -> list[list[int]]:
        """The symmetric matrix of the numbers of edges; a loop adds 2 on the diagonal.

        >>> Graph("double edge", 2, [(0, 1), (1, 0)]).adjacency()
        [[0, 2], [2, 0]]
        """
        matrix = [[0] * self.vertices for _ in range(self.vertices)]
        for u, v in self.edges:
            matrix[u][v] += 1
            matrix[v][u] += 1
        return matrix

    def neighbours(self) -> list[list[int]]:
        """The neighbours of each vertex, with repetition.

        >>> Graph("path", 3, [(0, 1), (1, 2)]).neighbours()
        [[1], [0, 2], [1]]
        """
        lists: list[list[int]] = [[] for _ in range(self.vertices)]
        for u, v in self.edges:
            lists[u].append(v)
            lists[v].append(u)
        return lists

    def distances(self) -> tuple[int | None, ...]:
        """Distance of each vertex from vertex 0, None where there is no path.

        >>> Graph("path and point", 4, [(0, 1), (1, 2)]).distances()
        (0, 1, 2, None)
        """
        beside = self.neighbours()
        distance: list[int | None] = [None] * self.vertices
        distance[0] = 0
        layer, steps = [0], 0
        while layer:
            steps += 1
            reached = sorted({v for u in layer for v in beside[u] if distance[v] is None})
            for v in reached:
                distance[v] = steps
            layer = reached
        return tuple(distance)

    def is_connected(self) -> bool:
        """Whether every vertex can be reached from every other.

        >>> Graph("two points", 2, []).is_connected()
        False
        """
        return None not in self.distances()

    def sides(self) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """The two sides of a connected bipartite graph, that of vertex 0 first; else None.

        >>> cycle(4).sides(), cycle(5).sides()
        (((0, 2), (1, 3)), None)
        """
        distance = [d for d in self.distances() if d is not None]
        if len(distance) < self.vertices:
            return None
        if any(distance[u] % 2 == distance[v] % 2 for u, v in self.edges):
            return None
        even = tuple(v for v, d in enumerate(distance) if d % 2 == 0)
        return even, tuple(v for v, d in enumerate(distance) if d % 2)


def complete(vertices: int) -> Graph:
    """The complete graph: every two vertices are joined.

    >>> len(complete(5).edges)
    10
    """
    n = vertices
    require(n >= 2, f"a complete graph needs at least 2 vertices, got {n}")
    swap = (1, 0, *range(2, n))
    edges = combinations(range(n), 2)
    return Graph(f"complete graph on {n} vertices", n, edges, [_rotation(n, 1), swap])


def cycle(vertices: int) -> Graph:
    """The cycle through all vertices.

    >>> cycle(4).edges
    ((0, 1), (0, 3), (1, 2), (2, 3))
    """
    require(vertices >= 3, f"a cycle needs at least 3 vertices, got {vertices}")
    graph = circulant(vertices, [1])
    return Graph(f"cycle on {vertices} vertices", vertices, graph.edges, graph.automorphisms)


def circulant(vertices: int, steps: Sequence[int]) -> Graph:
    """The circulant graph: v is joined to v + s and v - s modulo n, for every step s.

    Rotation and reflection are automorphisms. It is connected if the steps and n have no common
    divisor.

    Raises:
        BadInput: no steps, or steps that are not different and between 1 and n/2.

    Complexity: O(n steps).

    >>> circulant(6, [1, 3]).degree()
    3
    """
    n = vertices
    fits = bool(steps) and all(1 <= s <= n // 2 for s in steps) and len(set(steps)) == len(steps)
    require(fits, f"steps must be different integers 1..{n // 2}, got {list(steps)}")
    pairs = {frozenset((v, (v + s) % n)) for v in range(n) for s in steps}
    name = f"circulant graph on {n} vertices with steps {', '.join(map(str, steps))}"
    return Graph(name, n, map(sorted, pairs), [_rotation(n, 1), tuple(-v % n for v in range(n))])


def petersen() -> Graph:
    """The Petersen graph: pairs of five things, joined if they are disjoint.

    >>> petersen().degree(), len(petersen().edges)
    (3, 15)
    """
    pairs = list(combinations(range(5), 2))
    number = {pair: i for i, pair in enumerate(pairs)}
    edges = [(number[a], number[b]) for a, b in combinations(pairs, 2) if not set(a) & set(b)]
    moves = [(1, 2, 3, 4, 0), (1, 0, 2, 3, 4)]
    images = [[number[min(m[a], m[b]), max(m[a], m[b])] for a, b in pairs] for m in moves]
    return Graph("Petersen graph", 10, edges, images)


def paley(order: int) -> Graph:
    """The Paley graph: the elements of GF(q), joined if their difference is a non-zero square.

    It is (q-1)/2-regular with the other eigenvalues ``(-1 +- sqrt(q))/2``. Translations and the
    multiplication by the square of a generator are automorphisms.

    Raises:
        BadInput: q is not a prime power that is 1 modulo 4.

    Complexity: O(q^2).
    Source: R. E. A. C. Paley (1933), for the squares; the graphs are folklore.

    >>> paley(5) == cycle(5), paley(9).degree()
    (True, 4)
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
    return Graph(f"Paley graph on {order} vertices", order, edges, images)


def _rotation(n: int, step: int) -> Permutation:
    return tuple((v + step) % n for v in range(n))
