"""Graphs and the codes made of them: counts, symmetries, spectra, and what is refused."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designs import BadInput
from designs.codes import edge_scheme, edge_scheme_of, expander, expander_of, from_bipartite
from designs.codes.expander_graphs import lps, margulis
from designs.codes.graphs import automorphisms, in_order, labelled, numbered_edges
from designs.codes.named_graphs import named_graph
from designs.codes.random_graphs import random_bipartite, random_regular
from designs.codes.symmetric_graphs import circulant, complete, cycle, paley, petersen


def degree(graph):
    """The degree of a regular graph."""
    (found,) = {d for _, d in graph.degree}
    return found


def is_simple(graph):
    return len(nx.Graph(graph).edges) == len(graph.edges) and not nx.number_of_selfloops(graph)


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


def adjacency(graph):
    """The numbers of edges, a loop twice, which networkx has once."""
    matrix = nx.to_numpy_array(graph)
    return matrix + np.diag(np.diag(matrix))


def test_the_eigenvalues_of_a_ramanujan_graph():
    values = np.sort(np.linalg.eigvalsh(adjacency(lps(29, 5))))
    assert values[-1] == pytest.approx(30)
    assert max(-values[0], values[-2]) <= 2 * 29**0.5 + 1e-9


def test_the_girth_of_a_ramanujan_graph():
    """X^(5,13) is bipartite, of girth at least 4 log_5 13 - log_5 4 = 5.5, hence 6; it is 8."""
    distances = Counter(nx.single_source_shortest_path_length(lps(5, 13), 0).values())
    assert (distances[1], distances[2], distances[3]) == (6, 30, 150)
    assert distances[4] < 750


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


@st.composite
def multigraphs(draw):
    n = draw(st.integers(1, 7))
    vertex = st.integers(0, n - 1)
    edges = draw(st.lists(st.tuples(vertex, vertex), max_size=12))
    return labelled("any", n, edges, repeated=True)


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
        (lambda: named_graph("edges", 0, edges=[]), "vertex"),
        (lambda: named_graph("edges", 2, edges=[0, 2]), "joins vertices"),
        (lambda: named_graph("edges", 2, edges=[-1, 1]), "joins vertices"),
        (lambda: expander_of(nx.DiGraph([(0, 1)])), "undirected"),
        (lambda: edge_scheme_of(nx.Graph()), "with a vertex"),
        (lambda: edge_scheme_of([(0, 1)]), "got list"),
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
    n = len(graph)
    doubled = [(u, n + v) for a, b in graph.edges for u, v in ((a, b), (b, a))]
    cover = expander_of(nx.Graph(doubled))
    assert cover == expander_of(graph)


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
