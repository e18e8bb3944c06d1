"""GF(q) against the field axioms and against galois."""

from __future__ import annotations

import numpy as np
import pytest

from designs.algebra.field import GF
from designs.errors import BadInput

ORDERS = [2, 3, 4, 5, 7, 8, 9, 16, 25, 27]


@pytest.mark.parametrize("q", ORDERS)
def test_field_axioms(q):
    field, x = GF(q), np.arange(q)
    a, b, c = x[:, None, None], x[None, :, None], x[None, None, :]
    left = field.multiply(a, field.add(b, c))
    assert (left == field.add(field.multiply(a, b), field.multiply(a, c))).all()
    assert (
        field.multiply(field.multiply(a, b), c) == field.multiply(a, field.multiply(b, c))
    ).all()
    assert (field.add(x[:, None], x) == field.add(x[:, None], x).T).all()
    assert (np.sort(field.add(x[:, None], x), axis=1) == x).all()
    assert (np.sort(field.multiply(x[1:, None], x), axis=1) == x).all()


@pytest.mark.parametrize("q", [4, 8, 9, 25])
def test_agrees_with_galois(q):
    galois = pytest.importorskip("galois")
    theirs = galois.GF(q, compile="python-calculate")
    for a in range(q):
        for b in range(q):
            assert int(GF(q).add(a, b)) == int(theirs(a) + theirs(b))
            assert int(GF(q).multiply(a, b)) == int(theirs(a) * theirs(b))


def test_matmul_is_the_sum_of_products():
    field, random = GF(9), np.random.default_rng(3)
    a, b = random.integers(0, 9, (4, 3)), random.integers(0, 9, (3, 5))
    for i in range(4):
        for j in range(5):
            total = 0
            for t in range(3):
                total = int(field.add(total, field.multiply(a[i, t], b[t, j])))
            assert field.matmul(a, b)[i, j] == total


@pytest.mark.parametrize(("q", "s"), [(8, 2), (27, 3), (16, 4), (64, 4)])
def test_trace_is_additive_and_lands_in_the_subfield(q, s):
    field, x = GF(q), np.arange(q)
    trace = field.trace(x, s)
    assert (field.trace(field.add(x[:, None], x), s) == field.add(trace[:, None], trace)).all()
    subfield = {0, *field.exp[:: (q - 1) // (s - 1)].tolist()}
    assert set(trace.tolist()) == subfield


def test_beyond_the_table_galois_is_asked():
    pytest.importorskip("galois")
    assert GF(3**11).degree == 11


def test_no_field_of_six_elements():
    with pytest.raises(BadInput, match="prime power"):
        GF(6)
