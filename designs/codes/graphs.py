"""Graphs for codes: reading the vertices and edges of networkx graphs, and writing graphs.

A graph is a `networkx.Graph`, or a `networkx.MultiGraph` where edges may be repeated. Our own have
the vertices 0..n-1, a name, and known automorphisms, as tuples of images, in the attribute
``graph.graph["automorphisms"]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from numbers import Integral
from typing import TYPE_CHECKING, Any

from designs.codes.base import GradientCode, require_size
from designs.errors import require

if TYPE_CHECKING:
    from networkx import Graph

Edge = tuple[int, int]
Permutation = tuple[int, ...]


def in_order(vertices: Iterable[Any]) -> list[Any]:
    """The vertices as codes number them: integers by size, others as the graph has them.

    >>> in_order([2, 0, 1]), in_order(["b", "a"])
    ([0, 1, 2], ['b', 'a'])
    """
    found = list(vertices)
    return sorted(found) if all(isinstance(v, Integral) for v in found) else found


def numbered_edges(graph: Graph) -> list[Edge]:
    """The edges of a graph as sorted pairs of the numbers of their ends, with repetition.

    Raises:
        BadInput: no networkx graph, a directed one, or one without vertices.

    Complexity: O(edges log edges).

    >>> import networkx as nx
    >>> numbered_edges(nx.MultiGraph([("a", "b"), ("c", "b"), ("a", "b")]))
    [(0, 1), (0, 1), (1, 2)]
    """
    require_graph(graph)
    number = {v: i for i, v in enumerate(in_order(graph))}
    return _sorted((number[u], number[v]) for u, v in graph.edges())


def require_graph(graph: object) -> None:
    """Raise `BadInput` unless this is an undirected networkx graph with a vertex.

    >>> require_graph([(0, 1)])
    Traceback (most recent call last):
    designs.errors.BadInput: a graph is an undirected networkx.Graph with a vertex, got list
    """
    from networkx import Graph

    fits = isinstance(graph, Graph) and not graph.is_directed() and len(graph) > 0
    shown = graph if isinstance(graph, Graph) else type(graph).__name__
    require(fits, f"a graph is an undirected networkx.Graph with a vertex, got {shown}")


def automorphisms(graph: Graph) -> list[Permutation]:
    """The declared automorphisms of a graph, those that do keep its edges.

    Others are left out: a graph that was changed keeps what was known of it before.

    Complexity: O(edges log edges) each.

    >>> import networkx as nx
    >>> automorphisms(nx.Graph([(0, 1), (1, 2)], automorphisms=[(2, 1, 0), (1, 0, 2)]))
    [(2, 1, 0)]
    """
    edges, vertices = numbered_edges(graph), list(range(len(graph)))
    known = [tuple(map(int, image)) for image in graph.graph.get("automorphisms", ())]
    permutations = [image for image in known if sorted(image) == vertices]
    return [g for g in permutations if _sorted((g[u], g[v]) for u, v in edges) == edges]


def name_of(graph: Graph) -> str:
    """The name of a graph, or its size.

    >>> import networkx as nx
    >>> name_of(nx.path_graph(3)), name_of(nx.petersen_graph())
    ('graph with 3 vertices and 2 edges', 'Petersen Graph')
    """
    size = f"graph with {len(graph)} vertices and {graph.number_of_edges()} edges"
    return str(graph.name or size)


def labelled(
    name: str,
    vertices: int,
    edges: Iterable[Sequence[int]],
    automorphisms: Iterable[Sequence[int]] = (),
    *,
    repeated: bool = False,
) -> Graph:
    """The networkx graph of these edges on the vertices 0..vertices-1; edges may be ``repeated``.

    Raises:
        BadInput: no vertices, or an edge to a vertex that is not there.

    Complexity: O(vertices + edges).

    >>> labelled("path", 3, [(0, 1), (1, 2)]).edges
    EdgeView([(0, 1), (1, 2)])
    """
    import networkx as nx

    require(vertices >= 1, f"a graph needs at least one vertex, got {vertices}")
    pairs = [(u, v) for u, v in edges]
    for u, v in pairs:
        inside = min(u, v) >= 0 and max(u, v) < vertices
        require(inside, f"an edge joins vertices 0..{vertices - 1}, got ({u}, {v})")
    graph = (nx.MultiGraph if repeated else nx.Graph)(name=name)
    graph.add_nodes_from(range(vertices))
    graph.add_edges_from(pairs)
    graph.graph["automorphisms"] = tuple(tuple(image) for image in automorphisms)
    return graph


def from_bipartite(graph: Graph) -> GradientCode:
    """The code of a bipartite graph: a worker holds the partitions that it is joined to.

    The workers are the vertices with the attribute ``bipartite`` 0, the partitions those with 1, as
    networkx has it; both are numbered by `in_order`. The entry of an edge is its ``weight``, else
    1; entries of repeated edges add up.

    Raises:
        BadInput: no undirected networkx graph, a vertex without a side, an edge inside a side, a
            side without vertices, or a weight that is no finite rational number.

    Complexity: O(n k).

    >>> import networkx as nx
    >>> from_bipartite(nx.complete_bipartite_graph(2, 3)).encoding
    ((1, 1, 1), (1, 1, 1))
    """
    require_graph(graph)
    sides = dict(graph.nodes(data="bipartite"))
    lost = [v for v, side in sides.items() if side not in (0, 1)]
    hint = "workers need the vertex attribute bipartite=0, partitions bipartite=1"
    require(not lost, f"{hint}; got {sides.get(next(iter(lost), None))!r:.40} at {lost[:1]}")
    rows, columns = (in_order(v for v in graph if sides[v] == side) for side in (0, 1))
    require(bool(rows and columns), f"{hint}; got {len(rows)} and {len(columns)} of them")
    require_size(len(rows), len(columns))
    row_of, column_of = ({v: i for i, v in enumerate(side)} for side in (rows, columns))
    encoding = [[Fraction(0)] * len(columns) for _ in rows]
    for u, v, weight in graph.edges(data="weight", default=1):
        crossing = sides[u] != sides[v]
        require(crossing, f"{hint}, and edges join the two; got {u!r:.40} joined to {v!r:.40}")
        worker, partition = (u, v) if sides[u] == 0 else (v, u)
        (entry,) = GradientCode([[weight]]).encoding[0]
        encoding[row_of[worker]][column_of[partition]] += entry
    return GradientCode(encoding, name_of(graph))


def _sorted(edges: Iterable[Edge]) -> list[Edge]:
    return sorted((min(edge), max(edge)) for edge in edges)
