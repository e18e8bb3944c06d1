"""Graphs and the codes made of them: counts, symmetries, spectra, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import pytest
from graphs_at_hand import multigraphs
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import edge_scheme, edge_scheme_of, expander, expander_of, from_bipartite
from designs.codes.graphs import automorphisms, in_order, numbered_edges
from designs.codes.symmetric_graphs import petersen


@given(multigraphs(), st.data())
def test_edges_are_numbered_whatever_the_vertices_are_called(graph, data):
    edges = numbered_edges(graph)
    assert edges == sorted(tuple(sorted(edge)) for edge in graph.edges())
    names = data.draw(st.permutations("abcdefg"))[: len(graph)]
    assert numbered_edges(nx.relabel_nodes(graph, dict(enumerate(names)))) == edges
    shuffled = nx.MultiGraph()
    shuffled.add_nodes_from(data.draw(st.permutations(range(len(graph)))))
    shuffled.add_edges_from(data.draw(st.permutations(edges)))
    assert in_order(shuffled) == list(range(len(graph)))
    assert numbered_edges(shuffled) == edges


def test_what_is_known_of_a_changed_graph_is_forgotten():
    graph = petersen()
    graph.remove_edge(0, next(iter(graph[0])))
    assert len(automorphisms(petersen())) == 2
    assert len(automorphisms(graph)) < 2
    assert len(edge_scheme_of(graph).symmetries) == len(automorphisms(graph))
    for wrong in ((0, 2, 1), (0, 0, 1), (1, 0), (0, 1, 3)):
        assert not automorphisms(nx.Graph([(0, 1), (1, 0), (2, 2)], automorphisms=[wrong]))


def test_our_graphs_and_those_of_networkx_give_one_code():
    assert expander_of(nx.cycle_graph(6)) == expander("cycle", 6)
    assert edge_scheme_of(nx.complete_graph(5)) == edge_scheme("complete", 5)
    assert edge_scheme_of(nx.cycle_graph(list("abc"))) == edge_scheme("cycle", 3)
    code = edge_scheme_of(nx.Graph([("b", "a")]))
    assert str(code).startswith("edge scheme, graph with 2 vertices and 1 edges (1 workers")


@st.composite
def two_sided(draw):
    """A matrix of 0 and 1, and its graph with shuffled vertices and edges."""
    n, k = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(st.integers(0, 1), min_size=k, max_size=k), min_size=n,
                         max_size=n))  # fmt: skip
    graph = nx.Graph(name="mine")
    for v in draw(st.permutations(range(n + k))):
        graph.add_node(v, bipartite=int(v >= n))
    edges = [(w, n + j) for w, row in enumerate(rows) for j, x in enumerate(row) if x]
    graph.add_edges_from(edge[::-1] if sum(edge) % 2 else edge for edge in edges)
    return rows, graph


@given(two_sided())
def test_a_bipartite_graph_is_the_code_of_its_matrix(drawn):
    rows, graph = drawn
    code = from_bipartite(graph)
    assert code.encoding == tuple(map(tuple, rows))
    assert code.name == "mine"


def test_vertices_of_a_bipartite_graph_may_have_names_and_its_edges_weights():
    graph = nx.MultiGraph()
    graph.add_nodes_from(["w9", "w10"], bipartite=0)
    graph.add_nodes_from(["b", "a"], bipartite=1)
    graph.add_edge("w9", "a", weight=Fraction(1, 3))
    graph.add_edge("a", "w9", weight=0.5)
    graph.add_edge("b", "w10")
    assert from_bipartite(graph).encoding == ((0, Fraction(5, 6)), (1, 0))


@pytest.mark.parametrize(
    ("graph", "text"),
    [
        (nx.path_graph(3), "bipartite=0.*got None at"),
        (nx.Graph(), "Graph with 0 nodes"),
        (nx.DiGraph([(0, 1)]), "undirected.*got DiGraph"),
        ([[1, 0]], "got list"),
        (nx.complete_bipartite_graph(2, 0), "got 2 and 0"),
        (nx.complete_multipartite_graph(1, 1), "bipartite=1"),
    ],
)
def test_graphs_whose_sides_are_not_told(graph, text):
    with pytest.raises(BadInput, match=text):
        from_bipartite(graph)


@pytest.mark.parametrize("more", [{"bipartite": 0}, {"weight": "x"}, {"weight": float("nan")}])
def test_edges_that_no_code_has(more):
    graph = nx.Graph()
    graph.add_node(0, bipartite=0)
    graph.add_node(1, bipartite=more.get("bipartite", 1))
    graph.add_node(2, bipartite=1)
    graph.add_edge(0, 1, weight=more.get("weight", 1))
    with pytest.raises(BadInput, match=r"edges join the two|rational"):
        from_bipartite(graph)
