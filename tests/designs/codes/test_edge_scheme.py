"""Machines on the edges of a graph: supports, symmetries, and what is refused."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import edge_scheme, edge_scheme_of


def test_edge_schemes_of_multigraphs_keep_their_symmetries():
    graph = nx.MultiGraph([(0, 1), (1, 2), (0, 2)] * 2, automorphisms=[(1, 2, 0)])
    code = edge_scheme_of(graph)
    assert code.workers == 6
    assert len(code.symmetries) == 1


@given(st.integers(3, 8))
def test_edge_schemes_hold_two_partitions_a_worker(n):
    code = edge_scheme("complete", n)
    assert {frozenset(j for j, x in enumerate(row) if x) for row in code.encoding} == {
        frozenset(pair) for pair in combinations(range(n), 2)
    }


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: edge_scheme_of(nx.Graph()), "with a vertex"),
        (lambda: edge_scheme_of([(0, 1)]), "got list"),
        (lambda: edge_scheme("margulis", 9), "without loops"),
        (lambda: edge_scheme("edges", 3), "needs an edge"),
    ],
)
def test_edge_schemes_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
