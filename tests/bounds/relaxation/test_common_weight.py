"""Spectral bounds and bounds by one common weight: true, and attained by block designs."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from small_codes import brute
from upper_bounds import small_codes

from adversary import worst_case
from adversary.decoding.error import error
from bounds.relaxation.common_weight import (
    common_weight_bound,
    has_ratio,
    spectral_bound,
    spectral_ratio,
)
from designs import (
    BadInput,
    GradientCode,
    block_design,
    cyclic_repetition,
    random_biregular,
    uncoded,
)
from designs.codes import net


@pytest.mark.parametrize("shape", [(3, 3), (4, 3), (5, 2)])
def test_the_spectral_ratio_of_a_net_is_one_over_its_classes(shape):
    assert spectral_ratio(net(*shape)) == Fraction(1, shape[1])


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("classical", [False, True])
def test_spectral_bounds_hold_on_biregular_codes(seed, classical):
    code = random_biregular(8, 12, 2 + seed % 3 * 2, seed)
    for s in range(1, 8):
        assert spectral_bound(code, s, classical=classical).value >= brute(code, s)


@pytest.mark.parametrize(
    "parameters", [(7, 3, 1), (13, 4, 1), (11, 5, 2), (9, 3, 1), (6, 3, 2), (16, 6, 2), (21, 5, 1)]
)
def test_every_block_design_attains_the_spectral_bound(parameters):
    code = block_design(*parameters)
    for s in range(1, code.workers - 1):
        assert spectral_bound(code, s).value == worst_case(code, s).error


def test_the_spectral_ratio_is_the_least_one_for_block_designs():
    v, k = 13, 4
    assert spectral_ratio(block_design(v, k, 1)) == Fraction(v - k, k * (v - 1))


def test_the_spectral_ratio_is_never_below_the_float():
    code = random_biregular(12, 12, 3, 1)
    values = np.linalg.svd(code.to_numpy(), compute_uv=False)
    ratio = float(spectral_ratio(code))
    assert -1e-12 <= ratio - (values[1] / values[0]) ** 2 <= 1e-6


@given(small_codes(), st.data())
def test_one_weight_for_a_set_is_no_better_than_least_squares(code, data):
    silent = data.draw(st.sets(st.integers(0, code.workers - 1)))
    assert common_weight_bound(code, silent) >= error(code, silent)


@given(st.integers(0, 200), st.fractions(0, 1, max_denominator=40))
def test_a_ratio_is_decided_as_by_singular_values(seed, ratio):
    code = random_biregular(6, 6, 3, seed)
    values = np.linalg.svd(code.to_numpy(), compute_uv=False)
    second = (values[1] / values[0]) ** 2
    assume(abs(second - ratio) > 1e-9)
    assert has_ratio(code, ratio) == (second < ratio)


@given(st.sampled_from([(7, 3, 1), (6, 3, 2), (4, 3, 2)]), st.data())
def test_one_weight_is_the_best_for_every_set_of_a_block_design(design, data):
    code = block_design(*design)
    silent = data.draw(st.sets(st.integers(0, code.workers - 1)))
    assert common_weight_bound(code, silent) == error(code, silent)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: common_weight_bound(uncoded(3), [0, 3]), r"workers 0\.\.2, got \[0, 3\]"),
        (lambda: spectral_bound(uncoded(3), 3), r"0\.\.2, got 3"),
        (lambda: spectral_ratio(uncoded(201)), "takes 200 workers, got 201"),
        (lambda: spectral_ratio(cyclic_repetition(4, 2)), "equal positive row sums"),
        (lambda: has_ratio(GradientCode([[1, -1], [-1, 1]]), 1), "equal positive row sums"),
    ],
)
def test_what_has_no_bound_by_one_weight(call, text):
    with pytest.raises(BadInput, match=text):
        call()
