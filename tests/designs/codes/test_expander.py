"""Expander codes: the normalised adjacency matrix, one side of a bipartite one."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from graphs_at_hand import adjacency, degree, multigraphs
from hypothesis import given

from designs import BadInput
from designs.codes import expander, expander_of
from designs.codes.symmetric_graphs import circulant, complete, paley, petersen


@given(multigraphs())
def test_expander_codes_are_made_of_connected_regular_graphs(graph):
    """Against the adjacency matrix and networkx's own bipartition."""
    if len({d for _, d in graph.degree}) > 1 or not graph.edges or not nx.is_connected(graph):
        with pytest.raises(BadInput, match=r"regular|connected"):
            expander_of(graph)
        return
    matrix = adjacency(graph) / degree(graph)
    if nx.is_bipartite(graph):
        first, second = map(sorted, nx.bipartite.sets(graph))
        matrix = matrix[first if 0 in first else second][:, second if 0 in first else first]
    assert np.array_equal(matrix, expander_of(graph).to_numpy())


@pytest.mark.parametrize("name", ["petersen", "complete", "paley", "margulis", "random-regular"])
def test_expander_codes_are_doubly_stochastic(name):
    code = expander(name, 9 if name in {"paley", "margulis"} else 6, 3, seed=1)
    assert {sum(row) for row in code.encoding} == {1}
    assert {sum(column) for column in zip(*code.encoding, strict=True)} == {1}


@pytest.mark.parametrize("graph", [petersen(), paley(9), circulant(7, [1, 2]), complete(4)])
def test_the_bipartite_double_cover_has_the_code_of_the_graph(graph):
    n = len(graph)
    doubled = [(u, n + v) for a, b in graph.edges for u, v in ((a, b), (b, a))]
    cover = expander_of(nx.Graph(doubled))
    assert cover == expander_of(graph)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: expander_of(nx.DiGraph([(0, 1)])), "undirected"),
        (lambda: expander("edges", 3, edges=[0, 1]), "regular"),
        (lambda: expander("edges", 4, edges=[0, 1, 2, 3]), "connected"),
    ],
)
def test_expander_codes_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
