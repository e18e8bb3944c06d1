"""Special functions, against mpmath's and against their own equations."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adversary.portable import special


@given(st.floats(-80, 80))
def test_the_logistic_function_is_odd_about_a_half(x):
    assert special.logistic(np.float64(x)) + special.logistic(np.float64(-x)) == pytest.approx(1)
    assert special.logistic(np.float64(x)) == pytest.approx((1 + np.tanh(x / 2)) / 2, abs=1e-15)


@given(st.floats(-30, 200).filter(lambda x: abs(x - round(x)) > 1e-3))
def test_digamma_against_mpmath(x):
    wanted = float(mpmath.digamma(x))
    assert special.digamma(np.float64(x)) == pytest.approx(wanted, rel=1e-9, abs=1e-9)


@given(st.floats(-0.999999, 0.999999))
def test_the_inverse_of_the_error_function(x):
    assert math.erf(special.erf_inv(np.float64(x))) == pytest.approx(x, rel=1e-12, abs=1e-15)


@np.errstate(all="ignore")
def test_ends_and_poles():
    ends = special.erf_inv(np.array([-1.0, 1.0, 1.5, np.nan]))
    assert ends[:2].tolist() == [-np.inf, np.inf]
    assert np.isnan(ends[2:]).all()
    assert special.lgamma(np.array([0.0, -1.0, -2.0])).tolist() == [np.inf] * 3
    assert np.isnan(special.digamma(np.array([0.0, -3.0]))).all()


@pytest.mark.parametrize("name", ["erf", "erfc", "erf_inv", "lgamma", "digamma"])
def test_element_types_are_kept(name):
    assert getattr(special, name)(np.array([0.5], np.float32)).dtype == np.float32
