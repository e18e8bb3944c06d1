"""Spectral certificates of expanders, their bounds, and the theorem on random stragglers."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adversary import curve
from bounds.closed_form.expander import (
    _centred,
    _remainder,
    certified_ratio,
    edge_ratio,
    expander_bounds,
    ramanujan_ratio,
    random_stragglers,
)
from bounds.relaxation.common_weight import spectral_ratio
from designs import BadInput, GradientCode, block_design, fractional_repetition
from designs.codes import edge_scheme, edge_scheme_of, expander, net, random_biregular
from designs.codes.random_graphs import random_regular

CODES = {
    "petersen": (expander("petersen"), Fraction(4, 9)),
    "paley 9": (expander("paley", 9), Fraction(1, 4)),
    "paley 25": (expander("paley", 25), Fraction(1, 16)),
    "complete": (expander("complete", 6), Fraction(1, 25)),
    "edges of petersen": (edge_scheme("petersen"), Fraction(2, 3)),
    "net": (net(4, 3), Fraction(1, 3)),
    "fano": (block_design(7, 3, 1), Fraction(2, 9)),
    "groups": (fractional_repetition(6, 2), Fraction(1)),
    "one partition": (GradientCode([[1], [1]]), Fraction(0)),
    "entries below zero": (GradientCode([[2, -1], [-1, 2]]), Fraction(9)),
    "fractions": (GradientCode([["1/3", "2/3"], ["2/3", "1/3"]]), Fraction(1, 9)),
}


@pytest.mark.parametrize(("code", "ratio"), CODES.values(), ids=CODES)
def test_certified_ratios_are_above_the_truth_and_near(code, ratio):
    assert 0 <= certified_ratio(code) - ratio < Fraction(1, 10**6)


@given(st.sampled_from([(8, 8, 3), (9, 6, 3), (6, 9, 2), (10, 5, 4)]), st.integers(0, 50))
@settings(max_examples=30)
def test_certified_ratios_of_random_codes_are_above_the_float(shape, seed):
    n, k, d = shape
    code = random_biregular(n, k, d, seed)
    values = np.linalg.svd(code.to_numpy(), compute_uv=False)
    estimate = values[1] ** 2 / (code.load()[0] * d)
    assert estimate - 1e-9 <= float(certified_ratio(code)) <= estimate + 1e-6


@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_factor_that_is_not_there_proves_nothing(share):
    """Below the largest eigenvalue either no factor is found or the remainder makes up for it."""
    centred, _ = _centred(expander("petersen"))
    scaled = centred << 30
    largest = float(np.linalg.eigvalsh(scaled.astype(float))[-1])
    t = int(share * largest)
    remainder = _remainder(scaled, t)
    assert remainder is None or t + remainder >= largest


def test_the_remainder_is_what_python_integers_say():
    centred, _ = _centred(expander("paley", 13))
    scaled = centred << 20
    t = 2 * int(np.abs(scaled).sum(axis=1).max())
    factor = np.rint(np.linalg.cholesky(t * np.eye(13) - scaled)).astype(np.int64).tolist()
    wanted = [
        [t * (i == j) - x for j, x in enumerate(row)] for i, row in enumerate(scaled.tolist())
    ]
    rows = [
        sum(abs(x - sum(a * b for a, b in zip(factor[i], factor[j], strict=True)))
            for j, x in enumerate(row))
        for i, row in enumerate(wanted)
    ]  # fmt: skip
    assert _remainder(scaled, t) == max(rows)


def test_ramanujan_graphs_are_ramanujan():
    """Degree 30 on 60 vertices: proved within 1e-6 of 4 p/(p + 1)^2, and below it."""
    assert certified_ratio(expander("lps", degree=30, modulus=5)) <= ramanujan_ratio(30)
    assert certified_ratio(expander("lps", degree=14, modulus=5)) <= ramanujan_ratio(14)


@pytest.mark.slow
def test_a_ramanujan_graph_with_a_thousand_workers():
    code = expander("lps", degree=6, modulus=13)
    assert code.workers == 1092
    assert certified_ratio(code) <= ramanujan_ratio(6)


@pytest.mark.parametrize("m", [3, 4, 5, 7])
def test_the_bound_of_margulis_graphs(m):
    assert certified_ratio(expander("margulis", m * m)) <= Fraction(50, 64)


@pytest.mark.parametrize(
    "code",
    [expander("paley", 9), expander("petersen"), expander("margulis", 9),
     edge_scheme("complete", 4), expander("random-regular", 8, 3, seed=3),
     expander("random-bipartite", 14, 3, seed=1)],
    ids=lambda code: code.name[:40],
)  # fmt: skip
def test_expander_bounds_hold_on_certified_curves(code):
    for point in curve(code)[:-1]:
        classical, improved = expander_bounds(code, point.stragglers)
        assert point.error <= improved <= classical


@given(st.sampled_from([(6, 3), (7, 4), (8, 3), (9, 4)]), st.integers(0, 9))
@settings(max_examples=15)
def test_one_step_decoding_is_between_the_holders_and_the_classical_bound(shape, seed):
    """Silencing all holders of floor(s/d) partitions costs that many; N. Raviv et al. (2017)."""
    n, d = shape
    code = expander("random-regular", n, d, seed)
    for point in curve(code, decoder="one-step")[:-1]:
        s = point.stragglers
        assert s // d <= point.error <= expander_bounds(code, s)[0]


@given(st.sampled_from([(6, 3), (7, 4), (8, 3), (9, 4)]), st.integers(0, 9))
@settings(max_examples=15)
def test_the_edge_ratio_is_that_of_the_edge_scheme(shape, seed):
    graph = random_regular(*shape, seed)
    second = np.sort(np.linalg.eigvalsh(nx.to_numpy_array(graph)))[-2]
    exact = spectral_ratio(edge_scheme_of(graph))
    assert abs(float(exact) - float(edge_ratio(shape[1], Fraction(float(second))))) < 1e-6


@pytest.mark.parametrize(
    ("rows", "text"),
    [([[1, 0], [1, 1]], "equal"), ([[1, 1], [1, 0]], "equal"), ([[0, 0]], "equal"),
     ([[1 << 31, 1], [1, 1 << 31]], "too large")],
)  # fmt: skip
def test_codes_without_a_spectral_ratio(rows, text):
    with pytest.raises(BadInput, match=text):
        certified_ratio(GradientCode(rows))


def test_hypotheses_of_the_theorem_on_random_stragglers_are_reported():
    small = random_stragglers(10, 3, 2, Fraction(1, 5), Fraction(1, 2))
    assert not small.holds
    assert [holds for _, holds in small.hypotheses] == [True, False, False, False]
    large = random_stragglers(10**8, 100, 80, Fraction(1, 10), 1)
    assert large.holds
    assert large.variance == pytest.approx(6e-8, rel=1e-6)
    assert large.mean == pytest.approx(1 - large.variance)


@given(st.integers(2, 60), st.fractions(Fraction(1, 100), Fraction(99, 100)))
def test_no_small_expansion_passes(d, p):
    assert not random_stragglers(10**9, d, Fraction(3, 2), p, Fraction(1, 10)).holds


@pytest.mark.parametrize(
    "arguments", [(10, 3, 2, 0, 1), (10, 3, 2, 1, 1), (10, 3, 2, Fraction(1, 2), 0),
                  (10, 3, 7, Fraction(1, 2), 1), (1, 3, 2, Fraction(1, 2), 1)]
)  # fmt: skip
def test_parameters_of_the_theorem_are_checked(arguments):
    with pytest.raises(BadInput):
        random_stragglers(*arguments)
