"""Exact linear algebra: both ways agree, and both agree with sympy."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs.algebra import linear

small = st.integers(-4, 4)
huge = st.integers(-(10**30), 10**30)


@st.composite
def matrices(draw, entries=small):
    n, k = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    return draw(st.lists(st.lists(entries, min_size=k, max_size=k), min_size=n, max_size=n))


def rank(rows):
    sympy = pytest.importorskip("sympy")
    return sympy.Matrix(rows).rank() if rows else 0


@given(matrices())
def test_independent_rows_are_a_basis_taken_early(rows):
    chosen = linear.independent_rows(rows)
    assert rank([rows[i] for i in chosen]) == len(chosen) == rank(rows)
    for i in range(len(rows)):
        before = [j for j in chosen if j < i]
        assert (i in chosen) == (rank([rows[j] for j in [*before, i]]) == len(before) + 1)


@given(st.one_of(matrices(), matrices(huge)))
def test_independent_rows_both_ways(rows):
    assert linear.independent_rows(rows) == linear._independent_rows_by_hand(rows)


@given(st.one_of(matrices(), matrices(huge)), st.data())
def test_solve_both_ways_and_it_solves(rows, data):
    size = min(len(rows), len(rows[0]))
    square = [row[:size] for row in rows[:size]]
    if len(linear.independent_rows(square)) < size:
        return
    right = data.draw(st.lists(small, min_size=size, max_size=size))
    solution = linear.solve(square, right)
    assert solution == linear._solve_by_hand(square, right)
    assert [sum(a * x for a, x in zip(row, solution, strict=True)) for row in square] == right


@given(st.lists(st.fractions(max_denominator=50), min_size=1, max_size=6))
def test_primitive_is_a_positive_multiple_with_coprime_entries(row):
    scaled = linear.primitive(row)
    if not any(row):
        assert not any(scaled)
        return
    ratio = next(Fraction(b) / a for a, b in zip(row, scaled, strict=True) if a)
    assert ratio > 0
    assert [ratio * x for x in row] == list(scaled)
    assert linear.primitive(scaled) == scaled


def test_flint_is_used_where_it_is_installed():
    pytest.importorskip("flint")
    assert linear.use_flint()
