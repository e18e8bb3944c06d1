"""Parameters of all kinds: one type, counted by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from designs import BadInput, Parameters
from designs.algebra.arithmetic import least_lambda
from designs.constructions.complete import complete
from designs.constructions.witt import witt
from designs.errors import show


@st.composite
def parameters(draw):
    t = draw(st.integers(2, 6))
    k = draw(st.integers(t, 20))
    resolvable = draw(st.booleans()) if t == 2 else False
    return Parameters(draw(st.integers(k, 60)), k, draw(st.integers(1, 50)), t, resolvable)


@given(parameters())
def test_the_repr_evaluates_back_and_omits_what_is_usual(p):
    assert eval(repr(p)) == p
    assert ("t=" in repr(p)) == (p.t != 2)
    assert ("resolvable" in repr(p)) == ("resolvable" in str(p)) == p.resolvable


@given(parameters())
def test_counts_of_blocks(p):
    assert p.b * comb(p.k, p.t) == p.lam * comb(p.v, p.t)
    assert p.r * p.v == p.b * p.k
    if p.t == 2:
        assert p.r == Fraction(p.lam * (p.v - 1), p.k - 1)
        assert p.order == p.r - p.lam
        assert p.is_symmetric == (p.b == p.v)


@given(parameters())
def test_the_complement_of_the_complement(p):
    other = p.complement()
    if other is not None:
        assert other.b == p.b
        assert other.k == p.v - p.k
        assert other.complement() in {None, Parameters(p.v, p.k, p.lam, p.t)}
    if p.t == 2:
        lam = p.b - 2 * p.r + p.lam
        assert (other is None) == (p.v - p.k < 2 or lam < 1 or lam.denominator != 1)


@given(parameters())
def test_least_lambda_is_least(p):
    whole = all(p.blocks_with(i).denominator == 1 for i in range(p.t))
    assert (p.lam % p.least_lambda == 0) == whole
    assert p.least_lambda == least_lambda(p.v, p.k, p.t)
    assert p.with_lambda(p.least_lambda).kind == p.kind


@given(parameters())
def test_json_says_what_kind_it_is(p):
    value = p.to_json()
    first = ["t"] if p.t > 2 else []
    last = ["resolvable"] if p.resolvable else []
    assert list(value) == [*first, "v", "b", "r", "k", "lambda", *last]
    assert (value["b"], value["r"]) == tuple(
        int(x) if x.denominator == 1 else show(x) for x in (p.b, p.r)
    )


def test_a_t_design_is_a_2_design_whatever_its_resolution():
    assert Parameters(8, 4, 1, t=3).balanced == Parameters(8, 4, 3)
    assert Parameters(9, 3, 1, resolvable=True).balanced == Parameters(9, 3, 1)
    blocks = list(combinations(range(6), 4))
    pairs = sum({0, 1} <= set(block) for block in blocks)
    assert Parameters(6, 4, 3, t=3).balanced.lam == pairs


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [((7, 1, 1), "k must be at least 2, got k=1"), ((7, 8, 1), "k must be at most v, got k=8, v=7"),
     ((7, 3, 0), "lambda must be at least 1, got lambda=0"),
     ((7, 3, 1, 4), "k must be at least t, got k=3, t=4"), ((7, 3, 1, 1), r"t must be 2\.\.100"),
     ((8, 4, 1, 3, True), "resolvable designs are asked for with t = 2, got t=3")],
)  # fmt: skip
def test_parameters_that_make_no_sense(arguments, sentence):
    with pytest.raises(BadInput, match=sentence):
        Parameters(*arguments)


@pytest.mark.parametrize("design", [witt(12), complete(9, 5)], ids=["witt", "complete"])
def test_blocks_with_and_without_points_are_counted(design):
    k = len(design.blocks[0])
    t = 5
    p = Parameters(design.points, k, 1, t=t)
    for i in range(t + 1):
        for j in range(t + 1 - i):
            inside, outside = set(range(i)), set(range(i, i + j))
            found = sum(1 for b in design.blocks if inside <= set(b) and not outside & set(b))
            assert p.blocks_with(i, j) == found
            if i + j <= t - 2:
                assert p.reduced(2, i, j).b == found


@given(st.integers(3, 5), st.integers(5, 30), st.data())
def test_the_least_lambda_is_the_least(t, v, data):
    k = data.draw(st.integers(t, v))
    p = Parameters(v, k, 1, t=t)
    whole = [
        lam
        for lam in range(1, min(p.least_lambda, 200) + 1)
        if all(p.with_lambda(lam).blocks_with(i).denominator == 1 for i in range(t))
    ]
    assert whole == [p.least_lambda] * (p.least_lambda <= 200)
