"""The reference tables of the field's formulas, as exact fractions where the table has decimals.

Profiles e(0), e(1), ...; thresholds; products; graph schemes; nets; spectral bounds. A decimal of a
table is compared with the exact fraction rounded to as many digits.
"""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations, pairwise
from math import floor

import networkx as nx
import numpy as np
import pytest

from adversary import curve, error, worst_case
from bounds.closed_form.spectral import classical_bound, improved_bound, least_ratio
from bounds.threshold import block_design_threshold, threshold_on
from designs import GradientCode, block_design, fractional_repetition, from_design
from designs.constructions.difference import develop


def profile(code):
    points = curve(code)
    assert all(p.proved for p in points)
    return [p.error for p in points]


def agrees(exact, decimals):
    assert len(exact) >= len(decimals)
    for value, text in zip(exact, decimals, strict=False):
        digits = len(text.partition(".")[2])
        scaled = F(value) * 10**digits
        assert abs(scaled - F(text) * 10**digits) <= F(1, 2), (value, text)


PROFILES = [
    (block_design(7, 3, 1), "0 1/4 4/7 1 8/5 5/2 4"),
    (block_design(13, 4, 1), "0 1/5 3/7 9/13 1 15/11 9/5 7/3 3 27/7 5 33/5 9"),
    (block_design(11, 5, 2), "0 3/23 2/7 9/19 12/17 1 18/13 21/11 8/3 27/7 6"),
    (block_design(4, 3, 2), "0 1/7 2/5 1"),
    (block_design(7, 4, 2), "0 1/7 1/3 3/5 1 5/3 3"),
    (block_design(9, 3, 1), "0 4/11 4/5 4/3 2 20/7 4 28/5 8"),
]


@pytest.mark.parametrize(("code", "expected"), PROFILES, ids=str)
def test_profiles_of_block_designs(code, expected):
    found = profile(code)
    assert found[:-1] == [F(x) for x in expected.split()]
    assert found[-1] == code.partitions


@pytest.mark.parametrize(("v", "k", "lam"), [(7, 3, 1), (13, 4, 1), (11, 5, 2), (7, 4, 2)])
def test_special_values_of_symmetric_designs(v, k, lam):
    found = profile(block_design(v, k, lam))
    assert found[:v] == [F(s * (k - lam), k * k - lam * s) for s in range(v)]
    assert found[k] == 1
    assert found[v - 1] == v - k
    steps = [b - a for a, b in pairwise(found[:v])]
    assert steps == sorted(steps)


def test_affine_plane_with_blocks_as_workers():
    found = profile(block_design(9, 3, 1, "blocks"))
    assert found[:12] == [0, 0, 0, 0, 1, F(6, 5), F(3, 2), 2, 3, F(18, 5), F(9, 2), 6]


THRESHOLDS = [
    ((7, 3, 1), (2, 3, 4)),
    ((13, 4, 1), (3, 5, 8)),
    ((11, 5, 2), (4, 6, 8)),
    ((15, 7, 3), (6, 9, 12)),
    ((21, 5, 1), (6, 9, 13)),
    ((31, 6, 1), (9, 14, 20)),
]


@pytest.mark.parametrize(("design", "expected"), THRESHOLDS)
def test_thresholds_of_symmetric_designs(design, expected):
    points = curve(block_design(*design))
    for fraction, stragglers in zip((F(1, 20), F(1, 10), F(1, 5)), expected, strict=True):
        level = fraction * design[0]
        assert block_design_threshold(*design, level) == stragglers
        found = threshold_on(points, level)
        assert found.at_least == found.at_most == stragglers


@pytest.mark.parametrize("design", [(9, 3, 1), (6, 3, 2), (7, 3, 1), (10, 4, 4)])
def test_threshold_formula_against_the_curve_at_every_level(design):
    code = block_design(*design)
    points = curve(code)
    for numerator in range(1, 8 * code.partitions + 1):
        level = F(numerator, 8)
        assert block_design_threshold(*design, level) == threshold_on(points, level).at_least


def product(a, b):
    return GradientCode(np.kron(a.to_numpy(), b.to_numpy()).astype(int).tolist())


TRIANGLE, SQUARE = block_design(3, 2, 1), block_design(4, 3, 2)


def test_product_of_two_designs():
    found = profile(product(TRIANGLE, SQUARE))
    agrees(found, ["0", ".0476", ".1429", ".4286", "1.3333", "1.4286", "1.7143", "2", "4",
                   "4.2857", "4.8", "6", "12"])  # fmt: skip
    assert found[4] == F(4, 3)
    assert found[6] == F(12, 7)


def test_products_of_rectangles_multiply():
    whole = product(TRIANGLE, SQUARE)
    for s1, s2 in [(0, 1), (1, 0), (1, 1), (2, 3), (1, 3)]:
        left = [(i, j) for i in range(s1, 3) for j in range(s2, 4)]
        silent = [4 * i + j for i in range(3) for j in range(4) if (i, j) not in left]
        e1, e2 = error(TRIANGLE, range(s1)), error(SQUARE, range(s2))
        expected = 1 - (1 - F(e1) / 3) * (1 - F(e2) / 4)
        assert F(error(whole, silent)) / 12 == expected


def distance(code):
    """The fewest stragglers that cause any error."""
    return next(p.stragglers for p in curve(code) if p.lower > 0)


def test_exact_recovery_distance_is_multiplicative():
    two = fractional_repetition(4, 2)
    three = GradientCode([list(c) for c in zip([1, 1, 0, 1], [0, 1, 1, 1], strict=True)])
    assert distance(two) == 2
    for other in (three, TRIANGLE, SQUARE):
        assert distance(product(two, other)) == 2 * distance(other)


