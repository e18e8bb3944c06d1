"""Spectral ratios proved in integers, the thresholds they prove, and the greatest average error."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary import curve, error
from adversary.check import semidefinite
from bounds.closed_form.block_design import (
    average_bound,
    block_design_ratio,
    classical_threshold,
    improved_threshold,
)
from bounds.closed_form.spectral import classical_bound, improved_bound, least_ratio
from bounds.relaxation.common_weight import has_ratio, spectral_ratio
from bounds.threshold import block_design_threshold, threshold_on
from designs import (
    BadInput,
    GradientCode,
    block_design,
    cyclic_repetition,
    fractional_repetition,
    random_biregular,
    uncoded,
)
from designs.codes.structure import equal_overlap

DESIGNS = [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2), (4, 3, 2)]
shapes = st.sampled_from([(6, 6, 3), (7, 7, 3), (8, 8, 3), (9, 6, 3), (6, 9, 2), (10, 5, 4)])
levels = st.fractions(min_value=Fraction(1, 50), max_value=5, max_denominator=50)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("workers", ["points", "blocks"])
def test_spectral_ratio_of_block_designs_in_both_orientations(design, workers):
    code = block_design(*design, workers)
    mu = block_design_ratio(*design)
    assert has_ratio(code, mu)
    assert not has_ratio(code, mu - Fraction(1, 10**30))
    assert spectral_ratio(code) == mu == least_ratio(design[0], design[1])
    singular = np.linalg.svd(code.to_numpy(), compute_uv=False)
    assert float(mu) == pytest.approx((singular[1] / singular[0]) ** 2)


@given(shapes, st.integers(0, 9))
def test_only_equal_overlaps_have_the_least_ratio(shape, seed):
    n, k, d = shape
    code = random_biregular(n, k, d, seed)
    least = least_ratio(n, d)
    assert has_ratio(code, least) == (equal_overlap(code) is not None)
    assert spectral_ratio(code) >= least


@given(shapes, st.integers(0, 9))
def test_proved_ratios_are_above_and_close(shape, seed):
    code = random_biregular(*shape, seed)
    singular = np.linalg.svd(code.to_numpy(), compute_uv=False)
    mu = float(spectral_ratio(code))
    assert -1e-12 <= mu - (singular[1] / singular[0]) ** 2 <= 3e-6


def test_ratios_at_the_ends():
    assert spectral_ratio(fractional_repetition(6, 3)) == 1
    assert spectral_ratio(fractional_repetition(4, 4)) == 0
    assert spectral_ratio(uncoded(1)) == 0
    assert spectral_ratio(uncoded(5)) == 1


@pytest.mark.parametrize("code", [cyclic_repetition(5, 3), GradientCode([[1, 1], [0, 1]]),
                                  GradientCode([[0]])])  # fmt: skip
def test_ratios_are_of_biregular_codes(code):
    with pytest.raises(BadInput, match="row sums"):
        has_ratio(code, 1)


@given(shapes, st.integers(0, 5), levels)
def test_spectral_thresholds_are_below_the_threshold(shape, seed, level):
    n, k, d = shape
    code = random_biregular(n, k, d, seed)
    mu = spectral_ratio(code)
    found = threshold_on(curve(code), level).at_least
    assert classical_threshold(k, n, mu, level) <= improved_threshold(k, n, mu, level) <= found


@given(levels, st.fractions(min_value=0, max_value=1, max_denominator=30), shapes)
def test_thresholds_invert_the_bounds(level, mu, shape):
    n, k, _ = shape
    for invert, bound in (
        (classical_threshold, classical_bound),
        (improved_threshold, improved_bound),
    ):
        first = invert(k, n, mu, level)
        assert first == next((s for s in range(n) if bound(k, n, mu, s) >= level), n)


@pytest.mark.parametrize("design", DESIGNS)
def test_block_designs_have_the_improved_threshold_at_every_level(design):
    code = block_design(*design)
    n, k, mu = code.workers, code.partitions, block_design_ratio(*design)
    for numerator in range(1, 8 * k + 1):
        level = Fraction(numerator, 8)
        assert improved_threshold(k, n, mu, level) == block_design_threshold(*design, level)


@given(shapes, st.integers(0, 9), levels)
def test_block_designs_maximise_both_thresholds(shape, seed, level):
    n, k, d = shape
    mu, least = spectral_ratio(random_biregular(n, k, d, seed)), least_ratio(n, d)
    for bound in (classical_threshold, improved_threshold):
        assert bound(k, n, mu, level) <= bound(k, n, least, level)


def average(code, s):
    sets = list(combinations(range(code.workers), s))
    return sum(Fraction(error(code, stragglers)) for stragglers in sets) / len(sets)


@pytest.mark.parametrize("design", [(7, 3, 1), (9, 3, 1), (6, 3, 2), (4, 3, 2)])
def test_block_designs_attain_the_bound_on_the_average_error(design):
    code = block_design(*design)
    points = [p.error for p in curve(code)]
    for s in range(code.workers + 1):
        assert average_bound(code, s) == average(code, s) == points[s]


@given(shapes, st.integers(0, 9), st.data())
def test_block_designs_maximise_the_average_error(shape, seed, data):
    n, k, d = shape
    code = random_biregular(n, k, d, seed)
    s = data.draw(st.integers(0, min(4, n)))
    load, m = Fraction(k * d, n), n - s
    best = average_bound(code, s)
    assert best == k - load**2 * m / (load + load * (d - 1) / (n - 1) * (m - 1))
    found = average(code, s)
    assert found <= best
    if 0 < s < n - 1:
        assert equal_overlap(code) is None or found == best


@given(st.lists(st.lists(st.integers(-2, 3), min_size=3, max_size=3), min_size=1, max_size=5))
def test_the_bound_on_the_average_holds_for_any_code(rows):
    code = GradientCode(rows)
    if not all(map(sum, rows)):
        with pytest.raises(BadInput, match="sum zero"):
            average_bound(code, 0)
        return
    for s in range(code.workers + 1):
        assert average(code, s) <= average_bound(code, s) <= code.partitions


def exact(matrix):
    return [[Fraction(int(x)) for x in row] for row in matrix]


@given(st.lists(st.lists(st.integers(-3, 3), min_size=3, max_size=3), min_size=1, max_size=4))
def test_gram_matrices_are_semidefinite_and_less_is_not(rows):
    matrix = np.array(rows) @ np.array(rows).T
    assert semidefinite(exact(matrix))
    least = matrix - (np.floor(np.linalg.eigvalsh(matrix)[0]).astype(int) + 2) * np.eye(
        len(rows), dtype=int
    )
    assert not semidefinite(exact(least))


def test_semidefinite_of_all_small_symmetric_matrices():
    for a, b, c, d, e, f in product(range(-1, 2), repeat=6):
        matrix = [[a, b, c], [b, d, e], [c, e, f]]
        smallest = np.linalg.eigvalsh(np.array(matrix))[0]
        assert semidefinite(exact(np.array(matrix))) == (smallest > -1e-9)


@pytest.mark.parametrize(
    "call",
    [lambda: classical_threshold(7, 7, 1, 0), lambda: improved_threshold(7, 7, 1, 8),
     lambda: improved_threshold(7, 7, -1, 1), lambda: average_bound(uncoded(3), 4),
     lambda: block_design_ratio(8, 3, 1)],
)  # fmt: skip
def test_bounds_of_block_designs_refuse_what_makes_no_sense(call):
    with pytest.raises(BadInput):
        call()
