"""Margulis and Ramanujan graphs: degrees, sizes, eigenvalues, girth."""

from __future__ import annotations

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from graphs_at_hand import adjacency, degree, is_simple

from designs import BadInput
from designs.codes.expander_graphs import lps, margulis
from designs.codes.graphs import automorphisms, numbered_edges


@pytest.mark.parametrize("m", [2, 3, 4, 7])
def test_margulis_graphs_join_eight_pairs_and_may_be_transposed(m):
    graph = margulis(m * m)
    assert degree(graph) == 8
    beside = Counter()
    for x, y in ((x, y) for x in range(m) for y in range(m)):
        for a, b in [(x + 2 * y, y), (x + 2 * y + 1, y), (x, y + 2 * x), (x, y + 2 * x + 1)]:
            beside[tuple(sorted((x * m + y, a % m * m + b % m)))] += 1
    assert Counter(numbered_edges(graph)) == beside
    assert automorphisms(graph) == [tuple(y * m + x for x in range(m) for y in range(m))]


@pytest.mark.parametrize(("p", "q", "bipartite"), [(13, 5, True), (17, 5, True), (29, 5, False),
                                                   (5, 13, True), (17, 13, False)])  # fmt: skip
def test_ramanujan_graphs(p, q, bipartite):
    graph = lps(p, q)
    assert len(graph) == q * (q * q - 1) // (1 if bipartite else 2)
    assert degree(graph) == p + 1
    assert nx.is_connected(graph)
    assert nx.is_bipartite(graph) == bipartite
    assert is_simple(graph) or q * q < 4 * p
    assert len(automorphisms(graph)) == 3


def test_the_eigenvalues_of_a_ramanujan_graph():
    values = np.sort(np.linalg.eigvalsh(adjacency(lps(29, 5))))
    assert values[-1] == pytest.approx(30)
    assert max(-values[0], values[-2]) <= 2 * 29**0.5 + 1e-9


def test_the_girth_of_a_ramanujan_graph():
    """X^(5,13) is bipartite, of girth at least 4 log_5 13 - log_5 4 = 5.5, hence 6; it is 8."""
    distances = Counter(nx.single_source_shortest_path_length(lps(5, 13), 0).values())
    assert (distances[1], distances[2], distances[3]) == (6, 30, 150)
    assert distances[4] < 750


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: margulis(10), "the nearest are 9 and 16"),
        (lambda: margulis(1), "the nearest are 4 and 9"),
        (lambda: lps(7, 5), "1 modulo 4"),
        (lambda: lps(13, 13), "different"),
        (lambda: lps(13, 1000033), "1 modulo 4|at most"),
    ],
)
def test_expander_graphs_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