@pytest.mark.parametrize("copies", [2, 3])
def test_duplicated_workers_and_duplicated_data(copies):
    ones = np.ones((copies, 1), dtype=int)
    base = profile(TRIANGLE)
    matrix = TRIANGLE.to_numpy().astype(int)
    workers = GradientCode(np.kron(matrix, ones).tolist())
    data = GradientCode(np.kron(matrix, ones.T).tolist())
    assert profile(workers) == [base[s // copies] for s in range(3 * copies + 1)]
    assert profile(data) == [copies * e for e in base]


def test_uniform_decoder_on_the_fano_plane():
    code = block_design(7, 3, 1)
    found = [worst_case(code, s, decoder="one-step").error for s in range(1, 6)]
    agrees(found, [".2593", ".6222", "1.1667", "2.0741", "3.8889"])
    assert found == [classical_bound(7, 7, least_ratio(7, 3), s) for s in range(1, 6)]


def petersen():
    graph = nx.petersen_graph()
    return graph, GradientCode([[int(v in edge) for v in range(10)] for edge in graph.edges])


def test_graph_scheme_on_the_petersen_graph():
    _, code = petersen()
    found = profile(code)
    agrees(found, ["0", "0", "0", "1", "1", "2", "2", "3", "3.143", "4.286", "5", "5.2", "7",
                   "7.333", "8"])  # fmt: skip
    assert found[8] == F(22, 7)
    ratio = F(2, 3)
    agrees([improved_bound(10, 15, ratio, s) for s in (1, 3, 5, 10, 14)],
           [".455", "1.429", "2.5", "5.714", "9.03"])  # fmt: skip
    agrees([classical_bound(10, 15, ratio, s) for s in (1, 3, 5, 10, 14)],
           [".476", "1.667", "3.333", "13.33", "93.3"])  # fmt: skip
    assert all(found[s] <= improved_bound(10, 15, ratio, s) for s in range(15))


def component_imbalance(graph, edges):
    """The error of a graph scheme, combinatorially: (|L|-|R|)^2/(|L|+|R|) a bipartite component."""
    rest = nx.Graph()
    rest.add_nodes_from(graph)
    rest.add_edges_from(edges)
    total = F(0)
    for part in nx.connected_components(rest):
        piece = rest.subgraph(part)
        if nx.is_bipartite(piece):
            colour = nx.bipartite.color(piece)
            ones = sum(colour.values())
            total += F((len(part) - 2 * ones) ** 2, len(part))
    return total


@pytest.mark.parametrize("seed", range(60))
def test_graph_schemes_have_the_component_imbalance_as_error(seed):
    graph, code = petersen()
    edges = list(graph.edges)
    silent = np.random.default_rng(seed).permutation(15)[: seed % 15].tolist()
    left = [e for i, e in enumerate(edges) if i not in silent]
    assert error(code, silent) == component_imbalance(graph, left)


def mols(side, replication):
    """File (i, j) is held by worker (a, c) if (a+1) i + j = c modulo the side."""
    files = [(i, j) for i in range(side) for j in range(side)]
    workers = [(a, c) for a in range(replication) for c in range(side)]
    rows = [[int(((a + 1) * i + j) % side == c) for i, j in files] for a, c in workers]
    return GradientCode(rows)


def lost_majorities(code, q):
    """Most files that lose a strict majority of their holders when q workers are corrupted."""
    matrix = np.array(code.encoding)
    need = matrix[:, 0].sum() // 2 + 1
    return max(
        int((matrix[list(bad)].sum(axis=0) >= need).sum())
        for bad in combinations(range(code.workers), q)
    )


def test_mols_assignment_loses_the_published_number_of_majorities():
    found = [lost_majorities(mols(5, 3), q) for q in range(9)]
    assert found == [0, 0, 1, 3, 5, 8, 12, 14, 17]
    assert [lost_majorities(mols(7, 5), q) for q in range(5)] == [0, 0, 0, 1, 1]


def test_mols_as_a_gradient_code():
    code = mols(5, 3)
    found = [worst_case(code, s).error for s in range(9)]
    agrees(found, ["0", "0", "0", "1.9231", "2.381", "3.125", "4.5455", "5.3571", "6.5217"])
    bounds = [improved_bound(25, 15, F(1, 3), s) for s in range(9)]
    agrees(bounds[1:], [".5814", "1.2195", "1.9231", "2.7027", "3.5714", "4.5455", "5.6452",
                        "6.8966"])  # fmt: skip
    assert found[3] == bounds[3] == F(25, 13)
    assert found[6] == bounds[6]
    assert all(e <= b for e, b in zip(found, bounds, strict=True))


def test_a_circulant_that_beats_the_projective_plane_before_its_redundancy():
    found = [worst_case(from_design(develop((13,), [(0, 1, 5, 6)])), s).error for s in range(1, 6)]
    agrees(found, [".014", ".077", ".273", "1.0", "1.581"])
    plane = profile(block_design(13, 4, 1))
    assert [e < p for e, p in zip(found, plane[1:], strict=False)] == [True] * 3 + [False] * 2


def test_baselines_at_twelve_workers():
    assert profile(fractional_repetition(12, 4)) == [4 * floor(s / 4) for s in range(13)]


@pytest.mark.parametrize("design", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2)])
def test_block_designs_attain_the_improved_spectral_bound(design):
    code = block_design(*design)
    n, d = code.workers, code.replication()[0]
    ratio = least_ratio(n, d)
    found = profile(code)
    assert found[:n] == [improved_bound(code.partitions, n, ratio, s) for s in range(n)]
    singular = np.linalg.svd(code.to_numpy(), compute_uv=False)
    assert singular[1] ** 2 / (code.load()[0] * d) == pytest.approx(float(ratio))
