"""Graphs with known symmetries, against networkx and by their spectra."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from designs import BadInput
from designs.codes.expander_graphs import lps
from designs.codes.graphs import automorphisms
from designs.codes.symmetric_graphs import circulant, complete, cycle, paley, petersen


def is_strongly_regular(graph, degree, joined, apart):
    """Whether adjacent vertices have so many common neighbours, and others so many."""
    matrix, n = nx.to_numpy_array(graph), len(graph)
    wanted = degree * np.eye(n) + joined * matrix + apart * (1 - np.eye(n) - matrix)
    return np.array_equal(matrix @ matrix, wanted)


@pytest.mark.parametrize("q", [5, 9, 13, 17, 25, 49])
def test_paley_graphs_are_strongly_regular(q):
    graph = paley(q)
    assert is_strongly_regular(graph, (q - 1) // 2, (q - 5) // 4, (q - 1) // 4)
    assert len(automorphisms(graph)) == len(graph.graph["automorphisms"]) >= 2


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (petersen(), nx.petersen_graph()),
        (complete(6), nx.complete_graph(6)),
        (cycle(7), nx.cycle_graph(7)),
        (circulant(10, [1, 5]), nx.circulant_graph(10, [1, 5])),
        (paley(13), nx.paley_graph(13).to_undirected()),
    ],
    ids=lambda graph: graph.name,
)
def test_graphs_are_those_of_networkx(ours, theirs):
    assert type(ours) is nx.Graph
    assert list(ours) == list(range(len(theirs)))
    assert nx.is_isomorphic(ours, theirs)


def test_petersen_is_the_strongly_regular_graph_on_ten_vertices():
    assert is_strongly_regular(petersen(), 3, 0, 1)
    assert not is_strongly_regular(petersen(), 3, 1, 1)


def group_size(graph):
    """Order of the group that the known automorphisms generate."""
    from sympy.combinatorics import Permutation, PermutationGroup

    return PermutationGroup([Permutation(list(g)) for g in automorphisms(graph)]).order()


@pytest.mark.parametrize(
    ("graph", "order"),
    [(petersen(), 120), (complete(5), 120), (cycle(7), 14), (paley(9), 36), (lps(13, 5), 120)],
    ids=lambda x: str(x)[:20],
)
def test_known_automorphisms_generate_the_group_that_they_should(graph, order):
    assert group_size(graph) == order


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: paley(7), "1 modulo 4, got 7; the nearest are 5 and 9"),
        (lambda: paley(21), "17 and 25"),
        (lambda: complete(1), "at least 2"),
        (lambda: cycle(2), "at least 3"),
        (lambda: circulant(6, [4]), "steps"),
        (lambda: circulant(6, []), "steps"),
    ],
)
def test_symmetric_graphs_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
