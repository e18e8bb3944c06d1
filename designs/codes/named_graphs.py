"""Graphs by name and parameters, as recipes and the command line give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from designs.codes import expander_graphs, random_graphs, symmetric_graphs
from designs.codes.graphs import labelled
from designs.errors import BadInput, require

if TYPE_CHECKING:
    from networkx import Graph

GraphName = Literal[
    "random-regular", "random-bipartite", "petersen", "complete", "cycle", "circulant",
    "paley", "margulis", "lps", "edges",
]  # fmt: skip
_ON_VERTICES: Mapping[str, Callable[[int], Graph]] = {
    "complete": symmetric_graphs.complete,
    "cycle": symmetric_graphs.cycle,
    "paley": symmetric_graphs.paley,
    "margulis": expander_graphs.margulis,
}


def named_graph(
    graph: GraphName,
    vertices: int | None = None,
    degree: int | None = None,
    seed: int = 0,
    steps: Sequence[int] | None = None,
    edges: Sequence[int] | None = None,
    modulus: int | None = None,
) -> Graph:
    """The networkx graph of this name with the parameters that it takes.

    ``random-regular`` and ``random-bipartite`` take vertices, degree and seed; ``complete``,
    ``cycle``, ``paley`` and ``margulis`` take vertices; ``circulant`` vertices and steps; ``lps``
    the degree p + 1 and the modulus q; ``edges`` the vertices and a list of edges u, v, u, v, ...;
    ``petersen`` nothing.

    Raises:
        BadInput: an unknown name, a parameter that is missing, or what the graph itself refuses.

    Complexity: that of the graph.

    >>> named_graph("cycle", 5).edges == named_graph("circulant", 5, steps=[1]).edges
    True
    """
    known = get_args(GraphName)
    require(graph in known, f"graph must be one of {', '.join(known)}, got {graph!r}")
    if graph in ("random-regular", "random-bipartite", "lps"):
        return _of_degree(graph, _given(graph, "degree", degree), vertices, modulus, seed)
    if graph == "petersen":
        return symmetric_graphs.petersen()
    n = _given(graph, "vertices", vertices)
    if graph == "circulant":
        return symmetric_graphs.circulant(n, steps or ())
    return _from_list(n, edges or ()) if graph == "edges" else _ON_VERTICES[graph](n)


def graph_recipe(
    graph: GraphName,
    vertices: int | None,
    degree: int | None,
    seed: int,
    steps: Sequence[int] | None,
    edges: Sequence[int] | None,
    modulus: int | None,
) -> dict[str, object]:
    """The parameters of `named_graph` that its graph depends on, as JSON has them.

    >>> graph_recipe("cycle", 5, None, 0, None, None, None)
    {'graph': 'cycle', 'vertices': 5}
    """
    optional = {"vertices": vertices, "degree": degree, "modulus": modulus}
    lists = {"steps": steps, "edges": edges}
    return {
        "graph": graph,
        **{name: value for name, value in optional.items() if value is not None},
        **({"seed": seed} if graph.startswith("random") else {}),
        **{name: list(value) for name, value in lists.items() if value is not None},
    }


def _of_degree(
    graph: GraphName, degree: int, vertices: int | None, modulus: int | None, seed: int
) -> Graph:
    if graph == "lps":
        return expander_graphs.lps(degree - 1, _given(graph, "modulus", modulus))
    n = _given(graph, "vertices", vertices)
    if graph == "random-bipartite":
        return random_graphs.random_bipartite(n, degree, seed)
    return random_graphs.random_regular(n, degree, seed)


def _given(graph: str, name: str, value: int | None) -> int:
    if value is None:
        raise BadInput(f"the graph {graph} needs the parameter {name}, got none")
    return value


def _from_list(vertices: int, ends: Sequence[int]) -> Graph:
    count = len(ends)
    require(count % 2 == 0, f"edges are written as pairs of vertices, got {count} numbers")
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    return labelled("", vertices, pairs, repeated=True)
