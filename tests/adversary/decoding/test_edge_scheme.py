"""Machines on edges: component imbalance against least squares, and the Petersen profile."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary import curve, error
from adversary.decoding.edge_scheme import (
    components,
    edge_error,
    edge_weights,
    edges_of,
    imbalance_error,
    imbalance_weights,
)
from bounds.closed_form.expander import edge_ratio
from bounds.closed_form.spectral import classical_bound, improved_bound
from designs import BadInput, GradientCode
from designs.codes import edge_scheme


@st.composite
def loopless(draw):
    """Vertices and edges of a multigraph without loops."""
    n = draw(st.integers(2, 8))
    pairs = st.sampled_from(list(combinations(range(n), 2)))
    return n, draw(st.lists(pairs, min_size=1, max_size=12))


def code_of(n, edges):
    return GradientCode([[int(j in edge) for j in range(n)] for edge in edges])


@given(loopless(), st.data())
@settings(max_examples=200)
def test_imbalance_is_the_least_squares_error(graph, data):
    n, edges = graph
    code = code_of(n, edges)
    silent = data.draw(st.sets(st.integers(0, len(edges) - 1)))
    assert edge_error(code, sorted(silent)) == error(code, sorted(silent))


@given(loopless())
@settings(max_examples=200)
def test_weights_from_components_attain_the_error(graph):
    n, edges = graph
    weights = imbalance_weights(n, edges)
    total = [Fraction(0)] * n
    for weight, edge in zip(weights, edges, strict=True):
        for v in edge:
            total[v] += weight
    assert sum((x - 1) ** 2 for x in total) == imbalance_error(n, edges)
    assert all(total[u] + total[v] == 2 for u, v in edges)


@given(loopless())
def test_components_split_the_vertices(graph):
    n, edges = graph
    parts = list(components(n, edges))
    assert sorted(v for part in parts for v in part.order) == list(range(n))
    owner = {v: i for i, part in enumerate(parts) for v in part.order}
    assert all(owner[u] == owner[v] for u, v in edges)
    for part in parts:
        odd = any(
            part.side[u] == part.side[v] for u, v in edges if owner[u] == owner[part.order[0]]
        )
        assert (part.odd is not None) == odd


def test_the_petersen_graph_by_the_certified_solver():
    expected = [
        "0",
        "0",
        "0",
        "1",
        "1",
        "2",
        "2",
        "3",
        "22/7",
        "30/7",
        "5",
        "26/5",
        "7",
        "22/3",
        "8",
    ]
    points = curve(edge_scheme("petersen"))
    assert all(point.proved for point in points)
    assert [point.error for point in points] == [*map(Fraction, expected), 10]


def test_the_petersen_graph_over_all_straggler_sets():
    code = edge_scheme("petersen")
    edges = edges_of(code)
    worst = [Fraction(0)] * 16
    for mask in range(1 << 15):
        left = [edge for w, edge in enumerate(edges) if mask >> w & 1]
        s = 15 - len(left)
        worst[s] = max(worst[s], Fraction(imbalance_error(10, left)))
    mu = edge_ratio(3, 1)
    for s in range(15):
        assert worst[s] <= improved_bound(10, 15, mu, s) <= classical_bound(10, 15, mu, s)
    assert worst[8:12] == [Fraction(22, 7), Fraction(30, 7), 5, Fraction(26, 5)]


def test_rows_may_be_scaled():
    code = GradientCode([["1/2", "1/2", 0], [0, 3, 3]])
    assert edge_weights(code, [0, 1]) == (Fraction(4, 3), Fraction(2, 9))
    assert edge_error(code, []) == error(code, [])


@pytest.mark.parametrize("rows", [[[1, 1, 1]], [[1, 0, 0]], [[1, 2, 0]]])
def test_codes_that_are_no_edge_schemes_are_refused(rows):
    with pytest.raises(BadInput, match="worker 0"):
        edge_error(GradientCode(rows), [])


def test_survivors_are_checked():
    with pytest.raises(BadInput):
        edge_weights(edge_scheme("cycle", 4), [0, 0])
