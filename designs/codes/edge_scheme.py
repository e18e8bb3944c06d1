"""Machines on the edges of a graph, partitions on its vertices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from designs.codes.base import GradientCode, Symmetry, require_size
from designs.codes.family import family
from designs.codes.graphs import Edge, automorphisms, name_of, numbered_edges
from designs.codes.named_graphs import GraphName, graph_recipe, named_graph
from designs.errors import require

if TYPE_CHECKING:
    from networkx import Graph


@family(
    "edge-scheme",
    example={"graph": "random-regular", "vertices": 8, "degree": 3, "seed": 1},
    after="expander",
)
def edge_scheme(
    graph: GraphName,
    vertices: int | None = None,
    degree: int | None = None,
    seed: int = 0,
    steps: Sequence[int] | None = None,
    edges: Sequence[int] | None = None,
    modulus: int | None = None,
) -> GradientCode:
    """Graph scheme: a worker is an edge of the graph and sends the sum of its two vertices.

    See `edge_scheme_of` for the code and `designs.codes.named_graphs.named_graph` for the graphs.

    Raises:
        BadInput: no such graph, or one with loops or without edges.

    Complexity: O(n k) for n edges and k vertices.
    Source: M. Glasgow, M. Wootters, Approximate gradient coding with optimal decoding (2020).

    >>> edge_scheme("cycle", 3).encoding
    ((1, 1, 0), (1, 0, 1), (0, 1, 1))
    """
    recipe = graph_recipe(graph, vertices, degree, seed, steps, edges, modulus)
    built = named_graph(graph, vertices, degree, seed, steps, edges, modulus)
    return edge_scheme_of(built, {"family": "edge-scheme", **recipe})


def edge_scheme_of(graph: Graph, recipe: Mapping[str, Any] | None = None) -> GradientCode:
    """The code of any networkx graph without loops: workers = edges, partitions = vertices.

    Vertices are numbered by `designs.codes.graphs.in_order`, edges sorted by them. Load 2, and the
    redundancy of a partition is the degree of its vertex. The error of any set of stragglers is
    decided by the components of the graph that is left, see `adversary.decoding.edge_scheme`.

    Raises:
        BadInput: no undirected networkx graph, or one with a loop or without edges.

    Complexity: O(n k), per automorphism.
    Source: M. Glasgow, M. Wootters (2020).

    >>> import networkx as nx
    >>> code = edge_scheme_of(nx.petersen_graph())
    >>> code.workers, code.partitions, code.replication()[0]
    (15, 10, 3)
    """
    edges, name = numbered_edges(graph), name_of(graph)
    require(bool(edges), f"an edge scheme needs an edge; the {name} has none")
    loop = next((u for u, v in edges if u == v), None)
    require(loop is None, f"an edge scheme needs a graph without loops, got one at vertex {loop}")
    require_size(len(edges), len(graph))
    encoding = [[0] * len(graph) for _ in edges]
    for w, (u, v) in enumerate(edges):
        encoding[w][u] = encoding[w][v] = 1
    symmetries = [Symmetry(_on_edges(edges, image), image) for image in automorphisms(graph)]
    return GradientCode(encoding, f"edge scheme, {name}", recipe, symmetries)


def _on_edges(edges: Sequence[Edge], image: Sequence[int]) -> tuple[int, ...]:
    """The permutation of the edges; repeated edges are matched in order."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for w, edge in reversed(list(enumerate(edges))):
        numbers.setdefault(edge, []).append(w)
    ends = [sorted((image[u], image[v])) for u, v in edges]
    return tuple(numbers[u, v].pop() for u, v in ends)
