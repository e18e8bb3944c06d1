"""Factors of matrices: their products are the matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from adversary.portable import factors

entries = st.floats(-4, 4).map(lambda x: round(x, 2))
squares = arrays.arrays(np.float64, (3, 3), elements=entries)


@given(squares)
def test_cholesky(x):
    whole = x @ x.T + np.eye(3)
    factor = factors.cholesky(whole)
    np.testing.assert_allclose(factor @ factor.T, whole, atol=1e-9)
    assert (np.triu(factor, 1) == 0).all()


def test_what_is_not_definite_has_no_cholesky_factor():
    found = factors.cholesky(np.stack([np.eye(2), -np.eye(2)]))
    assert found[0].tolist() == np.eye(2).tolist()
    assert np.isnan(found[1][np.tri(2, dtype=bool)]).all()


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize("lower", [True, False])
@pytest.mark.parametrize("transposed", [True, False])
@pytest.mark.parametrize("unit", [True, False])
def test_triangular_equations(left, lower, transposed, unit):
    draw = np.random.default_rng(0)
    a, b = draw.normal(size=(2, 3, 3)), draw.normal(size=(2, 3, 3))
    y = factors.triangular_solution(a, b, left, lower, transposed, unit)
    matrix = np.tril(a) if lower else np.triu(a)
    if unit:
        matrix = matrix - matrix * np.eye(3) + np.eye(3)
    matrix = np.swapaxes(matrix, 1, 2) if transposed else matrix
    np.testing.assert_allclose(matrix @ y if left else y @ matrix, b, atol=1e-9)


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=entries))
def test_gauss_elimination(x):
    both, exchanges, order = factors.triangular_factors(x)
    size = min(x.shape)
    lower = np.tril(both[:, :size], -1) + np.eye(len(x), size)
    np.testing.assert_allclose(lower @ np.triu(both[:size]), x[order], atol=1e-9)
    assert np.abs(np.tril(both[:, :size], -1)).max(initial=0) <= 1
    assert (order == factors.permutation_of(exchanges, len(x))).all()


def test_eigenpairs_and_singular_values():
    x = np.array([[2.0, 1.0], [1.0, 3.0]])
    vectors, values = factors.eigenpairs(x, lower=True)
    np.testing.assert_allclose(x @ vectors, vectors * values)
    left, sizes, right = (
        factors.singular_values(x, full=False, vectors=True)[i] for i in (1, 0, 2)
    )
    np.testing.assert_allclose((left * sizes) @ right, x)
