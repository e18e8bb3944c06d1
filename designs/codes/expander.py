"""Expander codes: normalised adjacency matrices of regular graphs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.codes.graphs import Edge, automorphisms, name_of, numbered_edges
from designs.codes.named_graphs import GraphName, graph_recipe, named_graph
from designs.errors import require

if TYPE_CHECKING:
    from networkx import Graph


@family(
    "expander",
    example={"graph": "paley", "vertices": 9},
    after="stochastic-block",
)
def expander(
    graph: GraphName,
    vertices: int | None = None,
    degree: int | None = None,
    seed: int = 0,
    steps: Sequence[int] | None = None,
    edges: Sequence[int] | None = None,
    modulus: int | None = None,
) -> GradientCode:
    """Expander code: the normalised adjacency matrix of a regular graph given by name.

    See `expander_of` for the code and `designs.codes.named_graphs.named_graph` for the graphs:
    random regular, random bipartite, Margulis, Ramanujan (lps), Paley and others.

    Raises:
        BadInput: no such graph, or it is not regular and connected.

    Complexity: that of the graph, plus O(n^2).
    Source: N. Raviv, I. Tamo, R. Tandon, A. G. Dimakis, Gradient coding from cyclic MDS codes and
    expander graphs (2017).

    >>> expander("petersen").load()[0], expander("random-bipartite", 12, 3, seed=1).workers
    (3, 6)
    >>> expander("lps", degree=14, modulus=5).workers, expander("paley", 13).load()[0]
    (60, 6)
    """
    recipe = graph_recipe(graph, vertices, degree, seed, steps, edges, modulus)
    built = named_graph(graph, vertices, degree, seed, steps, edges, modulus)
    return expander_of(built, {"family": "expander", **recipe})


def expander_of(graph: Graph, recipe: Mapping[str, Any] | None = None) -> GradientCode:
    """The code of a connected d-regular graph: worker v sends the mean of its d neighbours.

    Workers and partitions are the vertices of a networkx graph, numbered by
    `designs.codes.graphs.in_order`; entries are the numbers of edges over d, so that rows and
    columns sum to 1. The matrix of a bipartite graph is two equal problems side by side, since both
    sides decode for themselves; so the side of the first vertex is workers and the other one
    partitions, n = k = vertices/2. The code of the bipartite double cover of a graph is the code of
    the graph itself. Decoding and the optimal error do not depend on the factor 1/d.

    Raises:
        BadInput: no undirected networkx graph, or one that is not regular or not connected.

    Complexity: O(n^2), per automorphism.
    Source: N. Raviv et al. (2017).

    >>> import networkx as nx
    >>> expander_of(nx.cycle_graph(6)).encoding[0]
    (Fraction(1, 2), 0, Fraction(1, 2))
    """
    from networkx import is_connected

    edges, name = numbered_edges(graph), name_of(graph)
    degrees = {degree for _, degree in graph.degree}
    low, high = min(degrees), max(degrees)
    require(low == high, f"the graph must be regular, got degrees from {low} to {high}")
    connected = low >= 1 and is_connected(graph)
    require(connected, f"an expander code needs a connected graph; the {name} is not")
    rows, columns = _sides(len(graph), edges)
    require_size(len(rows), len(columns))
    row_of = {v: w for w, v in enumerate(rows)}
    column_of = {v: j for j, v in enumerate(columns)}
    counts = [[0] * len(columns) for _ in rows]
    for edge in edges:
        for u, v in (edge, edge[::-1]):
            if u in row_of and v in column_of:
                counts[row_of[u]][column_of[v]] += 1
    share = [0, *(Fraction(x, low) for x in range(1, low + 1))]
    symmetries = [
        Symmetry(tuple(row_of[g[v]] for v in rows), tuple(column_of[g[v]] for v in columns))
        for g in automorphisms(graph)
        if all(g[v] in row_of for v in rows)
    ]
    encoding = [[share[x] for x in row] for row in counts]
    return GradientCode(encoding, f"expander code, {name}", recipe, symmetries)


def _sides(vertices: int, edges: Sequence[Edge]) -> tuple[Sequence[int], Sequence[int]]:
    """The sides of a connected bipartite graph, that of vertex 0 first; else all vertices twice."""
    import networkx as nx

    graph = nx.Graph(edges)
    if not nx.is_bipartite(graph):
        return range(vertices), range(vertices)
    side = nx.bipartite.color(graph)
    first = [v for v in range(vertices) if side[v] == side[0]]
    return first, [v for v in range(vertices) if side[v] != side[0]]
