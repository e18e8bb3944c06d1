"""Bounds in integers and pruned enumeration: against exact errors and brute force."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from float_codes import float_code
from hypothesis import given
from hypothesis import strategies as st
from small_codes import any_code, brute

from adversary.decoding.error import error
from adversary.worst_case import curve, worst_case
from adversary.worst_case.enumeration import (
    _SCALE,
    Bounds,
    Enumeration,
    forward_selection,
    worker_orbits,
)
from designs import GradientCode, Symmetry, random_biregular
from designs.codes import from_design
from designs.constructions.difference import develop


@pytest.mark.parametrize("drawn", [any_code, float_code])
@pytest.mark.parametrize("seed", range(40))
def test_every_s_from_a_poor_start(seed, drawn):
    code = drawn(seed)
    for s in range(code.workers + 1):
        search = Enumeration(code, s, tuple(range(s)))
        search.run(None, None)
        assert search.lower == search.upper == brute(code, s) == error(code, search.worst_set)


def test_any_moment_gives_an_interval_that_holds():
    code, seen = random_biregular(11, 11, 3, seed=1), []
    truth = brute(code, 4)
    search = Enumeration(code, 4, (0, 1, 2, 3))

    def look(done, lower, upper):
        assert lower <= truth <= upper
        seen.append(done)

    search.run(time.monotonic() - 1, look)
    assert not seen
    assert search.lower <= truth <= search.upper
    search.run(None, look)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert search.lower == search.upper == truth


def test_symmetries_shrink_the_search_and_change_nothing():
    symmetric = from_design(develop((13,), [(0, 1, 3)]))
    plain = GradientCode(symmetric.encoding)
    assert worker_orbits(symmetric) == [list(range(13))]
    assert len(worker_orbits(plain)) == 13
    for s in range(1, 13):
        assert worst_case(symmetric, s).error == worst_case(plain, s).error


def test_several_orbits():
    triangle = [[1, 1, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0]]
    spokes = [[2, 0, 0, 1], [0, 2, 0, 1], [0, 0, 2, 1]]
    rotate = Symmetry((1, 2, 0, 4, 5, 3), (1, 2, 0, 3))
    code = GradientCode(triangle + spokes, symmetries=[rotate])
    assert worker_orbits(code) == [[0, 1, 2], [3, 4, 5]]
    assert [p.error for p in curve(code)] == [brute(code, s) for s in range(7)]


@given(st.integers(0, 10**6), st.sampled_from([any_code, float_code]))
def test_integer_bounds_are_never_below_the_truth_and_usually_close(seed, drawn):
    code = drawn(seed)
    bounds = Bounds(code)
    kept = np.random.default_rng(seed).random((6, code.workers)) < 0.7
    found, _ = bounds.of(kept)
    for row, bound in zip(kept, found, strict=True):
        exact = error(code, np.flatnonzero(~row).tolist())
        assert Fraction(int(bound), _SCALE) >= exact


@pytest.mark.parametrize("factors", [1, 1 + 2.0**-40])
def test_integer_bounds_are_tight_on_ordinary_codes(factors):
    """Also where rows are too large and so rounded to 26 bits."""
    rows = random_biregular(12, 12, 4, seed=3).encoding
    code = GradientCode([[x * factors ** (i + j) for j, x in enumerate(row)]
                         for i, row in enumerate(rows)])  # fmt: skip
    kept = np.random.default_rng(0).random((200, 12)) < 0.7
    found, _ = Bounds(code).of(kept)
    for row, bound in zip(kept, found, strict=True):
        exact = error(code, np.flatnonzero(~row).tolist())
        assert float(Fraction(int(bound), _SCALE) - Fraction(exact)) < 1e-4


def test_forward_selection_orders_all_workers():
    code = random_biregular(9, 9, 3, seed=0)
    assert sorted(forward_selection(Bounds(code).unit)) == list(range(9))
