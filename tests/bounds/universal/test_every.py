"""No code of a shape is below its bounds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapes import ANY_LOADS, REGULAR, classes

from adversary import curve
from adversary.decoding.error import error
from bounds.universal.every import (
    bounds_of_shape,
    universal_bounds,
    verify,
)
from bounds.universal.least import stored_results
from bounds.universal.shape import Shape, shape_of
from designs import GradientCode, block_design, cyclic_repetition, fractional_repetition


@pytest.mark.parametrize(("n", "k", "d"), REGULAR)
def test_no_regular_code_is_below_a_bound(n, k, d):
    codes = [kind.code() for kind in classes(n, k, d, k * d // n)]
    curves = [[point.lower for point in curve(code)] for code in codes]
    for s in range(n + 1):
        least = min(points[s] for points in curves)
        bounds = universal_bounds(n, k, d, s, constant_load=True)
        assert all(bound.value <= least for bound in bounds), s
        assert bounds == sorted(bounds, key=lambda bound: -bound.value)
        assert all(verify(Shape(n, k, d, constant_load=True), s, bound) for bound in bounds)


@pytest.mark.parametrize(("n", "k", "d"), ANY_LOADS)
def test_no_code_of_any_loads_is_below_a_bound(n, k, d):
    curves = [[p.lower for p in curve(kind.code())] for kind in classes(n, k, d)]
    for s in range(n + 1):
        least = min(points[s] for points in curves)
        assert all(bound.value <= least for bound in universal_bounds(n, k, d, s))


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_no_real_or_unequal_code_is_below_a_bound_of_its_shape(data):
    n, k = data.draw(st.integers(2, 5)), data.draw(st.integers(1, 6))
    entry = st.sampled_from([0, 0, 1, 1, 2, -1, Fraction(1, 2)])
    rows = data.draw(st.lists(st.lists(entry, min_size=k, max_size=k), min_size=n, max_size=n))
    code = GradientCode(rows)
    s = data.draw(st.integers(0, n))
    shape = shape_of(code) if code.redundancy() else Shape(n, k, 0)
    worst = max(error(code, silent) for silent in combinations(range(n), s))
    assert all(bound.value <= worst for bound in bounds_of_shape(shape, s))


@pytest.mark.parametrize("name", ["cyclic", "fractional", "design"])
def test_the_families_keep_the_bounds(name):
    code = {"cyclic": cyclic_repetition(8, 3), "fractional": fractional_repetition(9, 3),
            "design": block_design(11, 5, 2)}[name]  # fmt: skip
    shape = shape_of(code)
    assert shape.coefficients == ("real" if name == "cyclic" else "binary")
    for s, point in enumerate(curve(code)):
        assert bounds_of_shape(shape, s)[0].value <= point.lower


def test_block_designs_are_the_best_from_their_redundancy_on():
    seen = Counter()
    for (n, k, d, _, s), entry in stored_results().items():
        lam, r = Fraction(d * (d - 1) * k, n * (n - 1)), Fraction(k * d, n)
        if lam.denominator == r.denominator == 1:
            design = Fraction(s * r * (r - lam), d * (r * d - lam * s))
            assert entry.error == design if s >= d else entry.error <= design
            seen[n, d, int(lam)] += s >= d
    assert {*seen} >= {(4, 2, 1), (4, 2, 2), (4, 3, 2), (5, 2, 1), (5, 3, 3), (5, 4, 3), (6, 2, 1),
                       (6, 3, 2), (7, 3, 1), (7, 4, 2)}  # fmt: skip


def test_what_is_tampered_is_not_verified():
    shape = Shape(7, 7, 3)
    for bound in bounds_of_shape(shape, 4):
        assert not verify(shape, 4, replace(bound, value=bound.value + 1))
        assert not verify(shape, 4, replace(bound, proof={}))
        assert not verify(shape, 4, replace(bound, name="hearsay"))
