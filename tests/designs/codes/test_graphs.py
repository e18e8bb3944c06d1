"""Graphs and the codes made of them: counts, symmetries, spectra, and what is refused."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import edge_scheme, edge_scheme_of, expander, expander_of
from designs.codes.expander_graphs import lps, margulis, random_bipartite, random_regular
from designs.codes.graphs import Graph, circulant, complete, cycle, paley, petersen
from designs.codes.named_graphs import named_graph


def is_strongly_regular(graph, degree, joined, apart):
    """Whether adjacent vertices have so many common neighbours, and others so many."""
    matrix = np.array(graph.adjacency())
    n = graph.vertices
    wanted = degree * np.eye(n) + joined * matrix + apart * (1 - np.eye(n) - matrix)
    return np.array_equal(matrix @ matrix, wanted)


@pytest.mark.parametrize("q", [5, 9, 13, 17, 25, 49])
def test_paley_graphs_are_strongly_regular(q):
    graph = paley(q)
    assert is_strongly_regular(graph, (q - 1) // 2, (q - 5) // 4, (q - 1) // 4)
    assert len(graph.automorphisms) >= 2


def test_petersen_is_the_strongly_regular_graph_on_ten_vertices():
    assert is_strongly_regular(petersen(), 3, 0, 1)
    assert not is_strongly_regular(petersen(), 3, 1, 1)


def group_size(graph):
    """Order of the group that the known automorphisms generate."""
    from sympy.combinatorics import Permutation, PermutationGroup

    return PermutationGroup([Permutation(list(g)) for g in graph.automorphisms]).order()


@pytest.mark.parametrize(
    ("graph", "order"),
    [(petersen(), 120), (complete(5), 120), (cycle(7), 14), (paley(9), 36), (lps(13, 5), 120)],
    ids=lambda x: str(x)[:20],
)
def test_known_automorphisms_generate_the_group_that_they_should(graph, order):
    assert group_size(graph) == order


@pytest.mark.parametrize("m", [2, 3, 4, 7])
def test_margulis_graphs_are_those_of_networkx(m):
    networkx = pytest.importorskip("networkx")
    other = networkx.margulis_gabber_galil_graph(m)
    number = {(x, y): x * m + y for x in range(m) for y in range(m)}
    edges = Counter(tuple(sorted((number[u], number[v]))) for u, v in other.edges())
    assert Counter(margulis(m * m).edges) == edges
    assert margulis(m * m).degree() == 8


@pytest.mark.parametrize(("p", "q", "bipartite"), [(13, 5, True), (17, 5, True), (29, 5, False),
                                                   (5, 13, True), (17, 13, False)])  # fmt: skip
def test_ramanujan_graphs(p, q, bipartite):
    graph = lps(p, q)
    assert graph.vertices == q * (q * q - 1) // (1 if bipartite else 2)
    assert graph.degree() == p + 1
    assert graph.is_connected()
    assert (graph.sides() is not None) == bipartite
    assert graph.is_simple() or q * q < 4 * p


def test_the_eigenvalues_of_a_ramanujan_graph():
    values = np.sort(np.linalg.eigvalsh(np.array(lps(29, 5).adjacency())))
    assert values[-1] == pytest.approx(30)
    assert max(-values[0], values[-2]) <= 2 * 29**0.5 + 1e-9


def test_the_girth_of_a_ramanujan_graph():
    """X^(5,13) is bipartite and has girth at least 4 log_5 13 - log_5 4 = 5.5, hence 6."""
    distances = Counter(lps(5, 13).distances())
    assert (distances[1], distances[2]) == (6, 30)


@given(st.integers(4, 12), st.integers(2, 5), st.integers(0, 20))
@settings(max_examples=30)
def test_random_regular_graphs(n, d, seed):
    if d >= n or n * d % 2:
        with pytest.raises(BadInput):
            random_regular(n, d, seed)
        return
    graph = random_regular(n, d, seed)
    assert graph.degree() == d
    assert graph.is_simple()
    assert graph.is_connected()
    assert graph == random_regular(n, d, seed)


def test_random_regular_graphs_are_uniform_on_six_vertices():
    """Of the 70 cubic graphs on 6 labelled vertices 10 are K_{3,3}, the others prisms: 5 sigma."""
    draws = 400
    bipartite = sum(random_regular(6, 3, seed).sides() is not None for seed in range(draws))
    assert abs(bipartite - draws / 7) < 5 * (draws / 7 * 6 / 7) ** 0.5


@given(st.integers(2, 7), st.integers(2, 4), st.integers(0, 9))
@settings(max_examples=30)
def test_random_bipartite_graphs(n, d, seed):
    if d > n:
        with pytest.raises(BadInput, match="degree"):
            random_bipartite(2 * n, d, seed)
        return
    graph = random_bipartite(2 * n, d, seed)
    assert graph.degree() == d
    assert graph.sides() == (tuple(range(n)), tuple(range(n, 2 * n)))


@st.composite
def multigraphs(draw):
    n = draw(st.integers(1, 7))
    vertex = st.integers(0, n - 1)
    return Graph("any", n, draw(st.lists(st.tuples(vertex, vertex), max_size=12)))


@given(multigraphs())
def test_three_ways_to_store_a_graph_agree(graph):
    matrix = graph.adjacency()
    lists = graph.neighbours()
    assert [sum(row) for row in matrix] == [len(x) for x in lists] == list(graph.degrees())
    for v, beside in enumerate(lists):
        assert Counter(beside) == {u: x for u, x in enumerate(matrix[v]) if x}


@given(multigraphs())
def test_distances_sides_and_connection_are_those_of_networkx(graph):
    networkx = pytest.importorskip("networkx")
    other = networkx.MultiGraph(graph.edges)
    other.add_nodes_from(range(graph.vertices))
    lengths = networkx.single_source_shortest_path_length(other, 0)
    assert graph.distances() == tuple(lengths.get(v) for v in range(graph.vertices))
    assert graph.is_connected() == networkx.is_connected(other)
    two_sided = networkx.is_connected(other) and networkx.is_bipartite(other)
    assert (graph.sides() is not None) == two_sided


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: paley(7), "1 modulo 4, got 7; the nearest are 5 and 9"),
        (lambda: paley(21), "17 and 25"),
        (lambda: margulis(10), "the nearest are 9 and 16"),
        (lambda: margulis(1), "the nearest are 4 and 9"),
        (lambda: lps(7, 5), "1 modulo 4"),
        (lambda: lps(13, 13), "different"),
        (lambda: lps(13, 1000033), "1 modulo 4|at most"),
        (lambda: random_regular(5, 3), "even"),
        (lambda: random_regular(5, 2, -1), "seed"),
        (lambda: random_bipartite(7, 2), "equal"),
        (lambda: complete(1), "at least 2"),
        (lambda: cycle(2), "at least 3"),
        (lambda: circulant(6, [4]), "steps"),
        (lambda: circulant(6, []), "steps"),
        (lambda: Graph("g", 0, []), "vertex"),
        (lambda: Graph("g", 2, [(0, 2)]), "joins vertices"),
        (lambda: Graph("g", 3, [(0, 1)], [(0, 2, 1)]), "automorphism"),
        (lambda: Graph("g", 3, [(0, 1)], [(0, 0, 1)]), "automorphism"),
        (lambda: named_graph("cycle"), "needs the parameter vertices"),
        (lambda: named_graph("random-regular", 6), "needs the parameter degree"),
        (lambda: named_graph("lps", degree=6), "needs the parameter modulus"),
        (lambda: named_graph("edges", 3, edges=[0, 1, 2]), "pairs"),
        (lambda: named_graph("cube", 8), "must be one of"),
        (lambda: expander("edges", 3, edges=[0, 1]), "regular"),
        (lambda: expander("edges", 4, edges=[0, 1, 2, 3]), "connected"),
        (lambda: edge_scheme("margulis", 9), "without loops"),
        (lambda: edge_scheme("edges", 3), "needs an edge"),
    ],
)
def test_graphs_that_cannot_be(make, text):
    with pytest.raises(BadInput, match=text):
        make()


@pytest.mark.parametrize("name", ["petersen", "complete", "paley", "margulis", "random-regular"])
def test_expander_codes_are_doubly_stochastic(name):
    code = expander(name, 9 if name in {"paley", "margulis"} else 6, 3, seed=1)
    assert {sum(row) for row in code.encoding} == {1}
    assert {sum(column) for column in zip(*code.encoding, strict=True)} == {1}


@pytest.mark.parametrize("graph", [petersen(), paley(9), circulant(7, [1, 2]), complete(4)])
def test_the_bipartite_double_cover_has_the_code_of_the_graph(graph):
    n = graph.vertices
    doubled = [(u, n + v) for a, b in graph.edges for u, v in ((a, b), (b, a))]
    cover = expander_of(Graph("double cover", 2 * n, doubled))
    rows = Graph("double cover", 2 * n, doubled).sides()[0]
    assert sorted(rows) == list(range(n))
    assert cover == expander_of(graph)


def test_edge_schemes_of_multigraphs_keep_their_symmetries():
    graph = Graph("doubled triangle", 3, [(0, 1), (1, 2), (0, 2)] * 2, [(1, 2, 0)])
    code = edge_scheme_of(graph)
    assert code.workers == 6
    assert len(code.symmetries) == 1


@given(st.integers(3, 8))
def test_edge_schemes_hold_two_partitions_a_worker(n):
    code = edge_scheme("complete", n)
    assert {frozenset(j for j, x in enumerate(row) if x) for row in code.encoding} == {
        frozenset(pair) for pair in combinations(range(n), 2)
    }
