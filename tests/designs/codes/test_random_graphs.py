"""Random regular and bipartite graphs: the chain of switches reaches all, equally often."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction as F
from itertools import combinations

import networkx as nx
import pytest
from chances import seeds, within
from graphs_at_hand import degree, is_simple
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput
from designs.codes.base import generator
from designs.codes.random_graphs import _circulant, random_bipartite, random_regular, switch


def switched(graph: frozenset) -> set:
    found = set()
    for (a, b), second in combinations(graph, 2):
        for c, d in (second, second[::-1]):
            new = {tuple(sorted((a, c))), tuple(sorted((b, d)))}
            if len({a, b, c, d}) == 4 and not new & graph:
                found.add((graph - {(a, b), second}) | new)
    return found


def all_regular(n: int, d: int) -> set:
    """All d-regular graphs on n labelled vertices, by trying all sets of edges."""
    pairs = list(combinations(range(n), 2))
    return {
        frozenset(edges)
        for edges in combinations(pairs, n * d // 2)
        if set(Counter(x for e in edges for x in e).values()) == {d} and len({*sum(edges, ())}) == n
    }


@pytest.mark.parametrize(("n", "d", "count"), [(6, 2, 70), (6, 3, 70), (5, 2, 12)])
def test_switches_reach_all_regular_graphs(n, d, count):
    seen = {frozenset(tuple(sorted(e)) for e in _circulant(n, d))}
    border = set(seen)
    while border:
        border = set().union(*map(switched, border)) - seen
        seen |= border
    assert seen == all_regular(n, d)
    assert len(seen) == count


@given(st.sampled_from([(6, 3), (9, 2), (10, 5)]), st.booleans(), st.booleans(), seeds)
def test_a_chain_keeps_degrees_and_what_it_is_told_to(shape, ordered, turned, seed):
    n, d = shape
    start = [(a, b) for a in range(n) for b in range(n, 2 * n) if (b - a) % n < d]
    edges = switch(list(start), generator(seed), ordered=ordered, turned=turned)
    assert len({frozenset(edge) for edge in edges}) == len(start)
    assert set(Counter(v for edge in edges for v in edge).values()) == {d}
    if ordered:
        assert all(a < b for a, b in edges)
        assert turned or all(a < n <= b for a, b in edges)


def test_small_regular_graphs_are_drawn_about_equally_often():
    graphs = (random_regular(5, 2, seed, connected=False) for seed in range(1200))
    drawn = Counter(frozenset(map(frozenset, graph.edges)) for graph in graphs)
    assert len(drawn) == 12
    assert all(within(count, 1200, F(1, 12)) for count in drawn.values())


@given(st.integers(4, 12), st.integers(2, 5), st.integers(0, 20))
@settings(max_examples=30)
def test_random_regular_graphs(n, d, seed):
    if d >= n or n * d % 2:
        with pytest.raises(BadInput):
            random_regular(n, d, seed)
        return
    graph = random_regular(n, d, seed)
    assert type(graph) is nx.Graph
    assert degree(graph) == d
    assert is_simple(graph)
    assert nx.is_connected(graph)
    assert nx.utils.graphs_equal(graph, random_regular(n, d, seed))


def test_random_regular_graphs_are_uniform_on_six_vertices():
    """Of the 70 cubic graphs on 6 labelled vertices 10 are K_{3,3}, the others prisms: 5 sigma."""
    draws = 400
    bipartite = sum(nx.is_bipartite(random_regular(6, 3, seed)) for seed in range(draws))
    assert abs(bipartite - draws / 7) < 5 * (draws / 7 * 6 / 7) ** 0.5


@given(st.integers(2, 7), st.integers(2, 4), st.integers(0, 9))
@settings(max_examples=30)
def test_random_bipartite_graphs(n, d, seed):
    if d > n:
        with pytest.raises(BadInput, match="degree"):
            random_bipartite(2 * n, d, seed)
        return
    graph = random_bipartite(2 * n, d, seed)
    assert degree(graph) == d
    assert nx.is_connected(graph)
    assert nx.bipartite.is_bipartite_node_set(graph, range(n))


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: random_regular(5, 3), "even"),
        (lambda: random_regular(5, 2, -1), "seed"),
        (lambda: random_bipartite(7, 2), "equal"),
    ],
)
def test_random_graphs_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()
