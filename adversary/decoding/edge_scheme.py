"""Decoding of edge schemes: exact error and optimal weights from components, in linear time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from adversary.decoding.decoder import decoder
from adversary.decoding.error import survivors_of
from designs.algebra.linear import Rational, plain
from designs.codes import GradientCode
from designs.errors import require

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a graph with a spanning tree, searched from its first vertex.

    ``order`` lists the vertices, parents before children; ``parent[i]`` is the edge that leads to
    vertex ``order[i]`` (-1 for the root); ``side[v]`` is the parity of the depth of v; ``odd`` is
    an edge between vertices of one side, None if the component is bipartite.

    >>> next(components(2, [(0, 1)])).order
    (0, 1)
    """

    order: tuple[int, ...]
    parent: tuple[int, ...]
    side: dict[int, int]
    odd: int | None

    def sizes(self) -> tuple[int, int]:
        """Vertices at even depth, and at odd depth."""
        deep = sum(self.side[v] for v in self.order)
        return len(self.order) - deep, deep

    def error(self) -> Fraction:
        """The error of a component: ``(a-b)^2/(a+b)`` for sides a and b, 0 if it has none."""
        a, b = self.sizes()
        return Fraction((a - b) ** 2, a + b) if self.odd is None else Fraction(0)

    def targets(self) -> tuple[Fraction, Fraction]:
        """The decoded coefficients of partitions at even and odd depth: ``2b/(a+b), 2a/(a+b)``.

        Both are 1 if there is an odd cycle.
        """
        a, b = self.sizes()
        if self.odd is not None:
            return Fraction(1), Fraction(1)
        return Fraction(2 * b, a + b), Fraction(2 * a, a + b)


def components(vertices: int, edges: Sequence[Edge]) -> Iterator[Component]:
    """The components of a graph without loops, by breadth first search.

    Written out, since it is called for each set of stragglers: networkx takes 2 to 10 times as
    long.

    Complexity: O(vertices + edges).

    >>> [(c.order, c.odd) for c in components(4, [(0, 1), (1, 2), (0, 2)])]
    [((0, 1, 2), 1), ((3,), None)]
    """
    beside: list[list[tuple[int, int]]] = [[] for _ in range(vertices)]
    for e, (u, v) in enumerate(edges):
        beside[u].append((v, e))
        beside[v].append((u, e))
    side: dict[int, int] = {}
    for root in range(vertices):
        if root in side:
            continue
        side[root] = 0
        order, parent, odd = [root], [-1], None
        for u in order:  # grows while it is read
            for v, e in beside[u]:
                if v not in side:
                    side[v] = 1 - side[u]
                    order.append(v)
                    parent.append(e)
                elif side[v] == side[u]:
                    odd = e
        yield Component(tuple(order), tuple(parent), {v: side[v] for v in order}, odd)


def imbalance_error(vertices: int, edges: Sequence[Edge]) -> Rational:
    """The optimal error when these edges survive: ``sum (a-b)^2/(a+b)`` over components.

    The sum is over the bipartite components, a and b being the sizes of their sides; an isolated
    vertex counts 1.

    Complexity: O(vertices + edges).
    Source: M. Glasgow, M. Wootters (2020), for decoding on graphs; the formula is derived in
    docs/why-it-is-true.md.

    >>> imbalance_error(4, [(0, 1), (0, 2)])
    Fraction(4, 3)
    """
    return plain(sum((part.error() for part in components(vertices, edges)), Fraction(0)))


def imbalance_weights(vertices: int, edges: Sequence[Edge]) -> tuple[Rational, ...]:
    """Optimal weights of these edges, zero outside a spanning tree and one odd cycle of each part.

    In a tree the weights follow from the leaves upwards: the edge above v carries what is missing
    at v. At the root nothing is missing in a bipartite component, since both sides need the same in
    total; otherwise the edge that closes an odd cycle takes half of it.

    Complexity: O(vertices + edges).
    Source: derived in docs/why-it-is-true.md.

    >>> imbalance_weights(3, [(0, 1), (0, 2)]), imbalance_weights(3, [(0, 1), (1, 2), (0, 2)])
    ((Fraction(2, 3), Fraction(2, 3)), (Fraction(1, 2), Fraction(1, 2), Fraction(1, 2)))
    """
    weights = [Fraction(0)] * len(edges)
    for part in components(vertices, edges):
        even, deep = part.targets()
        need = {v: deep if part.side[v] else even for v in part.order}
        if part.odd is not None:
            a, b = part.sizes()
            u, v = edges[part.odd]
            half = Fraction(b - a if part.side[u] else a - b, 2)
            weights[part.odd] = half
            need[u] -= half
            need[v] -= half
        for v, e in zip(reversed(part.order), reversed(part.parent), strict=True):
            if e >= 0:
                weights[e] = need[v]
                need[sum(edges[e]) - v] -= need[v]
    return tuple(map(plain, weights))


def edges_of(code: GradientCode) -> tuple[Edge, ...]:
    """The graph of an edge scheme: the two partitions that each worker sums.

    Raises:
        BadInput: a worker does not send a multiple of the sum of two partitions.

    Complexity: O(n k).

    >>> edges_of(GradientCode([[1, 1, 0], [0, 2, 2]]))
    ((0, 1), (1, 2))
    """
    found = []
    for w, row in enumerate(code.encoding):
        ends = [j for j, x in enumerate(row) if x]
        fits = len(ends) == 2 and row[ends[0]] == row[ends[1]]
        require(fits, f"each worker must send a multiple of two partitions' sum, not so worker {w}")
        found.append((ends[0], ends[1]))
    return tuple(found)


def edge_error(code: GradientCode, stragglers: Iterable[int]) -> Rational:
    """The exact optimal error of an edge scheme when these workers are silent.

    Raises:
        BadInput: the code is no edge scheme, or a straggler is no worker of it.

    Complexity: O(n k) to read the graph, linear after that.
    Source: `imbalance_error`.

    >>> from designs.codes.edge_scheme import edge_scheme
    >>> edge_error(edge_scheme("cycle", 5), [0, 2])
    1
    """
    edges = edges_of(code)
    return imbalance_error(code.partitions, [edges[w] for w in survivors_of(code, stragglers)])


@decoder("edge-scheme")
def edge_weights(code: GradientCode, survivors: Sequence[int]) -> tuple[Rational, ...]:
    """Optimal weights of the survivors of an edge scheme, in their order.

    They attain the least error; `adversary.decoding.decode` gives the shortest such weights, which
    differ when the survivors are dependent.

    Raises:
        BadInput: the code is no edge scheme, or a survivor is no worker of it or named twice.

    Complexity: O(n k) to read the graph, linear after that.
    Source: `imbalance_weights`.

    >>> from designs.codes.edge_scheme import edge_scheme
    >>> edge_weights(edge_scheme("cycle", 4), [0, 2, 3])
    (1, 0, 1)
    """
    survivors_of(code, survivors)
    edges = edges_of(code)
    weights = imbalance_weights(code.partitions, [edges[w] for w in survivors])
    scale = [code.encoding[w][edges[w][0]] for w in survivors]
    return tuple(plain(Fraction(x) / y) for x, y in zip(weights, scale, strict=True))
