"""Graphs for hypothesis, and what tests ask of them."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from designs.codes.graphs import labelled


def degree(graph):
    """The degree of a regular graph."""
    (found,) = {d for _, d in graph.degree}
    return found


def is_simple(graph):
    return len(nx.Graph(graph).edges) == len(graph.edges) and not nx.number_of_selfloops(graph)


def adjacency(graph):
    """The numbers of edges, a loop twice, which networkx has once."""
    matrix = nx.to_numpy_array(graph)
    return matrix + np.diag(np.diag(matrix))


@st.composite
def multigraphs(draw):
    n = draw(st.integers(1, 7))
    vertex = st.integers(0, n - 1)
    edges = draw(st.lists(st.tuples(vertex, vertex), max_size=12))
    return labelled("any", n, edges, repeated=True)
